"""Template filters for pets."""

from decimal import Decimal
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from pets import display, microchip
from pets.domain import Pet
from pets.profile import SHOWN_FIELDS, Kind
from pets.weights.units import Unit
from pettracker_site.aws import times

register = template.Library()


KIND_ICONS = {
    Kind.DOG: "dog",
    Kind.CAT: "cat",
    Kind.BIRD: "bird",
    Kind.FISH: "fish",
    Kind.RABBIT: "rabbit",
    Kind.REPTILE: "turtle",
    Kind.SMALL_MAMMAL: "squirrel",
    Kind.HORSE: "horse",
    Kind.OTHER: "snail",
}


class Tab(NamedTuple):
    """One of a pet's pages: the name of its route, which takes the pet's id."""

    route: str
    label: str | Promise


TABS = (
    Tab("pet", gettext_lazy("Album")),
    Tab("care:health", gettext_lazy("Health")),
    Tab("weights:log", gettext_lazy("Weight")),
    Tab("timeline", gettext_lazy("Timeline")),
    Tab("pets:about", gettext_lazy("About")),
)


class Fact(NamedTuple):
    """A field of a profile as a page shows it; `text` is empty where nothing is known."""

    attribute: str
    label: str | Promise
    text: str


@register.filter
def facts(pet: Pet, unit: Unit) -> list[Fact]:
    """All fields of a pet's profile, in order."""
    return [Fact(field.attribute, field.label, field.display(pet.profile, unit)) for field in SHOWN_FIELDS]


@register.filter
def known_besides(facts: list[Fact], attributes: str) -> list[Fact]:
    """Those that have something to say, without the named ones, which the page shows elsewhere."""
    return [fact for fact in facts if fact.text and fact.attribute not in attributes.split()]


@register.filter
def known_of(facts: list[Fact], attributes: str) -> list[Fact]:
    """Of the named ones those that have something to say."""
    return [fact for fact in facts if fact.text and fact.attribute in attributes.split()]


@register.simple_tag
def pet_tabs() -> tuple[Tab, ...]:
    """A pet's pages, in the order in which they are offered."""
    return TABS


class ChipFacts(NamedTuple):
    """What a page says of a chip's number; `says` and `doubt` may be empty."""

    says: str
    doubt: str
    places: str


@register.simple_tag
def chip_facts(chip: str) -> ChipFacts:
    return ChipFacts(microchip.describe(chip), microchip.doubt(chip), ", ".join(microchip.LOOKUPS))


@register.filter
def kind_icon(kind: Kind) -> str:
    return KIND_ICONS.get(kind, KIND_ICONS[Kind.OTHER])


@register.filter
def membership(pet: Pet, person: str) -> str:
    """What somebody may do with the pet, and until when."""
    return display.describe_member(pet.member(person), times.now())


@register.filter
def age(pet: Pet) -> str:
    """The pet's age today on the reader's calendar; empty where nobody knows it."""
    profile = pet.profile
    return display.format_age(profile.birth_date, timezone.localdate(), approximate=profile.birth_approximate)


@register.filter
def weight(kilograms: Decimal | None, unit: Unit) -> str:
    return "" if kilograms is None else display.format_weight(kilograms, unit)
