"""Converts any colours to sRGB on the page's background colour.

The source of the colour space is the first of these that is valid:
- a PNG's codes (cICP), its profile, its word that it is sRGB, its gAMA and cHRM (PNG, third edition, 4.3);
- any other file's profile, then the codes of a HEIC or AVIF;
- EXIF that says Adobe RGB: by its colour space of 2, or by R03 as DCF 2.0 has it, for which that is 65535;
- otherwise sRGB.
"""

import io
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, product
from typing import Any, Final, cast

from PIL import Image, ImageChops, ImageCms, ImageFilter

from photos.imaging.colorimetry.encodings import Encoding

from .colorimetry import encodings, hdr, icc
from .metadata import exif

_SURFACE: Final = "#ffffff"
"""The stylesheet's --surface by day. A copy has one ground, so by night it lies on the card like a sheet of paper."""

_COLOURS: Final = Image.frombytes("RGB", (216, 1), bytes(chain(*product(range(0, 256, 51), repeat=3))))


_FEW: Final = 0.001  # of the pixels; glints and noise do not count
_ALIKE: Final = 8  # of 255; what is lost by compression is no picture
MAX_PROFILE: Final = 2_000_000
"""Bytes. Those of cameras and screens have 0.5 to 4 KB, those for print 0.5 to 1.9 MB (SWOP, FOGRA39)."""
_MAX_TAGS: Final = 100  # as LittleCMS has it
_COSTLY_TAGS: Final = frozenset(f"{way}{number}".encode() for way in ("D2B", "B2D") for number in range(4))
_COSTLY_TYPE: Final = b"mpet"


def opaque(picture: Image.Image) -> Image.Image:
    """The picture on _SURFACE, in mode L, RGB or CMYK: those can be resized well and have colour profiles."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, which a mere conversion would clip at 255
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        layer = picture if picture.mode in ("LA", "RGBA") else picture.convert("RGBA")
        ground = Image.new(layer.mode[:-1], layer.size, _SURFACE)
        ground.paste(layer, mask=layer)
        return ground
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("L" if picture.mode == "1" else "RGB")


def declared(picture: Image.Image, codes: tuple[int, int] | None) -> tuple[bytes | Encoding, ...]:
    """What a picture declares of its colours, the most believable first; `codes` are those of its container's boxes."""
    profile = picture.info.get("icc_profile")
    if picture.format == "PNG":
        found = [_of_codes(picture.info.get("cicp")), profile, *_of_measures(picture.info)]
    else:
        found = [profile, encodings.coded(*codes) if codes else None]
    found.append(encodings.ADOBE_RGB if exif.is_adobe_rgb(picture) else None)
    return tuple(each for each in found if each)


def _of_codes(cicp: tuple[int, ...] | None) -> Encoding | None:
    """Of primaries, transfer function, matrix and range (PNG, 11.3.2.6): that of RGB, and all of it, as browsers do."""
    return encodings.coded_in_png(cicp[0], cicp[1]) if cicp and cicp[2:] == (0, 1) else None


def _of_measures(info: Mapping[str | tuple[int, int], Any]) -> Iterator[Encoding | None]:
    if "srgb" in info:
        yield encodings.SRGB
    elif gamma := info.get("gamma"):
        yield encodings.measured(gamma, info.get("chromaticity"))  # without gAMA browsers pass over cHRM


def srgb(image: Image.Image, candidates: Iterable[bytes | Encoding]) -> Image.Image:
    """By the first that can be read and is made for such colours; without anything but pixels."""
    for each in candidates:
        with suppress(Exception):  # a broken profile, or one for other colours
            image = _by_profile(image, each) if isinstance(each, bytes) else _by_encoding(image, each)
            break
    image = image if image.mode == "RGB" else image.convert("RGB")
    image.info = {}
    return image


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Raises whatever LittleCMS does, or ValueError."""
    if not _is_frugal(profile):
        raise ValueError
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, "RGB")
    return image if image.mode == "RGB" and _changes_nothing(transform) else transform.apply(image)


def _by_encoding(image: Image.Image, encoding: Encoding) -> Image.Image:
    """Raises ValueError, also for print colours."""
    if image.mode == "CMYK":
        raise ValueError
    if encoding == encodings.SRGB:
        return image
    rgb = image.convert("RGB")
    if encoding.peak > 1:
        return rgb.filter(ImageFilter.Color3DLUT(hdr.SIDE, hdr.cube(encoding, _brightest(rgb))))
    return _by_profile(rgb, icc.profile(encoding))


def _brightest(image: Image.Image) -> int:
    """The highest value of 0 to 255 that more than a few of its pixels have in one of the colours."""
    counts, few = image.histogram(), image.width * image.height * _FEW
    for value in range(255, 0, -1):
        few -= max(counts[value::256])
        if few < 0:
            return value
    return 0


def is_plain(image: Image.Image) -> bool:
    """Whether all of it is one colour, as far as eyes can tell."""
    extremes = image.getextrema()
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    return all(most - least <= _ALIKE for least, most in cast("tuple[tuple[int, int], ...]", bands))


def _is_frugal(profile: bytes) -> bool:
    """Whether it is short and has no chain of elements, of which one can be named any number of times and is gone
    through for each colour (ICC.1:2022, 9.2.20 and 10.17). The table of tags: 7.3."""
    if len(profile) > MAX_PROFILE:
        return False
    with suppress(struct.error):
        (number,) = struct.unpack_from(">L", profile, 128)
        if number > _MAX_TAGS:
            return False
        tags = [struct.unpack_from(">4sL", profile, 132 + 12 * place) for place in range(number)]
        return not any(tag in _COSTLY_TAGS or profile[offset : offset + 4] == _COSTLY_TYPE for tag, offset in tags)
    return False


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Most profiles are sRGB by one name or another; to see that on 216 colours spares a tenth of the time."""
    extremes = ImageChops.difference(transform.apply(_COLOURS), _COLOURS).getextrema()
    return all(most <= 2 for _, most in cast("tuple[tuple[int, int], ...]", extremes))
