"""Pepper's picture."""

import math

from .brush import blurred, ellipse, fill, form, linear, picture, put, rimlit, soft, stroke
from .outline import Point, path, ribbon, samples, seeded
from .pepper import bird
from .plants import blossom, leaf
from .scenery import backdrop, bokeh, clumps, glow, sunbeams, vignette


def _bough(spine: list[Point], half: float, seed: int) -> str:
    """A branch with bark, thinner towards its end."""
    dice = seeded(seed)
    edge = ribbon(spine, lambda t: half * (1 - 0.62 * t) * (1 + 0.06 * math.sin(t * 37)))
    scars = ""
    for x, y, a in samples(spine, 16, False):
        off = dice.uniform(-half * 0.7, half * 0.6)
        scars += stroke(
            f"M{x - 16:.0f} {y + off:.0f}q16 {dice.uniform(-5, 5):.0f} 34 {math.tan(a) * 30:.0f}",
            dice.choice(["#4f3626", "#c99f78"]),
            2.6,
            0.45,
        )
    ys = [p[1] for p in spine]
    top, foot = min(ys) - half, max(ys) + half
    return form(path(edge), linear(0, top, 0, foot, (0, "#b58a66"), (0.5, "#8d6345"), (1, "#5a3d2a")), scars)


def _spray(x: float, y: float, sizes: tuple[float, ...], seed: int) -> str:
    """A cluster of blossoms, buds and young leaves."""
    dice = seeded(seed)
    text = "".join(
        put(
            leaf(dice.uniform(70, 110), dice.choice(["#6fb070", "#8cc37c", "#4f9a63"]), "#d6efc0", 0.3),
            x,
            y,
            1,
            a + dice.uniform(-15, 15),
        )
        for a in (-150, -100, -40, 20, 70, 150)
    )
    for i, r in enumerate(sizes):
        a = 2 * math.pi * i / len(sizes) + dice.uniform(-0.3, 0.3)
        reach = 0 if i == len(sizes) - 1 else max(sizes) * 0.95
        text += blurred(
            ellipse(x + math.cos(a) * reach, y + math.sin(a) * reach + 8, r * 0.8, r * 0.8, "#8d5a4a", 0.3), 7
        ) + put(blossom(r, seed=seed + i), x + math.cos(a) * reach, y + math.sin(a) * reach, 1, dice.uniform(0, 70))
    return text


def branch() -> str:
    """On an apple branch in blossom, in front of the conservatory's windows."""
    spine = [(-60, 880), (240, 840), (520, 836), (800, 816), (1100, 760), (1400, 706), (1680, 640)]
    twig = [(1080, 766), (1180, 660), (1240, 540), (1330, 430)]
    low = [(330, 846), (430, 930), (560, 990), (640, 1060)]
    far = [(-40, 260), (300, 210), (620, 140), (900, 130)]
    back = blurred(
        _bough(far, 26, 3)
        + "".join(
            _spray(x, y, s, i)
            for i, (x, y, s) in enumerate([(180, 230, (54, 48, 50)), (470, 170, (50, 44)), (760, 140, (48, 50, 44))])
        ),
        11,
    )
    panes = "".join(fill(f"M{x} -20H{x + 14}V1220H{x}Z", "#fdfaf2", 0.7) for x in (220, 640, 1060, 1480)) + fill(
        "M0 420H1600V434H0ZM0 900H1600V914H0Z", "#fdfaf2", 0.7
    )
    drift = "".join(
        put(fill(path([(0, 0), (12, -10), (14, -26), (0, -32), (-10, -20)]), c), x, y, s, t)
        for x, y, s, t, c in [
            (330, 420, 1, 30, "#fbe3e0"),
            (1180, 940, 1.2, 80, "#fdeeee"),
            (1010, 1060, 0.9, 140, "#f6cfcb"),
            (420, 1090, 1.1, 200, "#fdeeee"),
            (1460, 330, 0.8, 60, "#fbe3e0"),
            (240, 640, 0.8, 110, "#fdeeee"),
        ]
    )
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#d3e8ee"), (0.4, "#e9f1e2"), (0.75, "#c9dfb4"), (1, "#8fbb86")),
        clumps(
            34, (-60, 300, 1660, 1250), (100, 210), ["#a9cf9c", "#c3dca8", "#8fc08f", "#e3ecc0", "#b3d6b8"], 44, 0.75, 5
        ),
        clumps(14, (-60, 0, 1660, 500), (90, 170), ["#f6d6d2", "#fbe9e4", "#eec0bc"], 40, 0.6, 7),
        blurred(panes, 7),
        bokeh(38, (0, 0, 1600, 1100), (20, 64), ["#fffaf0", "#fbe3de", "#fdf1c9", "#e6f3dc"], 0.55, 3, 9),
        back,
        _bough(low, 17, 6),
        _bough(twig, 20, 5),
        _bough(spine, 46, 4),
        soft(730, 816, 170, 28, "#2b1a10", 0.6),
        rimlit(put(bird(), 760, 306, 1.08, -3), -7, 6, "#fff6d0", 0.85, 5),
        _spray(1330, 430, (58, 50, 54, 46, 52), 11),
        _spray(1180, 690, (52, 46, 48), 14),
        _spray(1480, 690, (58, 52, 50, 54), 17),
        _spray(300, 832, (58, 50, 54, 56), 21),
        _spray(620, 1050, (54, 50, 46, 52), 24),
        _spray(90, 862, (56, 50, 52), 27),
        _spray(470, 940, (42, 40), 29),
        drift,
        blurred(_spray(1540, 1120, (130, 120, 124, 110), 31) + _spray(60, 1190, (120, 110, 116), 34), 13),
        vignette(1600, 1200, "#5f7f5c", 0.4),
        sunbeams(1560, -180, [118, 127, 136, 145], 1800, "#fff6d8", 0.32),
        glow(1450, 0, 1000, 800, "#fff0c0", 0.5),
    )
