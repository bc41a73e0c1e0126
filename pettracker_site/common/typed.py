"""What people type as numbers, days and times: understood where it can be read in one way only, never guessed.

Lengths are looked at first. Digits of every script count, since that is what keyboards of the world have.
"""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

LONGEST = 40  # signs; no number, day or time that makes sense is longer
# U+066B and U+066C are the decimal mark and the comma between thousands of Arabic; the others are wide or tall forms.
_SAME = str.maketrans("٫٬،，．－‐‑−：", ".,,,.----:")
_ONE_MARK = re.compile(r"\d*[.,]?\d*", re.ASCII)
_COMMA_OF_THOUSANDS = re.compile(r"(\d*),(\d{3})", re.ASCII)
_MARKS = re.compile(r"[\d.,]+", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(?P<day>[\d-]+)[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?", re.ASCII)


class TwoReadings(ValueError):
    """It may be one number or another: `readings` are both, as they are to be typed instead."""

    def __init__(self, *readings: str) -> None:
        super().__init__(*readings)
        self.readings = readings


class ManyMarks(ValueError):
    """More than one point or comma."""


def number(typed: str) -> Decimal:
    """The number that was typed, 0 or more: a comma and a point are decimal marks alike ("4,5", "4.125", "٤٫٥").

    Raises: TwoReadings for one comma before exactly three digits ("4,125" may be thousands); ManyMarks for "1.234.567"
    and "1,234.5"; ValueError for what is no number: signs, exponents, units, "4_5".
    """
    plain = _plain(typed)
    if thousands := _COMMA_OF_THOUSANDS.fullmatch(plain):
        whole, thousandths = thousands.groups()
        raise TwoReadings(f"{whole or 0}.{thousandths}", str(int(whole + thousandths)))
    if not any(map(str.isdigit, plain)) or not _MARKS.fullmatch(plain):
        raise ValueError("not a number")
    if not _ONE_MARK.fullmatch(plain):
        raise ManyMarks("more than one point or comma")
    return Decimal(plain.replace(",", "."))


def whole_number(typed: str) -> int:
    """The number that was typed in digits alone: "1.000" and "1,000" would be 1 to some and 1000 to others.

    Raises: ValueError.
    """
    plain = _plain(typed)
    if not (plain.isascii() and plain.isdigit()):
        raise ValueError("not a whole number")
    return int(plain)


def day(typed: str) -> date:
    """The day that was typed as year, month and day ("2025-06-05", "2025-6-5"). Raises: ValueError."""
    if not (found := _DAY.fullmatch(_plain(typed))):
        raise ValueError("not a day of the form 2025-06-05")
    year, month, of_month = map(int, found.groups())
    return date(year, month, of_month)


def moment(typed: str, zone: tzinfo) -> datetime:
    """The day and time that were typed ("2025-06-05 14:30"), on the clocks of that zone. Raises: ValueError."""
    if not (found := _TIME.fullmatch(_plain(typed))):
        raise ValueError("not a time of the form 2025-06-05 14:30")
    hour, minute, second = (int(part or 0) for part in found.groups()[1:])
    on = day(found["day"])
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone)


def ids(sent: Sequence[str], most: int) -> list[str]:
    """The first `most` different ids (UUIDs) that a form names, each as it is kept; what is no id is left out."""
    found = []
    for text in dict.fromkeys(sent[: 2 * most]):
        try:
            found.append(str(uuid.UUID(text)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))[:most]


def _plain(typed: str) -> str:
    """The text in ASCII digits and marks, without the signs for reading direction that some keyboards add."""
    if len(typed) > LONGEST:
        raise ValueError("too long")
    seen = "".join(each for each in typed if unicodedata.category(each) != "Cf").strip().translate(_SAME)
    return "".join(str(unicodedata.decimal(each, each)) for each in seen)
