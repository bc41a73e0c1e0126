"""How the audit log tells the fields of a pet, and those that all records of its life have."""

from functools import partial
from typing import Any, Final

from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values, display_day

from .fields import ProfileField
from .profile import PROFILE_FIELDS


def _display(field: ProfileField, value: Any, _values: Values) -> str:
    return field.audit_display(value) or "–"


FIELDS: Final = {
    **{each.stored_as: FieldDescription(each.label, partial(_display, each)) for each in PROFILE_FIELDS},
    "PetId": FieldDescription(gettext_lazy("Pet")),
    "On": FieldDescription(gettext_lazy("Day"), display_day),
    "Title": FieldDescription(gettext_lazy("Title")),
    "Note": FieldDescription(gettext_lazy("Note")),
    "Documents": FieldDescription(gettext_lazy("Documents")),
}
