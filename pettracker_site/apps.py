from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register


class SiteConfig(AppConfig):
    name = "pettracker_site"
    verbose_name = "PetTracker"

    def ready(self) -> None:
        from .accounts import audit_fields, audited_logins  # noqa: F401  # the second listens
        from .audit.audit_log import UPLOAD_REFUSED
        from .audit.descriptions import describe_fields, describe_routes
        from .backoffice.overview.labels import refused_label
        from .backoffice.page_names import page_name
        from .web import proxies, sessions  # noqa: F401  # the second listens

        describe_fields(audit_fields.FIELDS)
        describe_routes(page_name)
        describe_routes(refused_label, action=UPLOAD_REFUSED)
        register(proxies.check_proxies, Tags.security, deploy=True)


class AdminSiteConfig(AdminConfig):
    default_site = "pettracker_site.backoffice.admin_site.PetTrackerAdminSite"
