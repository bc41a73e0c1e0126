"""What stands around the animals: skies, light, clouds, snow, and a butterfly."""

import math
from collections.abc import Sequence

from .brush import Paint, blurred, ellipse, fill, form, linear, put, radial, soft, stroke
from .outline import path, seeded


def backdrop(width: int, height: int, *stops: tuple[float, str]) -> str:
    """A sheet of colour from top to bottom."""
    return fill(f"M0 0H{width}V{height}H0Z", linear(0, 0, 0, height, *stops))


def bokeh(
    count: int,
    box: tuple[float, float, float, float],
    sizes: tuple[float, float],
    colours: Sequence[str],
    opacity: float = 0.4,
    blur: float = 3,
    seed: int = 1,
) -> str:
    """Discs of light out of focus, in box = (x0, y0, x1, y1)."""
    dice = seeded(seed)
    discs = ""
    for _ in range(count):
        x, y, r = dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3]), dice.uniform(*sizes)
        colour, strength = dice.choice(colours), opacity * dice.uniform(0.4, 1)
        discs += ellipse(
            x,
            y,
            r,
            r,
            radial(x, y, r, (0, colour, 0.55), (0.8, colour, 0.75), (0.95, colour, 1), (1, colour, 0.8)),
            strength,
        )
    return blurred(discs, blur)


def clumps(
    count: int,
    box: tuple[float, float, float, float],
    sizes: tuple[float, float],
    colours: Sequence[str],
    blur: float = 20,
    opacity: float = 0.9,
    seed: int = 1,
) -> str:
    """Leafy or flowery masses far out of focus."""
    dice = seeded(seed)
    text = ""
    for _ in range(count):
        r = dice.uniform(*sizes)
        text += ellipse(
            dice.uniform(box[0], box[2]),
            dice.uniform(box[1], box[3]),
            r,
            r * dice.uniform(0.6, 1),
            dice.choice(colours),
            opacity * dice.uniform(0.6, 1),
            dice.uniform(-40, 40),
        )
    return blurred(text, blur)


def butterfly(size: float, wing: str, deep: str) -> str:
    """A butterfly with open wings."""
    upper = path(
        [
            (0, 0),
            (size * 0.3, -size * 0.8),
            (size * 0.95, -size * 0.85),
            (size * 0.85, -size * 0.2),
            (size * 0.2, size * 0.05),
        ]
    )
    lower = path([(0, 0), (size * 0.6, 0), (size * 0.7, size * 0.45), (size * 0.3, size * 0.6), (0, size * 0.15)])
    half = form(lower, linear(0, 0, size * 0.6, size * 0.5, (0, deep), (1, wing))) + form(
        upper,
        radial(0, 0, size * 1.1, (0, deep), (0.5, wing), (0.85, wing), (1, deep)),
        ellipse(size * 0.66, -size * 0.55, size * 0.12, size * 0.12, "#fff7e6", 0.9),
    )
    return (
        half
        + put(half, 0, 0, 1, 0, True)
        + ellipse(0, size * 0.05, size * 0.06, size * 0.32, "#3a2925")
        + stroke(
            "".join(f"M0 {-size * 0.2}Q{s * 0.05} {-size * 0.5} {s * 0.2} {-size * 0.6}" for s in (size, -size)),
            "#3a2925",
            size * 0.03,
        )
    )


def cloud(x: float, y: float, size: float, colour: str, shade: str, opacity: float = 0.9) -> str:
    """A heap of cloud with a flat foot, `size` half its width."""
    heaps = [(-0.7, -0.06, 0.26), (-0.36, -0.22, 0.34), (0.05, -0.34, 0.42), (0.46, -0.18, 0.32), (0.76, -0.05, 0.22)]
    text = "".join(ellipse(x + dx * size, y + dy * size, r * size, r * size, colour) for dx, dy, r in heaps)
    foot = ellipse(x, y + size * 0.06, size, size * 0.16, shade)
    return f'<g opacity="{opacity}">{blurred(foot + text, size * 0.055)}</g>'


def flakes(
    count: int, width: int, height: int, sizes: tuple[float, float], opacity: float, blur: float = 0, seed: int = 1
) -> str:
    """Falling snow."""
    dice = seeded(seed)
    text = "".join(
        ellipse(
            dice.uniform(0, width), dice.uniform(0, height), r, r * dice.uniform(0.8, 1.1), "#fff", dice.uniform(0.5, 1)
        )
        for r in (dice.uniform(*sizes) for _ in range(count))
    )
    return f'<g opacity="{opacity}">{blurred(text, blur) if blur else text}</g>'


def sunbeams(x: float, y: float, angles: Sequence[float], length: float, colour: str, opacity: float) -> str:
    """Shafts of light from (x, y), `angles` in degrees."""
    text = ""
    for angle in angles:
        a, b = math.radians(angle - 2.2), math.radians(angle + 2.2)
        text += (
            f"M{x:.0f} {y:.0f}L{x + math.cos(a) * length:.0f} {y + math.sin(a) * length:.0f}"
            f"L{x + math.cos(b) * length:.0f} {y + math.sin(b) * length:.0f}Z"
        )
    paint = radial(x, y, length, (0, colour, 1), (0.5, colour, 0.5), (1, colour, 0))
    return f'<g style="mix-blend-mode:screen" opacity="{opacity}">{blurred(fill(text, paint), 14)}</g>'


def glow(cx: float, cy: float, rx: float, ry: float, colour: str, opacity: float, mode: str = "screen") -> str:
    """Light that falls over what is already painted; `mode` is a CSS blend mode."""
    return f'<g style="mix-blend-mode:{mode}">{soft(cx, cy, rx, ry, colour, opacity)}</g>'


def vignette(width: int, height: int, colour: str = "#22302b", opacity: float = 0.35) -> str:
    """Corners a little darker, as a lens makes them."""
    paint: Paint = radial(
        width / 2,
        height / 2,
        math.hypot(width, height) / 2,
        (0.4, colour, 0),
        (0.55, colour, 0.06),
        (0.7, colour, 0.24),
        (0.85, colour, 0.58),
        (1, colour, 1),
    )
    return f'<g style="mix-blend-mode:multiply">{fill(f"M0 0H{width}V{height}H0Z", paint, opacity)}</g>'
