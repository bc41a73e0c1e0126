"""Calendars as text (iCalendar: RFC 5545, with the properties of RFC 7986), of all-day events alone.

Written by hand, since a feed needs few properties and no tree of them for each event; tests read it by two libraries.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_OCTETS = 75  # of a line, without its end
REFRESH = "PT6H"  # how often programs are asked to look; they do as they like
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_NO_TEXT = ("Cc", "Cs")  # control characters, and halves of a sign, which UTF-8 cannot write
_SEQUENCE_BEGINS = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One day. `uid` is what programs know it by, and stays while its words or day change, at `changed`."""

    uid: str
    day: date
    summary: str
    url: str
    changed: datetime

    def lines(self) -> Iterator[str]:
        changed = self.changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        yield "BEGIN:VEVENT"
        yield f"UID:{escape(self.uid)}"
        yield f"DTSTAMP:{changed}"
        yield f"LAST-MODIFIED:{changed}"
        yield f"SEQUENCE:{self._sequence}"
        yield f"DTSTART;VALUE=DATE:{_day(self.day)}"
        yield f"DTEND;VALUE=DATE:{_day(self.day + timedelta(days=1))}"
        yield f"SUMMARY:{escape(self.summary)}"
        yield f"URL:{self.url}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"

    @property
    def _sequence(self) -> int:
        """A number that each change makes larger, without a count that somebody has to keep: the seconds since 2020,
        which stay below the most that an integer may be (2^31 - 1) until 2088."""
        return max(0, int((self.changed - _SEQUENCE_BEGINS).total_seconds()))


def write(name: str, events: Iterable[Event]) -> bytes:
    """The calendar of that name. The same name and events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//PetTracker//Calendar feed//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escape(name)}",
        f"X-WR-CALNAME:{escape(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    for event in events:
        lines += event.lines()
    lines.append("END:VCALENDAR")
    return b"".join(map(fold, lines))


def escape(text: str) -> str:
    """A text as a property's value (RFC 5545, 3.3.11). What is no text, such as control characters, is left out."""
    plain = _LINE_ENDS.sub("\n", text)
    if not plain.isprintable():
        plain = "".join(each for each in plain if each == "\n" or unicodedata.category(each) not in _NO_TEXT)
    return plain.translate(_ESCAPED)


def fold(line: str) -> bytes:
    """The line with its end, over as many lines as it takes (RFC 5545, 3.1), never broken within a character."""
    whole = line.encode()
    if len(whole) <= MOST_OCTETS:
        return whole + b"\r\n"
    pieces, start, most = [], 0, MOST_OCTETS
    while len(whole) - start > most:
        end = start + most
        while whole[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        pieces.append(whole[start:end])
        start, most = end, MOST_OCTETS - 1  # the blank that a line which goes on begins with
    pieces.append(whole[start:])
    return b"\r\n ".join(pieces) + b"\r\n"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
