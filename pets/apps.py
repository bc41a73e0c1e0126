from django.apps import AppConfig


class PetsConfig(AppConfig):
    name = "pets"

    def ready(self) -> None:
        from pettracker_site.audit.descriptions import describe_fields

        from .audit_fields import FIELDS
        from .care.audit_fields import FIELDS as CARE_FIELDS
        from .care.child import CareChild
        from .care.due import CareDue
        from .children.registry import register
        from .life.answers import PlanChild
        from .life.due import tell_due
        from .medicines.audit_fields import FIELDS as MEDICINE_FIELDS
        from .medicines.child import MedicineChild
        from .medicines.due import DoseDue
        from .milestones.child import MilestoneChild
        from .weights.child import WeightChild

        describe_fields(FIELDS)
        describe_fields(CARE_FIELDS, kind=CareChild.record.KIND)
        describe_fields(MEDICINE_FIELDS, kind=MedicineChild.record.KIND)
        tell_due(CareChild.record.KIND, CareDue)
        tell_due(MedicineChild.record.KIND, DoseDue)
        for child in (CareChild(), MedicineChild(), PlanChild(), WeightChild(), MilestoneChild()):
            register(child)
