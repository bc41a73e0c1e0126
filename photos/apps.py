from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "photos"

    def ready(self) -> None:
        from pets.children.registry import register
        from pettracker_site.audit.descriptions import describe_fields

        from .audit_fields import FIELDS
        from .pet_child import PhotoChild

        register(PhotoChild())
        describe_fields(FIELDS)
