"""When a medicine is given: the times on the wall that a schedule says."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from pets.medicines.days import Repeat
from pets.medicines.limits import BadSchedule
from pets.medicines.schedule import Schedule, Step, occurrence, wall_of

EIGHT, NOON, EVENING = time(8), time(12), time(20)


def schedule(repeat: Repeat = Repeat.DAILY, anchor: str = "2026-01-31", **more) -> Schedule:
    if repeat != Repeat.AS_NEEDED:
        more = {"times": (EIGHT,), **more}
    return Schedule(repeat=repeat, anchor=date.fromisoformat(anchor), **{"zone": "Europe/Berlin", **more})


def some(of: Schedule, count: int) -> list[str]:
    """The first times, each asked for after the one before."""
    found = [of.first()]
    while found[-1] and len(found) < count:
        found.append(of.next(found[-1]))
    return [occurrence(each) for each in found if each]


@pytest.mark.parametrize(
    ("of", "times"),
    [
        (schedule(times=(EVENING, EIGHT)), ["2026-01-31T08:00", "2026-01-31T20:00", "2026-02-01T08:00"]),
        (schedule(every=3), ["2026-01-31T08:00", "2026-02-03T08:00", "2026-02-06T08:00"]),
        (schedule(Repeat.WEEKLY, every=2), ["2026-01-31T08:00", "2026-02-14T08:00", "2026-02-28T08:00"]),
        (schedule(Repeat.MONTHLY), ["2026-01-31T08:00", "2026-02-28T08:00", "2026-03-31T08:00"]),
        (
            schedule(Repeat.MONTHLY, "2024-02-29", every=12),
            ["2024-02-29T08:00", "2025-02-28T08:00", "2026-02-28T08:00"],
        ),
        (
            schedule(Repeat.WEEKDAYS, "2026-11-28", weekdays=frozenset({0, 5})),  # a Saturday
            ["2026-11-28T08:00", "2026-11-30T08:00", "2026-12-05T08:00"],
        ),
        (
            schedule(Repeat.WEEKDAYS, "2026-11-28", weekdays=frozenset({0}), every=2),
            ["2026-12-07T08:00", "2026-12-21T08:00", "2027-01-04T08:00"],
        ),
        (schedule(until=date(2026, 2, 1)), ["2026-01-31T08:00", "2026-02-01T08:00"]),
        (schedule(steps=(Step(days=2, dose=Decimal(2)),)), ["2026-01-31T08:00", "2026-02-01T08:00"]),
        (schedule(Repeat.AS_NEEDED), []),
    ],
    ids=["times", "days", "weeks", "months", "leap day", "weekdays", "fortnights", "until", "steps", "as needed"],
)
def test_its_times_follow_each_other(of, times):
    assert some(of, 3) == times


@pytest.mark.parametrize("repeat", list(Repeat))
def test_a_time_centuries_away_is_found_at_once_and_none_is_after_the_last_year(repeat):
    of = schedule(repeat, "1900-01-31", weekdays=frozenset({2}), every=1)
    far = of.next(datetime(2200, 11, 1))
    assert (far is None) == (repeat == Repeat.AS_NEEDED)
    assert of.next(datetime(2200, 12, 31, 8)) is None
    assert of.next(datetime.max) is None
    assert list(of.between(date(2201, 1, 1), date.max)) == []


def test_only_what_lies_between_two_days_is_given():
    of = schedule(every=2, times=(EIGHT, EVENING))
    found = map(occurrence, of.between(date(2026, 2, 1), date(2026, 2, 4)))
    assert list(found) == ["2026-02-02T08:00", "2026-02-02T20:00", "2026-02-04T08:00", "2026-02-04T20:00"]


@pytest.mark.parametrize(
    ("wall", "is_one"),
    [
        ("2026-02-02T08:00", True),
        ("2026-02-02T09:00", False),
        ("2026-02-03T08:00", False),
        ("2026-01-29T08:00", False),
    ],
    ids=["its own", "another time", "another day", "before its first"],
)
def test_a_time_is_its_own_or_not(wall, is_one):
    assert schedule(every=2).is_occurrence(wall_of(wall)) is is_one


@pytest.mark.parametrize(
    ("at", "latest"),
    [
        ("2026-01-31T07:59", None),
        ("2026-01-31T08:00", "2026-01-31T08:00"),
        ("2026-02-02T07:59", "2026-01-31T20:00"),
        ("2026-02-03T12:00", "2026-02-02T20:00"),
        ("2030-01-01T12:00", "2026-02-04T20:00"),
    ],
    ids=["before all", "on time", "just before", "between", "after the end"],
)
def test_the_latest_time_is_the_last_that_has_come(at, latest):
    of = schedule(every=2, times=(EIGHT, EVENING), until=date(2026, 2, 4))
    found = of.latest(of.moment(wall_of(at)))
    assert (occurrence(found) if found else None) == latest


def test_what_counts_from_the_day_it_was_done_goes_on_from_there():
    of = schedule(every=3, from_done=True, times=(EIGHT, EVENING))
    on_time, late = datetime(2026, 1, 31, 8), datetime(2026, 1, 31, 20)
    assert of.after_dose(on_time, date(2026, 1, 31)) == (of, late)
    moved, next = of.after_dose(late, date(2026, 2, 2))
    assert (moved.anchor, next) == (date(2026, 2, 2), datetime(2026, 2, 5, 8))


def test_what_counts_by_the_calendar_does_not_mind_when_it_was_done():
    of = schedule(every=3)
    assert of.after_dose(datetime(2026, 1, 31, 8), date(2026, 2, 2)) == (of, datetime(2026, 2, 3, 8))


def test_what_is_done_after_the_last_day_is_the_last():
    of = schedule(every=3, from_done=True, until=date(2026, 2, 4))
    assert of.after_dose(datetime(2026, 1, 31, 8), date(2026, 2, 5)) == (of, None)


def test_doses_become_smaller_by_steps():
    steps = (Step(days=2, dose=Decimal(2)), Step(days=3, dose=Decimal(1)), Step(days=0, dose=Decimal("0.5")))
    of = schedule(steps=steps)
    walls = [datetime(2026, 1, 31, 8) + timedelta(days=each) for each in (0, 1, 2, 4, 5, 500)]
    assert [of.dose_on(each, Decimal(9)) for each in walls] == [2, 2, 1, 1, Decimal("0.5"), Decimal("0.5")]
    assert schedule().dose_on(walls[0], Decimal(9)) == 9


@pytest.mark.parametrize(
    "of",
    [
        schedule(),
        schedule(Repeat.WEEKDAYS, weekdays=frozenset({6, 0}), every=2, until=date(2027, 1, 1), times=(EVENING, EIGHT)),
        schedule(every=3, from_done=True, zone="Australia/Lord_Howe"),
        schedule(steps=(Step(days=5, dose=Decimal("2.5")), Step(days=0, dose=Decimal(1)))),
        schedule(Repeat.AS_NEEDED, least_hours=6, most_a_day=3),
    ],
    ids=["daily", "weekdays", "from done", "steps", "as needed"],
)
def test_it_is_kept_as_plain_values_and_comes_back(of):
    plain = of.to_plain()
    assert Schedule.from_plain(plain) == of
    assert len(str(plain)) < 200


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (schedule(), "once a day at 08:00"),
        (schedule(times=(EIGHT, NOON, EVENING)), "3 times a day at 08:00, 12:00 and 20:00"),
        (schedule(every=3), "every 3 days at 08:00"),
        (schedule(Repeat.WEEKLY), "every week on Saturday at 08:00"),
        (schedule(Repeat.MONTHLY, every=3), "every 3 months on day 31 at 08:00"),
        (
            schedule(Repeat.WEEKDAYS, weekdays=frozenset({4, 0}), every=2),
            "every 2 weeks on Monday and Friday at 08:00",
        ),
        (schedule(Repeat.AS_NEEDED), "as needed"),
        (
            schedule(Repeat.AS_NEEDED, least_hours=6, most_a_day=1),
            "as needed, at least 6 hours apart, at most once a day",
        ),
    ],
)
def test_it_is_said_in_words(of, words):
    assert of.words() == words


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"every": 0}, "every"),
        ({"every": 366}, "every"),
        ({"times": tuple(time(h, m) for h, m in itertools.product(range(5), range(5)))}, "times"),
        ({"times": ()}, "times"),
        ({"times": (time(8, 0, 1),)}, "times"),
        ({"times": (time(8, tzinfo=UTC),)}, "times"),
        ({"repeat": Repeat.WEEKDAYS}, "weekdays"),
        ({"repeat": Repeat.WEEKDAYS, "weekdays": frozenset({7})}, "weekdays"),
        ({"anchor": "1899-12-31"}, "anchor"),
        ({"anchor": "2201-01-01"}, "anchor"),
        ({"until": date(2201, 1, 1)}, "until"),
        ({"until": date(2026, 1, 30)}, "until"),
        ({"steps": (Step(days=1, dose=Decimal(1)),) * 11}, "steps"),
        ({"steps": (Step(days=0, dose=Decimal(1)), Step(days=1, dose=Decimal(1)))}, "steps"),
        ({"steps": (Step(days=366, dose=Decimal(1)),)}, "steps"),
        ({"steps": (Step(days=1, dose=Decimal(0)),)}, "steps"),
        ({"steps": (Step(days=1, dose=Decimal("NaN")),)}, "steps"),
        ({"steps": (Step(days=1, dose=Decimal(1)),), "repeat": Repeat.AS_NEEDED}, "steps"),
        ({"steps": (Step(days=1, dose=Decimal(1)),), "from_done": True}, "from_done"),
        ({"repeat": Repeat.AS_NEEDED, "from_done": True}, "from_done"),
        ({"repeat": Repeat.AS_NEEDED, "least_hours": 0}, "least_hours"),
        ({"repeat": Repeat.AS_NEEDED, "most_a_day": 25}, "most_a_day"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_for_its_part(more, field):
    with pytest.raises(BadSchedule, match=r"^[A-Z].+\.$") as refusal:
        schedule(**more)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "text",
    ["", "2026-01-31", "2026-01-31T08:00:00", "2026-01-31T08:00Z", "2026-02-30T08:00"]
    + ["0001-01-01T00:00", "1899-12-31T23:59", "2201-01-01T00:00", "9999-12-31T23:59"],  # no zone tells when that is
)
def test_what_names_no_time_is_refused(text):
    with pytest.raises(ValueError):
        wall_of(text)
