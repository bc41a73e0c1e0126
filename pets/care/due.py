"""What is due, in words and in order, for home, a pet's pages and cards of pets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.domain import Pet
from pets.life.plans import Plan, plans_of
from pets.roles import Right, rights_of
from pettracker_site.aws import times

from .facts import TYPES, CareType

DAYS_AHEAD = 14
MOST = 12


@dataclass(frozen=True, slots=True)
class Due:
    """A plan of a pet, `days` from today, below 0 where it is overdue; `may_answer` whether the reader may."""

    pet: Pet
    plan: Plan
    days: int
    may_answer: bool

    @property
    def is_overdue(self) -> bool:
        return self.days < 0

    @property
    def is_care(self) -> bool:
        return self.plan.type in CareType.values

    @property
    def icon(self) -> str:
        return TYPES[CareType(self.plan.type)].icon if self.is_care else "file-text"

    @property
    def words(self) -> str:
        """ "overdue for 3 days", "today", "in 5 days", "on 3 May 2027" """
        if self.days < 0:
            return ngettext("overdue for %(count)d day", "overdue for %(count)d days", -self.days) % {
                "count": -self.days
            }
        if self.days < 2:
            return (_("today"), _("tomorrow"))[self.days]
        if self.days <= DAYS_AHEAD:
            return _("in %(count)d days") % {"count": self.days}
        return _("on %(day)s") % {"day": date_format(self.plan.due, "DATE_FORMAT") if self.plan.due else ""}


@dataclass(frozen=True, slots=True)
class DueList:
    """Those that are shown, how many there are besides, and how many of all are due today or overdue."""

    items: tuple[Due, ...]
    more: int = 0
    now: int = 0

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def is_overdue(self) -> bool:
        return any(due.is_overdue for due in self.items)

    @property
    def words(self) -> str:
        """ "2 due", or "2 due soon" where nothing is due yet"""
        if self.now:
            return ngettext("%(count)d due", "%(count)d due", self.now) % {"count": self.now}
        found = len(self.items) + self.more
        return ngettext("%(count)d due soon", "%(count)d due soon", found) % {"count": found}


def due_of(pets: Iterable[Pet], person: str, *, ahead: int | None = DAYS_AHEAD, most: int = MOST) -> DueList:
    """What is overdue, or due within so many days (None: whenever) on this person's calendar, first things first."""
    today, now = timezone.localdate(), times.now()
    last = today + timedelta(days=ahead) if ahead is not None else date.max
    found = [
        Due(pet, plan, (plan.due - today).days, _may_answer(pet, person, now))
        for pet in pets
        for plan in plans_of(pet)
        if plan.due and plan.due <= last
    ]
    found.sort(key=lambda due: (due.days, due.pet.list_key, due.plan.title))
    now_due = sum(1 for due in found if due.days <= 0)
    return DueList(tuple(found[:most]), max(0, len(found) - most), now_due)


def count_due(pet: Pet, today: date) -> int:
    """How many things are due or overdue."""
    return sum(1 for plan in plans_of(pet) if plan.due and plan.due <= today)


def _may_answer(pet: Pet, person: str, now: datetime) -> bool:
    """Lists of one's own pets do not carry their members."""
    return pet.owner_id == person or Right.ADD_RECORDS in rights_of(pet.role_of(person, now))
