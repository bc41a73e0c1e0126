from django.apps import AppConfig


class AwsConfig(AppConfig):
    """For the one table of the ground floor: what changed a moment ago."""

    name = "pettracker_site.aws"
    label = "aws"
    verbose_name = "AWS"
    default_auto_field = "django.db.models.BigAutoField"
