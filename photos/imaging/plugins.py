"""Pillow's plugins for the formats that are taken, and what keeps each from doing too much with a stranger's file."""

import re
import struct
import warnings
import zlib
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any, Final

import pillow_heif.as_plugin

# Named one by one: Pillow would load all the plugins it has to find one that is missing.
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

from photos.limits import MAX_PIXELS

from .colours import MAX_PROFILE

_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_MAX_BROKEN_TEXTS: Final = 4  # or too long; each may have been unfolded up to MAX_TEXT_CHUNK
_THREADS: Final = 2  # by itself AVIF takes one for each core, each with its memory

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Pillow would give all memory back after each step and take it anew for the next, page by page: a tenth of the time of
# a photo of 12 megapixels. It keeps 8 MB in pieces of one; with 32 it is no faster.
Image.core.set_block_size(1024 * 1024)  # type: ignore[attr-defined]
Image.core.set_blocks_max(8)  # type: ignore[attr-defined]
PngImagePlugin.MAX_TEXT_CHUNK = 2 * 1024 * 1024  # bytes unfolded; image editors write XMP of more than 1 MB
PngImagePlugin.MAX_TEXT_MEMORY = 8 * 1024 * 1024
# It would write an orientation of 1 into EXIF and XMP, and take that of XMP where EXIF has none.
pillow_heif.as_plugin.set_orientation = lambda info: None  # type: ignore[attr-defined]
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=_THREADS)
AvifImagePlugin.DEFAULT_MAX_THREADS = _THREADS
# What Pillow thinks of a stranger's file is told by a Reason; as warnings, one file can write 65,000 lines of log.
warnings.filterwarnings("ignore", module=r"PIL\.")


def return_memory() -> None:
    """The pieces that Pillow keeps, to the C library."""
    Image.core.clear_cache()  # type: ignore[attr-defined]


# --- PNG --------------------------------------------------------------------------------------------------------------


class WrongSum(SyntaxError):
    """A checksum says that what a PNG needs was changed on its way."""


class _FrugalPng(PngImagePlugin.PngStream):
    """Unpacks one profile alone, and no more of it than is used; of 22,000 that unfold to 1 MB Pillow would all.

    A chunk that a picture can do without, by the case of its name (PNG, third edition, 5.4), never costs the picture:
    what is in it may be broken, too long, or have a wrong checksum.
    """

    _broken_texts = 0

    def call(self, cid: bytes, pos: int, length: int) -> bytes:
        if cid in _TEXTS and self._broken_texts >= _MAX_BROKEN_TEXTS:
            return self._passed_over(pos, length)
        try:
            return super().call(cid, pos, length)
        except (AttributeError, EOFError, MemoryError):  # by the first two Pillow says "unknown" and "pixels"
            raise
        except Exception:
            if not _is_ancillary(cid):
                raise
            self._broken_texts += cid in _TEXTS
            return self._passed_over(pos, length)

    def crc(self, cid: bytes, data: bytes) -> None:
        if _is_ancillary(cid):
            self.crc_skip(cid, data)
            return
        try:
            super().crc(cid, data)
        except SyntaxError as error:
            if isinstance(error.__cause__, struct.error):  # the file ends within it
                raise
            raise WrongSum from error

    def _passed_over(self, pos: int, length: int) -> bytes:
        assert self.fp is not None
        self.fp.seek(pos + length)
        return b""

    def chunk_fcTL(self, pos: int, length: int) -> bytes:
        """Where a frame lies; of no animation, or of no pixels, it would be taken for the place of the still picture"""
        if self.im_n_frames is None:
            raise SyntaxError
        data = super().chunk_fcTL(pos, length)
        left, top, right, bottom = self.im_info["bbox"]
        if left >= right or top >= bottom:
            del self.im_info["bbox"]
            raise SyntaxError
        return data

    def chunk_cICP(self, pos: int, length: int) -> bytes:
        """The codes of its colours (PNG, third edition, 11.3.2.6), the first that there are."""
        assert self.fp is not None
        data = ImageFile._safe_read(self.fp, length)
        self.im_info.setdefault("cicp", tuple(data[:4]))
        return data

    def chunk_iCCP(self, pos: int, length: int) -> bytes:
        assert self.fp is not None
        data = ImageFile._safe_read(self.fp, length)
        if "icc_profile" not in self.im_info:
            self.im_info["icc_profile"] = _unpacked(data[data.find(b"\0") + 2 :])  # behind its name and the method
        return data


def _is_ancillary(cid: bytes) -> bool:
    return bool(cid[0] & 0x20)


def _unpacked(data: bytes) -> bytes | None:
    """The beginning of it, where it is too long to be used."""
    try:
        return zlib.decompressobj().decompress(data, MAX_PROFILE + 1)
    except zlib.error:
        return None


PngImagePlugin.PngStream = _FrugalPng  # type: ignore[misc]


# --- JPEG -------------------------------------------------------------------------------------------------------------

_Handler = Callable[[JpegImagePlugin.JpegImageFile, int], None]


def _lenient(handle: _Handler) -> _Handler:
    """What is in a segment of some program never costs the picture; Pillow has read all of it when it stumbles."""

    def handle_as_far_as_it_goes(picture: JpegImagePlugin.JpegImageFile, marker: int) -> None:
        with suppress(struct.error, IndexError):
            handle(picture, marker)
        picture.icclist = [part for part in picture.icclist if len(part) > _HEAD_OF_PROFILE]

    return handle_as_far_as_it_goes


_HEAD_OF_PROFILE: Final = 14  # bytes before each part of an ICC profile (ICC.1:2022, B.4)
_app: Final = _lenient(JpegImagePlugin.APP)
for _marker in range(0xFFE0, 0xFFF0):
    JpegImagePlugin.MARKER[_marker] = (*JpegImagePlugin.MARKER[_marker][:2], _app)  # type: ignore[assignment]


# --- AVIF -------------------------------------------------------------------------------------------------------------

_EXIF_ITEM: Final = re.compile(rb"(infe(?:\x02.{7}|\x03.{9}))Exif", re.DOTALL)  # ISO/IEC 14496-12, 8.11.6
_ASSOCIATIONS: Final = re.compile(rb"ipma\0\0\0\0")  # of version 0 and without flags (8.11.14)
_MAX_ASSOCIATIONS: Final = 100
_AvifDecoder: Final = AvifImagePlugin._avif.AvifDecoder  # type: ignore[attr-defined]


def _avif_decoder(data: bytes, codec: str, threads: int) -> Any:
    """What libavif refuses, it gets once more as browsers understand it."""
    try:
        return _AvifDecoder(data, codec, threads)
    except (ValueError, SyntaxError):
        understood = _as_browsers_do(data)
        if understood == data:
            raise
    return _AvifDecoder(understood, codec, threads)


def _as_browsers_do(data: bytes) -> bytes:
    """Without EXIF that may be none and groups of pictures, both of which a picture can do without; and with each list
    of associations after the first told from it by an unused flag, as there should be one and some encoders write two.
    """
    boxes, pixels, rest = data.partition(b"mdat")
    boxes = _EXIF_ITEM.sub(rb"\1skip", boxes).replace(b"grpl", b"skip")
    flags = count(0, 2)  # the lowest bit has a meaning
    boxes = _ASSOCIATIONS.sub(lambda _: b"ipma\0\0\0" + bytes((next(flags),)), boxes, count=_MAX_ASSOCIATIONS)
    return boxes + pixels + rest


AvifImagePlugin._avif.AvifDecoder = _avif_decoder  # type: ignore[attr-defined]
