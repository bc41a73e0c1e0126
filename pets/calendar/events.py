"""The days of pets as events of a calendar: what is due, medicines, documents that expire, birthdays, adoption days.

What recurs is written out, day by day. Of a series of care, and of a medicine that counts from the day on which it was
given, only the open day is known. All is told from the pets themselves, so the same pets give the same events.
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, time
from itertools import groupby, islice

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.age import anniversary
from pets.care.domain import Care
from pets.domain import Pet
from pets.life.plans import Plan, plans_of
from pets.medicines.course import course_of
from pets.medicines.domain import Medicine
from pettracker_site.aws import times

from .feeds import MOST_EVENTS, Shown
from .ics import Event

_KINDS = {Care.KIND: Shown.HEALTH, Medicine.KIND: Shown.MEDICINES, "document": Shown.DOCUMENTS}
"""By the kind of a plan. (Documents are kept by a package above.)"""
_HOST = "pettracker"  # of ids, which stay the same under whatever name the site is asked


def events_of(
    pets: Iterable[Pet], shown: Collection[Shown], first: date, last: date, address: Callable[[Pet], str]
) -> list[Event]:
    """Those from a day to another, both included, in the order of their days; of more than 2,000 the first.

    `address` gives that of a pet's page. However many days there are, no more than those are made.
    """
    streams: list[Iterator[Event]] = []
    for pet in pets:
        url = address(pet)
        streams += [_of_plan(pet, plan, url, first, last) for plan in plans_of(pet) if _KINDS.get(plan.kind) in shown]
        if Shown.BIRTHDAYS in shown:
            streams += [_birthdays(pet, url, first, last), _adoption_days(pet, url, first, last)]
    merged = heapq.merge(*streams, key=lambda event: (event.day, event.uid))
    return list(islice(merged, MOST_EVENTS))


def _of_plan(pet: Pet, plan: Plan, url: str, first: date, last: date) -> Iterator[Event]:
    """An event's id goes by which occurrence it is of, so that it stays when that is put off."""
    assert plan.due is not None
    changed = max(times.from_text(plan.changed), pet.updated_at) if plan.changed else pet.updated_at
    if _KINDS[plan.kind] == Shown.MEDICINES:
        yield from _of_medicine(pet, plan, url, max(first, plan.due), last, changed)
    elif first <= plan.due <= last:
        summary = _("%(pet)s: %(title)s") % {"pet": pet.name, "title": plan.title}
        yield Event(f"{plan.id}.{plan.occurrence}@{_HOST}", plan.due, summary, url, changed)


def _of_medicine(pet: Pet, plan: Plan, url: str, first: date, last: date, changed: datetime) -> Iterator[Event]:
    """One for each day from the open dose on, with the day's times in words."""
    course = course_of(plan)
    if course is None:
        return
    doses: Iterable[datetime] = course.schedule.between(first, last)
    if course.most_doses is not None:
        doses = islice(doses, max(0, course.most_doses - course.given))
    days = groupby(doses, key=datetime.date)
    words: dict[tuple[time, ...], str] = {}
    for day, of_day in islice(days, 1) if course.schedule.from_done else days:
        at = tuple(dose.time() for dose in of_day)
        if at not in words:  # most days have the same
            said = get_text_list([f"{each:%H:%M}" for each in at], _("and"))
            words[at] = _("%(pet)s: %(title)s at %(times)s") % {"pet": pet.name, "title": plan.title, "times": said}
        yield Event(f"{plan.id}.{day}@{_HOST}", day, words[at], url, changed)


def _birthdays(pet: Pet, url: str, first: date, last: date) -> Iterator[Event]:
    """None where the birth date is a guess, as on home."""
    profile = pet.profile
    if profile.birth_date and not profile.birth_approximate:
        for day, years in _anniversaries(profile.birth_date, first, last):
            summary = _("%(pet)s turns %(years)d") % {"pet": pet.name, "years": years}
            yield Event(f"{pet.id}.birthday.{day.year}@{_HOST}", day, summary, url, pet.updated_at)


def _adoption_days(pet: Pet, url: str, first: date, last: date) -> Iterator[Event]:
    if pet.profile.adopted_on:
        for day, years in _anniversaries(pet.profile.adopted_on, first, last):
            words = ngettext("%(pet)s came to you a year ago", "%(pet)s came to you %(years)d years ago", years)
            summary = words % {"pet": pet.name, "years": years}
            yield Event(f"{pet.id}.adoption.{day.year}@{_HOST}", day, summary, url, pet.updated_at)


def _anniversaries(began: date, first: date, last: date) -> Iterator[tuple[date, int]]:
    """Each with how many years are full then, 1 and more."""
    for year in range(max(first.year, began.year + 1), last.year + 1):
        if first <= (day := anniversary(began, year)) <= last:
            yield day, year - began.year
