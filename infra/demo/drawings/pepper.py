"""Pepper, the small yellow-green budgie."""

import math

from .brush import blurred, ellipse, fill, form, linear, put, radial, rim, soft, strands, stroke
from .outline import furry, path

INK = "#2b2f2a"


def _scallop(w: float, h: float, edge: str) -> str:
    """A covert feather pointing down: dark with a pale edge."""
    d = path([(-w, -h * 0.5), (0, -h * 0.7), (w, -h * 0.5), (w * 0.86, h * 0.1), (0, h * 0.5), (-w * 0.86, h * 0.1)])
    core = path(
        [(-w * 0.66, -h * 0.5), (0, -h * 0.6), (w * 0.66, -h * 0.5), (w * 0.52, 0), (0, h * 0.26), (-w * 0.52, 0)]
    )
    return fill(d, edge) + fill(core, linear(0, -h * 0.6, 0, h * 0.3, (0, "#5d6652"), (1, INK)), 0.88)


def _flight(length: float, half: float, tone: str) -> str:
    """A long flight feather lying along +x, origin at its root."""
    d = path([(0, -half), (length * 0.7, -half), (length, 0, 0), (length * 0.72, half), (0, half)])
    return fill(d, linear(0, -half, 0, half, (0, "#e6df8a"), (0.18, tone), (1, "#2c3a33"))) + stroke(
        f"M0 0H{length * 0.92}", "#f3edb8", 1.6, 0.5
    )


def _wing() -> str:
    """The folded wing, shoulder at the top left."""
    outline = [
        (20, 96),
        (90, 84),
        (152, 140),
        (184, 250),
        (196, 370),
        (210, 500),
        (180, 500),
        (120, 430),
        (60, 350),
        (18, 250),
        (2, 160),
    ]
    rows = "".join(
        put(_scallop(17 + y / 60, 46 + y / 24, "#f7e58c" if y < 320 else "#dfe08a"), x + (row % 2) * 20 - 10, y, 1, -14)
        for row, y in enumerate(range(430, 70, -33))
        for x in range(-10, 250, 40)
    )
    flights = "".join(
        put(_flight(300 - k * 22, 12, tone), 84 + k * 10, 292 - k * 6, 1, 61 - k * 2.4)
        for k, tone in enumerate(["#4f7a52", "#47705a", "#3f6658", "#4f7a52", "#47705a", "#3f6658"])
    )
    return (
        blurred(fill(path(outline), "#3d5a20", 0.5, 'transform="translate(-10 12)"'), 9)
        + flights
        + form(
            path(outline[:6] + outline[7:]),
            linear(20, 80, 190, 480, (0, "#e6d75c"), (1, "#7f8f4e")),
            rows,
            soft(60, 120, 80, 60, "#f9e88a", 0.85),
            rim(path(outline), "#fff6b8", 8, 6, 12, 6, 0.5),
            rim(path(outline), "#23301c", -10, -6, 20, 10, 0.4),
        )
    )


def _foot() -> str:
    """Two toes round the branch."""
    one = stroke("M0 -34C-2 -20 -6 -8 -4 10C-3 22 2 28 0 36", "#b59a94", 17) + stroke(
        "M-4 -30C-6 -16 -9 -6 -8 8", "#e3cfc6", 5, 0.8
    )
    rings = "".join(stroke(f"M{-11} {y}q8 4 16 0", "#8d736e", 2, 0.6) for y in (-18, -6, 6, 18))
    claw = fill("M-6 30C-8 44 0 52 4 56C8 46 8 38 6 30Z", "#5d5350")
    return put(one + rings + claw, -15, 0, 1, 8) + put(one + rings + claw, 14, 2, 1, -8)


def bird() -> str:
    """Sitting, facing left and looking at us; about 420 x 1000, origin in the head, feet at (-40, 470)."""
    body = [
        (-10, -138),
        (-84, -112),
        (-128, -44),
        (-132, 30),
        (-146, 110),
        (-164, 220),
        (-150, 340),
        (-96, 430),
        (-10, 480),
        (70, 470),
        (130, 400),
        (164, 280),
        (166, 160),
        (140, 60),
        (128, -30),
        (86, -110),
    ]
    tail = [(20, 420), (110, 400), (150, 520), (176, 680), (204, 860), (196, 900), (166, 880), (110, 720), (50, 560)]
    blue = [(60, 440), (120, 430), (164, 600), (214, 860), (224, 940), (198, 930), (150, 800), (90, 600)]
    mask = [
        (-10, -140),
        (-86, -112),
        (-130, -44),
        (-132, 30),
        (-118, 84),
        (-60, 108),
        (0, 84),
        (30, 20),
        (34, -60),
        (24, -120),
    ]
    bars = "".join(
        stroke(
            path([(-44 + math.cos(a) * r, -24 + math.sin(a) * r) for a in [i * 0.26 - 1.22 for i in range(9)]], False),
            INK,
            3.2 + r / 60,
            0.62,
            f'stroke-dasharray="{9 + r / 18:.0f} {8 + r / 40:.0f}" stroke-dashoffset="{r % 7 * 3:.0f}"',
        )
        for r in range(84, 232, 15)
    )
    crown = "".join(
        stroke(f"M{x} {y}q10 -7 20 -1", INK, 3.4, 0.5)
        for x, y in [(20, -118), (40, -104), (10, -96), (34, -84), (56, -92)]
    )
    cheek = path([(-46, 34), (-20, 40), (-2, 60), (-22, 78), (-48, 68)])
    drops = "".join(ellipse(x, y, 9, 12, "#23262a", 0.9) for x, y in [(-114, 82), (-84, 100), (-52, 104)])
    eye = (
        ellipse(0, 2, 33, 32, "#e9d488")
        + ellipse(0, 0, 27, 27, "#c9cfc6")
        + ellipse(0, 0, 25, 25, radial(0, 6, 30, (0, "#4a3a30"), (0.6, "#1d1917"), (1, "#0c0a0a")))
        + ellipse(-8, -9, 8, 9, "#fff", 0.98)
        + ellipse(9, 9, 3.6, 3.6, "#fff", 0.8)
    )
    beak = path([(-128, -30), (-100, -44), (-74, -30), (-70, 4), (-88, 30), (-104, 52, 0), (-118, 28), (-134, 2)])
    cere = path([(-128, -44), (-104, -64), (-74, -58), (-66, -36), (-92, -26), (-122, -26)])
    return (
        form(
            path(blue),
            linear(60, 430, 220, 940, (0, "#3f7f8c"), (0.6, "#2f6a8a"), (1, "#254f74")),
            stroke("M96 450L206 920", "#8fc4d3", 3, 0.6),
        )
        + form(
            path(tail),
            linear(40, 420, 190, 880, (0, "#7fb552"), (0.5, "#4f9a7a"), (1, "#2f7a8a")),
            stroke("M80 440L178 870", "#e6efb0", 3, 0.5),
            rim(path(tail), "#16384a", -8, 0, 16, 8, 0.4),
        )
        + form(
            furry(body, 7, 13, 0.9, 3, lambda x, y: 0.4 + (y > 100) * 0.6),
            linear(
                -120,
                -120,
                60,
                480,
                (0, "#fdea96"),
                (0.26, "#f6dd6a"),
                (0.42, "#c6d95e"),
                (0.75, "#8fc453"),
                (1, "#6fa845"),
            ),
            strands(240, (-170, 100, 170, 490), lambda x, y: 1.5 - x / 500, 30, "#4f8a34", 0.28, 4, seed=4),
            strands(240, (-170, 90, 170, 490), lambda x, y: 1.5 - x / 500, 28, "#eef5a0", 0.5, 4, seed=5),
            soft(-90, 190, 90, 160, "#eaf08a", 0.6),
            soft(60, 440, 150, 90, "#3d6a2c", 0.5),
            soft(-100, 420, 90, 70, "#4f8a34", 0.4),
            rim(path(body), "#3f6a2a", -8, -6, 26, 14, 0.35),
            bars,
        )
        + form(
            furry(mask, 6, 12, 0.7, 6),
            radial(-60, -70, 190, (0, "#fff3b0"), (0.5, "#fbe07a"), (1, "#f0c94e")),
            strands(
                130, (-140, -140, 40, 110), lambda x, y: math.atan2(y + 10, x + 100), 24, "#d9a93a", 0.35, 3, seed=7
            ),
            strands(
                110, (-140, -140, 40, 110), lambda x, y: math.atan2(y + 10, x + 100), 22, "#fffbe0", 0.6, 3, seed=8
            ),
            crown,
            soft(-20, 90, 90, 30, "#b98a2c", 0.35),
        )
        + fill(cheek, linear(-40, 34, -10, 78, (0, "#8f8fd6"), (1, "#5d63b3")), 0.92)
        + drops
        + fill("M-96 30C-84 44 -74 40 -72 22Z", "#c9973f")
        + form(
            beak,
            linear(-130, -30, -76, 40, (0, "#fbe2a4"), (0.5, "#f0bd62"), (1, "#c98a3a")),
            soft(-108, -10, 14, 24, "#fff", 0.75),
        )
        + form(cere, linear(-100, -64, -96, -26, (0, "#8fb8e6"), (1, "#4f7fbf")), soft(-98, -54, 20, 8, "#fff", 0.7))
        + ellipse(-112, -42, 4, 3, "#2c4a78")
        + ellipse(-86, -42, 4, 3, "#2c4a78")
        + put(eye, -30, -44)
        + _wing()
        + put(_foot(), -70, 478)
        + put(_foot(), 30, 486, 0.96)
    )
