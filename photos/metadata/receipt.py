"""What had better stay private of all that a file carries besides the picture."""

from typing import Any, Final

from PIL.ExifTags import GPS, IFD, Base

from photos.formats import Found

from . import exif
from .blocks import Blocks

_SERIAL_NUMBERS: Final = (Base.BodySerialNumber, Base.LensSerialNumber, Base.CameraSerialNumber)
_CHARACTER_CODE: Final = 8  # bytes before the text of a UserComment that name its encoding (Exif 2.32, 4.6.5)


def found(blocks: Blocks) -> frozenset[Found]:
    """The kinds that are there; what stands behind a PNG's pixels is among the blocks once it is decoded."""
    details = exif.directory(blocks.exif, IFD.Exif)
    user_comment = exif.field(details, Base.UserComment)
    written = [exif.field(blocks.exif, tag) for tag in (Base.ImageDescription, Base.XPComment)]
    written += [user_comment[_CHARACTER_CODE:] if isinstance(user_comment, bytes) else user_comment]
    written += [*blocks.comments, *blocks.texts.values()]
    serial_numbers = [exif.field(where, tag) for where in (details, blocks.exif) for tag in _SERIAL_NUMBERS]
    said = {
        Found.POSITION: bool(exif.field(exif.directory(blocks.exif, IFD.GPSInfo), GPS.GPSLatitude)),
        Found.SERIAL_NUMBER: any(map(_says, serial_numbers)),
        Found.EMBEDDED_THUMBNAIL: bool(exif.field(exif.directory(blocks.exif, IFD.IFD1), Base.JpegIFOffset)),
        Found.COMMENT: any(map(_says, written)),
    }
    return frozenset(each for each, is_there in said.items() if is_there)


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
