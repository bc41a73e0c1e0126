"""What is usual: after how long a vaccination or a treatment is given again. Suggestions, never a rule.

`intervals.json` is a list of rows, each with its source and when it was looked at; the first that fits counts.
Where the source is "common practice", no guideline was looked up. Lengths are such as "3 years" or "4 weeks".
"""

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self, get_args

from django.utils.translation import ngettext

from pets.domain import plain
from pets.profile import Kind

Unit = Literal["days", "weeks", "months", "years"]
_LENGTH = re.compile(r"(\d{1,4}) (days|weeks|months|years)", re.ASCII)
_LENGTHS = ("course", "then", "between")
_MONTHS = {"months": 1, "years": 12}
_DAYS = {"days": 1, "weeks": 7}


@dataclass(frozen=True, slots=True)
class Interval:
    """A length of time, by the calendar: from 31 January a month leads to the last day of February."""

    count: int
    unit: Unit

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises: ValueError for what is no length."""
        found = _LENGTH.fullmatch(text)
        if not found:
            raise ValueError("no length of time")
        unit = next(each for each in get_args(Unit) if each == found[2])
        return cls(int(found[1]), unit)

    @classmethod
    def between(cls, first: date, then: date) -> Self:
        """How far `then` is from `first`, a later day: in whole months where that leads there, else in days."""
        months = (then.year - first.year) * 12 + then.month - first.month
        for each in (months, months - 1):
            found = cls(each, "months")
            if each > 0 and found.after(first) == then:
                return found
        return cls((then - first).days, "days")

    def after(self, day: date) -> date:
        """Raises: OverflowError after the year 9999."""
        if self.unit in _DAYS:
            return day + timedelta(days=self.count * _DAYS[self.unit])
        year, month = divmod(day.year * 12 + day.month - 1 + self.count * _MONTHS[self.unit], 12)
        if year > date.max.year:
            raise OverflowError("after the last year")
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    @property
    def words(self) -> str:
        """ "3 years" """
        said = {
            "days": ngettext("%(count)d day", "%(count)d days", self.count),
            "weeks": ngettext("%(count)d week", "%(count)d weeks", self.count),
            "months": ngettext("%(count)d month", "%(count)d months", self.count),
            "years": ngettext("%(count)d year", "%(count)d years", self.count),
        }
        return said[self.unit] % {"count": self.count}


@dataclass(frozen=True, slots=True)
class Usual:
    """A row. Within a `course` of young animals doses follow each other after that time, until they are so many weeks
    old; one more follows at `again_weeks`. After a first of `doses` the second follows after `between`; then `then`.
    """

    type: str
    name: str
    also: tuple[str, ...]
    kinds: tuple[str, ...]
    breed: str
    then: Interval
    says: str
    source: str
    looked_at: str
    course: Interval | None = None
    course_weeks: int = 0
    again_weeks: int = 0
    between: Interval | None = None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        lengths: dict[str, Any] = {name: Interval.read(row[name]) for name in _LENGTHS if name in row}
        lists: dict[str, Any] = {name: tuple(row.get(name, ())) for name in ("also", "kinds")}
        return cls(**{"breed": "", **row, **lengths, **lists})

    def fits(self, type: str, kind: Kind, breed: str) -> bool:
        return type == self.type and kind in self.kinds and self.breed in plain(breed)

    def is_called(self, title: str) -> bool:
        return plain(title) in {plain(each) for each in (self.name, *self.also)}

    def next(self, on: date, born: date | None, dose: int | None) -> date:
        """When the one after that of the day `on` is usual. Raises: OverflowError."""
        weeks = (on - born).days // 7 if born else None
        if weeks is not None and self.course:
            if weeks < self.course_weeks:
                return self.course.after(on)
            if born and weeks < self.again_weeks:
                return max(born + timedelta(weeks=self.again_weeks), self.course.after(on))
        if dose == 1 and self.between:
            return self.between.after(on)
        return self.then.after(on)


@cache
def _rows() -> tuple[Usual, ...]:
    path = Path(__file__).with_name("intervals.json")
    return tuple(map(Usual.from_row, json.loads(path.read_text("utf-8"))))


def usual_for(type: str, kind: Kind, breed: str) -> list[Usual]:
    """Those of a type of care that are usual for such an animal, in the order of the file."""
    return [row for row in _rows() if row.fits(type, kind, breed)]


def usual(type: str, kind: Kind, breed: str, title: str) -> Usual | None:
    """That of this name."""
    return next((row for row in usual_for(type, kind, breed) if row.is_called(title)), None)
