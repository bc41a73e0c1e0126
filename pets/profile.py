"""A pet's profile: each field is declared once, here, and whatever keeps or shows a profile walks the declarations."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from django.utils.translation import gettext_lazy

from pettracker_site.common.later_values import LaterChoices
from pettracker_site.common.versions import FieldVersions

from .fields import Choice, Date, Kilograms, ProfileField, Text, YesNo
from .weights.units import Unit

NAME_LENGTH = 80
UNKNOWN_BREED = "Unknown"


class Kind(LaterChoices):
    DOG = "dog", gettext_lazy("Dog")
    CAT = "cat", gettext_lazy("Cat")
    BIRD = "bird", gettext_lazy("Bird")
    FISH = "fish", gettext_lazy("Fish")
    RABBIT = "rabbit", gettext_lazy("Rabbit")
    REPTILE = "reptile", gettext_lazy("Reptile")
    SMALL_MAMMAL = "small-mammal", gettext_lazy("Small mammal")
    HORSE = "horse", gettext_lazy("Horse")
    OTHER = "other", gettext_lazy("Other")


class Sex(LaterChoices):
    FEMALE = "female", gettext_lazy("Female")
    MALE = "male", gettext_lazy("Male")
    UNKNOWN = "unknown", gettext_lazy("Not known")


@dataclass(frozen=True, slots=True)
class Profile:
    """What an owner writes about a pet, in the order in which pages and files tell it.

    `weight` is in kilograms, `birth_date` exact unless `birth_approximate`.
    """

    name: Annotated[str, ProfileField("Name", gettext_lazy("Name"), Text(), in_lists=True)]
    kind: Annotated[Kind, ProfileField("Type", gettext_lazy("Kind"), Choice(Kind), audit_value=True, in_lists=True)]
    breed: Annotated[str, ProfileField("Breed", gettext_lazy("Breed"), Text(), in_lists=True)] = UNKNOWN_BREED
    sex: Annotated[Sex, ProfileField("Sex", gettext_lazy("Sex"), Choice(Sex), audit_value=True, in_lists=True)] = (
        Sex.UNKNOWN
    )
    _: KW_ONLY
    birth_date: Annotated[
        date | None,
        ProfileField(
            "BirthDate",
            gettext_lazy("Born"),
            Date(),
            audit_value=True,
            in_lists=True,
            estimated_by="birth_approximate",
        ),
    ] = None
    birth_approximate: Annotated[
        bool,
        ProfileField(
            "BirthApproximate", gettext_lazy("Birth date is a guess"), YesNo(), audit_value=True, in_lists=True
        ),
    ] = False
    adopted_on: Annotated[
        date | None, ProfileField("AdoptedOn", gettext_lazy("With us since"), Date(), audit_value=True, in_marks=True)
    ] = None
    weight: Annotated[
        Decimal | None,
        ProfileField(
            "Weight", gettext_lazy("Weight"), Kilograms(), audit_value=True, in_lists=True, column="weight_kg"
        ),
    ] = None
    colour: Annotated[str, ProfileField("Colour", gettext_lazy("Colour and markings"), Text())] = ""
    microchip: Annotated[str, ProfileField("Microchip", gettext_lazy("Microchip number"), Text())] = ""
    notes: Annotated[str, ProfileField("Notes", gettext_lazy("Notes"), Text())] = ""

    def to_item(self) -> dict[str, Any]:
        """As attributes in DynamoDB; None stands for an attribute that is not there."""
        return {each.stored_as: each.to_item(self) for each in PROFILE_FIELDS}

    def marks(self) -> dict[str, Any]:
        """What the map `Marks` has of it, for lists."""
        found = {each.stored_as: each.to_item(self) for each in MARKED_FIELDS}
        return {name: value for name, value in found.items() if value is not None}

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Self:
        """A profile of an item, or of an index's projection, which lacks what no list shows."""
        return cls(**{each.attribute: each.from_item(item) for each in PROFILE_FIELDS})


PROFILE_FIELDS = tuple(ProfileField.declared_by(each) for each in fields(Profile))
"""The declarations of all fields. Whatever keeps or shows a profile walks these, or `SHOWN_FIELDS`."""
MARKED_FIELDS = tuple(each for each in PROFILE_FIELDS if each.in_marks)
SHOWN_FIELDS = tuple(
    each for each in PROFILE_FIELDS if each.attribute not in {other.estimated_by for other in PROFILE_FIELDS}
)
"""Those that stand alone on a page: without what only says how another is read."""


def compare_versions(saved: Profile, typed: Profile, unit: Unit) -> list[FieldVersions]:
    """All fields that have something to say in one of both versions."""
    rows = [
        FieldVersions(each.label, each.display(saved, unit, exact=True), each.display(typed, unit, exact=True))
        for each in SHOWN_FIELDS
    ]
    return [row for row in rows if row.saved or row.typed]
