"""Pictures as people bring them: a seekable binary file in, facts and small clean copies out.

Nothing is decoded before its header has kept the limits, and of a picture nothing but pixels goes on.
"""

import io
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, BinaryIO, Final, cast

# Named one by one: Pillow would load all the plugins it has to find one that is missing.
from PIL import (
    AvifImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

from . import colours, exif, shrinking
from .exif import Findings, TakenAt
from .sniffing import MAX_BYTES, PictureRefused, Reader, Reason

__all__ = (
    "FORMATS", "MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "SIZES",
    "Derivative", "Derived", "Findings", "Inspection", "PictureRefused", "Reason", "TakenAt", "derive", "inspect",
)  # fmt: skip

MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 12_000
SIZES: Final = (160, 480, 1600)  # how to change one: docs/photos.md

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

_MAX_SCANS: Final = 32
"""Encoders make 1 to 24. Each costs a JPEG 70 bytes and as much time as a picture: 1,000 in 350 KB took 50 s."""

_PLACEHOLDER_BYTES: Final = 300
_HEAVY: Final = 12_500_000
"""Pixels above which only one picture at a time is decoded, unless it is a JPEG that comes line by line: up to 15 bytes
each (docs/photos.md)."""

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Pillow would give all memory back after each step and take it anew for the next, page by page: a tenth of the time of
# a photo of 12 megapixels. It keeps 8 MB in pieces of one; with 32 it is no faster.
Image.core.set_block_size(1024 * 1024)  # type: ignore[attr-defined]
Image.core.set_blocks_max(8)  # type: ignore[attr-defined]
PngImagePlugin.MAX_TEXT_MEMORY = 8 * 1024 * 1024
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=2)
# What Pillow thinks of a stranger's file is told by a Reason; as warnings, one file can write 65,000 lines of log.
warnings.filterwarnings("ignore", module=r"PIL\.")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the header says. `format` is a key of FORMATS; `width` and `height` are px of the picture held upright."""

    format: str
    content_type: str
    extension: str
    width: int
    height: int
    taken: TakenAt | None
    findings: Findings


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


def inspect(file: BinaryIO) -> Inspection:
    """Look at the header, not at the pixels; raises PictureRefused. `file` is left open, at its beginning."""
    with _opened(file) as (_, picture):
        # A JPEG with further pictures behind the first, as many phones write it, is a JPEG to everyone but Pillow.
        name = "JPEG" if picture.format == "MPO" else str(picture.format)
        width, height = picture.size
        if exif.turn(picture) in exif.SIDEWAYS:
            width, height = height, width
        return Inspection(name, *FORMATS[name], width, height, exif.taken_at(picture), exif.findings(picture))


def derive(file: BinaryIO) -> Derived:
    """Decode and make the copies: upright, sRGB, on white, pixels only; of an animation, the first frame.

    160 is the square from the middle, 480 and 1600 keep the shape and have that long edge. Nothing is ever enlarged:
    a smaller picture keeps its size, and its square is as wide as its short edge. Two at a time decode in a process,
    but of large ones that come in full only one; others wait. `file` is left open, at its beginning.
    Raises PictureRefused as `inspect` does, and for what only decoding shows.
    """
    return _derive(file, _webp)


@contextmanager
def _opened(file: BinaryIO) -> Iterator[tuple[Reader, ImageFile.ImageFile]]:
    """The picture with its header read and its limits kept. Whatever it makes Pillow raise is a damage of the file."""
    try:
        reader = Reader(file)
        picture = _picture(reader)
        if picture.width * picture.height > MAX_PIXELS:
            raise PictureRefused(Reason.TOO_MANY_PIXELS)
        if max(picture.size) > MAX_SIDE:
            raise PictureRefused(Reason.TOO_LONG_SIDE)
        yield reader, picture
    except PictureRefused:
        raise
    except Exception as error:  # from hostile bytes nearly anything may come, MemoryError and AssertionError included
        raise PictureRefused(Reason.DAMAGED) from error
    finally:
        file.seek(0)


def _picture(reader: Reader) -> ImageFile.ImageFile:
    try:
        return Image.open(cast("IO[bytes]", reader), formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(Reason.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise PictureRefused(reader.likeness()) from error


_decoding = threading.BoundedSemaphore(2)
_decoding_heavy = threading.Lock()


def _derive(file: BinaryIO, encode: Callable[[Image.Image, int], bytes]) -> Derived:
    """The cascade: shrink while decoding, then make each copy from the next larger one."""
    square, medium, large = SIZES
    with ThreadPoolExecutor(max_workers=1) as beside:  # it encodes the largest, which takes longer than all the others
        base = _decoded(file, beside)
        copies = {large: base if max(base.size) <= large else shrinking.within(base, large)}
        largest = beside.submit(encode, copies[large], large)
        copies[medium] = shrinking.within(copies[large], medium)
        edge = min(square, *base.size)
        source = next(copy for copy in (copies[medium], copies[large], base) if min(copy.size) >= edge)
        copies[square] = ImageOps.fit(source, (edge, edge), shrinking.FILTER)
        data = {size: encode(copies[size], size) for size in (square, medium)}
        placeholder = _placeholder(copies[medium])
        data[large] = largest.result()
    return Derived(tuple(Derivative(size, *copies[size].size, data[size]) for size in SIZES), placeholder)


def _decoded(file: BinaryIO, beside: Executor) -> Image.Image:
    """The picture upright and in sRGB, as small as every copy can be made of it, the square of a wide panorama too."""
    square, _, large = SIZES
    with _decoding, _opened(file) as (reader, picture):
        by_lines = False
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            by_lines = "progressive" not in picture.info
            if reader.scans(picture.layers, progressive=not by_lines) > _MAX_SCANS:
                raise PictureRefused(Reason.DAMAGED)
        if isinstance(picture, PngImagePlugin.PngImageFile):
            picture.verify()  # checksums, which Pillow does not look at while it decodes
            picture = _picture(reader)
        heavy = not by_lines and picture.width * picture.height > _HEAVY
        profile, turn = picture.info.get("icc_profile"), exif.turn(picture)
        size = shrinking.scaled(picture.size, max(large / max(picture.size), square / min(picture.size)))
        drafted = picture.draft(None, size)  # a JPEG is decoded at a half, quarter or eighth, but not below this size
        with _decoding_heavy if heavy else nullcontext():
            picture.load()
            if drafted:
                shrunk = shrinking.in_halves(colours.opaque(picture), size, drafted[1], beside)
            else:
                shrunk = shrinking.in_strips(picture, size)
            picture.close()  # frees its pixels
        return colours.srgb(shrunk if turn is None else shrunk.transpose(turn), profile)


def _webp(image: Image.Image, size: int) -> bytes:
    # At 1600 px method 2 takes 0.46 of method 4's time and, for the same SSIM, 1.09 of its bytes (method 0: 0.28, 1.34;
    # method 6: 2.4, 1.00; means of four photos). Of the small ones a page shows many, so there the bytes count.
    return _encoded(image, quality=80, method=2 if size == SIZES[-1] else 4)


def _placeholder(image: Image.Image, edge: int = 16) -> bytes:
    """Rarely is a picture so restless that 16 px of it take 300 bytes; fewer px do then."""
    data = _encoded(shrinking.within(image, edge), quality=50, method=4)
    return data if len(data) < _PLACEHOLDER_BYTES else _placeholder(image, edge // 2)


def _encoded(image: Image.Image, *, quality: int, method: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=method)
    return buffer.getvalue()
