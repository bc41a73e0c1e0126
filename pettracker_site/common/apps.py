from django.apps import AppConfig


class CommonConfig(AppConfig):
    """For the one table that all packages above share: what changed a moment ago."""

    name = "pettracker_site.common"
    label = "common"
    verbose_name = "Common"
    default_auto_field = "django.db.models.BigAutoField"
