"""Of an animation, or a file of several pictures, the first that shows something: many fade in from nothing."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from PIL import Image, ImageFile

from photos.limits import MAX_PIXELS

from . import colours, shrinking

_MOST: Final = 50
"""Frames that are looked at; each is decoded."""
_HEAVY: Final = 3_000_000
"""Pixels above which a frame is heavy: of an animation several are held at once."""
_MOST_PIXELS: Final = MAX_PIXELS // 2  # of all of them together


def may_follow(picture: ImageFile.ImageFile) -> bool:
    """Not in a JPEG: what it has behind its picture (MPO) is no frame of it."""
    return picture.format not in ("JPEG", "MPO")


def first_shown(picture: ImageFile.ImageFile, scale: float, before_heavy: Callable[[], object]) -> Image.Image | None:
    """The first frame that is more than one colour on white, shrunk; None where none is, within what may be looked at.

    The picture's current frame has been looked at.
    """
    current, left = picture.tell(), _MOST_PIXELS
    with suppress(Exception):  # the end of them, or one that is broken
        for number in range(_MOST):
            if number == current:
                continue
            picture.seek(number)
            left -= picture.width * picture.height
            if left < 0:
                return None
            if picture.width * picture.height > _HEAVY:
                before_heavy()
            picture.load()
            shrunk = shrinking.in_strips(picture, shrinking.scaled(picture.size, scale))
            if not colours.is_plain(shrunk):
                return shrunk
    return None
