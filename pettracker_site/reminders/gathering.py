"""What a person is told: what is due for their pets, read as of the last write right before the mail is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pets.care.facts import CareType
from pets.domain import Pet, Status
from pets.life.due import told_in_mail
from pets.life.plans import Plan
from pets.repository import pets
from pets.roles import Right, rights_of

from .models import Kind, Reminders

MOST_LINES = 200
_MOST_PIECES = 25  # of 100 pets; two calls each
_KINDS = {"document": Kind.DOCUMENTS, "medicine": Kind.MEDICINES}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is due, `days` from today (below 0: it is overdue). `what` names its type in words of the site's
    own, `title` as people called it; `is_new` where it is due by a lead that they were not told of yet."""

    pet_id: str
    pet: str
    title: str
    what: str | Promise
    when: str
    days: int
    is_new: bool

    @property
    def is_overdue(self) -> bool:
        return self.days < 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one mail tells of a day on the person's calendar: the new things first, then what is nearest to it; `more`
    is how many did not find room."""

    day: date
    lines: tuple[Line, ...]
    more: int = 0

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.is_new]


def gather(reminders: Reminders, now: datetime) -> Gathered:
    """Up to 200 of the things that are overdue, or due within the longest of the person's leads, of up to 2,500 pets.

    Two calls for each hundred pets of which something is due, and one where nothing is. Raises: StoreUnavailable.
    """
    with timezone.override(reminders.zone):
        day = now.astimezone(reminders.zone).date()
        kept: list[Line] = []
        number = 0
        until = day + timedelta(days=max(reminders.leads, default=0))
        for piece in islice(pets().walk_due(reminders.person.key, until), _MOST_PIECES):
            found = list(_lines(piece, reminders, day, until, now))
            number += len(found)
            kept = sorted(kept + found, key=lambda line: (not line.is_new, abs(line.days), line.pet, line.title))
            del kept[MOST_LINES:]  # however many there are, few are in memory
        return Gathered(day, tuple(kept), number - len(kept))


def _lines(found: Iterable[Pet], reminders: Reminders, day: date, until: date, now: datetime) -> Iterator[Line]:
    since = reminders.since(day)
    for pet in found:
        may_see = Right.VIEW in rights_of(pet.role_of(reminders.person.key, now))
        if pet.status == Status.ACTIVE and may_see:
            for plan, days, words in told_in_mail(pet, day, now):
                on = day + timedelta(days=days)
                if on <= until and _KINDS.get(plan.kind, Kind.HEALTH) in reminders.kinds:
                    yield Line(
                        pet_id=pet.id,
                        pet=_on_one_line(pet.name),
                        title=_on_one_line(plan.title),
                        what=_what(plan),
                        when=words,
                        days=days,
                        is_new=any(since < on - timedelta(days=lead) <= day for lead in reminders.leads),
                    )


def _on_one_line(typed: str) -> str:
    """What ends a line would end a header, or pass for a line of the mail's own."""
    return " ".join(typed.split())


def _what(plan: Plan) -> str | Promise:
    """Its type in words that tell nothing private: they stand on a locked screen."""
    if plan.type in CareType.values:
        return CareType(plan.type).label
    return _("Document") if plan.kind == "document" else _("Medicine")
