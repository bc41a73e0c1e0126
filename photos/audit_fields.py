"""How the audit log tells the fields of a photo."""

from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values, display_plain
from pettracker_site.aws import times

from .display import FOUND_LABELS, TAKEN_FROM_LABELS
from .taken import TakenFrom, zone_named


def _taken_at(value: Any, values: Values) -> str:
    """On the clock of where it was taken, as the record knew it then; on the reader's where it did not."""
    zone = values.get("TakenZone")
    return _moment(value, zone_named(zone) if zone else None)


def _derived_at(value: Any, _values: Values) -> str:
    return _moment(value, None)


def _moment(value: Any, clock: Any) -> str:
    if value is None:
        return "–"
    return date_format(times.from_text(value).astimezone(clock or timezone.get_current_timezone()), "DATETIME_FORMAT")


def _taken_from(value: Any, values: Values) -> str:
    source = TakenFrom.known(value)
    return str(TAKEN_FROM_LABELS[source]) if source else display_plain(value, values)


def _found(value: Any, values: Values) -> str:
    if value is None:
        return display_plain(value, values)
    return ", ".join(str(words) for kind, words in FOUND_LABELS.items() if kind in value)


def _hidden(value: Any, _values: Values) -> str:
    return _("Yes") if value else _("No")


FIELDS: Final = {
    "PhotoId": FieldDescription(gettext_lazy("Photo")),
    "Caption": FieldDescription(gettext_lazy("Caption")),
    "TakenAt": FieldDescription(gettext_lazy("Taken"), _taken_at),
    "TakenFrom": FieldDescription(gettext_lazy("Date comes from"), _taken_from),
    "TakenZone": FieldDescription(gettext_lazy("Time zone")),
    "Found": FieldDescription(gettext_lazy("Also contains"), _found),
    "Camera": FieldDescription(gettext_lazy("Camera")),
    "Hidden": FieldDescription(gettext_lazy("Hidden from others"), _hidden),
    "DerivedAt": FieldDescription(gettext_lazy("Small copies made"), _derived_at),
}
