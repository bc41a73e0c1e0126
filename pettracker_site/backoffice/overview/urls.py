"""Routes of the page Integrity, below /admin/."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from pettracker_site.backoffice.pets_and_photos.urls import Screen

from . import integrity

SCREENS = (Screen("integrity", _("Integrity"), "view_integrity", "request_sweeps"),)

ROUTES: tuple[tuple[str, Callable[..., HttpResponseBase], str], ...] = (
    ("integrity/", integrity.integrity, "integrity"),
    ("integrity/look/", integrity.check, "integrity_check"),
    ("integrity/mend/", integrity.repair, "integrity_repair"),
)
