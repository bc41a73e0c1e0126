"""Doses in the list of what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from pets.domain import Pet
from pets.life.due import Due, words_of_day
from pets.life.plans import Plan

from .course import Course, course_of
from .display import amount, clock, day_and_time, length, other_clock
from .doses import EARLY
from .schedule import occurrence

_LATE_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseDue(Due):
    """The dose that is open, at that time on the wall; `late` is by how many seconds it is late, below 0 before its
    time."""

    template: ClassVar[str] = "medicines/_answers.html"
    is_only_on_its_day: ClassVar[bool] = True

    course: Course
    wall: datetime
    late: float

    @classmethod
    def of(cls, pet: Pet, plan: Plan, may_answer: bool, today: date, now: datetime) -> Self | None:
        course = course_of(plan)
        wall = course.open(now) if course else None
        if course is None or wall is None or course.is_over(now):
            return None
        return cls(
            pet=pet,
            plan=plan,
            days=(wall.date() - course.today(now)).days,
            may_answer=may_answer,
            course=course,
            wall=wall,
            late=(now - course.schedule.moment(wall)).total_seconds(),
        )

    @classmethod
    def in_mail(cls, pet: Pet, plan: Plan, today: date, now: datetime) -> Iterator[tuple[int, str]]:
        """The doses of the day that nobody noted so far, else an earlier one; and when a new pack is needed."""
        course = course_of(plan)
        if course is None or course.is_over(now):
            return
        day, due = course.today(now), cls.of(pet, plan, False, today, now)
        left = list(course.left_on(day))
        if left:
            dose = amount(course.schedule.dose_on(left[0], course.dose), course.unit)
            times = get_text_list([clock(wall) for wall in left], _("and"))
            words = _("%(dose)s at %(times)s") % {"dose": dose, "times": times}
            yield 0, words + other_clock(course.schedule, course.schedule.moment(left[0]))
        elif due and due.days < 0:
            yield due.days, due.words
        if course.refill_on:
            days = (course.refill_on - day).days
            yield days, _("new pack: %(when)s") % {"when": words_of_day(days, course.refill_on)}

    @property
    def is_overdue(self) -> bool:
        return self.late >= _LATE_SECONDS

    @property
    def page(self) -> str:
        return reverse("medicines:record", args=[self.pet.id, self.plan.id])

    @property
    def icon(self) -> str:
        return "pill"

    @property
    def chip(self) -> str:
        return "medicines/_given_chip.html" if self.late >= -EARLY.total_seconds() else ""

    @property
    def occurrence(self) -> str:
        return occurrence(self.wall)

    @property
    def words(self) -> str:
        """ "1 tablet, at 20:00", "1 tablet, since 08:00, 2 h late", "1 tablet, at 20:00 (Berlin time)" """
        schedule = self.course.schedule
        dose = amount(schedule.dose_on(self.wall, self.course.dose), self.course.unit)
        return f"{dose}, {self.time}{other_clock(schedule, schedule.moment(self.wall))}"

    @property
    def time(self) -> str:
        if self.late < 60:
            at_time = _("at %(time)s") % {"time": clock(self.wall)}
            return at_time if self.days == 0 else day_and_time(self.wall, self.wall.date() - timedelta(days=self.days))
        words = {
            "time": clock(self.wall),
            "late": length(timedelta(seconds=self.late)),
            "day": date_format(self.wall, "DATE_FORMAT"),
        }
        if self.days == 0:
            return _("since %(time)s, %(late)s late") % words
        if self.days == -1:
            return _("since yesterday at %(time)s, %(late)s late") % words
        return _("since %(day)s, %(late)s late") % words
