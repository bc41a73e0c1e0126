"""What a picture says about itself: when it was taken, which way up it was held, and what had better stay private.

Tags and their meaning: Exif 2.32 (CIPA DC-008). A field may be missing, damaged or hostile; it then reads as absent.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from .formats import FIRST_YEAR, WIDEST_OFFSET, Findings, TakenAt

MAX_EXIF: Final = 256 * 1024
"""Bytes of a longer block are not read. A JPEG may carry 64 KB (Exif 2.32, 4.7.2); other files know no limit."""

SIDEWAYS: Final = frozenset(
    {Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90}
)
"""The turns that swap width and height."""

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_OFFSET: Final = re.compile(r"([+-])(\d\d):([0-5]\d)")
_MOMENTS: Final = (
    (Base.DateTimeOriginal, Base.OffsetTimeOriginal),
    (Base.DateTimeDigitized, Base.OffsetTimeDigitized),
    (Base.DateTime, Base.OffsetTime),
)
_SERIAL_NUMBERS: Final = (Base.BodySerialNumber, Base.LensSerialNumber, Base.CameraSerialNumber)
_CHARACTER_CODE: Final = 8  # bytes before the text of a UserComment that name its encoding (Exif 2.32, 4.6.5)


class _LenientExif(Image.Exif):
    """EXIF that costs neither the picture nor the time, for Pillow reads it as soon as it opens a JPEG or an AVIF.

    Of 24 MB of fractions it would make half a gigabyte in 15 s; and a resolution that is none it takes for no JPEG.
    """

    def load(self, data: bytes) -> None:
        super().load(data if len(data) <= MAX_EXIF else b"")
        if Base.XResolution in self:  # Pillow divides it by whatever stands beside it
            del self[Base.XResolution]


Image.Exif = _LenientExif  # type: ignore[misc]


def turn(picture: Image.Image) -> Image.Transpose | None:
    """What brings the pixels upright (Exif 2.32, tag 0x0112); None where they are, as a HEIF's are when decoded."""
    orientation = _exif(picture).get(Base.Orientation)
    return _TURNS.get(orientation) if isinstance(orientation, int) else None


def taken_at(picture: Image.Image) -> TakenAt | None:
    """The first believable one of DateTimeOriginal, DateTimeDigitized and DateTime, without reading any pixel."""
    exif = _exif(picture)
    fields = {**_ifd(exif, IFD.Exif), Base.DateTime: exif.get(Base.DateTime)}
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


def findings(picture: Image.Image) -> Findings:
    """What has been read so far, without reading any pixel; what stands behind a PNG's is there once it is decoded."""
    exif = _exif(picture)
    details = _ifd(exif, IFD.Exif)
    user_comment = details.get(Base.UserComment)
    written = [exif.get(Base.ImageDescription), exif.get(Base.XPComment), picture.info.get("comment")]
    written += [user_comment[_CHARACTER_CODE:] if isinstance(user_comment, bytes) else user_comment]
    if picture.format == "PNG":
        written += [value for value in picture.info.values() if isinstance(value, str)]  # its text chunks
    return Findings(
        position=bool(_ifd(exif, IFD.GPSInfo).get(GPS.GPSLatitude)),
        serial_number=any(_says(details.get(tag)) or _says(exif.get(tag)) for tag in _SERIAL_NUMBERS),
        embedded_thumbnail=bool(_ifd(exif, IFD.IFD1).get(Base.JpegIFOffset)),
        comment=any(map(_says, written)),
    )


def _exif(picture: Image.Image) -> Image.Exif:
    with suppress(Exception):
        if picture.format == "PNG":  # its own way would decode it, in search of a block behind the pixels
            return Image.Image.getexif(picture)
        return picture.getexif()
    return Image.Exif()


def _ifd(exif: Image.Exif, which: IFD) -> Mapping[int, Any]:
    with suppress(Exception):
        return exif.get_ifd(which)
    return {}


def _says(value: Any) -> bool:
    """Whether there is more than padding; cameras fill unused fields with blanks or zeros."""
    match value:
        case str():
            return bool(value.strip("\0 \t\r\n"))
        case bytes():
            return bool(value.strip(b"\0 \t\r\n"))
        case tuple():
            return any(value)
        case _:
            return bool(value)


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
