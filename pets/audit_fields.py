"""How the audit log tells the fields of a pet, and those that all records of its life have."""

from functools import partial
from typing import Any, Final

from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values, display_day

from .fields import Kilograms, ProfileField
from .profile import PROFILE_FIELDS


def _display(field: ProfileField, value: Any, _values: Values) -> str:
    return field.audit_display(value) or "–"


def _kilograms(value: Any, _values: Values) -> str:
    return "–" if value is None else Kilograms().exact_display(value, "kg")


FIELDS: Final = {
    **{each.stored_as: FieldDescription(each.label, partial(_display, each)) for each in PROFILE_FIELDS},
    "PetId": FieldDescription(gettext_lazy("Pet")),
    "On": FieldDescription(gettext_lazy("Day"), display_day),
    "Title": FieldDescription(gettext_lazy("Title")),
    "Note": FieldDescription(gettext_lazy("Note")),
    "Documents": FieldDescription(gettext_lazy("Documents")),
    "Kg": FieldDescription(gettext_lazy("Weight"), _kilograms),
    "Entered": FieldDescription(gettext_lazy("As it was typed")),
    "Unit": FieldDescription(gettext_lazy("Typed in")),
    "Approximate": FieldDescription(gettext_lazy("About so much")),
}
