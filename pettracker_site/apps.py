from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register


class SiteConfig(AppConfig):
    name = "pettracker_site"
    verbose_name = "PetTracker"

    def ready(self) -> None:
        from .audit import logins, uploads  # noqa: F401 - they listen
        from .web import proxies, session_expiry  # noqa: F401  # listens

        register(proxies.check_proxies, Tags.security, deploy=True)


class AdminSiteConfig(AdminConfig):
    default_site = "pettracker_site.backoffice.admin_site.PetTrackerAdminSite"
