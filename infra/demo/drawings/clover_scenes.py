"""Clover's two pictures."""

import random

from .brush import blurred, fill, linear, picture, put, rimlit, soft, stroke
from .clover import bust, crouching, head
from .outline import path, seeded
from .plants import clover_head, clover_leaf, grass, stem
from .scenery import backdrop, bokeh, butterfly, clumps, glow, sunbeams, vignette

GREENS = ["#3f9163", "#5aa770", "#79b978", "#2f7d57", "#93c47d"]


def _tuft(dice: random.Random, x: float, y: float, size: float) -> str:
    """A flowering clover with two leaves."""
    top = y - size * dice.uniform(2.6, 4)
    side = dice.uniform(-0.6, 0.6) * size
    pink = dice.random() < 0.7
    return (
        stem(x, y, x + side, top, "#3d8a5c", size * 0.13)
        + stem(x, y, x - size * 0.9, y - size * 1.5, "#3d8a5c", size * 0.1)
        + put(clover_leaf(size * 0.8), x - size * 0.9, y - size * 1.5, 1, dice.uniform(-20, 20))
        + put(clover_leaf(size * 0.66, "#5aa770"), x + size, y - size * 1.1, 1, dice.uniform(-20, 20))
        + put(
            clover_head(size, *(("#eeb1b4", "#c9788a") if pink else ("#fbf3ea", "#d9c6b0")), seed=dice.randint(1, 99)),
            x + side,
            top,
            1,
            dice.uniform(-14, 14),
        )
    )


def meadow() -> str:
    """Among the clover on a summer morning."""
    dice = seeded(6)
    hills = fill(
        path([(-60, 520), (200, 420), (520, 460), (860, 400), (1240, 450), (1660, 390), (1660, 800), (-60, 800)]),
        linear(0, 400, 0, 700, (0, "#bcd8a0"), (1, "#9cc882")),
    )
    near = fill(
        path([(-60, 620), (300, 540), (700, 590), (1100, 530), (1660, 600), (1660, 900), (-60, 900)]),
        linear(0, 540, 0, 800, (0, "#aacf86"), (1, "#84bd6c")),
    )
    back = "".join(
        _tuft(dice, dice.uniform(-20, 1620), dice.uniform(760, 830), dice.uniform(22, 30)) for _ in range(26)
    )
    middle = "".join(
        _tuft(dice, x, y, s)
        for x, y, s in [
            (130, 1080, 50),
            (300, 1130, 44),
            (1330, 1090, 52),
            (1490, 1140, 46),
            (1180, 1150, 40),
            (1560, 1040, 40),
            (60, 1180, 42),
            (470, 1170, 38),
        ]
    )
    front = "".join(_tuft(dice, x, 1300, s) for x, s in [(60, 92), (1500, 100), (1290, 70)])
    rabbit = crouching() + put(head((5, -2)), 74, -30, 0.98, 5)
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#b4dcec"), (0.25, "#e6f0e2"), (0.4, "#fdeac0"), (0.6, "#b3d49a"), (1, "#4f9c62")),
        blurred(hills, 10),
        blurred(near, 7),
        clumps(16, (-40, 380, 420, 520), (40, 90), ["#7fb58a", "#93c499", "#6fa87f"], 14, 0.85, 3),
        clumps(12, (1240, 360, 1640, 500), (40, 96), ["#7fb58a", "#93c499", "#6fa87f"], 14, 0.85, 4),
        bokeh(30, (0, 40, 1600, 560), (14, 46), ["#fff6d5", "#fde9b8", "#eaf5dc"], 0.5, 3, 5),
        fill("M0 720H1600V1200H0Z", linear(0, 700, 0, 1200, (0, "#94c878", 0), (0.2, "#8fc476"), (1, "#3a8a50"))),
        blurred(grass(420, -20, 1620, 830, 74, ["#6fb46f", "#86c280", "#5fa869", "#9ccf8a"], 80, 0.08, 10, 8), 3.5),
        blurred(back, 4),
        soft(740, 1062, 480, 60, "#123c2a", 0.7),
        rimlit(put(rabbit, 850, 640, 1.14), -7, 7, "#fff3cf", 0.85, 6),
        grass(190, 300, 1180, 1118, 84, GREENS, 24, 0.06, 10, 9),
        grass(230, -20, 1620, 1214, 120, GREENS, 30, 0.08, 13, 10),
        middle,
        put(butterfly(36, "#f7d98a", "#e0954a"), 470, 420, 1, -18),
        put(butterfly(24, "#fdf4e4", "#c9d6e0"), 1330, 420, 1, 24),
        blurred(front, 6),
        vignette(1600, 1200, "#4f7a44", 0.35),
        sunbeams(1560, -160, [116, 125, 134, 143], 1800, "#fff1c4", 0.36),
        glow(1480, 40, 1000, 800, "#ffe6a8", 0.6),
    )


def portrait() -> str:
    """Close up with a clover in the mouth."""
    sprig = (
        stroke("M6 118C60 150 120 150 176 112", "#4f9c62", 8)
        + stroke("M110 142Q140 176 150 196", "#4f9c62", 6)
        + put(clover_head(46, seed=3), 178, 112, 1, 52)
        + put(clover_leaf(40), 154, 206, 1, 160)
    )
    return picture(
        1200,
        1600,
        backdrop(1200, 1600, (0, "#fbe3d6"), (0.4, "#f3cfc0"), (0.7, "#c9c79a"), (1, "#6fa070")),
        clumps(
            36,
            (-60, 0, 1260, 1500),
            (100, 220),
            ["#f6d0c4", "#fbe6d6", "#eeb8ac", "#d6dcae", "#a9c794", "#f7dfb0"],
            48,
            0.7,
            9,
        ),
        bokeh(44, (0, 0, 1200, 1000), (22, 78), ["#fffaf0", "#fbd9cf", "#fdeec9", "#f6b9ac"], 0.55, 4, 14),
        rimlit(put(bust(), 600, 800, 1.78) + put(head((4, -2), sprig), 600, 790, 1.78, -4), 8, 7, "#fff6e0", 0.85, 7),
        blurred(
            "".join(
                put(clover_leaf(r, c), x, y, 1, t)
                for x, y, r, t, c in [
                    (90, 1500, 130, 10, "#5aa770"),
                    (330, 1600, 110, -30, "#4f9c62"),
                    (1110, 1480, 140, -14, "#5aa770"),
                    (930, 1610, 110, 24, "#4f9c62"),
                ]
            )
            + put(clover_head(110, seed=5), 210, 1500, 1, -8)
            + put(clover_head(96, "#fbf3ea", "#d9c6b0", 6), 1040, 1560, 1, 10),
            9,
        ),
        vignette(1200, 1600, "#8a5f4a", 0.4),
        glow(120, 140, 900, 1000, "#ffeccb", 0.5),
    )
