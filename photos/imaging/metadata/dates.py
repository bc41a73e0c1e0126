"""When a picture was taken, as its file says: all places that may say it, in the order of belief (photos/taken.py)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from PIL.ExifTags import GPS, IFD, Base

from photos.taken import TakenAt, TakenFrom

from . import exif, iptc, moments, xmp
from .blocks import Blocks
from .moments import Moment

_OFFSETS: Final = tuple(
    timedelta(hours=hours)
    for hours in (*range(-12, 15), -9.5, -3.5, -2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75)
)
"""From UTC, that clocks have somewhere (IANA's time zones)."""
_LATE: Final = timedelta(minutes=15)
"""So much may a receiver be late, or a clock be wrong."""
_CREATION_TIME: Final = frozenset({"creation time", "creation_time", "creationtime", "exif:datetimeoriginal"})
"""Keywords of a PNG (Portable Network Graphics, 11.3.3.2, as ffmpeg and others spell it; and ImageMagick's), in small
letters."""
_MOST_TEXTS: Final = 8
_CREATED: Final = ((2, 55), (2, 60))  # IIM 4.2, 6.2: date and time
_DIGITISED: Final = ((2, 62), (2, 63))


class _Said:
    """What the blocks say at each place, read once."""

    def __init__(self, blocks: Blocks) -> None:
        self._exif = (exif.directory(blocks.exif, IFD.Exif), blocks.exif)
        self._gps = exif.directory(blocks.exif, IFD.GPSInfo)
        self._xmp = xmp.properties(blocks.xmp)
        self._iptc = iptc.datasets(blocks.iptc)
        self._texts = blocks.texts

    def exif(self, tag: int, tag_of_offset: int) -> Iterator[Moment]:
        """Of the directory for it or, as some writers have it, of the first one."""
        offsets = (moments.offset(_text(exif.field(each, tag_of_offset))) for each in self._exif)
        offset = next((each for each in offsets if each is not None), None)
        for directory in self._exif:
            if found := moments.moment(_text(exif.field(directory, tag))):
                yield replace(found, offset=offset) if found.has_time and found.offset is None else found

    def xmp(self, *names: xmp.Name) -> Iterator[Moment]:
        for name in names:
            if found := moments.moment(self._xmp.first(*name)):
                yield found

    def iptc(self, places: tuple[tuple[int, int], tuple[int, int]]) -> Iterator[Moment]:
        day, time = (_text(next(iter(self._iptc.get(place, ())), b"")) for place in places)
        if found := moments.moment(f"{day} {time}") or moments.moment(day):
            yield found

    def texts(self, keywords: frozenset[str]) -> Iterator[Moment]:
        named = (text for keyword, text in self._texts.items() if keyword.lower() in keywords)
        yield from filter(None, map(moments.moment, islice(named, _MOST_TEXTS)))

    def gps(self) -> Iterator[Moment]:
        """In UTC, as satellites tell it (Exif 2.32, tags 0x0007 and 0x001D of the GPS directory)."""
        with suppress(Exception):  # numbers that are divided by zero, or are none
            hour, minute, second = (int(part) for part in self._gps[GPS.GPSTimeStamp])
            day = _text(self._gps[GPS.GPSDateStamp])
            if found := moments.moment(f"{day} {hour:02}:{minute:02}:{second:02}"):
                yield found
        for found in self.xmp((xmp.EXIF, "GPSTimeStamp")):
            yield replace(found, local=found.in_utc().replace(tzinfo=None), offset=None)


_PLACES: Final[Mapping[TakenFrom, Callable[[_Said], Iterator[Moment]]]] = MappingProxyType(
    {
        TakenFrom.EXIF_ORIGINAL: lambda said: said.exif(Base.DateTimeOriginal, Base.OffsetTimeOriginal),
        TakenFrom.XMP_ORIGINAL: lambda said: said.xmp((xmp.EXIF, "DateTimeOriginal")),
        TakenFrom.XMP_CREATED: lambda said: said.xmp((xmp.PHOTOSHOP, "DateCreated")),
        TakenFrom.IPTC_CREATED: lambda said: said.iptc(_CREATED),
        TakenFrom.PNG_CREATION: lambda said: said.texts(_CREATION_TIME),
        TakenFrom.EXIF_DIGITISED: lambda said: said.exif(Base.DateTimeDigitized, Base.OffsetTimeDigitized),
        TakenFrom.XMP_DIGITISED: lambda said: said.xmp((xmp.EXIF, "DateTimeDigitized"), (xmp.XMP, "CreateDate")),
        TakenFrom.IPTC_DIGITISED: lambda said: said.iptc(_DIGITISED),
        TakenFrom.GPS: lambda said: said.gps(),
        TakenFrom.EXIF_CHANGED: lambda said: said.exif(Base.DateTime, Base.OffsetTime),
        TakenFrom.XMP_CHANGED: lambda said: said.xmp((xmp.TIFF, "DateTime"), (xmp.XMP, "ModifyDate")),
    }
)


def taken(blocks: Blocks) -> TakenAt | None:
    """What the first place says that says something believable; None where none does.

    A day alone gets its time, and a clock its offset, from another place that names the same day, or the same moment.
    """
    said, now = _Said(blocks), datetime.now(UTC)
    found = {source: [each for each in place(said) if each.is_believable(now)] for source, place in _PLACES.items()}
    source = next((source for source, each in found.items() if each), None)
    if source is None:
        return None
    clocks = [each for place, several in found.items() if place is not TakenFrom.GPS for each in several]
    utc = next(iter(found[TakenFrom.GPS]), None)
    if source is TakenFrom.GPS and utc:
        return TakenAt(utc.local, None, source, in_utc=True)
    best = _with_time(found[source][0], clocks)
    return TakenAt(best.local, _offset(best, clocks, utc), source)


def _with_time(best: Moment, others: list[Moment]) -> Moment:
    same_day = (each for each in others if each.has_time and each.local.date() == best.local.date())
    return best if best.has_time else next(same_day, best)


def _offset(best: Moment, others: list[Moment], utc: Moment | None) -> timedelta | None:
    """Its own; that of a place that names the same moment, since that of a later edit says nothing; by satellites."""
    if best.offset is not None or not best.has_time:
        return best.offset
    same = (each.offset for each in others if each.has_time and each.local == best.local and each.offset is not None)
    return next(same, _from_satellites(best.local, utc.local) if utc and utc.has_time else None)


def _from_satellites(local: datetime, utc: datetime) -> timedelta | None:
    """How far the clock was from UTC: the nearest of all offsets that there are."""
    distance = local - utc
    offset = min(_OFFSETS, key=lambda each: abs(each - distance))
    return offset if abs(offset - distance) <= _LATE else None


def _text(value: Any) -> str:
    """Some writers claim another type for a text."""
    match value:
        case str():
            return value
        case bytes():
            return value.decode("ascii", "replace")
        case _:
            return ""
