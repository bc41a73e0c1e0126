"""EXIF, wherever a file has it, and which way up the camera was held.

Tags and their meaning: Exif 2.32 (CIPA DC-008).
"""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any, Final

from PIL import Image, TiffTags
from PIL.ExifTags import IFD, Base
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from photos.imaging.formats import CAMERA_BYTES

from . import png

MAX_EXIF: Final = 256 * 1024
"""Bytes of a longer block are not read. A JPEG may carry 64 KB (Exif 2.32, 4.7.2); other files know no limit."""

SIDEWAYS: Final = frozenset(
    {Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90}
)
"""The turns that swap width and height."""

_IN_JPEG: Final = b"Exif\0\0"
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


_UTF_8: Final = 129
"""A type of fields that Exif 3.0 (4.6.2) adds to those of TIFF, and Pillow does not know."""
_INTEROPERABILITY_INDEX: Final = 0x0001
_SRGB, _ADOBE_RGB = 1, 2


class _LenientExif(Image.Exif):
    """EXIF that costs neither the picture nor the time, for Pillow reads it as soon as it opens a JPEG or an AVIF.

    Of 24 MB of fractions it would make half a gigabyte in 15 s; and a resolution that is none it takes for no JPEG.
    """

    def load(self, data: bytes) -> None:
        try:
            super().load(data if len(data) <= MAX_EXIF else b"")
        except Exception:  # it is none, for which Pillow would not open an AVIF
            super().load(b"")
        if Base.XResolution in self:  # Pillow divides it by whatever stands beside it
            del self[Base.XResolution]


def _text(_: Any, data: bytes, legacy_api: bool = True) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")


Image.Exif = _LenientExif  # type: ignore[misc]
ImageFileDirectory_v2._load_dispatch[_UTF_8] = (1, _text)


def turn(picture: Image.Image, *, boxes_tell: bool) -> Image.Transpose | None:
    """What brings the pixels upright (Exif 2.32, tag 0x0112); None where they are.

    `boxes_tell`: the boxes of a HEIC or AVIF say how it is held, and EXIF has no say: a HEIC has been turned by its
    decoder then, and of an AVIF Pillow has put it into its EXIF.
    """
    if picture.format == "HEIF" and boxes_tell:
        return None
    block = _as_written(picture) if picture.format == "AVIF" and not boxes_tell else of(picture)
    return _TURNS.get(_orientation(block))


def _orientation(block: Image.Exif) -> Any:
    """Of the one type it may have, as browsers have it; never that of XMP, which Pillow takes where EXIF has none."""
    orientation, directory = field(block, Base.Orientation), block._info
    is_short = directory is not None and directory.tagtype.get(Base.Orientation) == TiffTags.SHORT
    return orientation if is_short else None


def _as_written(picture: Any) -> Image.Exif:
    """The EXIF of an AVIF without boxes that turn it: Pillow makes an orientation of 1 of whatever there is."""
    block = Image.Exif()
    with suppress(Exception):
        block.load(picture._decoder.get_info()[4])
    return block


def is_adobe_rgb(picture: Image.Image) -> bool:
    """By ColorSpace 2, as cameras of before DCF 2.0 have it, or by index R03 of interoperability (DCF 2.0, 5.3)."""
    block = of(picture)
    space = field(directory(block, IFD.Exif), Base.ColorSpace)
    index = field(directory(block, IFD.Interop), _INTEROPERABILITY_INDEX)
    return space == _ADOBE_RGB or (space != _SRGB and isinstance(index, str) and index.strip("\0 ") == "R03")


def camera(block: Image.Exif) -> str:
    """Maker and model (Exif 2.32, tags 0x010F and 0x0110) on one line; empty where no model is named."""
    maker, model = (_words(field(block, tag)) for tag in (Base.Make, Base.Model))
    is_said = model.casefold().startswith(maker.partition(" ")[0].casefold())
    name = model if is_said or not model else f"{maker} {model}"
    return name.encode()[:CAMERA_BYTES].decode(errors="ignore").strip()


def _words(value: Any) -> str:
    """What can be printed of a text, with single blanks."""
    text = value[:CAMERA_BYTES] if isinstance(value, str) else ""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def of(picture: Image.Image) -> Image.Exif:
    """The picture's EXIF; empty where it has none that can be read."""
    with suppress(Exception):
        if picture.format != "PNG":
            return picture.getexif()
        found = Image.Image.getexif(picture)  # its own way would decode it, in search of a block behind the pixels
        if not found and (block := png.raw_profile(png.texts(picture), "APP1")).startswith(_IN_JPEG):
            found.load(block)
        return found
    return Image.Exif()


def directory(exif: Image.Exif, which: IFD) -> Mapping[int, Any]:
    """One of the directories that the first one points to; empty where it cannot be read."""
    with suppress(Exception):
        return exif.get_ifd(which)
    return {}


def field(exif: Mapping[int, Any], tag: int) -> Any:
    """What stands under that tag; None where nothing does, or nothing that can be read."""
    with suppress(Exception):
        return exif.get(tag)
    return None


def block(exif: Image.Exif) -> bytes:
    """The block as it stands in the file, from its TIFF header on; empty where there is none."""
    file = getattr(exif, "fp", None)
    return file.getvalue() if isinstance(file, BytesIO) else b""
