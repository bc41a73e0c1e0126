"""Two versions of a profile, field by field."""

from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.common.versions import FieldVersions

from . import words
from .domain import UNKNOWN_BREED, Profile, Sex
from .weight import Unit, in_unit


def compare_versions(saved: Profile, typed: Profile, unit: Unit) -> list[FieldVersions]:
    """All fields that have something to say in one of both versions, in the order of the form."""
    one, other = _facts(saved, unit), _facts(typed, unit)
    rows = [FieldVersions(_LABELS[name], one[name], other[name]) for name in _LABELS]
    return [row for row in rows if row.saved or row.typed]


_LABELS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "breed": gettext_lazy("Breed"),
    "born": gettext_lazy("Born"),
    "sex": gettext_lazy("Sex"),
    "weight": gettext_lazy("Weight"),
    "colour": gettext_lazy("Colour and markings"),
    "microchip": gettext_lazy("Microchip number"),
    "notes": gettext_lazy("Notes"),
}


def _facts(profile: Profile, unit: Unit) -> dict[str, str]:
    return {
        "name": profile.name,
        "kind": str(words.KINDS[profile.kind]),
        "breed": "" if profile.breed == UNKNOWN_BREED else profile.breed,
        "born": _born(profile),
        "sex": "" if profile.sex == Sex.UNKNOWN else str(words.SEXES[profile.sex]),
        "weight": "" if profile.weight is None else _weight(profile.weight, unit),
        "colour": profile.colour,
        "microchip": profile.microchip,
        "notes": profile.notes,
    }


def _weight(kilograms: Decimal, unit: Unit) -> str:
    """As in the form, to three decimals: words round, and would hide a difference of some grams."""
    return f"{number_format(in_unit(kilograms, unit))}\N{NO-BREAK SPACE}{unit}"


def _born(profile: Profile) -> str:
    if profile.birth_date is None:
        return ""
    day = date_format(profile.birth_date, "DATE_FORMAT")
    return _("about %(date)s") % {"date": day} if profile.birth_approximate else day
