"""How the audit log tells the fields of a pet."""

from functools import partial
from typing import Any, Final

from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values

from .fields import ProfileField
from .profile import PROFILE_FIELDS


def _display(field: ProfileField, value: Any, _values: Values) -> str:
    return field.audit_display(value) or "–"


FIELDS: Final = {
    **{each.stored_as: FieldDescription(each.label, partial(_display, each)) for each in PROFILE_FIELDS},
    "PetId": FieldDescription(gettext_lazy("Pet")),
}
