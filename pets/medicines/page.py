"""The page of one medicine: what it is, what is open, what was given, and what there is of it."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pets.access import rights
from pets.domain import Pet
from pets.life.access import may_delete
from pets.life.attachments import keeper
from pets.life.buttons import names_of
from pets.life.due import due_of
from pets.life.plans import MOST_PLANS, plan_of
from pets.roles import Right
from pettracker_site.aws import times

from .course import MOST_DAYS_LATE, Course, course_of
from .display import amount, day_and_time, facts
from .domain import Medicine
from .given import Dose, doses_between
from .month import Month, end_of, month_of, read_month
from .schedule import occurrence
from .stock import StockForm, enough_until
from .taking_back import UNDONE_WITHIN

_DAY = timedelta(days=1)


def earlier_doses(course: Course, known: list[Dose], now: datetime) -> list[tuple[str, str]]:
    """Occurrences of the last days that nobody answered and that may still be noted, each with its words."""
    if course.is_as_needed or course.schedule.from_done or course.are_all_given:
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
    now = times.now()
    course, known, month = _read(request, pet, medicine, now)
    due = due_of([pet], str(request.user.pk), ahead=None, most=MOST_PLANS).items
    is_running = medicine.id in pet.plans and not course.is_over(now)
    stock = medicine.stock
    context: dict[str, Any] = {
        "pet": pet,
        "may": rights(request, pet),
        "medicine": medicine,
        "course": course,
        "is_running": is_running,
        "facts": facts(medicine),
        "due": [each for each in due if each.plan.id == medicine.id],
        "month": month,
        "undone": _may_be_undone(request, pet, known, now),
        "earlier": earlier_doses(course, known, now) if not month.later else [],
        "stock": amount(stock, medicine.unit) if stock is not None else "",
        "enough_until": enough_until(course, stock, now) if is_running and stock is not None else None,
        "stock_form": form or StockForm(medicine=medicine),
        "may_delete": may_delete(request, pet, medicine),
        "documents": keeper().shown(medicine),
        "documents_template": keeper().template_shown,
    }
    return render(request, "medicines/record.html", context, status=status)


def sheet_page(request: HttpRequest, pet: Pet, medicine: Medicine) -> HttpResponse:
    """A month of it on paper, without what is written down in private; by as many calls as its page."""
    _course, _known, month = _read(request, pet, medicine, times.now(), on_paper=True)
    context = {"pet": pet, "medicine": medicine, "facts": facts(medicine), "month": month}
    return render(request, "medicines/sheet.html", context)


def _read(
    request: HttpRequest, pet: Pet, medicine: Medicine, now: datetime, *, on_paper: bool = False
) -> tuple[Course, list[Dose], Month]:
    """The course with its doses of the month that is asked for, else of its last one, and that month; by one call.

    With this month come the doses of the days before, as long as one may be noted late.
    """
    course = course_of(plan_of(pet, medicine.id)) or Course.started(medicine).at(None)
    this = course.today(now).replace(day=1)
    last = min(course.schedule.last_day.replace(day=1), this)
    first = min(read_month(request.GET.get("month", "")) or last, this)
    since = datetime.combine(first, time.min) - _DAY
    if first == this:
        since = min(since, course.clock(now) - timedelta(days=MOST_DAYS_LATE + 1))
    known = doses_between(course, pet.id, since, datetime.combine(end_of(first), time.max) + _DAY)
    names = names_of(request, [dose.by for dose in known], on_paper=on_paper)
    return course, known, month_of(medicine, course, first, known, names, now)


def _may_be_undone(request: HttpRequest, pet: Pet, known: list[Dose], now: datetime) -> set[str]:
    """The occurrences whose answer this person may take back: their own, an owner anybody's."""
    may, person = rights(request, pet), str(request.user.pk)
    is_any, is_own = Right.EDIT_RECORDS in may, Right.ADD_RECORDS in may
    fresh = (dose for dose in known if now - dose.moment <= UNDONE_WITHIN)
    return {dose.occurrence for dose in fresh if is_any or (is_own and dose.by == person)}
