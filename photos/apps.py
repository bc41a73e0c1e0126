from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "photos"

    def ready(self) -> None:
        from pets.children.registry import register
        from pets.life import attachments
        from pettracker_site.audit.descriptions import describe_fields

        from .audit_fields import FIELDS
        from .documents.attaching import DocumentKeeper
        from .documents.child import DocumentChild
        from .documents.display import AUDIT_FIELDS
        from .documents.domain import Document
        from .pet_child import PhotoChild

        register(PhotoChild())
        register(DocumentChild())
        attachments.register(DocumentKeeper())
        describe_fields(FIELDS)
        describe_fields(AUDIT_FIELDS, kind=Document.KIND)
