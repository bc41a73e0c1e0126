"""The imaging pipeline: a seekable binary file in; facts and derivatives without metadata out.

Nothing is decoded before its header is within the limits, and only pixels reach the derivatives.
"""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, BinaryIO, Final, cast

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from pettracker_site.files.refusals import FileRefused, Reason
from photos.limits import MAX_PIXELS, MAX_SIDE

from . import colours, damage, frames, heif_items, jpeg_scans, shrinking
from . import plugins as plugins  # sets them up
from .formats import (
    FORMATS,
    LARGE,
    PLACEHOLDER_BYTES,
    SCREEN,
    SIZES,
    SQUARE,
    UNTOLD,
    Derivative,
    Derived,
    Inspection,
    Prepared,
)
from .metadata import attachments, blocks, dates, exif, receipt
from .sniffing import Reader

_HEAVY: Final = 12_500_000
"""Pixels above which a picture is heavy, unless it is a JPEG that comes line by line: up to 15 bytes each
(docs/photos.md)."""


def prepare(file: BinaryIO, before_heavy: Callable[[], object] = lambda: None) -> Prepared:
    """Look at the picture and make its copies, by opening and decoding it once; raises FileRefused.

    The copies are upright, sRGB, on white, pixels only; of an animation, the first frame that shows something. The
    first is the square from the middle, the others keep the shape and have that long edge. Nothing is ever enlarged: a
    smaller picture keeps its size, and its square is as wide as its short edge. `before_heavy` is called where hundreds
    of megabytes are about to be taken. `file` is left open, at its beginning.
    """
    return _prepare(file, _webp, before_heavy)


def inspect(file: BinaryIO) -> Inspection:
    """What `prepare` sees before it decodes: the header, and no pixel. Raises FileRefused."""
    with _opened(file) as (reader, picture, boxes):
        return _inspected(picture, reader, boxes, picture.size)


def derive(file: BinaryIO) -> Derived:
    """The copies that `prepare` makes. Raises FileRefused."""
    return prepare(file).derived


@contextmanager
def _opened(file: BinaryIO) -> Iterator[tuple[Reader, ImageFile.ImageFile, heif_items.Said]]:
    """The picture with its header read and its limits kept, and what its boxes say of it.

    Whatever it makes Pillow raise is a damage of the file.
    """
    try:
        reader = Reader(file)
        boxes = heif_items.check(reader)
        jpeg_scans.check(reader)
        picture = _picture(reader)
        if picture.width * picture.height > MAX_PIXELS:
            raise FileRefused(Reason.TOO_MANY_PIXELS)
        if max(picture.size) > MAX_SIDE:
            raise FileRefused(Reason.TOO_LONG_SIDE)
        yield reader, picture, boxes
    except FileRefused:
        raise
    except MemoryError as error:
        raise FileRefused(Reason.TOO_COSTLY) from error
    except Exception as error:  # from hostile bytes nearly anything may come, AssertionError included
        raise FileRefused(Reason.DAMAGED) from error
    finally:
        file.seek(0)


def _picture(reader: Reader) -> ImageFile.ImageFile:
    try:
        return Image.open(cast("IO[bytes]", reader), formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused(Reason.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise FileRefused(reader.likeness()) from error


def _inspected(
    picture: ImageFile.ImageFile, reader: Reader, boxes: heif_items.Said, stored: tuple[int, int], ends_after: int = 0
) -> Inspection:
    """`stored` is the size that the file has, which decoding may have scaled; `ends_after` as in `jpeg_scans.end`."""
    # A JPEG with further pictures behind the first, as many phones write it, is a JPEG to everyone but Pillow.
    name = "JPEG" if picture.format == "MPO" else str(picture.format)
    width, height = stored
    if exif.turn(picture, boxes_tell=boxes.is_turned) in exif.SIDEWAYS:
        width, height = height, width
    said = blocks.read(picture, reader)
    found = receipt.found(said) | attachments.found(picture, reader, ends_after)
    return Inspection(name, width, height, dates.taken(said), found, camera=exif.camera(said.exif))


def _prepare(
    file: BinaryIO, encode: Callable[[Image.Image, int], bytes], before_heavy: Callable[[], object]
) -> Prepared:
    with ThreadPoolExecutor(max_workers=1) as beside:
        inspection, base = _decoded(file, before_heavy, beside)
        return Prepared(inspection, _copies(base, encode, beside))


def _copies(base: Image.Image, encode: Callable[[Image.Image, int], bytes], beside: Executor) -> Derived:
    """The cascade: each copy from the next larger one. `beside` encodes the largest, which takes the longest."""
    square, *whole, large = SIZES
    copies = {large: base if max(base.size) <= large else shrinking.within(base, large)}
    largest = beside.submit(encode, copies[large], large)
    larger = copies[large]
    for size in reversed(whole):
        larger = copies[size] = shrinking.within(larger, size)
    edge = min(square, *base.size)
    source = next(copy for copy in (*reversed(copies.values()), base) if min(copy.size) >= edge)
    copies[square] = ImageOps.fit(source, (edge, edge), shrinking.FILTER)
    data = {size: encode(copies[size], size) for size in (square, *whole)}
    placeholder = _placeholder(larger)
    data[large] = largest.result()
    return Derived(tuple(Derivative(size, *copies[size].size, data[size]) for size in SIZES), placeholder)


def _decoded(file: BinaryIO, before_heavy: Callable[[], object], beside: Executor) -> tuple[Inspection, Image.Image]:
    """The picture upright and in sRGB, as small as every copy can be made of it, the square of a wide panorama too."""
    with _opened(file) as (reader, picture, boxes):
        by_lines = isinstance(picture, JpegImagePlugin.JpegImageFile) and "progressive" not in picture.info
        sums_hold = True
        if isinstance(picture, PngImagePlugin.PngImageFile):
            sums_hold = damage.sums_hold(picture)
            picture = _picture(reader)
        stored, declared = picture.size, colours.declared(picture, boxes.colours)
        scale = max(LARGE / max(stored), SQUARE / min(stored))
        size = shrinking.scaled(stored, scale)
        claim = _once(before_heavy)
        if not by_lines and picture.width * picture.height > _HEAVY:
            claim()
        bands = None
        # A JPEG is decoded at a half, quarter or eighth, but not below this size.
        if isinstance(picture, JpegImagePlugin.JpegImageFile) and (drafted := picture.draft(None, size)):
            bands = shrinking.Bands(picture, size, drafted[1], beside)
        is_whole = damage.load(picture)
        # No decoder goes on behind a JPEG's end. That is in the last piece it got, or begins with the byte before, or
        # is still to come where the decoder gave up.
        ends_after = max(0, reader.tell() - ImageFile.MAXBLOCK - 1)
        # What stands behind a PNG's pixels has been read by now, too.
        inspection = _inspected(picture, reader, boxes, stored, ends_after)
        turn = exif.turn(picture, boxes_tell=boxes.is_turned)
        shrunk = bands.joined() if bands else shrinking.in_strips(picture, size)
        if frames.may_follow(picture) and colours.is_plain(shrunk):
            shrunk = frames.first_shown(picture, scale, claim) or shrunk
        picture.close()  # frees its pixels
        missing = None if is_whole else _missing(reader, stored, size, shrunk)
        if missing is None and not sums_hold:
            missing = UNTOLD
        upright = shrunk if turn is None else shrunk.transpose(turn)
        return replace(inspection, missing=missing), colours.srgb(upright, declared)


def _once(call: Callable[[], object]) -> Callable[[], object]:
    """What calls it the first time, and does nothing afterwards."""
    left = [call]
    return lambda: left and left.pop()()


def _missing(reader: Reader, stored: tuple[int, int], size: tuple[int, int], shrunk: Image.Image) -> int | None:
    """As `damage.missing`. Raises FileRefused, also where nothing but one colour was decoded."""
    picture = _picture(reader)
    picture.draft(None, size)
    missing = damage.missing(picture, stored[1])
    if missing == UNTOLD and colours.is_plain(shrunk):
        raise FileRefused(Reason.DAMAGED)
    return missing


def _webp(image: Image.Image, size: int) -> bytes:
    # At 1600 px method 2 takes 0.46 of method 4's time and, for the same SSIM, 1.09 of its bytes (method 0: 0.28, 1.34;
    # method 6: 2.4, 1.00; means of four photos). Of the small ones a page shows many, so there the bytes count. That
    # for dense screens is shown at a third or half of its pixels: at quality 70 it takes 0.75 of the bytes of 80.
    return _encoded(image, quality=70 if size == SCREEN else 80, method=2 if size == LARGE else 4)


def _placeholder(image: Image.Image, edge: int = 16) -> bytes:
    """Rarely is a picture so restless that 16 px of it take 300 bytes; fewer px do then."""
    data = _encoded(shrinking.within(image, edge), quality=50, method=4)
    return data if len(data) < PLACEHOLDER_BYTES else _placeholder(image, edge // 2)


def _encoded(image: Image.Image, *, quality: int, method: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=method)
    return buffer.getvalue()
