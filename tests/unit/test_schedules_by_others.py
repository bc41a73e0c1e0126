"""Schedules against other ways of telling the same times: dateutil's rules, a plain loop, dateutil's time zones."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile

import pytest
from dateutil import rrule, tz
from hypothesis import given, settings
from hypothesis import strategies as st

from pets.medicines.days import Days, Repeat
from pets.medicines.schedule import Schedule

FREQUENCIES = {
    Repeat.DAILY: rrule.DAILY,
    Repeat.WEEKLY: rrule.WEEKLY,
    Repeat.MONTHLY: rrule.MONTHLY,
    Repeat.WEEKDAYS: rrule.WEEKLY,
}
# Days on which clocks change: forward and back. Lord Howe's go by half an hour.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29), date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5)),
]
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
when_clocks_change = st.builds(time, st.integers(1, 3), st.integers(0, 59))
times = st.sets(minutes, min_size=1, max_size=4).map(tuple)
days = st.dates(date(1995, 1, 1), date(2035, 12, 31))
walls = st.builds(datetime.combine, days, minutes)


@st.composite
def regular(draw: st.DrawFn) -> Schedule:
    """One that repetition rules can say: their months leave out those that are too short."""
    anchor = draw(days)
    repeat = draw(st.sampled_from(list(FREQUENCIES)))
    return Schedule(
        repeat=repeat,
        anchor=anchor.replace(day=min(anchor.day, 28)) if repeat == Repeat.MONTHLY else anchor,
        every=draw(st.one_of(st.integers(1, 4), st.integers(1, 365))),
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)) if repeat == Repeat.WEEKDAYS else frozenset(),
        times=draw(times),
        until=draw(st.one_of(st.none(), st.integers(0, 4000).map(lambda more: anchor + timedelta(days=more)))),
        zone="UTC",
    )


def by_rule(of: Schedule) -> rrule.rruleset:
    rules = rrule.rruleset()
    for each in of.times:
        rule = rrule.rrule(
            FREQUENCIES[of.repeat],
            dtstart=datetime.combine(of.anchor, each),
            interval=of.every,
            byweekday=sorted(of.weekdays) or None,
            until=datetime.combine(of.until, time.max) if of.until else None,
        )
        rules.rrule(rule)
    return rules


@settings(deadline=None)
@given(of=regular(), wall=walls)
def test_its_times_are_those_of_the_rule(of, wall):
    rules = by_rule(of)
    later, last = rules.after(wall), wall.date() + timedelta(days=400)
    assert of.first() == next(iter(rules), None)
    assert of.next(wall) == later
    assert of.latest(wall.replace(tzinfo=UTC)) == rules.before(wall, inc=True)
    assert of.is_occurrence(wall) == (wall in rules)
    assert later is None or of.is_occurrence(later)
    within = rules.between(datetime.combine(wall, time.min), datetime.combine(last, time.max), inc=True)
    assert list(of.between(wall.date(), last)) == within


def by_loop(anchor: date, every: int) -> Iterator[date]:
    """Each month in its turn: that day of it, or its last."""
    for which in count(0, every):
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + which, 12)
        yield date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


@settings(deadline=None)
@given(
    anchor=st.one_of(
        days, st.sampled_from([date(2026, 1, 31), date(2024, 2, 29), date(2025, 2, 28), date(2026, 3, 31)])
    ),
    every=st.one_of(st.integers(1, 13), st.integers(1, 365)),
    wall=walls,
)
def test_months_that_are_too_short_have_their_last_day(anchor, every, wall):
    of = Schedule(repeat=Repeat.MONTHLY, anchor=anchor, every=every, times=(time(8),), zone="UTC")
    till = date(2040, 12, 31)
    loop = [datetime.combine(day, time(8)) for day in takewhile(lambda day: day <= till, by_loop(anchor, every))]
    assert list(of.between(anchor, till)) == loop
    following = of.next(wall)
    assert following == next((each for each in loop if each > wall), following)
    assert of.latest(wall.replace(tzinfo=UTC)) == max((each for each in loop if each <= wall), default=None)


@pytest.mark.parametrize(("zone", "forward", "back"), CHANGES, ids=[zone for zone, *_days in CHANGES])
@settings(max_examples=50, deadline=None)
@given(times=times, early=st.sets(when_clocks_change, min_size=1, max_size=4), at=when_clocks_change)
def test_a_day_on_which_clocks_change_has_its_doses_once(zone, forward, back, times, early, at):
    of = Schedule(repeat=Repeat.DAILY, anchor=date(2026, 1, 1), times=(*times, *early), zone=zone)
    there = tz.gettz(zone)
    for day in (forward, back):
        doses = list(of.between(day, day))
        assert doses == [datetime.combine(day, each) for each in of.times]
        moments = {each: of.moment(each) for each in doses}
        for dose, moment in moments.items():
            # Later by what clocks skip, and the first of two.
            assert moment == tz.resolve_imaginary(dose.replace(tzinfo=there)).astimezone(UTC)
            shown = moment.astimezone(there).replace(tzinfo=None, fold=0)
            assert (shown == dose) == tz.datetime_exists(dose, there)
        yesterday = datetime.combine(day - timedelta(days=1), of.times[-1])
        for fold in (0, 1):
            now = datetime.combine(day, at).replace(tzinfo=there, fold=fold).astimezone(UTC)
            come = [dose for dose, moment in moments.items() if moment <= now]
            assert of.latest(now) == max(come, default=yesterday)


@pytest.mark.parametrize("repeat", list(FREQUENCIES))
def test_a_far_time_takes_as_few_steps_as_one_nearby(monkeypatch, repeat):
    steps, of_span = [], Days._of_span
    monkeypatch.setattr(Days, "_of_span", lambda *a: steps.append(a) or of_span(*a))
    weekdays = frozenset({0, 3})
    of = Schedule(repeat=repeat, anchor=date(1900, 1, 1), weekdays=weekdays, times=(time(8),), zone="UTC")

    for year in (1900, 2000, 2200):
        wall = datetime(year, 1, 10, 12)
        steps.clear()
        of.next(wall)
        of.latest(wall.replace(tzinfo=UTC))
        of.is_occurrence(wall)
        assert len(steps) <= 12, year
