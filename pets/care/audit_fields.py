"""How the audit log tells the fields of care records."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values, display_day

from .facts import CareType


def _type(value: Any, _values: Values) -> str:
    return str(CareType(value).label) if value else "–"


FIELDS: Final = {
    "Type": FieldDescription(gettext_lazy("Kind of entry"), _type),
    "NextDue": FieldDescription(gettext_lazy("Next due"), display_day),
    "PrivateNote": FieldDescription(gettext_lazy("Note for yourselves")),
    "Facts": FieldDescription(gettext_lazy("Details")),
}
