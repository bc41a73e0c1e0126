"""When a picture was taken, and the source of that date."""

import enum
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final, Self
from zoneinfo import ZoneInfo

_OFFSET: Final = re.compile(r"([+-])(\d\d):([0-5]\d)", re.ASCII)


class TakenFrom(enum.StrEnum):
    """Where a photo's date comes from, in the order of belief: the first one that says a date that can be is believed.

    When it was taken goes before when it was scanned, that before when it was changed, and all that the file says
    before what its name says. docs/photos.md shows the same table.
    """

    TYPED = "typed"  # a person wrote it
    EXIF_ORIGINAL = "exif-original"  # EXIF DateTimeOriginal
    XMP_ORIGINAL = "xmp-original"  # XMP exif:DateTimeOriginal
    XMP_CREATED = "xmp-created"  # XMP photoshop:DateCreated
    IPTC_CREATED = "iptc-created"  # IPTC DateCreated and TimeCreated
    PNG_CREATION = "png-creation"  # a PNG's text "Creation Time"
    EXIF_DIGITISED = "exif-digitised"  # EXIF DateTimeDigitized
    XMP_DIGITISED = "xmp-digitised"  # XMP exif:DateTimeDigitized, then xmp:CreateDate
    IPTC_DIGITISED = "iptc-digitised"  # IPTC DigitalCreationDate and DigitalCreationTime
    GPS = "gps"  # EXIF GPSDateStamp and GPSTimeStamp, then XMP exif:GPSTimeStamp: a moment in UTC
    EXIF_CHANGED = "exif-changed"  # EXIF DateTime
    XMP_CHANGED = "xmp-changed"  # XMP tiff:DateTime, then xmp:ModifyDate
    FILE_NAME = "file-name"  # a day, perhaps with a time, in the file's name
    FILE_DATE = "file-date"  # when the file was last changed, as the device that sent it knows
    UPLOAD = "upload"  # nothing says one

    @classmethod
    def known(cls, text: str | None) -> Self | None:
        """What is kept as that text; None where nothing is, or what only a later release knows."""
        return next((each for each in cls if each == text), None)


@dataclass(frozen=True, slots=True)
class TakenAt:
    """When a picture was taken, as its camera's clock showed it.

    `local` is naive; `offset` is that clock's distance from UTC (at most 14 hours), None where nothing says it. Where
    `in_utc`, only the moment is known and no clock on a wall: `local` is UTC then.
    """

    local: datetime
    offset: timedelta | None
    source: TakenFrom
    in_utc: bool = False


def zone_named(name: str) -> tzinfo | None:
    """The zone of a record: an offset such as "+09:00", or a name such as "Europe/Berlin"; None where it is neither."""
    try:
        if found := _OFFSET.fullmatch(name):
            sign, hours, minutes = found.groups()
            distance = timedelta(hours=int(hours), minutes=int(minutes))
            return timezone(-distance if sign == "-" else distance)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # none of that name, or none any more
        return None


def name_of(zone: tzinfo) -> str:
    """What `zone_named` understands, to the minute."""
    if key := getattr(zone, "key", None):
        return str(key)
    minutes = round((zone.utcoffset(None) or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
