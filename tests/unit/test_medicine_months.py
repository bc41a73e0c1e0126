"""One month of a medicine: what each of its days shows."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from pets.medicines.course import Course
from pets.medicines.days import Repeat
from pets.medicines.domain import Medicine, Unit
from pets.medicines.given import Dose
from pets.medicines.month import month_of, read_month
from pets.medicines.schedule import Schedule, wall_of
from pettracker_site.aws import times

NOW = datetime(2026, 11, 12, 11, tzinfo=UTC)  # noon in Berlin
BEGAN = datetime(2026, 11, 10, 5, tzinfo=UTC)
TWICE = (time(8), time(20))


def medicine(**more) -> Medicine:
    said = {"repeat": Repeat.DAILY, "times": TWICE, "anchor": date(2026, 11, 10), "zone": "Europe/Berlin"}
    parts = {name: more.pop(name) for name in [*more] if name in Schedule.__dataclass_fields__}
    fields = {"created_at": BEGAN, "updated_at": BEGAN, "dose": Decimal(1), "unit": Unit.TABLET, **more}
    schedule = Schedule(**said | parts)
    return Medicine(pet_id="p", id="m", on=schedule.anchor, by="a", name="Apoquel", schedule=schedule, **fields)


def dose(course: Course, wall: str, at: str, outcome: str = "given", due: bool = True) -> Dose:
    """A dose for a time on the wall, answered at a time in UTC."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    item = {"Occurrence": wall, "Outcome": outcome, "By": "anna", "At": times.to_text(moment)}
    if due:
        item["Due"] = times.to_text(course.schedule.moment(wall_of(wall)))
    return Dose.of(course, item)


def shown(
    of: Medicine, *doses: tuple, course: Course | None = None, now: datetime = NOW, first: str = "2026-11"
) -> dict:
    """State and words of each dose of the month, by its day."""
    course = course or Course.started(of)
    known = [dose(course, *each) for each in doses]
    month = month_of(of, course, read_month(first), known, {"anna": "Anna"}, now)
    return {day.on.day: [(str(e.state), e.words) for e in day.entries] for day in month.days if day.entries}


def test_each_dose_is_given_late_skipped_not_noted_due_or_to_come():
    of = medicine(until=date(2026, 11, 13))
    course = Course.started(of).at(datetime(2026, 11, 12, 8))
    days = shown(
        of,
        ("2026-11-10T08:00", "2026-11-10T07:12"),
        ("2026-11-10T20:00", "2026-11-10T22:30"),
        ("2026-11-11T08:00", "2026-11-11T07:00", "skipped"),
        course=course,
    )
    assert days == {
        10: [("given", "08:12 Anna"), ("late", "23:30 Anna")],
        11: [("skipped", "08:00"), ("not-noted", "20:00")],
        12: [("due", "08:00"), ("to-come", "20:00")],
        13: [("to-come", "08:00"), ("to-come", "20:00")],
    }


def test_one_that_was_given_on_another_day_shows_its_own_time_and_says_when():
    of = medicine()
    late = dose(Course.started(of), "2026-11-10T20:00", "2026-11-11T06:00")
    assert (late.said("Anna"), late.late_words) == (
        "given on Nov. 11, 2026 at 07:00 by Anna",
        "11\N{NO-BREAK SPACE}h late",
    )
    assert shown(of, ("2026-11-10T20:00", "2026-11-11T06:00"))[10][1] == ("late", "20:00")


@pytest.mark.parametrize(
    ("fields", "first_shown"),
    [
        ({"created_at": datetime(2026, 11, 11, 12, tzinfo=UTC)}, 11),
        ({"planned_since": datetime(2026, 11, 12, 6, tzinfo=UTC)}, 12),
    ],
    ids=["written down later", "another schedule since"],
)
def test_nothing_is_missed_from_before_its_schedule_was_known(fields, first_shown):
    assert min(shown(medicine(**fields))) == first_shown


def test_after_the_last_of_so_many_doses_none_is_missed_or_to_come():
    of = medicine(most_doses=2, given=2)
    ended = Course.started(of).at(None)
    days = shown(of, ("2026-11-10T08:00", "2026-11-10T07:00"), ("2026-11-11T08:00", "2026-11-11T07:00"), course=ended)
    assert days == {
        10: [("given", "08:00 Anna"), ("not-noted", "20:00")],
        11: [("given", "08:00 Anna")],
    }


def test_only_so_many_doses_are_to_come_as_are_left():
    of = medicine(most_doses=3, given=1)
    course = Course.started(of).at(datetime(2026, 11, 12, 8))
    assert shown(of, course=course)[12] == [("due", "08:00"), ("to-come", "20:00")]
    assert max(shown(of, course=course)) == 12


def test_what_counts_from_the_day_it_was_done_shows_only_the_day_that_is_open():
    of = medicine(every=3, from_done=True, times=(time(8),))
    course = Course.started(of).at(datetime(2026, 11, 13, 8))
    days = shown(of, ("2026-11-10T08:00", "2026-11-10T07:00"), course=course)
    assert days == {10: [("given", "08:00 Anna")], 13: [("to-come", "08:00")]}


def test_what_was_given_as_needed_stands_at_its_minute_on_the_wall():
    of = medicine(repeat=Repeat.AS_NEEDED, times=())
    course = Course.started(of)
    nonce = "00000000-0000-4000-8000-000000000000"
    days = shown(of, (f"2026-10-31T23:30~{nonce}", "2026-10-31T23:30", "given", False), course=course)
    assert days == {1: [("given", "00:30 Anna")]}


def test_a_day_of_many_doses_tells_their_number():
    of = medicine(times=tuple(time(hour) for hour in range(24)))
    course = Course.started(of).at(datetime(2026, 11, 11, 0))
    given = [dose(course, f"2026-11-10T{hour:02}:00", f"2026-11-10T{hour - 1:02}:00") for hour in range(6, 24)]
    month = month_of(of, course, date(2026, 11, 1), given, {"anna": "Anna"}, NOW)
    assert [(mark.state, mark.words) for mark in month.days[9].marks] == [("given", "18")]


def test_its_weeks_are_whole_and_its_neighbours_are_months_that_may_show_something():
    of = medicine(anchor=date(2026, 9, 3))
    month = month_of(of, Course.started(of), date(2026, 9, 1), [], {}, NOW)
    assert [day.on.day if day else 0 for day in month.weeks[0]] == [0, 1, 2, 3, 4, 5, 6]
    assert {len(week) for week in month.weeks} == {7}
    assert (month.earlier, month.later) == ("", "2026-10")
    this = month_of(of, Course.started(of), date(2026, 11, 1), [], {}, NOW)
    assert (this.earlier, this.later) == ("2026-10", "")


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "1899-12", "9999-12", "2026-11-01", "x" * 7])
def test_what_is_no_month_is_none(text):
    assert read_month(text) is None
