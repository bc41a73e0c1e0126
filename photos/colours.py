"""Whatever colours a picture comes in: RGB as a screen shows it, on the colour of the cards it will lie on."""

import io
import struct
from contextlib import suppress
from itertools import chain, product
from typing import Final, cast

from PIL import Image, ImageChops, ImageCms

_SURFACE: Final = "#ffffff"
"""The stylesheet's --surface by day. A copy has one ground, so by night it lies on the card like a sheet of paper."""

_COLOURS: Final = Image.frombytes("RGB", (216, 1), bytes(chain(*product(range(0, 256, 51), repeat=3))))


_ALIKE: Final = 8  # of 255; what is lost by compression is no picture
MAX_PROFILE: Final = 100_000  # bytes; those of cameras and screens have 0.5 to 4 KB, those of printers megabytes
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


def srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By its profile, where it has one that can be read and is made for such colours; without anything but pixels.

    Other pictures are taken for sRGB.
    """
    if profile and _is_frugal(profile):
        with suppress(Exception):  # a broken profile, or one for other colours
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, "RGB")
            if image.mode != "RGB" or not _changes_nothing(transform):
                image = transform.apply(image)
    image = image if image.mode == "RGB" else image.convert("RGB")
    image.info = {}
    return image


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
        tags = [struct.unpack_from(">4sL", profile, 132 + 12 * place) for place in range(min(number, len(profile)))]
        return not any(tag in _COSTLY_TAGS or profile[offset : offset + 4] == _COSTLY_TYPE for tag, offset in tags)
    return False


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Most profiles are sRGB by one name or another; to see that on 216 colours spares a tenth of the time."""
    extremes = ImageChops.difference(transform.apply(_COLOURS), _COLOURS).getextrema()
    return all(most <= 2 for _, most in cast("tuple[tuple[int, int], ...]", extremes))
