"""One month of a medicine: each day with its doses, for the calendar and the list of its page and of its sheet."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .course import Course
from .display import clock
from .domain import Medicine
from .given import Dose
from .limits import FIRST_DAY, LAST_DAY
from .schedule import occurrence

MOST_TO_COME = 24 * 31
MOST_MARKS = 4  # of a day in the calendar, one for each dose; more are told by their number


class State(TextChoices):
    GIVEN = "given", _("given")
    LATE = "late", _("given late")
    SKIPPED = "skipped", _("skipped")
    NOT_NOTED = "not-noted", _("not noted")
    DUE = "due", _("due now")
    TO_COME = "to-come", _("to come")

    @property
    def icon(self) -> str:
        return _ICONS[self]


_ICONS: Mapping[State, str] = {
    State.GIVEN: "check",
    State.LATE: "clock-check",
    State.SKIPPED: "skip-forward",
    State.NOT_NOTED: "circle-question-mark",
    State.DUE: "bell",
    State.TO_COME: "circle-dashed",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A dose of the medicine at that time on its wall, or one that nobody answered; `who` answered it."""

    wall: datetime
    state: State
    dose: Dose | None = None
    who: str = ""

    @property
    def time(self) -> str:
        return clock(self.wall)

    @property
    def words(self) -> str:
        """For a day's place in the calendar: "08:12 Anna" for one that was given on its day, else its time."""
        if self.dose is None or not self.dose.is_given or self.dose.at.date() != self.wall.date():
            return self.time
        return f"{clock(self.dose.at)} {self.who}"

    @property
    def said(self) -> str:
        return self.dose.said(self.who) if self.dose else str(self.state.label)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a day's place in the calendar shows: a state, and which doses have it, in words or by their number."""

    state: State
    words: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    entries: tuple[Entry, ...]

    @property
    def told(self) -> list[Entry]:
        """Those of which there is something to tell, the last ones first."""
        return [entry for entry in reversed(self.entries) if entry.state not in (State.TO_COME, State.DUE)]

    @property
    def marks(self) -> list[Mark]:
        if len(self.entries) <= MOST_MARKS:
            return [Mark(entry.state, entry.words) for entry in self.entries]
        numbers = Counter(entry.state for entry in self.entries)
        return [Mark(state, str(numbers[state])) for state in State if state in numbers]


@dataclass(frozen=True, slots=True)
class Month:
    """`earlier` and `later` are the months beside it that may have something to show, as `2026-11`, else empty."""

    first: date
    today: date
    days: tuple[Day, ...]
    earlier: str
    later: str

    @property
    def title(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")

    @property
    def key(self) -> str:
        return _key(self.first)

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Short and whole names, from Monday on."""
        return [(str(WEEKDAYS_ABBR[each]), str(WEEKDAYS[each])) for each in range(7)]

    @property
    def weeks(self) -> list[list[Day | None]]:
        """From Monday to Sunday; None for days of the months beside it."""
        places: list[Day | None] = [None] * self.first.weekday() + list(self.days)
        places += [None] * (-len(places) % 7)
        return [places[each : each + 7] for each in range(0, len(places), 7)]

    @property
    def told(self) -> list[Day]:
        """The days of which there is something to tell, the last one first."""
        return [day for day in reversed(self.days) if day.told]

    @property
    def states(self) -> list[State]:
        """Those that it shows."""
        shown = {entry.state for day in self.days for entry in day.entries}
        return [state for state in State if state in shown]


def read_month(text: str) -> date | None:
    """The first day of a month that is written as 2026-11; None where it is none in which a medicine can be given."""
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    return found if found and FIRST_DAY <= found <= LAST_DAY else None


def end_of(first: date) -> date:
    """The last day of the month that begins then."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_of(
    medicine: Medicine, course: Course, first: date, doses: Iterable[Dose], who: Mapping[str, str], now: datetime
) -> Month:
    """The month that begins then: `doses` are those that were answered, `who` has the names of who did."""
    last, today = end_of(first), course.today(now)
    answered = [dose for dose in doses if first <= dose.wall.date() <= last]
    entries = [Entry(dose.wall, _state(dose), dose, who.get(dose.by, "")) for dose in answered]
    known = {dose.occurrence for dose in answered}
    for wall in _planned(medicine, course, first, last, now, answered):
        if occurrence(wall) not in known:
            is_to_come = course.schedule.moment(wall) > now
            missed = State.DUE if wall == course.open(now) else State.NOT_NOTED
            entries.append(Entry(wall, State.TO_COME if is_to_come else missed))
    entries.sort(key=lambda entry: entry.wall)
    days = [first + timedelta(days=each) for each in range(last.day)]
    by_day = {on: tuple(entry for entry in entries if entry.wall.date() == on) for on in days}
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return Month(
        first,
        today,
        tuple(Day(on, by_day[on]) for on in days),
        _key(before) if before >= min(medicine.on, medicine.created_at.date()).replace(day=1) else "",
        _key(after) if after <= today else "",
    )


def _planned(
    medicine: Medicine, course: Course, first: date, last: date, now: datetime, answered: list[Dose]
) -> Iterator[datetime]:
    """Times on the wall of its doses in a month, as far as it can be told which they were and will be."""
    schedule, open = course.schedule, course.open(now)
    if schedule.from_done:  # what was before is only known where it was answered
        first = last = course.next.date() if course.next else date.min
    is_counted = course.most_doses is not None
    left = course.most_doses - course.given if course.most_doses is not None else MOST_TO_COME
    for wall in schedule.between(first, last):
        moment = schedule.moment(wall)
        if wall == open or moment > now:
            left -= 1
            if not open or left < 0:
                return
            yield wall
        elif moment >= medicine.planned_at and (open or not is_counted or any(wall < dose.wall for dose in answered)):
            yield wall  # after the last of so many doses there was no other


def _state(dose: Dose) -> State:
    if not dose.is_given:
        return State.SKIPPED
    return State.LATE if dose.is_late else State.GIVEN


def _key(day: date) -> str:
    return f"{day:%Y-%m}"
