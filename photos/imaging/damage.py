"""Truncated and damaged pictures: shows what can be decoded, as browsers do, and says how much is missing.

JPEG, PNG and GIF come row by row, so that a part of the file is a part of the picture. Of half a WebP, HEIC or AVIF
neither the decoders here nor browsers show anything.
"""

from bisect import bisect_left
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from typing import IO, Final

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin

from pettracker_site.files.refusals import FileRefused, Reason

from .formats import MOST_MISSING, UNTOLD
from .plugins import WrongSum

_BY_ROWS: Final = frozenset({"JPEG", "MPO", "PNG", "GIF"})
_EOI: Final = b"\xff\xd9"
_PADDING: Final = 64  # bytes that are no chance any more
_PIECE: Final = 1 << 18
_UNTOUCHED: Final = (253, 7, 252, 3)  # a colour, or its first band a shade, of which whole rows hardly ever are


def load(picture: ImageFile.ImageFile) -> bool:
    """Decode the picture as far as it goes; gives whether its data came to their end without a fault.

    Its file stands where the decoder had enough of it. Raises whatever Pillow does where nothing is decoded.
    """
    file = picture.fp
    ended_early = _ended(picture) if isinstance(picture, JpegImagePlugin.JpegImageFile) else lambda: False
    try:
        picture.load()
    except OSError:  # what Pillow says of data that end too early, and of such as make no sense
        if picture.format not in _BY_ROWS:
            raise
        if picture.tile:  # they ended, and it left all as it was
            picture.tile = []
            picture.load_end()
        picture.load()  # raises where there are no pixels at all
        return False
    return not (ended_early() or _ends_in_padding(picture, file))


def _ends_in_padding(picture: ImageFile.ImageFile, file: IO[bytes] | None) -> bool:
    """Whether it is a JPEG that may have lost its end: it is often filled up with zeros, which can be decoded."""
    if file is None or not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return False
    here = file.tell()
    file.seek(max(0, file.seek(0, 2) - _PADDING))
    last = file.read(_PADDING)
    file.seek(here)
    return not last.strip(b"\0")


def _ended(picture: JpegImagePlugin.JpegImageFile) -> Callable[[], bool]:
    """Let the data end as they should (ITU-T T.81, B.2.1), else libjpeg keeps the last rows; tells where it had to."""
    read, end = picture.load_read, [_EOI]
    picture.load_read = lambda read_bytes: read(read_bytes) or (end.pop() if end else b"")  # type: ignore[method-assign]
    return lambda: not end


def sums_hold(picture: PngImagePlugin.PngImageFile) -> bool:
    """Whether the checksums of a PNG's pixels are right, at which Pillow does not look while it decodes.

    A file that ends too early has no wrong one. The picture is of no use afterwards.
    """
    try:
        picture.verify()
    except WrongSum:
        return False
    except (OSError, SyntaxError):
        return True
    return True


def missing(again: ImageFile.ImageFile, height: int) -> int | None:
    """How many percent of its rows a picture lacks that did not load as a whole: UNTOLD, 1 to MOST_MISSING, or None.

    `again` is the picture opened, and scaled, as it was then, and `height` what it measures unscaled. It is decoded
    onto one colour, and the rows that keep it were never reached. Raises FileRefused where hardly any were.
    """
    if again.format == "GIF" or "progressive" in again.info or "interlace" in again.info:
        return UNTOLD  # the whole comes first, and coarse
    held_back = 1  # where all can be unpacked, but its sum is wrong, that is told when the last row is due
    if isinstance(again, JpegImagePlugin.JpegImageFile):
        # libjpeg gives out the last row of blocks, and some pixels before it, only when it has seen the end.
        blocks = 8 * max((layer[2] for layer in again.layer), default=1)
        held_back = ceil((blocks + 4) * again.height / height)
        _without_padding(again)
    lacking = again.height - _rows(again)
    if lacking <= held_back:
        return None
    percent = ceil(100 * lacking / again.height)
    if percent > MOST_MISSING:
        raise FileRefused(Reason.DAMAGED)
    return percent


def _rows(picture: ImageFile.ImageFile) -> int:
    """How many are written when it is decoded."""
    bands = len(picture.getbands())
    colour = _UNTOUCHED[:bands] if bands > 1 else _UNTOUCHED[0]
    blank = Image.new(picture.mode, (picture.width, 1), colour).tobytes()
    picture.im = Image.new(picture.mode, picture.size, colour).im
    with suppress(OSError):
        picture.load()
    picture.tile = []  # or else it would be decoded again
    return bisect_left(range(picture.height), True, key=lambda row: _row(picture, row) == blank)


def _row(picture: Image.Image, row: int) -> bytes:
    return picture.crop((0, row, picture.width, row + 1)).tobytes()


def _without_padding(picture: JpegImagePlugin.JpegImageFile) -> None:
    """Let the data end where nothing but zeros follow."""
    assert picture.fp is not None
    file, end = picture.fp, _end_of_data(picture.fp)
    picture.load_read = lambda read_bytes: file.read(max(0, min(read_bytes, end - file.tell())))  # type: ignore[method-assign]


def _end_of_data(file: IO[bytes]) -> int:
    here, end = file.tell(), file.seek(0, 2)
    while end:
        start = max(0, end - _PIECE)
        file.seek(start)
        if data := file.read(end - start).rstrip(b"\0"):
            end = start + len(data)
            break
        end = start
    file.seek(here)
    return end
