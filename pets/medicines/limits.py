"""What a schedule may not be, with the sentence that says so."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from .days import Repeat

if TYPE_CHECKING:
    from .schedule import Schedule

MOST_TIMES = 24  # a day
MOST_EVERY = 365
MOST_STEPS = 10
MOST_HOURS = 24 * 31  # between two doses of what is given as needed
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)

_Wrong = tuple[str, bool, str, Any]
"""What may be wrong with a schedule: the part, whether it is, the sentence that says so, and its number or numbers.

It is put into somebody's language only where it is: a list of pets reads dozens of schedules.
"""


class BadSchedule(ValueError):
    """A schedule that cannot be. `field` is the part of it that is wrong, and the message a sentence for people."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def wrongs(schedule: "Schedule") -> Iterable[_Wrong]:
    repeat, first, last = schedule.repeat, schedule.anchor, schedule.until or schedule.anchor
    hours, most = schedule.least_hours, schedule.most_a_day
    number = gettext_noop("Choose a number from 1 to %d.")
    wrong_year = gettext_noop("Choose a day in the years from %(first)d to %(last)d.")
    years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
    yield "every", not 1 <= schedule.every <= MOST_EVERY, number, MOST_EVERY
    yield "times", len(schedule.times) > MOST_TIMES, gettext_noop("A day has at most %d times."), MOST_TIMES
    is_without = not schedule.times and repeat != Repeat.AS_NEEDED
    yield "times", is_without, gettext_noop("Say at which times, or choose “As needed”."), None
    is_finer = any(each.second or each.microsecond or each.tzinfo for each in schedule.times)
    yield "times", is_finer, gettext_noop("Use whole minutes."), None
    has_weekdays = repeat != Repeat.WEEKDAYS or bool(schedule.weekdays)
    yield (
        "weekdays",
        not (has_weekdays and schedule.weekdays <= {*range(7)}),
        gettext_noop("Choose days of the week."),
        None,
    )
    yield "anchor", not FIRST_DAY <= first <= LAST_DAY, wrong_year, years
    yield "until", not FIRST_DAY <= last <= LAST_DAY, wrong_year, years
    yield "until", last < first, gettext_noop("The last day is before the first."), None
    yield from _wrong_steps(schedule)
    is_fixed = bool(schedule.steps) or repeat in (Repeat.WEEKDAYS, Repeat.AS_NEEDED)
    yield (
        "from_done",
        schedule.from_done and is_fixed,
        gettext_noop("Weekdays and steps can only count by the calendar."),
        None,
    )
    yield "least_hours", hours is not None and not 1 <= hours <= MOST_HOURS, number, MOST_HOURS
    yield "most_a_day", most is not None and not 1 <= most <= MOST_TIMES, number, MOST_TIMES


def _wrong_steps(schedule: "Schedule") -> Iterable[_Wrong]:
    steps = schedule.steps
    yield "steps", len(steps) > MOST_STEPS, gettext_noop("There can be at most %d steps."), MOST_STEPS
    is_endless = any(step.days < 1 for step in steps[:-1])
    is_wrong = is_endless or any(not 0 <= step.days <= MOST_EVERY for step in steps)
    yield (
        "steps",
        is_wrong,
        gettext_noop("Each step takes 1 to %d days; only the last may be without an end."),
        MOST_EVERY,
    )
    has_doses = all(step.dose.is_finite() and step.dose > 0 for step in steps)
    yield "steps", not has_doses, gettext_noop("Each step needs a dose above 0."), None
    yield (
        "steps",
        bool(steps) and schedule.repeat == Repeat.AS_NEEDED,
        gettext_noop("What is given as needed has no steps."),
        None,
    )
