"""Whatever colours a picture comes in: RGB as a screen shows it, on the colour of the cards it will lie on."""

import io
from contextlib import suppress
from itertools import chain, product
from typing import Final, cast

from PIL import Image, ImageChops, ImageCms

_SURFACE: Final = "#ffffff"
"""The stylesheet's --surface by day. A copy has one ground, so by night it lies on the card like a sheet of paper."""

_COLOURS: Final = Image.frombytes("RGB", (216, 1), bytes(chain(*product(range(0, 256, 51), repeat=3))))


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
    """By its profile, where it has one that can be read and is made for such colours; without anything but pixels."""
    if profile:
        with suppress(Exception):  # a broken profile, or one for other colours
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, "RGB")
            if image.mode != "RGB" or not _changes_nothing(transform):
                image = transform.apply(image)
    image = image if image.mode == "RGB" else image.convert("RGB")
    image.info = {}
    return image


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Most profiles are sRGB by one name or another; to see that on 216 colours spares a tenth of the time."""
    extremes = ImageChops.difference(transform.apply(_COLOURS), _COLOURS).getextrema()
    return all(most <= 2 for _, most in cast("tuple[tuple[int, int], ...]", extremes))
