"""Ages as people say them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

DAYS_UNTIL_WEEKS = 14
WEEKS_UNTIL_MONTHS = 9  # in weeks


@dataclass(frozen=True, slots=True)
class Age:
    """Whole units that have passed: `Age(3, "months")`."""

    count: int
    unit: Literal["days", "weeks", "months", "years"]


def age(born: date, on: date) -> Age | None:
    """How old who was `born` is `on` that day; None before birth. Each birthday adds a year."""
    if on < born:
        return None
    if years := on.year - born.year - (on < anniversary(born, on.year)):
        return Age(years, "years")
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    days = (on - born).days
    if days < DAYS_UNTIL_WEEKS:
        return Age(days, "days")
    if days < WEEKS_UNTIL_MONTHS * 7 or months == 0:
        return Age(days // 7, "weeks")
    return Age(months, "months")


def anniversary(day: date, year: int) -> date:
    """The same day in that year: of 29 February the 28th in common years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def born_about(years: int, months: int, today: date) -> date:
    """A birth date for somebody who is about that old today."""
    total = today.year * 12 + today.month - 1 - (years * 12 + months)
    year, month = divmod(total, 12)
    for day in range(today.day, 0, -1):  # 31 March less one month is the last of February
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return today - timedelta(days=round((years + months / 12) * 365.2425))
