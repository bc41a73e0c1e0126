from django.apps import AppConfig


class PetsConfig(AppConfig):
    name = "pets"

    def ready(self) -> None:
        from pettracker_site.audit.descriptions import describe_fields

        from .audit_fields import FIELDS

        describe_fields(FIELDS)
