"""What is due, in words and in order, for home, a pet's pages and cards of pets.

Each kind says itself how what is due by it is told and answered: a subclass of `Due`, which its app registers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.domain import Pet
from pets.roles import Right, rights_of
from pettracker_site.aws import times

from .plans import Plan

DAYS_AHEAD = 14
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A plan of a pet, `days` from today, below 0 where it is overdue; `may_answer` whether the reader may.

    `template` shows the buttons beside it.
    """

    template: ClassVar[str] = "care/_answers.html"
    is_only_on_its_day: ClassVar[bool] = False
    """Whether lists of what is due soon leave it out until its day has come."""
    is_care: ClassVar[bool] = False
    """Whether "done" writes down the next entry."""

    pet: Pet
    plan: Plan
    days: int
    may_answer: bool

    @classmethod
    def of(cls, pet: Pet, plan: Plan, may_answer: bool, today: date, now: datetime) -> Self | None:
        """What is due by that plan; None where nothing is. `today` is the reader's."""
        return cls(pet=pet, plan=plan, days=(plan.due - today).days, may_answer=may_answer) if plan.due else None

    @classmethod
    def in_mail(cls, pet: Pet, plan: Plan, today: date, now: datetime) -> Iterator[tuple[int, str]]:
        """All that a mail tells of that plan, which is read at any time of the day: in how many days, and words."""
        if due := cls.of(pet, plan, False, today, now):
            yield due.days, due.words

    @property
    def is_overdue(self) -> bool:
        return self.days < 0

    @property
    def page(self) -> str:
        """The address of its own page; empty where it has none."""
        return ""

    @property
    def icon(self) -> str:
        return "file-text"

    @property
    def words(self) -> str:
        """ "overdue for 3 days", "today", "in 5 days", "on 3 May 2027" """
        return words_of_day(self.days, self.plan.due)

    @property
    def chip(self) -> str:
        """The template of the one button that answers it over an album; empty where it can wait."""
        return ""

    @property
    def order(self) -> tuple[int, str, str, str]:
        """First things first: by the day, and by the time of that day where there is one."""
        return self.days, self.plan.occurrence[10:], self.pet.list_key, self.plan.title


def words_of_day(days: int, day: date | None) -> str:
    """A day that is so many days from today."""
    if days < 0:
        return ngettext("overdue for %(count)d day", "overdue for %(count)d days", -days) % {"count": -days}
    if days < 2:
        return (_("today"), _("tomorrow"))[days]
    if days <= DAYS_AHEAD:
        return _("in %(count)d days") % {"count": days}
    return _("on %(day)s") % {"day": date_format(day, "DATE_FORMAT") if day else ""}


_kinds: dict[str, type[Due]] = {}


def tell_due(kind: str, due: type[Due]) -> None:
    """Have what is due by plans of that kind told so; to be called when the app starts."""
    _kinds[kind] = due


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
    def at_once(self) -> Due | None:
        """The first that is answered by one tap, without a look at the list."""
        return next((due for due in self.items if due.may_answer and due.chip), None)

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
    found = [due for pet in pets for due in _due_of(pet, _may_answer(pet, person, now), today, now)]
    if ahead is not None:
        found = [due for due in found if due.days <= (0 if due.is_only_on_its_day else ahead)]
    found.sort(key=lambda due: due.order)
    now_due = sum(1 for due in found if due.days <= 0)
    return DueList(tuple(found[:most]), max(0, len(found) - most), now_due)


def told_in_mail(pet: Pet, today: date, now: datetime) -> Iterator[tuple[Plan, int, str]]:
    """What each plan of a pet has to tell in a mail of that day, also those of which nothing is open: with in how many
    days it is, and words."""
    for id, entry in pet.plans.items():
        plan = Plan.from_entry(id, entry)
        for days, words in _kinds.get(plan.kind, Due).in_mail(pet, plan, today, now):
            yield plan, days, words


def count_due(pet: Pet, today: date) -> int:
    """How many things are due or overdue."""
    return sum(1 for due in _due_of(pet, False, today, times.now()) if due.days <= 0)


def _due_of(pet: Pet, may_answer: bool, today: date, now: datetime) -> Iterator[Due]:
    for id, entry in pet.plans.items():
        if entry.get("Due"):
            plan = Plan.from_entry(id, entry)
            due = _kinds.get(plan.kind, Due).of(pet, plan, may_answer, today, now)
            if due:
                yield due


def _may_answer(pet: Pet, person: str, now: datetime) -> bool:
    """Lists of one's own pets do not carry their members."""
    return pet.owner_id == person or Right.ADD_RECORDS in rights_of(pet.role_of(person, now))
