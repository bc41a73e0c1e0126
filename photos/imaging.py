"""Pictures as people bring them: a seekable binary file in, facts and small clean copies out.

Nothing is decoded before its header has kept the limits, and of a picture nothing but pixels goes on.
"""

import io
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, product
from types import MappingProxyType
from typing import IO, BinaryIO, Final, cast

# Named one by one: Pillow would load all the plugins it has to find one that is missing.
from PIL import (
    AvifImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageChops,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

from . import exif
from .exif import Findings, TakenAt
from .sniffing import MAX_BYTES, PictureRefused, Reader, Reason

__all__ = (
    "FORMATS", "MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "SIZES",
    "Derivative", "Derived", "Findings", "Inspection", "PictureRefused", "Reason", "TakenAt", "derive", "inspect",
)  # fmt: skip

MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 12_000
SIZES: Final = (160, 480, 1600)

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

_SURFACE: Final = "#ffffff"
_PLACEHOLDER_BYTES: Final = 300
_FILTER: Final = Image.Resampling.LANCZOS
_GAP: Final = 1.5
_COLOURS: Final = Image.frombytes("RGB", (216, 1), bytes(chain(*product(range(0, 256, 51), repeat=3))))

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
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
    a smaller picture keeps its size, and its square is as wide as its short edge. Raises PictureRefused as `inspect`
    does, and for what only decoding shows. Two at a time decode in a process, others wait.
    `file` is left open, at its beginning.
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


def _derive(file: BinaryIO, encode: Callable[[Image.Image, int], bytes]) -> Derived:
    """The cascade: shrink while decoding, then make each copy from the next larger one."""
    square, medium, large = SIZES
    with _decoding, _opened(file) as (reader, picture):
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            progressive = "progressive" in picture.info
            if reader.scans(picture.layers, progressive=progressive) > _MAX_SCANS:
                raise PictureRefused(Reason.DAMAGED)
        if isinstance(picture, PngImagePlugin.PngImageFile):
            picture.verify()  # checksums, which Pillow does not look at while it decodes
            picture = _picture(reader)
        # Every copy can be made of this one, the square of a wide panorama too.
        base = _base(picture, max(large / max(picture.size), square / min(picture.size)))
    with ThreadPoolExecutor(max_workers=1) as beside:  # encoding the largest takes twice the time of all that follows
        copies = {large: base if max(base.size) <= large else _within(base, large)}
        largest = beside.submit(encode, copies[large], large)
        copies[medium] = _within(copies[large], medium)
        edge = min(square, *base.size)
        source = next(copy for copy in (copies[medium], copies[large], base) if min(copy.size) >= edge)
        copies[square] = ImageOps.fit(source, (edge, edge), _FILTER)
        data = {size: encode(copies[size], size) for size in (square, medium)}
        placeholder = _placeholder(copies[medium])
        data[large] = largest.result()
    return Derived(tuple(Derivative(size, *copies[size].size, data[size]) for size in SIZES), placeholder)


def _base(picture: ImageFile.ImageFile, scale: float) -> Image.Image:
    """The picture decoded, shrunk by `scale` if that is below 1, upright and in sRGB."""
    profile, turn = picture.info.get("icc_profile"), exif.turn(picture)
    size = _scaled(picture.size, scale)
    drafted = picture.draft(None, size)  # a JPEG is decoded at a half, quarter or eighth, but not below this size
    picture.load()
    if drafted:  # what is left, less than a half, LANCZOS does hardly better (SSIM +0.001 to 0.004) and in 1.4 the time
        shrunk = _opaque(picture).resize(size, Image.Resampling.BICUBIC, box=drafted[1])
    else:
        shrunk = _opaque(picture).resize(size, _FILTER, reducing_gap=_GAP)
    picture.close()  # frees its pixels
    return _srgb(shrunk if turn is None else shrunk.transpose(turn), profile)


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = (max(1, round(side * min(1.0, scale))) for side in size)
    return width, height


def _within(image: Image.Image, edge: int) -> Image.Image:
    """A copy in any case: Pillow keeps the options of saving in the image, so two threads may not save the same."""
    return image.resize(_scaled(image.size, edge / max(image.size)), _FILTER, reducing_gap=_GAP)


def _opaque(picture: Image.Image) -> Image.Image:
    """The picture on white, in mode L, RGB or CMYK: those that can be resized well and colour profiles are made for."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, which a mere conversion would clip at 255
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        layer = picture if picture.mode in ("LA", "RGBA") else picture.convert("RGBA")
        ground = Image.new(layer.mode[:-1], layer.size, _SURFACE)
        ground.paste(layer, mask=layer)
        return ground
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("L" if picture.mode == "1" else "RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
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


def _webp(image: Image.Image, size: int) -> bytes:
    # At 1600 px method 2 takes 0.46 of method 4's time and, for the same SSIM, 1.09 of its bytes (method 0: 0.28, 1.34;
    # method 6: 2.4, 1.00; means of four photos). Of the small ones a page shows many, so there the bytes count.
    return _encoded(image, quality=80, method=2 if size == SIZES[-1] else 4)


def _placeholder(image: Image.Image, edge: int = 16) -> bytes:
    """Rarely is a picture so restless that 16 px of it take 300 bytes; fewer px do then."""
    data = _encoded(_within(image, edge), quality=50, method=4)
    return data if len(data) < _PLACEHOLDER_BYTES else _placeholder(image, edge // 2)


def _encoded(image: Image.Image, *, quality: int, method: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=method)
    return buffer.getvalue()
