"""Pillow's plugins for the formats that are taken, and what keeps each from doing too much with a stranger's file."""

import warnings
import zlib
from typing import Final

# Named one by one: Pillow would load all the plugins it has to find one that is missing.
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    JpegImagePlugin,  # noqa: F401
    PngImagePlugin,
    WebPImagePlugin,  # noqa: F401
)
from pillow_heif import register_heif_opener

from .colours import MAX_PROFILE
from .formats import MAX_PIXELS

_THREADS: Final = 2  # by itself AVIF takes one for each core, each with its memory

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Pillow would give all memory back after each step and take it anew for the next, page by page: a tenth of the time of
# a photo of 12 megapixels. It keeps 8 MB in pieces of one; with 32 it is no faster.
Image.core.set_block_size(1024 * 1024)  # type: ignore[attr-defined]
Image.core.set_blocks_max(8)  # type: ignore[attr-defined]
PngImagePlugin.MAX_TEXT_MEMORY = 8 * 1024 * 1024
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=_THREADS)
AvifImagePlugin.DEFAULT_MAX_THREADS = _THREADS
# What Pillow thinks of a stranger's file is told by a Reason; as warnings, one file can write 65,000 lines of log.
warnings.filterwarnings("ignore", module=r"PIL\.")


class _FrugalPng(PngImagePlugin.PngStream):
    """Unpacks one profile alone, and no more of it than is used; of 22,000 that unfold to 1 MB Pillow would all."""

    def chunk_iCCP(self, pos: int, length: int) -> bytes:
        assert self.fp is not None
        data = ImageFile._safe_read(self.fp, length)
        if "icc_profile" not in self.im_info:
            self.im_info["icc_profile"] = _unpacked(data[data.find(b"\0") + 2 :])  # behind its name and the method
        return data


def _unpacked(data: bytes) -> bytes | None:
    """The beginning of it, where it is too long to be used."""
    try:
        return zlib.decompressobj().decompress(data, MAX_PROFILE + 1)
    except zlib.error:
        return None


PngImagePlugin.PngStream = _FrugalPng  # type: ignore[misc]
