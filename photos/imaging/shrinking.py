"""Downscaling: on two cores where one would be slow, in strips where all at once would take much memory."""

from collections import deque
from concurrent.futures import Executor, Future
from math import ceil
from typing import Final

from PIL import Image, JpegImagePlugin

from . import colours

FILTER: Final = Image.Resampling.LANCZOS
_GAP: Final = 1.5
_STRIP: Final = 64
_BAND: Final = 128  # rows of the result
_REACH: Final = 2  # pixels that BICUBIC looks at beyond an edge


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = (max(1, round(side * min(1.0, scale))) for side in size)
    return width, height


def within(image: Image.Image, edge: int) -> Image.Image:
    """A copy in any case: Pillow keeps the options of saving in the image, so two threads may not save the same.

    Half of it is the mean of each four pixels, at a tenth of the time or less: `resize` begins so too, where it shrinks
    by three times or more.
    """
    if max(image.size) == 2 * edge:
        return image.reduce(2)
    return image.resize(scaled(image.size, edge / max(image.size)), FILTER, reducing_gap=_GAP)


class Bands:
    """A JPEG shrunk by less than a half, in bands of rows: each on another core while the next one is decoded.

    LANCZOS does hardly better than BICUBIC here (SSIM +0.001 to 0.004), and in 1.4 the time.
    """

    def __init__(
        self,
        picture: JpegImagePlugin.JpegImageFile,
        size: tuple[int, int],
        box: tuple[float, float, float, float],
        beside: Executor,
    ) -> None:
        """`picture` is not loaded yet; `size` and `box` as `resize` takes them."""
        self._picture, self._size, self._box, self._beside = picture, size, box, beside
        self._scale = (box[3] - box[1]) / size[1]
        self._left = deque((top, min(top + _BAND, size[1])) for top in range(0, size[1], _BAND))
        self._begun: list[tuple[int, Future[Image.Image]]] = []
        self._read = picture.load_read
        picture.load_read = self._follow_and_read  # type: ignore[method-assign]

    def joined(self) -> Image.Image:
        """The whole, once the picture is loaded; of what is left, each core does a half."""
        for _ in range(len(self._left) // 2):
            self._begin()
        whole = Image.new(self._picture.mode, self._size)
        for top, bottom in self._left:
            whole.paste(self._shrunk(top, bottom), (0, top))
        while self._begun:
            top, band = self._begun.pop()
            whole.paste(band.result(), (0, top))
        return whole

    def _follow_and_read(self, read_bytes: int) -> bytes:
        while self._left and self._is_decoded(self._left[0][1]):
            self._begin()
        return self._read(read_bytes)

    def _is_decoded(self, bottom: int) -> bool:
        """Whether all rows that a band looks at are there. Those to come are black: a black row is taken for one."""
        last = ceil(self._box[1] + bottom * self._scale + _REACH * max(1.0, self._scale))
        width, row = self._picture.width, min(last, self._picture.height - 1)
        return self._pixels().crop((0, row, width, row + 1)).getbbox() is not None

    def _begin(self) -> None:
        top, bottom = self._left.popleft()
        self._begun.append((top, self._beside.submit(self._shrunk, top, bottom)))

    def _shrunk(self, top: int, bottom: int) -> Image.Image:
        """What lies beyond a band's edges is looked at too, so none shows."""
        left, start, right, _ = self._box
        box = (left, start + top * self._scale, right, start + bottom * self._scale)
        return self._pixels().resize((self._size[0], bottom - top), Image.Resampling.BICUBIC, box)

    def _pixels(self) -> Image.Image:
        """The picture as it is by now; by itself it would load the rest first."""
        return self._picture._new(self._picture.im)


def in_strips(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Opaque and shrunk, to the bit as `resize` does it with a gap.

    All at once, the colours that can be shrunk would take a second copy of it, of up to four times its memory.
    """
    width, height = picture.size
    across, down = (int(side / wanted / _GAP) or 1 for side, wanted in zip(picture.size, size, strict=True))
    if across == down == 1:
        return colours.opaque(picture).resize(size, FILTER)
    reduced: Image.Image | None = None
    for top in range(0, height, _STRIP * down):
        strip = colours.opaque(picture.crop((0, top, width, min(height, top + _STRIP * down)))).reduce((across, down))
        if reduced is None:
            reduced = Image.new(strip.mode, (strip.width, -(-height // down)))
        reduced.paste(strip, (0, top // down))
    assert reduced is not None
    return reduced.resize(size, FILTER, (0, 0, width / across, height / down))
