"""When a picture was taken, as its file says."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from PIL.ExifTags import IFD, Base

from photos.formats import FIRST_YEAR, WIDEST_OFFSET, TakenAt

from . import exif
from .blocks import Blocks

_OFFSET: Final = re.compile(r"([+-])(\d\d):([0-5]\d)")
_MOMENTS: Final = (
    (Base.DateTimeOriginal, Base.OffsetTimeOriginal),
    (Base.DateTimeDigitized, Base.OffsetTimeDigitized),
    (Base.DateTime, Base.OffsetTime),
)


def taken(blocks: Blocks) -> TakenAt | None:
    """The first believable one of DateTimeOriginal, DateTimeDigitized and DateTime."""
    fields = {**exif.directory(blocks.exif, IFD.Exif), Base.DateTime: exif.field(blocks.exif, Base.DateTime)}
    for moment, offset_of_moment in _MOMENTS:
        offset = _offset(fields.get(offset_of_moment))
        if offset is None:
            offset = _offset_of_an_equal(fields, fields.get(moment))
        if local := _believable(fields.get(moment), offset):
            return TakenAt(local, offset)
    return None


def _offset_of_an_equal(fields: Mapping[int, Any], moment: Any) -> timedelta | None:
    """The offset of a field that names the same moment. That of a later edit says nothing: it may be of another zone or
    season.
    """
    offsets = (_offset(fields.get(offset)) for other, offset in _MOMENTS if moment and fields.get(other) == moment)
    return next((offset for offset in offsets if offset is not None), None)


def _offset(value: Any) -> timedelta | None:
    """An offset such as "+02:00" (Exif 2.32, tags 0x9010 to 0x9012)."""
    if not isinstance(value, str) or not (parts := _OFFSET.fullmatch(value.strip("\0 "))):
        return None
    sign, hours, minutes = parts.groups()
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    if distance > WIDEST_OFFSET:
        return None
    return -distance if sign == "-" else distance


def _believable(value: Any, offset: timedelta | None) -> datetime | None:
    """A moment such as "2024:05:17 18:03:59", unless it lies before photography or more than a day ahead of now."""
    if not isinstance(value, str):
        return None
    try:
        local = datetime.strptime(value.strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007, what a wall clock shows
        moment = (local - (offset or timedelta())).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return local if local.year >= FIRST_YEAR and moment <= datetime.now(UTC) + timedelta(days=1) else None
