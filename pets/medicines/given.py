"""Doses that were answered, as they are kept, and in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pets.life.answers import answers_between
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item

from .course import Course
from .display import amount, clock, length
from .domain import GIVEN, Unit
from .repository import AFTER_ALL
from .schedule import occurrence

MOST = 800  # of one page: 24 a day for a month, and some
LATE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One that was answered, at `at` as the medicine's wall shows it. `wall` is its time there, and `moment` when it
    was answered; `late` how late that was, None where nobody planned it."""

    occurrence: str
    wall: datetime
    is_given: bool
    by: str
    at: datetime
    moment: datetime
    dose: Decimal | None
    unit: Unit
    late: timedelta | None

    @classmethod
    def of(cls, course: Course, item: Item) -> "Dose":
        moment = times.from_text(item["At"])
        return cls(
            occurrence=item["Occurrence"],
            wall=course.wall(item["Occurrence"]),
            is_given=item["Outcome"] == GIVEN,
            by=item["By"],
            at=course.clock(moment),
            moment=moment,
            dose=Decimal(item["Dose"]) if "Dose" in item else None,
            unit=Unit(item.get("Unit", course.unit)),
            late=moment - times.from_text(item["Due"]) if "Due" in item else None,
        )

    @property
    def is_late(self) -> bool:
        return self.is_given and self.late is not None and self.late >= LATE

    @property
    def amount(self) -> str:
        return amount(self.dose, self.unit) if self.dose is not None else ""

    def said(self, who: str) -> str:
        """ "given at 08:12 by Anna", "skipped on 3 May 2027 at 08:12 by Anna" """
        words = {"time": clock(self.at), "day": date_format(self.at, "DATE_FORMAT"), "who": who}
        if self.at.date() == self.wall.date():
            sentence = _("given at %(time)s by %(who)s") if self.is_given else _("skipped at %(time)s by %(who)s")
        elif self.is_given:
            sentence = _("given on %(day)s at %(time)s by %(who)s")
        else:
            sentence = _("skipped on %(day)s at %(time)s by %(who)s")
        return sentence % words

    @property
    def late_words(self) -> str:
        return _("%(late)s late") % {"late": length(self.late)} if self.is_late and self.late else ""


def doses_between(course: Course, pet_id: str, first: datetime, last: datetime | None = None) -> list[Dose]:
    """Those that were answered, whose time on the wall lies between two, the last ones first; by one call.

    Doses that were given as needed are named by their time in UTC, so some of the days beside may be there too.
    """
    until = occurrence(last) if last else AFTER_ALL
    found = answers_between(pet_id, course.plan.id, occurrence(first), until, most=MOST)
    return [Dose.of(course, item) for item in found]
