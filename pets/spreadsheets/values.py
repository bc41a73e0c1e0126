"""Days and numbers as spreadsheets of the world write them: how a column is meant, and what one cell says.

What can be read in two ways is decided by other cells of the column, and asked for where none decides. Never guessed.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_YEARS_AHEAD = 20
_LONGEST = 40
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[, ].*)?", re.ASCII)
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.0+)?", re.ASCII)  # seconds or milliseconds, as databases keep times
_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+", re.ASCII)
_GROUPED = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", re.ASCII) for mark in ".,"}


class DateOrder(TextChoices):
    DAY_FIRST = "dmy", gettext_lazy("Day first: 31/12/2025")
    MONTH_FIRST = "mdy", gettext_lazy("Month first: 12/31/2025")


class DecimalSign(TextChoices):
    POINT = ".", gettext_lazy("Point: 4.2")
    COMMA = ",", gettext_lazy("Comma: 4,2")


class BadCell(ValueError):
    """A cell that cannot be read; the message is a sentence for people."""


# --- Days -------------------------------------------------------------------------------------------------------------


def is_day(text: str) -> bool:
    """Whether it looks like a day, in any order."""
    return len(text) <= _LONGEST and bool(_YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text))


def detect_order(texts: Iterable[str]) -> DateOrder | None:
    """What most days with the year last decide; None where some can be read in two ways and none decides.

    Days with points between are written with the day first wherever they are written.
    """
    votes = {DateOrder.DAY_FIRST: 0, DateOrder.MONTH_FIRST: 0}
    has_doubtful = False
    for text in texts:
        found = _YEAR_LAST.fullmatch(text) if len(text) <= _LONGEST else None
        if not found:
            continue
        first, mark, second = int(found[1]), found[2], int(found[3])
        if mark == "." or first > 12:
            votes[DateOrder.DAY_FIRST] += mark != "."
        elif second > 12:
            votes[DateOrder.MONTH_FIRST] += 1
        elif first != second:
            has_doubtful = True
    if any(votes.values()):
        return max(votes, key=lambda order: votes[order])
    return None if has_doubtful else DateOrder.DAY_FIRST


def read_day(text: str, order: DateOrder | None) -> date:
    """The day that a cell says; a time of day beside it is dropped. Raises: BadCell.

    Without an order, one that can be read in two ways is refused.
    """
    if len(text) > _LONGEST:
        raise BadCell(_("This is too long for a date."))
    if found := _EPOCH.fullmatch(text):
        return timezone.localdate(datetime.fromtimestamp(int(found[1]), UTC))
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return _moment(text) or date(int(found[1]), int(found[2]), int(found[3]))
        if found := _YEAR_LAST.fullmatch(text):
            return _year_last(text, found, order)
    except (ValueError, OverflowError) as mistake:
        if isinstance(mistake, BadCell):
            raise
        raise BadCell(_("There is no such day: %(text)s.") % {"text": text}) from None
    raise BadCell(_("This is not a date: %(text)s. Write it like 2025-06-01.") % {"text": text})


def _moment(text: str) -> date | None:
    """Of a time with its zone, the day on the reader's clocks."""
    if len(text) <= len("2025-06-01"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.localdate(found) if found.tzinfo else found.date()


def _year_last(text: str, found: re.Match[str], order: DateOrder | None) -> date:
    first, mark, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if len(found[4]) == 2:
        year += 2000
        if mark == "-" or year > timezone.localdate().year + MOST_YEARS_AHEAD:
            raise BadCell(_("Write the year with four digits: %(text)s.") % {"text": text})
    if mark == ".":
        order = DateOrder.DAY_FIRST
    elif order is None and first <= 12 and second <= 12 and first != second:
        sentence = _("This can be read in two ways. Write %(one)s or %(other)s.")
        ways = [date(year, month, day).isoformat() for month, day in ((second, first), (first, second))]
        raise BadCell(sentence % {"one": ways[0], "other": ways[1]})
    elif order is None:
        order = DateOrder.MONTH_FIRST if second > 12 else DateOrder.DAY_FIRST
    day, month = (first, second) if order == DateOrder.DAY_FIRST else (second, first)
    return date(year, month, day)


# --- Numbers ----------------------------------------------------------------------------------------------------------


def is_number(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_NUMBER.match(text))


def detect_decimal(texts: Iterable[str]) -> DecimalSign | None:
    """What most numbers of a column decide; None where some can be read in two ways ("4,125") and none decides."""
    votes = {DecimalSign.POINT: 0, DecimalSign.COMMA: 0}
    has_doubtful = False
    for text in texts:
        for number in _NUMBER.findall(text[:_LONGEST]):
            marks = [each for each in number if each in ".,"]
            if not marks:
                continue
            if len(set(marks)) == 2 or not _GROUPED[marks[0]].fullmatch(number):
                votes[DecimalSign(marks[-1])] += 1
            elif len(marks) > 1:  # 1.234.567
                votes[DecimalSign.COMMA if marks[0] == "." else DecimalSign.POINT] += 1
            else:
                has_doubtful = True
    if any(votes.values()):
        return max(votes, key=lambda sign: votes[sign])
    return None if has_doubtful else DecimalSign.POINT


def plain_numbers(text: str, sign: DecimalSign) -> str:
    """The text with each number in it written with a point and without marks between thousands.

    A number with one mark that cannot stand between thousands has one reading, whatever the sign.
    """
    return _NUMBER.sub(lambda found: _plain(found[0], sign), text) if len(text) <= _LONGEST else text


def _plain(number: str, sign: DecimalSign) -> str:
    other = "," if sign == DecimalSign.POINT else "."
    whole, mark, part = number.rpartition(sign.value)
    whole = whole if mark else number
    part = part if mark else ""
    if other in whole and other not in part and _GROUPED[other].fullmatch(whole):
        return whole.replace(other, "") + (f".{part}" if mark else "")
    if not mark and number.count(other) == 1:
        return number.replace(other, ".")
    return f"{whole}.{part}" if mark else number
