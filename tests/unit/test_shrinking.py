"""Shrinking in strips gives what shrinking at once would, to the bit."""

import pytest
from PIL import Image

from photos.imaging import colours
from photos.imaging.shrinking import in_strips


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
