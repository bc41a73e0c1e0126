"""Moments as programs write them into files: read where it can be done in one way, within 64 signs.

EXIF says "2024:05:17 18:03:59" (Exif 2.32, 4.6.5), XMP has a profile of ISO 8601 (XMP Specification Part 1, 8.2.1.1),
PNG proposes RFC 1123, and writers mix all of them.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_tz
from typing import Final

from photos.imaging.formats import FIRST_YEAR, WIDEST_OFFSET

MIDDAY: Final = time(12)
"""The time of a day alone: whatever zone it is looked at from, it stays on that day."""

_LONGEST: Final = 64
_PADDING: Final = " \t\r\n\xa0\xff\N{ZERO WIDTH NO-BREAK SPACE}\N{REPLACEMENT CHARACTER}"
_ZONE: Final = r"(?:UTC|GMT|[Zz])?+ [ ]*+ (?:[+-][\d:]{0,6})?+"
_NAME_OF_ZONE: Final = r"[A-Za-z]{1,5} | \[[A-Za-z/_+-]{1,40}\]"  # several zones have it, or the offset is there too
_MOMENT: Final = re.compile(
    rf"""
    (?P<year>\d{{4}})
    (?: [-:/.] (?P<month>[ ]?\d{{1,2}}|[ ]{{1,2}}) (?: [-:/.] (?P<day>[ ]?\d{{1,2}}|[ ]{{1,2}}) )?
      | (?P<month8>\d\d)(?P<day8>\d\d) )?
    (?: [ T:,_]++ (?P<hour>\d{{1,2}}) [:.] (?P<minute>[ ]?\d{{1,2}})
          (?: [:.] (?P<second>[ ]?\d{{1,2}}) (?: [.,:] \d* )? | [:.] )?
      | (?(month8)[ T]*+|[ T]++) (?P<hour6>\d\d)(?P<minute6>\d\d)(?P<second6>\d\d)? (?: [.,] \d* )?
      | [ T]++ (?:\d{{1,2}})? [ :.-]*+  # an hour alone is no time
      | [ T:]*+ )
    [ ]*+ (?P<half>[AaPp]\.?[Mm]\.?)?
    [ ]*+ (?P<zone>{_ZONE})
    [ ]*+ (?: {_NAME_OF_ZONE} )?
    """,
    re.ASCII | re.VERBOSE,
)
_OFFSET: Final = re.compile(r"(?:UTC|GMT)? *([+-])(\d\d|\d(?!\d)):?([0-5]\d)?", re.ASCII)
_LAST_WORD: Final = re.compile(r"(?:[+-]\d{4}|UTC|GMT)$", re.ASCII)
_HYPHENS: Final = re.compile(r"(?<=\d)-(?=[A-Z])|(?<=[a-z])-(?=\d)", re.ASCII)
"""Of "17-May-2016"."""
_HALF: Final = re.compile(r"(?<=\d)[ ]*([AP]M)\b", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a clock showed, naive; how far it was from UTC, where that is said. Without `has_time` it is a day alone,
    at MIDDAY."""

    local: datetime
    offset: timedelta | None = None
    has_time: bool = True

    def is_believable(self, now: datetime) -> bool:
        """Not before photography, and at most a day ahead of now, which a zone may be."""
        return self.local.year >= FIRST_YEAR and self.in_utc() <= now + timedelta(days=1)

    def in_utc(self, offset: timedelta | None = None) -> datetime:
        with suppress(OverflowError):
            return (self.local - (self.offset or offset or timedelta())).replace(tzinfo=UTC)
        return self.local.replace(tzinfo=UTC)


def moment(text: str) -> Moment | None:
    """The moment that the text names, None where it is none.

    A month alone is its first day and a year alone the first of January: nearer than anything else in the file. Zeros
    and blanks stand for what is not known. The 24th hour is the first of the same day, as phones write it that count
    hours from 1; the 60th second is the 59th.
    """
    start = text[: _LONGEST + 1].partition("\0")[0]  # what stands behind its end may be anything
    for said in (text, start):
        plain = _plain(said)
        with suppress(ValueError, OverflowError):
            if moment := _read(found) if (found := _MOMENT.fullmatch(plain)) else _written_out(plain):
                return moment
    return None


def offset(text: str) -> timedelta | None:
    """An offset such as "+02:00" (Exif 2.32, tags 0x9010 to 0x9012), "+0200", "+02" or "Z"; at most 14 hours."""
    plain = _plain(text)
    if plain in ("Z", "z", "UTC", "GMT"):
        return timedelta()
    if not (found := _OFFSET.fullmatch(plain)):
        return None
    sign, hours, minutes = found.groups()
    distance = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if distance > WIDEST_OFFSET:
        return None
    return -distance if sign == "-" else distance


def _plain(text: str) -> str:
    """Without padding; empty where it is too long."""
    return text.replace("\0", " ").strip(_PADDING) if len(text) <= _LONGEST else ""


def _read(found: re.Match[str]) -> Moment:
    """Raises ValueError where there is no such day or time."""
    year = int(found["year"])
    month, day = (_number(found[part] or found[f"{part}8"]) for part in ("month", "day"))
    hour, minute, second = (found[part] or found[f"{part}6"] for part in ("hour", "minute", "second"))
    if hour is None or not (month and day):
        return Moment(datetime.combine(datetime(year, month or 1, day or 1), MIDDAY), has_time=False)  # noqa: DTZ001
    of_day = _hour(int(hour), found["half"])
    of_minute = 59 if second == "60" else int(second or 0)
    at = datetime(year, month, day, of_day, int(minute or 0), of_minute)  # noqa: DTZ001
    return Moment(at, offset(found["zone"] or ""))


def _number(digits: str | None) -> int:
    return int(digits) if digits and digits.strip() else 0


def _hour(hour: int, half: str | None) -> int:
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of half a day")
        return hour % 12 + (12 if half[0] in "Pp" else 0)
    return 0 if hour == 24 else hour


def _written_out(plain: str) -> Moment | None:
    """With the month's name: "Sat, 10 Sep 2011 11:12:13 +0200" (RFC 1123), "Sat Sep 10 11:12:13 2011" (C)."""
    half = _HALF.search(plain)
    words = _HYPHENS.sub(" ", _HALF.sub("", plain))
    if parts := parsedate_tz(words):
        zone = _LAST_WORD.search(words)
        at = datetime(*parts[:6])  # noqa: DTZ001
        at = at.replace(hour=_hour(at.hour, half[1])) if half else at
        return Moment(at, offset(zone[0]) if zone else None)
    if ":" not in words and (parts := parsedate_tz(f"{words} {MIDDAY}")):
        return Moment(datetime(*parts[:6]), has_time=False)  # noqa: DTZ001
    return None
