"""Birthdays and days of adoption that are near."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .age import anniversary
from .domain import Pet

DAYS_AHEAD = 7
MOST = 6


@dataclass(frozen=True, slots=True)
class Anniversary:
    """`years` are full on a day that is `days` away, 0 for today."""

    pet: Pet
    is_birthday: bool
    days: int
    years: int

    @property
    def words(self) -> str:
        """ "turns 4 tomorrow", to stand behind the name."""
        if self.is_birthday:
            said = (_("turns %(years)d today"), _("turns %(years)d tomorrow"))
            later = ngettext("turns %(years)d in %(days)d day", "turns %(years)d in %(days)d days", self.days)
        else:
            said = (
                ngettext("came to you a year ago today", "came to you %(years)d years ago today", self.years),
                ngettext(
                    "has been with you for a year tomorrow",
                    "has been with you for %(years)d years tomorrow",
                    self.years,
                ),
            )
            later = ngettext(
                "has been with you for a year in %(days)d days",
                "has been with you for %(years)d years in %(days)d days",
                self.years,
            )
        return (said[self.days] if self.days < len(said) else later) % {"years": self.years, "days": self.days}


def near(pets: Iterable[Pet], today: date) -> list[Anniversary]:
    """Those of today and the 7 days after it, the nearest first, at most 6; of a birth date that is a guess none."""
    found = [each for pet in pets for each in _of(pet, today)]
    return sorted(found, key=lambda each: (each.days, each.pet.list_key, not each.is_birthday))[:MOST]


def _of(pet: Pet, today: date) -> Iterator[Anniversary]:
    profile = pet.profile
    if profile.birth_date and not profile.birth_approximate:
        yield from _next(pet, profile.birth_date, today, is_birthday=True)
    if profile.adopted_on:
        yield from _next(pet, profile.adopted_on, today, is_birthday=False)


def _next(pet: Pet, day: date, today: date, *, is_birthday: bool) -> Iterator[Anniversary]:
    for year in (today.year, today.year + 1):
        days, years = (anniversary(day, year) - today).days, year - day.year
        if 0 <= days <= DAYS_AHEAD and years > 0:
            yield Anniversary(pet, is_birthday, days, years)
