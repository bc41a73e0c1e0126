"""How the audit log tells the fields of medicines."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

from pettracker_site.audit.descriptions import FieldDescription, Values, display_day

from .domain import Route, Unit
from .schedule import Schedule


def _unit(value: Any, _values: Values) -> str:
    return str(Unit(value).label) if value else "–"


def _route(value: Any, _values: Values) -> str:
    return str(Route(value).label) if value else "–"


def _schedule(value: Any, _values: Values) -> str:
    try:
        return Schedule.from_plain(value).words() if value else "–"
    except (KeyError, ValueError):  # of a later release
        return str(value.get("Repeat", "–"))


FIELDS: Final = {
    "On": FieldDescription(gettext_lazy("From"), display_day),
    "Name": FieldDescription(gettext_lazy("Name")),
    "Dose": FieldDescription(gettext_lazy("Dose")),
    "Unit": FieldDescription(gettext_lazy("Unit"), _unit),
    "Route": FieldDescription(gettext_lazy("How"), _route),
    "Schedule": FieldDescription(gettext_lazy("How often"), _schedule),
    "MostDoses": FieldDescription(gettext_lazy("Ends after so many doses")),
    "Given": FieldDescription(gettext_lazy("Doses given")),
    "Stock": FieldDescription(gettext_lazy("In stock")),
    "RefillOn": FieldDescription(gettext_lazy("New pack by"), display_day),
}
