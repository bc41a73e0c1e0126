"""The page of one medicine: what it is, what is open, what was given, and what there is of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pets.access import rights
from pets.domain import Pet
from pets.life.access import may_delete
from pets.life.answers import answers_between
from pets.life.attachments import keeper
from pets.life.buttons import name_of
from pets.life.due import due_of
from pets.life.plans import plan_of
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item

from .course import MOST_DAYS_LATE, Course
from .display import amount, clock, day_and_time, facts, length, when_said
from .domain import Medicine, Unit
from .repository import AFTER_ALL, GIVEN
from .schedule import occurrence
from .stock import StockForm, enough_until

_MOST = 800  # answers of a page: 24 a day for a month, and some


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One that was answered, at `at`. `wall` is its time on the medicine's wall, and `late` how late it was noted."""

    occurrence: str
    wall: datetime
    is_given: bool
    by: str
    at: datetime
    dose: Decimal | None
    unit: Unit
    due: datetime | None

    @classmethod
    def of(cls, course: Course, item: Item) -> "Dose":
        return cls(
            occurrence=item["Occurrence"],
            wall=course.wall(item["Occurrence"]),
            is_given=item["Outcome"] == GIVEN,
            by=item["By"],
            at=times.from_text(item["At"]),
            dose=Decimal(item["Dose"]) if "Dose" in item else None,
            unit=Unit(item.get("Unit", course.unit)),
            due=times.from_text(item["Due"]) if "Due" in item else None,
        )

    @property
    def amount(self) -> str:
        return amount(self.dose, self.unit) if self.dose is not None else ""

    @property
    def late(self) -> str:
        """In words, from half an hour on; empty for one in time."""
        if self.due is None or self.at - self.due < timedelta(minutes=30):
            return ""
        return _("%(late)s late") % {"late": length(self.at - self.due)}


@dataclass(frozen=True, slots=True)
class Told:
    """A dose in words, for a list."""

    dose: Dose
    when: str
    who: str
    said: str


def doses_between(course: Course, pet_id: str, first: datetime, last: datetime | None = None) -> list[Dose]:
    """Those that were answered, whose time on the wall lies between two, the last ones first; by one call.

    Doses that were given as needed are named by their time in UTC, so some of the days beside may be there too.
    """
    until = occurrence(last) if last else AFTER_ALL
    found = answers_between(pet_id, course.plan.id, occurrence(first), until, most=_MOST)
    return [Dose.of(course, item) for item in found]


def earlier_doses(course: Course, known: list[Dose], now: datetime) -> list[tuple[str, str]]:
    """Occurrences of the last days that nobody answered and that may still be noted, each with its words."""
    if course.is_as_needed or course.schedule.from_done:
        return []
    today, open = course.today(now), course.open(now) if course.plan.due else None
    answered = {dose.occurrence for dose in known}
    found = []
    for wall in course.schedule.between(today - timedelta(days=MOST_DAYS_LATE), today):
        ago = now - course.schedule.moment(wall)
        is_in_time = timedelta(0) <= ago <= timedelta(days=MOST_DAYS_LATE)
        if is_in_time and wall != open and occurrence(wall) not in answered:
            found.append((occurrence(wall), day_and_time(wall, today)))
    return found[::-1]


def medicine_page(
    request: HttpRequest, pet: Pet, medicine: Medicine, *, form: StockForm | None = None, status: int = 200
) -> HttpResponse:
    """By one call besides those that found the medicine; one more where documents hang on it."""
    now, kept = times.now(), plan_of(pet, medicine.id)
    course = Course.of(kept) if kept else Course.started(medicine).at(None)
    clock_now = course.clock(now)
    month = clock_now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    known = doses_between(course, pet.id, min(month, clock_now - timedelta(days=MOST_DAYS_LATE + 1)))
    names: dict[str, str] = {}
    told = [_told(request, dose, names) for dose in known]
    is_running = kept is not None and not course.is_over(now)
    due = [
        each for each in due_of([pet], str(request.user.pk), ahead=None, most=100).items if each.plan.id == medicine.id
    ]
    context: dict[str, Any] = {
        "pet": pet,
        "may": rights(request, pet),
        "medicine": medicine,
        "course": course,
        "is_running": is_running,
        "facts": facts(medicine),
        "due": [each for each in due if each.plan.id == medicine.id],
        "told": told,
        "earlier": earlier_doses(course, known, now),
        "stock": amount(medicine.stock, medicine.unit) if medicine.stock is not None else "",
        "enough_until": enough_until(course, medicine.stock, now)
        if is_running and medicine.stock is not None
        else None,
        "stock_form": form or StockForm(medicine=medicine),
        "may_delete": may_delete(request, pet, medicine),
        "documents": keeper().shown(medicine),
        "documents_template": keeper().template_shown,
    }
    return render(request, "medicines/record.html", context, status=status)


def _told(request: HttpRequest, dose: Dose, names: dict[str, str]) -> Told:
    if dose.by not in names:
        names[dose.by] = name_of(request, dose.by)
    words = {"when": when_said(dose.at), "who": names[dose.by]}
    said = _("given %(when)s by %(who)s") if dose.is_given else _("skipped %(when)s by %(who)s")
    return Told(dose, clock(dose.wall), names[dose.by], said % words)
