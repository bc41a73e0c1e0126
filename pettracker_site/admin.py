"""Django looks here for what stands on the admin's site."""

from pettracker_site.backoffice.people import screens  # noqa: F401 - they register themselves
