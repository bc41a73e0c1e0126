"""Medicines in templates."""

from typing import NamedTuple

from django import template

from pets.domain import Pet
from pets.medicines.course import courses_of
from pets.medicines.display import amount, dose_of, how_often, schedule_words
from pets.medicines.domain import Medicine
from pettracker_site.aws import times

register = template.Library()


class Running(NamedTuple):
    """A medicine that a pet is given now; `words` say how much and how often."""

    id: str
    name: str
    words: str
    is_as_needed: bool


@register.filter
def medicine_sum(medicine: Medicine) -> str:
    """ "1 tablet, twice a day at 08:00 and 20:00" """
    return f"{dose_of(medicine)}, {how_often(medicine)}"


@register.filter
def is_given(pet: Pet, medicine: Medicine) -> bool:
    """Whether the medicine has not ended."""
    return any(each.plan.id == medicine.id for each in courses_of(pet, times.now()))


@register.simple_tag
def running_medicines(pet: Pet) -> list[Running]:
    """By the pet's own plans, in alphabetical order."""
    now = times.now()
    found = [
        Running(
            each.plan.id,
            each.plan.title,
            f"{amount(each.schedule.dose_on(each.clock(now), each.dose), each.unit)}, {schedule_words(each.schedule)}",
            each.is_as_needed,
        )
        for each in courses_of(pet, now)
    ]
    return sorted(found, key=lambda each: each.name.casefold())
