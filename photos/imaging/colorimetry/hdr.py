"""Pictures that are brighter than white (PQ and HLG) on a screen that is not.

White is 203 cd/m2 (ITU-R BT.2408, table 1), and what is no brighter stays as it is. Where a picture has brighter parts,
its light above a knee is pressed together until they fit. That, and the system gamma of HLG (ITU-R BT.2100, table 5),
look at a pixel as a whole, so that its hue stays: curves for each colour alone, as in a profile, cannot do it.
"""

from typing import Final

from .encodings import SRGB, Encoding
from .primaries import Matrix, applied, between, to_xyz

SIDE: Final = 33
"""Of the cube: steps of each colour. Between them is interpolated."""
_KNEE: Final = 0.5  # of white; a screen shows that as 188 of 255
_MOST: Final = 1000 / 203
"""Of white; what is brighter is cut off. Few pictures are graded for more, and it would press the others flat."""


def cube(encoding: Encoding, brightest: int) -> list[float]:
    """sRGB for SIDE steps of each colour, of 0 to 1; red changes fastest.

    `brightest` is the highest value of 0 to 255 in the picture. Takes a quarter of a second. Raises: ZeroDivisionError
    where the encoding's primaries span no colours.
    """
    steps = [encoding.transfer(step / (SIDE - 1)) for step in range(SIDE)]
    most = min(_MOST, encoding.peak * encoding.transfer(brightest / 255) ** encoding.system_gamma)
    matrix, (red_y, green_y, blue_y) = between(encoding, SRGB), to_xyz(encoding)[1]
    table: list[float] = []
    for blue in steps:
        for green in steps:
            for red in steps:
                luminance = red_y * red + green_y * green + blue_y * blue
                gain = encoding.peak * (luminance ** (encoding.system_gamma - 1) if luminance else 1.0)
                table += _shown(red * gain, green * gain, blue * gain, most, matrix)
    return table


def _shown(red: float, green: float, blue: float, most: float, matrix: Matrix) -> tuple[float, float, float]:
    highest = max(red, green, blue)
    pressed = _pressed(highest, most) / highest if highest else 1.0
    red, green, blue = applied(matrix, (red * pressed, green * pressed, blue * pressed))
    return _srgb(red), _srgb(green), _srgb(blue)


def _pressed(light: float, most: float) -> float:
    """Extended Reinhard above the knee: it leaves that at the same slope, and `most` comes out as white."""
    if most <= 1 or light <= _KNEE:
        return light
    over, most_over = (min(light, most) - _KNEE) / (1 - _KNEE), (most - _KNEE) / (1 - _KNEE)
    return _KNEE + (1 - _KNEE) * over * (1 + over / most_over**2) / (1 + over)


def _srgb(light: float) -> float:
    """The signal for that light (IEC 61966-2-1)."""
    if light <= 0.0031308:
        return max(0.0, 12.92 * light)
    return min(1.0, 1.055 * float(light ** (1 / 2.4)) - 0.055)
