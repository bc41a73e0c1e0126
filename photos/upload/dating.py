"""Chooses the date of an uploaded photo from all that says one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final

from photos.taken import TakenAt, TakenFrom, name_of

from . import filename_dates

_FIRST_YEAR_OF_FILES: Final = 1990
"""Devices that lost their clocks name the beginnings of their calendars: 1904, 1970, 1980."""
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Hints:
    """Untrusted hints sent with a file: its name, and when its device last changed it."""

    name: str = ""
    changed_at: datetime | None = None


NO_HINTS: Final = Hints()


@dataclass(frozen=True, slots=True)
class Dated:
    """`at` is the moment, `on` the date on the wall where it was taken, `zone` that wall's (see `zone_named`)."""

    at: datetime
    on: date
    zone: str
    source: TakenFrom | None


def dated(taken: TakenAt | None, hints: Hints, now: datetime, zone: tzinfo) -> Dated:
    """By what the file says, its name, its device, the upload, in this order (`TakenFrom`).

    `zone` is that of the wall clock where nothing says another: of a camera without an offset, of a moment in UTC.
    """
    best = taken or filename_dates.taken(hints.name, now) or _by_device(hints.changed_at, now) or _uploaded(now)
    if best.in_utc:
        at = best.local.replace(tzinfo=UTC).astimezone(zone)
        return Dated(at, at.date(), name_of(zone), best.source)
    clock = zone if best.offset is None else timezone(best.offset)
    return Dated(best.local.replace(tzinfo=clock), best.local.date(), name_of(clock), best.source)


def changed_at(milliseconds: str) -> datetime | None:
    """When a browser says that a file was last changed, since 1970 in UTC (W3C File API, lastModified); else None."""
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= _MOST_DIGITS):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(milliseconds))
    except OverflowError:
        return None


def _by_device(changed: datetime | None, now: datetime) -> TakenAt | None:
    if changed is None or changed > now or changed.year < _FIRST_YEAR_OF_FILES:
        return None
    return TakenAt(changed.astimezone(UTC).replace(tzinfo=None), None, TakenFrom.FILE_DATE, in_utc=True)


def _uploaded(now: datetime) -> TakenAt:
    return TakenAt(now.astimezone(UTC).replace(tzinfo=None), None, TakenFrom.UPLOAD, in_utc=True)
