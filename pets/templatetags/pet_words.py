"""A pet's facts as templates say them."""

from decimal import Decimal

from django import template
from django.utils import timezone

from pets import words
from pets.domain import Kind, Pet, Sex
from pets.weight import Unit
from pettracker_site.aws import times

register = template.Library()


@register.filter
def kind_word(kind: Kind) -> str:
    return str(words.KINDS[kind])


@register.filter
def kind_icon(kind: Kind) -> str:
    return words.KIND_ICONS[kind]


@register.filter
def sex_word(sex: Sex) -> str:
    return str(words.SEXES[sex])


@register.filter
def member_words(pet: Pet, person: str) -> str:
    """What somebody may do with the pet, and until when."""
    return words.member_in_words(pet.member(person), times.now())


@register.filter
def age_words(pet: Pet) -> str:
    """The pet's age today on the reader's calendar; empty where nobody knows it."""
    profile = pet.profile
    if profile.birth_date is None:
        return ""
    return words.age_in_words(profile.birth_date, timezone.localdate(), approximate=profile.birth_approximate)


@register.filter
def weight_words(kilograms: Decimal | None, unit: Unit) -> str:
    return "" if kilograms is None else words.weight_in_words(kilograms, unit)
