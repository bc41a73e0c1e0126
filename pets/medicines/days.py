"""Which days of the calendar belong to a schedule: every few days, weeks or months from its first one, or weekdays.

All is arithmetic from that day: one far away takes no longer to find than one nearby.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pets.care.intervals import Interval, Unit


class Repeat(TextChoices):
    DAILY = "daily", gettext_lazy("Every day, or every few days")
    WEEKLY = "weekly", gettext_lazy("Every week, or every few weeks")
    MONTHLY = "monthly", gettext_lazy("Every month, or every few months")
    WEEKDAYS = "weekdays", gettext_lazy("On days of the week")
    AS_NEEDED = "as-needed", gettext_lazy("As needed")


_UNITS: Mapping[str, Unit] = {Repeat.DAILY: "days", Repeat.WEEKLY: "weeks", Repeat.MONTHLY: "months"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of a schedule, without an end.

    `every` counts days, weeks or months, by `repeat`; with days of the week it counts weeks, which begin on Monday.
    `weekdays` are 0 for Monday to 6 for Sunday. The first day that counts is `anchor`, or with days of the week the
    first such day from it on. A month that is too short has its last day instead. As needed there are no days.
    """

    repeat: Repeat
    anchor: date
    every: int = 1
    weekdays: frozenset[int] = field(default_factory=frozenset)

    def first_from(self, day: date) -> date | None:
        """The first of them that is not before that day."""
        span = max(0, self._span(day))
        days = (each for which in (span, span + 1) for each in self._of_span(which))
        return next((each for each in days if each >= day), None)

    def last_until(self, day: date) -> date | None:
        """The last of them that is not after that day."""
        span = self._span(day)
        days = (each for which in (span, span - 1) if which >= 0 for each in reversed(self._of_span(which)))
        return next((each for each in days if each <= day), None)

    def words(self) -> str:
        """ "every day", "every 3 days", "every month on day 31", "every 2 weeks on Monday and Friday" """
        if self.repeat == Repeat.AS_NEEDED:
            return _("as needed")
        words = {
            Repeat.DAILY: ngettext("every day", "every %(count)d days", self.every),
            Repeat.MONTHLY: ngettext("every month on day %(day)d", "every %(count)d months on day %(day)d", self.every),
        }.get(self.repeat, ngettext("every week on %(days)s", "every %(count)d weeks on %(days)s", self.every))
        days = sorted(self.weekdays) if self.repeat == Repeat.WEEKDAYS else [self.anchor.weekday()]
        named = get_text_list([str(WEEKDAYS[each]) for each in days], _("and"))
        return words % {"count": self.every, "day": self.anchor.day, "days": named}

    def _span(self, day: date) -> int:
        """In which of the spans of `every` that day lies: 0 is the first one's, those before it are below 0."""
        if self.repeat == Repeat.MONTHLY:
            return ((day.year - self.anchor.year) * 12 + day.month - self.anchor.month) // self.every
        if self.repeat == Repeat.WEEKDAYS:
            return (day.toordinal() - _monday(self.anchor)) // 7 // self.every
        return (day - self.anchor).days // (self.every * (7 if self.repeat == Repeat.WEEKLY else 1))

    def _of_span(self, span: int) -> list[date]:
        """Those in such a span, in their order."""
        if self.repeat == Repeat.AS_NEEDED:
            return []
        if self.repeat == Repeat.WEEKDAYS:
            monday = _monday(self.anchor) + 7 * span * self.every
            days = (date.fromordinal(monday + each) for each in sorted(self.weekdays))
            return [each for each in days if each >= self.anchor]
        return [Interval(span * self.every, _UNITS[self.repeat]).after(self.anchor)]


def _monday(day: date) -> int:
    """The number (`toordinal`) of the Monday of its week."""
    return day.toordinal() - day.weekday()
