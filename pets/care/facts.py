"""The types of care records, and what each of them may say."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.fields import Choice, Date, Kilograms, Text, ValueType
from pets.weights.units import Unit
from pettracker_site.common.later_values import LaterChoices


class CareType(LaterChoices):
    VACCINATION = "vaccination", _("Vaccination")
    PARASITES = "parasites", _("Worms, fleas and ticks")
    VISIT = "visit", _("Vet visit")
    PROCEDURE = "procedure", _("Procedure")
    ALLERGY = "allergy", _("Allergy")
    BODY_SCORE = "body-score", _("Body score")
    MEASURE = "measure", _("Other measure")


class Against(LaterChoices):
    FLEAS_TICKS = "fleas-ticks", _("Fleas and ticks")
    WORMS = "worms", _("Worms")
    HEARTWORM = "heartworm", _("Heartworm")
    COMBINED = "combined", _("Combined")


class Severity(LaterChoices):
    MILD = "mild", _("Mild")
    MODERATE = "moderate", _("Moderate")
    SEVERE = "severe", _("Severe")


class Scale(LaterChoices):
    OF_NINE = "9", _("of 9 (4 and 5 are ideal)")
    OF_FIVE = "5", _("of 5 (3 is ideal)")


class Money(ValueType[Decimal]):
    def display(self, value: Decimal, unit: Unit) -> str:
        return number_format(value.quantize(Decimal("0.01")))


class Amount(ValueType[Decimal]):
    def display(self, value: Decimal, unit: Unit) -> str:
        plain = value.normalize()
        return number_format(plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a record may say; `stored_as` is its name in the map `Facts`."""

    stored_as: str
    label: Promise
    type: ValueType[Any]


FACTS: Mapping[str, Fact] = {
    "against": Fact("Against", _("Against"), Choice(Against)),
    "product": Fact("Product", _("Product"), Text()),
    "maker": Fact("Maker", _("Maker"), Text()),
    "batch": Fact("Batch", _("Batch number"), Text()),
    "expires": Fact("Expires", _("Product good until"), Date()),
    "valid_from": Fact("ValidFrom", _("Valid from"), Date()),
    "dose": Fact("Dose", _("Dose number of a first course"), Amount()),
    "site": Fact("Site", _("Where on the body"), Text()),
    "score": Fact("Score", _("Score"), Amount()),
    "scale": Fact("Scale", _("Scale"), Choice(Scale)),
    "value": Fact("Value", _("Value"), Amount()),
    "value_unit": Fact("ValueUnit", _("In"), Text()),
    "weight": Fact("Weight", _("Weight that day"), Kilograms()),
    "temperature": Fact("Temperature", _("Temperature, °C"), Amount()),
    "severity": Fact("Severity", _("How bad"), Choice(Severity)),
    "reaction": Fact("Reaction", _("Reaction"), Text()),
    "findings": Fact("Findings", _("Findings"), Text()),
    "diagnosis": Fact("Diagnosis", _("Diagnosis"), Text()),
    "treatment": Fact("Treatment", _("Treatment"), Text()),
    "vet": Fact("Vet", _("Vet"), Text()),
    "clinic": Fact("Clinic", _("Clinic"), Text()),
    "cost": Fact("Cost", _("Cost"), Money()),
    "currency": Fact("Currency", _("Currency"), Text()),
}
"""By the name of the form's field, in the order in which pages tell them."""


@dataclass(frozen=True, slots=True)
class TypeOfCare:
    """What belongs to a type: what its title is called (empty: it has none), whether something falls due after it, and
    which facts it may have, those first that most people write down. `shortest` is that of the gaps, in days, after
    which it comes again by itself: a visit two weeks after another is no habit. None: never.
    """

    icon: str
    title: Promise | str
    facts: tuple[str, ...]
    next: Promise | str = ""
    shortest: int | None = None


_BY = ("vet", "clinic", "cost", "currency")
TYPES: Mapping[CareType, TypeOfCare] = {
    CareType.VACCINATION: TypeOfCare(
        "syringe",
        _("Against what"),
        ("product", "batch", "maker", "expires", "valid_from", "dose", "site", "reaction", *_BY),
        next=_("Valid until, or next due"),
        shortest=1,
    ),
    CareType.PARASITES: TypeOfCare(
        "bug", _("Product"), ("against", "weight", "batch", "reaction", "cost", "currency"), _("Next due"), 1
    ),
    CareType.VISIT: TypeOfCare(
        "stethoscope",
        _("Reason"),
        ("vet", "clinic", "findings", "diagnosis", "treatment", "weight", "temperature", "cost", "currency"),
        next=_("Next visit"),
        shortest=150,
    ),
    CareType.PROCEDURE: TypeOfCare(
        "scissors",
        _("What was done"),
        ("vet", "clinic", "findings", "treatment", "cost", "currency"),
        next=_("Next due"),
        shortest=28,
    ),
    CareType.ALLERGY: TypeOfCare("flower", _("Allergic to what"), ("severity", "reaction", "treatment")),
    CareType.BODY_SCORE: TypeOfCare("scale", "", ("score", "scale", "vet")),
    CareType.MEASURE: TypeOfCare("ruler", _("What was measured"), ("value", "value_unit")),
}
_LATER = TypeOfCare("file-text", _("What it was"), tuple(FACTS), _("Next due"))


def type_of(type: CareType) -> TypeOfCare:
    """What belongs to a type; to one of a later release, whatever a record may say."""
    return TYPES.get(type, _LATER)


NEXT_TYPES = tuple(type for type, said in TYPES.items() if said.next)
LATER = frozenset({"maker", "expires", "valid_from", "dose", "site", "reaction", "cost", "currency", "temperature"})
"""What a form keeps behind "More": few have it at hand."""
