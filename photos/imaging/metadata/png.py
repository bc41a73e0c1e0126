"""Texts of a PNG, and the blocks that ImageMagick, and ExifTool after it, pack into them."""

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from typing import Final

from PIL import Image

MAX_TEXTS: Final = 1000
MAX_PROFILE: Final = 4 * 1024 * 1024
"""Bytes of a longer block are not read."""

_RAW_PROFILE: Final = "Raw profile type "
_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]+")


def texts(picture: Image.Image) -> Mapping[str, str]:
    """By keyword, as far as Pillow has read; nothing of a picture in another format."""
    if picture.format != "PNG":
        return {}
    found = ((key, value) for key, value in picture.info.items() if isinstance(key, str) and isinstance(value, str))
    return dict(islice(found, MAX_TEXTS))


def raw_profile(texts: Mapping[str, str], kind: str) -> bytes:
    """A block in hexadecimal, behind its name and its length on lines of their own; empty where there is none."""
    text = texts.get(_RAW_PROFILE + kind, "")
    if not text or len(text) > 2 * MAX_PROFILE:
        return b""
    with suppress(ValueError):
        _, _, digits = text.strip().split("\n", 2)
        return bytes.fromhex(_NOT_HEX.sub(b"", digits.encode("ascii", "replace")).decode("ascii"))
    return b""
