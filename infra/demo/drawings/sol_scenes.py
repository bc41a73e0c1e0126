"""Sol's picture."""

from .brush import blurred, ellipse, fill, form, linear, picture, put, radial, rim, rimlit, soft, stroke
from .outline import Point, path, seeded
from .scenery import backdrop, bokeh, clumps, glow, vignette
from .sol import basking


def _stone(points: list[Point], light: str, mid: str, dark: str, seed: int) -> str:
    """A warm sandstone with a few pits."""
    dice = seeded(seed)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    pits = "".join(
        ellipse(
            dice.uniform(min(xs), max(xs)),
            dice.uniform(min(ys), max(ys)),
            dice.uniform(5, 15),
            dice.uniform(3, 7),
            dark,
            0.35,
        )
        for _ in range(34)
    )
    layers = "".join(
        stroke(f"M{min(xs)} {y}Q{(min(xs) + max(xs)) / 2} {y - 30} {max(xs)} {y + 8}", dark, 4, 0.1)
        for y in range(int(min(ys)) + 50, int(max(ys)), 44)
    )
    return form(
        path(points),
        linear(0, min(ys), 0, max(ys), (0, light), (0.35, mid), (1, dark)),
        layers,
        pits,
        rim(path(points), "#fff0cc", 0, 12, 16, 8, 0.55),
        rim(path(points), "#3a2416", 0, -20, 40, 20, 0.4),
    )


def _aloe(size: float, seed: int) -> str:
    """A rosette of thick leaves, origin at its foot."""
    dice = seeded(seed)
    text = ""
    for angle in (-78, 78, -58, 58, -38, 38, -18, 20, 0):
        d = path(
            [
                (0, 0),
                (size * 0.15, -size * 0.3),
                (size * 0.09, -size * 0.75),
                (0, -size, 0),
                (-size * 0.09, -size * 0.75),
                (-size * 0.15, -size * 0.3),
            ]
        )
        spots = "".join(
            ellipse(dice.uniform(-size * 0.06, size * 0.06), -size * dice.uniform(0.15, 0.8), 3.5, 2.5, "#d9efc8", 0.7)
            for _ in range(9)
        )
        text += put(
            form(d, linear(-size * 0.14, 0, size * 0.14, 0, (0, "#2f7d57"), (0.45, "#7fb98a"), (1, "#25664a")), spots),
            0,
            0,
            dice.uniform(0.85, 1.05),
            angle + dice.uniform(-5, 5),
        )
    return text


def _cactus(size: float) -> str:
    """A round cactus with a flower, origin at its foot."""
    ball = path(
        [
            (0, -size * 1.25),
            (size * 0.62, -size * 1.0),
            (size * 0.72, -size * 0.4),
            (size * 0.4, 0),
            (-size * 0.4, 0),
            (-size * 0.72, -size * 0.4),
            (-size * 0.62, -size * 1.0),
        ]
    )
    ribs = "".join(
        stroke(f"M0 {-size * 1.25}Q{x * size} {-size * 0.6} {x * size * 0.6} 0", "#1f5c43", size * 0.035, 0.6)
        for x in (-1.05, -0.55, 0, 0.55, 1.05)
    )
    thorns = "".join(
        stroke(f"M{x * size * 0.62:.0f} {-size * y:.0f}l-5 -9m5 9l6 -9m-6 9v-11", "#f6efd0", 2, 0.9)
        for x in (-0.9, -0.45, 0, 0.45, 0.9)
        for y in (0.25, 0.5, 0.75, 0.98)
    )
    bloom = "".join(
        put(
            fill(
                path([(0, 0), (size * 0.09, -size * 0.2), (0, -size * 0.34, 0), (-size * 0.09, -size * 0.2)]),
                "#ee9a94" if k % 2 else "#f6b9ac",
            ),
            0,
            -size * 1.2,
            1,
            a,
        )
        for k, a in enumerate((-70, 70, -44, 44, -20, 20, 0))
    )
    return (
        form(
            ball,
            radial(-size * 0.2, -size * 0.9, size * 1.3, (0, "#93c79a"), (0.6, "#4f9468"), (1, "#24594a")),
            ribs,
            thorns,
        )
        + bloom
        + ellipse(0, -size * 1.24, size * 0.09, size * 0.07, "#f2c45a")
    )


def terrarium() -> str:
    """On the warm stone under the lamp."""
    dice = seeded(9)
    sand = "".join(
        ellipse(
            dice.uniform(0, 1600),
            dice.uniform(960, 1200),
            dice.uniform(2, 5),
            dice.uniform(1.5, 3),
            dice.choice(["#a97a4c", "#f6e0b8", "#c99f68"]),
            0.6,
        )
        for _ in range(260)
    )
    pebbles = "".join(
        ellipse(x, y, r, r * 0.62, radial(x - r * 0.3, y - r * 0.3, r * 1.4, (0, "#e9d3b4"), (1, c)))
        for x, y, r, c in [
            (150, 1090, 40, "#9c7a5a"),
            (230, 1130, 26, "#7f8a84"),
            (1420, 1110, 46, "#8f6f56"),
            (1500, 1070, 28, "#7f8a84"),
            (1330, 1150, 24, "#a98560"),
            (80, 1150, 24, "#8a9088"),
            (1040, 1166, 20, "#9c7a5a"),
        ]
    )
    slab = [
        (180, 1000),
        (210, 880),
        (320, 800),
        (520, 776),
        (760, 768),
        (1000, 760),
        (1240, 776),
        (1400, 830),
        (1450, 930),
        (1440, 1060),
        (1180, 1110),
        (700, 1124),
        (320, 1100),
    ]
    wall = "".join(
        fill(
            path(
                [
                    (x, y),
                    (x + w * 0.5, y - 16),
                    (x + w, y),
                    (x + w + 8, y + 50),
                    (x + w, y + 104),
                    (x + w * 0.5, y + 112),
                    (x, y + 104),
                    (x - 8, y + 50),
                ]
            ),
            dice.choice(["#b98258", "#a8724c", "#c99468", "#9c6844"]),
        )
        for y in range(-40, 900, 118)
        for x, w in [(k * 250 + (y % 3) * 90 - 160, 232) for k in range(8)]
    )
    arch = path([(1120, 820), (1110, 600), (1190, 450), (1360, 390), (1530, 440), (1640, 560), (1680, 820)])
    hole = path([(1240, 820), (1240, 680), (1310, 590), (1400, 570), (1490, 610), (1540, 700), (1544, 820)])
    cork = form(
        arch,
        linear(0, 390, 0, 820, (0, "#8d6444"), (1, "#4f3524")),
        "".join(stroke(f"M{x} 380Q{x - 24} 600 {x + 10} 830", "#3a2618", 9, 0.4) for x in range(1130, 1690, 46)),
        fill(hole, "#20150e"),
        blurred(stroke(hole, "#c9966a", 10, 0.5), 5),
    )
    lamp = (
        fill(
            path([(600, -60, 0), (1000, -60, 0), (1060, 70, 0), (540, 70, 0)]),
            linear(540, 0, 1060, 0, (0, "#2c3836"), (0.4, "#5f706a"), (1, "#22302b")),
        )
        + ellipse(800, 72, 262, 34, "#ffe9b0")
        + ellipse(800, 74, 200, 22, "#fffbe8")
    )
    cone = fill(
        "M560 70H1040L1500 1200H100Z",
        linear(0, 70, 0, 1150, (0, "#ffe2a0", 0.75), (0.6, "#ffd68a", 0.25), (1, "#ffd68a", 0)),
    )
    glass = (
        fill("M-40 -40L330 -40L-40 620Z", "#fff", 0.13)
        + fill("M420 -40L520 -40L-40 900V760Z", "#fff", 0.08)
        + fill("M1640 700V1240H1320Z", "#fff", 0.07)
    )
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#a8704a"), (0.5, "#c08a5c"), (1, "#d9b283")),
        blurred(wall, 9),
        clumps(10, (-40, 300, 400, 760), (50, 110), ["#4f8a68", "#6fa57f", "#3f7a5c"], 22, 0.8, 4),
        soft(800, 200, 760, 600, "#ffdf9e", 0.75),
        soft(60, 300, 400, 700, "#3a2416", 0.5),
        soft(1560, 240, 400, 500, "#3a2416", 0.5),
        blurred(cork, 6),
        blurred(put(_cactus(150), 1180, 850) + put(_aloe(330, 3), 190, 880), 5),
        fill(
            "M-20 850C300 800 600 830 900 820C1200 810 1400 830 1620 800V1240H-20Z",
            linear(0, 810, 0, 1200, (0, "#dcb27c"), (0.4, "#ecca98"), (1, "#c9985f")),
        ),
        sand,
        soft(820, 1100, 760, 60, "#5a3a1c", 0.7),
        _stone(slab, "#ecc79c", "#cb9a6c", "#8a5e40", 5),
        soft(700, 876, 560, 60, "#4a2c16", 0.65),
        soft(1120, 850, 240, 44, "#4a2c16", 0.5),
        f'<g style="mix-blend-mode:screen">{blurred(cone, 40)}</g>',
        rimlit(put(basking(), 822, 636, 1.05), 0, 9, "#fff6d0", 0.8, 6),
        pebbles,
        put(_cactus(92), 1480, 1060),
        put(_aloe(190, 6), 110, 1080),
        blurred(put(_aloe(360, 8), 1590, 1290) + ellipse(40, 1210, 150, 90, "#7d5a40"), 12),
        blurred(lamp, 7),
        bokeh(16, (380, 150, 1240, 620), (5, 14), ["#fff3c4", "#ffe2a0"], 0.5, 1.5, 6),
        vignette(1600, 1200, "#4a2c18", 0.55),
        glass,
        glow(800, 60, 860, 520, "#ffd68a", 0.45),
    )
