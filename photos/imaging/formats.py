"""Which pictures are taken, and what is told of one and made of it. Nothing here decodes any."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from photos.taken import TakenAt

SQUARE, CARD, SCREEN, LARGE = SIZES = (160, 480, 800, 1600)
"""The copies of a photo, by their long edge in px; which is for what, and how to change one: docs/photos.md."""
PLACEHOLDER_BYTES: Final = 300
UNTOLD: Final = 0
"""For the percentage of a picture that is missing: something is, but how much cannot be told."""
MOST_MISSING: Final = 95
"""Percent of its rows that a picture may lack; with fewer than the rest it is refused."""

FORMATS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "JPEG": ("image/jpeg", "jpg"),
        "PNG": ("image/png", "png"),
        "WEBP": ("image/webp", "webp"),
        "GIF": ("image/gif", "gif"),
        "AVIF": ("image/avif", "avif"),  # before HEIF: either may call itself "mif1", and this plugin knows its own
        "HEIF": ("image/heic", "heic"),
    }
)
"""Each format that is taken, by its name in Pillow: content type, and extension of the file kept."""

FIRST_YEAR: Final = 1826  # the oldest photograph that survives
WIDEST_OFFSET: Final = timedelta(hours=14)


class Found(enum.StrEnum):
    """What a file carries besides the picture. All of it stays in the original, and out of everything that is shown."""

    POSITION = "position"
    PLACE_NAME = "place-name"
    PERSON = "person"
    SERIAL_NUMBER = "serial-number"
    VIDEO = "video"
    FURTHER_PICTURE = "further-picture"
    EMBEDDED_THUMBNAIL = "embedded-thumbnail"
    COMMENT = "comment"
    KEYWORDS = "keywords"


CAMERA_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the header says. `format` is a key of FORMATS; `width` and `height` are px of the picture held upright.

    `missing`, known once it is decoded, is how many percent of the picture are not in the file: UNTOLD, or 1 to
    MOST_MISSING; None where all is there. `camera` is its maker and model, at most CAMERA_BYTES of UTF-8.
    """

    format: str
    width: int
    height: int
    taken: TakenAt | None
    found: frozenset[Found]
    missing: int | None = None
    camera: str = ""

    @property
    def content_type(self) -> str:
        return FORMATS[self.format][0]

    @property
    def extension(self) -> str:
        return FORMATS[self.format][1]


@dataclass(frozen=True, slots=True)
class Derivative:
    """A copy in WebP. `size` is the one of SIZES it is for; `width` and `height` are what it measures, in px."""

    size: int
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Derived:
    """The copies in the order of SIZES; `placeholder` is a WebP of at most 16 px a side and less than 300 bytes."""

    derivatives: tuple[Derivative, ...]
    placeholder: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that an upload has to know of a picture."""

    inspection: Inspection
    derived: Derived
