"""When a medicine is given: each dose's time on the wall, told from the day on which the schedule began.

Times are naive, those of a clock on the wall in the schedule's zone, so that a day on which clocks change has its
doses once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Self

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pettracker_site.common.time_zones import zone_or_utc

from .days import Days, Repeat
from .limits import FIRST_DAY, LAST_DAY, BadSchedule, wrongs

_OCCURRENCE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How much for so many days; the last of the steps may be without an end, with 0 days."""

    days: int
    dose: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """At which times, on which days (`Days` says what the first four parts mean). Raises: BadSchedule.

    `until` is the last day, and so is the last day of `steps` that end. With `from_done` the days count from that on
    which the dose before was given (`after_dose`). `zone` is a time zone's name; UTC counts where there is none of it.
    As needed there are no times: `least_hours` is how far apart doses should be, `most_a_day` how many there should be.
    """

    repeat: Repeat
    anchor: date
    every: int = 1
    weekdays: frozenset[int] = field(default_factory=frozenset)
    times: tuple[time, ...] = ()
    zone: str
    from_done: bool = False
    until: date | None = None
    steps: tuple[Step, ...] = ()
    least_hours: int | None = None
    most_a_day: int | None = None

    def __post_init__(self) -> None:
        for name, is_wrong, sentence, number in wrongs(self):
            if is_wrong:
                raise BadSchedule(name, _(sentence) % number if number else _(sentence))
        object.__setattr__(self, "times", tuple(sorted(set(self.times))))

    @property
    def days(self) -> Days:
        return Days(repeat=self.repeat, anchor=self.anchor, every=self.every, weekdays=self.weekdays)

    @property
    def last_day(self) -> date:
        """The last day on which anything may be given."""
        ends = [LAST_DAY]
        if self.until:
            ends.append(self.until)
        if self.steps and self.steps[-1].days:
            ends.append(self.anchor + timedelta(days=sum(step.days for step in self.steps) - 1))
        return min(ends)

    # --- Its times ---------------------------------------------------------------------------------------------------

    def first(self) -> datetime | None:
        """The first time, None where there is none."""
        day = self._day_from(self.anchor)
        return datetime.combine(day, self.times[0]) if day else None

    def next(self, after: datetime) -> datetime | None:
        """The first time later than that."""
        day = after.date()
        if day > self.last_day:
            return None
        if self._is_day(day) and (later := [each for each in self.times if each > after.time()]):
            return datetime.combine(day, later[0])
        following = self._day_from(day + timedelta(days=1))
        return datetime.combine(following, self.times[0]) if following else None

    def latest(self, now: datetime) -> datetime | None:
        """The last time that is not later than that moment, an aware one."""
        local = now.astimezone(zone_or_utc(self.zone))
        found = self._until(local.replace(tzinfo=None, fold=0))
        while found and self.moment(found) > now:  # clocks skipped it just now
            found = self._until(found - timedelta(minutes=1))
        while local.fold and (later := self.next(found) if found else self.first()) and self.moment(later) <= now:
            found = later  # they show an hour again
        return found

    def between(self, first: date, last: date) -> Iterator[datetime]:
        """All times from a day to another, both included; whoever asks bounds how many days those are."""
        day = self._day_from(first)
        while day and day <= last:
            for each in self.times:
                yield datetime.combine(day, each)
            day = self._day_from(day + timedelta(days=1))

    def is_occurrence(self, wall: datetime) -> bool:
        return wall.time() in self.times and self._is_day(wall.date())

    def after_dose(self, wall: datetime, done: date) -> tuple[Self, datetime | None]:
        """The schedule and its next time once the dose of that time was given, on the day `done`.

        Where it counts `from_done`, the last dose of a day makes that day the one from which it counts.
        """
        next = self.next(wall)
        if not (self.from_done and next) or next.date() == wall.date():
            return self, next
        if not self.anchor <= done <= self.last_day:
            return self, next if done < self.anchor else None
        moved = replace(self, anchor=done)
        return moved, moved.next(datetime.combine(done, time.max))

    def moment(self, wall: datetime) -> datetime:
        """When that is, in UTC. A time that clocks skip is as much later as they go forward; of one that is there twice
        it is the first."""
        return wall.replace(tzinfo=zone_or_utc(self.zone), fold=0).astimezone(UTC)

    def dose_on(self, wall: datetime, dose: Decimal) -> Decimal:
        """How much then: that of the step, `dose` where there are none."""
        left = (wall.date() - self.anchor).days
        for step in self.steps:
            dose = step.dose
            if left < step.days:
                break
            left -= step.days
        return dose

    def says_the_same_as(self, other: Self) -> bool:
        """Whether they differ in nothing but the day on which they began."""
        names = (each.name for each in fields(self) if each.name != "anchor")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def words(self) -> str:
        """ "3 times a day at 08:00, 14:00 and 20:00", "as needed, at least 6 hours apart" """
        if self.repeat == Repeat.AS_NEEDED:
            return ", ".join([self.days.words(), *self._limits()])
        how_often = self.days.words()
        if self.repeat == Repeat.DAILY and self.every == 1:
            count = len(self.times)
            how_often = ngettext("once a day", "%(count)d times a day", count) % {"count": count}
        times = get_text_list([f"{each:%H:%M}" for each in self.times], _("and"))
        return _("%(how_often)s at %(times)s") % {"how_often": how_often, "times": times}

    # --- As it is kept -----------------------------------------------------------------------------------------------

    def to_plain(self) -> dict[str, Any]:
        """Texts and numbers, without what is as usual."""
        plain = {
            "Repeat": str(self.repeat),
            "Every": self.every if self.every != 1 else None,
            "Times": " ".join(f"{each:%H:%M}" for each in self.times),
            "Weekdays": "".join(map(str, sorted(self.weekdays))),
            "Anchor": self.anchor.isoformat(),
            "FromDone": self.from_done,
            "Zone": self.zone,
            "Until": self.until.isoformat() if self.until else None,
            "Steps": " ".join(f"{step.days}x{step.dose}" for step in self.steps),
            "LeastHours": self.least_hours,
            "MostADay": self.most_a_day,
        }
        return {name: value for name, value in plain.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Raises: ValueError, KeyError for what `to_plain` does not make."""
        steps = (each.split("x") for each in plain.get("Steps", "").split())
        return cls(
            repeat=Repeat(plain["Repeat"]),
            every=int(plain.get("Every", 1)),
            times=tuple(time.fromisoformat(each) for each in plain.get("Times", "").split()),
            weekdays=frozenset(map(int, plain.get("Weekdays", ""))),
            anchor=date.fromisoformat(plain["Anchor"]),
            from_done=bool(plain.get("FromDone")),
            zone=plain["Zone"],
            until=date.fromisoformat(plain["Until"]) if "Until" in plain else None,
            steps=tuple(Step(days=int(days), dose=Decimal(dose)) for days, dose in steps),
            least_hours=int(plain["LeastHours"]) if "LeastHours" in plain else None,
            most_a_day=int(plain["MostADay"]) if "MostADay" in plain else None,
        )

    # --- Parts -------------------------------------------------------------------------------------------------------

    def _is_day(self, day: date) -> bool:
        return self._day_from(day) == day

    def _day_from(self, day: date) -> date | None:
        found = self.days.first_from(day) if day <= self.last_day else None
        return found if found and found <= self.last_day else None

    def _until(self, wall: datetime) -> datetime | None:
        """The last time that is not later than that on the wall."""
        day = wall.date()
        if self._is_day(day) and (earlier := [each for each in self.times if each <= wall.time()]):
            return datetime.combine(day, earlier[-1])
        before = self.days.last_until(min(day - timedelta(days=1), self.last_day))
        return datetime.combine(before, self.times[-1]) if before else None

    def _limits(self) -> Iterator[str]:
        if self.least_hours:
            words = ngettext("at least %(count)d hour apart", "at least %(count)d hours apart", self.least_hours)
            yield words % {"count": self.least_hours}
        if self.most_a_day:
            words = ngettext("at most once a day", "at most %(count)d times a day", self.most_a_day)
            yield words % {"count": self.most_a_day}


def occurrence(wall: datetime) -> str:
    """The name of a dose: its day and time on the wall, `2026-11-28T08:00`."""
    return wall.isoformat(timespec="minutes")


def wall_of(occurrence: str) -> datetime:
    """The time that `occurrence` names. Raises: ValueError, also for one on which nothing can be given."""
    wall = datetime.fromisoformat(occurrence) if _OCCURRENCE.fullmatch(occurrence) else None
    if wall is None or not FIRST_DAY <= wall.date() <= LAST_DAY:
        raise ValueError("no occurrence")
    return wall
