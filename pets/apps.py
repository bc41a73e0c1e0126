from django.apps import AppConfig


class PetsConfig(AppConfig):
    name = "pets"

    def ready(self) -> None:
        from pettracker_site.audit.descriptions import describe_fields

        from .audit_fields import FIELDS
        from .children.registry import register
        from .milestones.child import MilestoneChild

        describe_fields(FIELDS)
        register(MilestoneChild())
