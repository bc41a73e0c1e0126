"""Shrinking in strips, or in bands while a JPEG is decoded, gives what shrinking at once would."""

from concurrent.futures import Executor, Future
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from photos.imaging import colours, damage
from photos.imaging.shrinking import Bands, in_strips
from tests import pictures


def picture(mode: str, width: int, height: int) -> Image.Image:
    """Texture, which in a mode that can be seen through is so from one side to the other."""
    texture = Image.effect_noise((width, height), 80)
    if mode in ("RGBA", "LA"):
        clear = Image.linear_gradient("L").resize((width, height))
        return Image.merge(mode, [*[texture] * (len(mode) - 1), clear])
    if mode == "I;16":
        return texture.convert("I").point(lambda value: value * 257).convert(mode)
    return texture.convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "RGBA", "LA", "I;16"])
@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1001, 763, (200, 152)),  # several strips, the last of them narrow
        (640, 480, (160, 120)),
        (512, 256, (128, 64)),  # strips that end with the picture
        (900, 7, (100, 1)),
        (300, 200, (200, 133)),  # not small enough for a gap
        (30, 20, (30, 20)),
    ],
)
def test_strips_give_what_the_whole_gives(mode, width, height, size):
    original = picture(mode, width, height)
    wanted = colours.opaque(original).resize(size, Image.Resampling.LANCZOS, reducing_gap=1.5)
    shrunk = in_strips(original, size)
    assert (shrunk.mode, shrunk.size, shrunk.tobytes()) == (wanted.mode, wanted.size, wanted.tobytes())


class AtOnce(Executor):
    """Does what is begun before the next piece is decoded: a band that is begun too early lacks rows."""

    count = 0

    def submit(self, work, /, *arguments, **options):
        self.count += 1
        done: Future = Future()
        done.set_result(work(*arguments, **options))
        return done


def in_bands(data: bytes, size: tuple[int, int]) -> tuple[Image.Image, Image.Image, int]:
    """The JPEG shrunk, what it should be, and how many bands were begun while it was decoded."""
    shrunk, whole = (Image.open(BytesIO(data)) for _ in range(2))
    _, box = shrunk.draft(None, size)
    whole.draft(None, size)
    beside = AtOnce()
    bands = Bands(shrunk, size, box, beside)
    damage.load(shrunk)
    damage.load(whole)
    begun = beside.count
    return bands.joined(), whole.resize(size, Image.Resampling.BICUBIC, box), begun


def are_alike(one: Image.Image, other: Image.Image) -> bool:
    """But for the rounding between the passes across and down, which Pillow makes in the order that is cheaper."""
    values = zip(one.tobytes(), other.tobytes(), strict=True)
    return one.mode == other.mode and one.size == other.size and all(abs(a - b) <= 2 for a, b in values)


NOISE = Image.effect_noise((1300, 900), 30)  # harsher, it would be clipped between the passes


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("size", [(1000, 692), (520, 360), (200, 138), (3, 2)])
def test_bands_give_what_the_whole_gives(mode, size):
    shrunk, wanted, _ = in_bands(pictures.saved(NOISE.convert(mode), "JPEG", quality=95).getvalue(), size)
    assert are_alike(shrunk, wanted)


def test_all_bands_but_the_last_ones_are_begun_while_a_jpeg_is_decoded():
    *_, begun = in_bands(pictures.saved(NOISE, "JPEG", quality=95).getvalue(), (1200, 831))
    assert begun >= 5  # of 7


FADE = Image.linear_gradient("L").point(lambda value: max(0, 2 * value - 255)).resize(NOISE.size)
AT_THE_END = {"black above": (ImageChops.multiply(NOISE, FADE), False), "progressive": (NOISE, True)}


@pytest.mark.parametrize(("image", "progressive"), AT_THE_END.values(), ids=AT_THE_END)
def test_bands_that_cannot_be_seen_to_come_are_shrunk_in_the_end(image, progressive):
    data = pictures.saved(image, "JPEG", quality=95, progressive=progressive).getvalue()
    shrunk, wanted, begun = in_bands(data, (1000, 692))
    assert begun == 0
    assert are_alike(shrunk, wanted)


def test_of_a_jpeg_that_is_cut_off_bands_give_what_was_decoded():
    data = pictures.saved(NOISE, "JPEG", quality=95).getvalue()
    shrunk, wanted, begun = in_bands(data[: len(data) // 2], (1000, 692))
    assert 0 < begun < 4
    assert are_alike(shrunk, wanted)
