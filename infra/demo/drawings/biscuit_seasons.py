"""Biscuit in autumn and in winter."""

from .biscuit import head
from .biscuit_body import sitting
from .brush import blurred, ellipse, fill, form, linear, picture, put, rim, soft, stroke
from .outline import path, seeded
from .plants import fir
from .scenery import backdrop, bokeh, clumps, flakes, glow, vignette


def portrait() -> str:
    """Close up in autumn light."""
    return picture(
        1200,
        1600,
        backdrop(1200, 1600, (0, "#f8d9a0"), (0.35, "#e3b070"), (0.7, "#a98a52"), (1, "#4c6a4c")),
        clumps(
            40,
            (-60, 0, 1260, 1500),
            (90, 220),
            ["#f2a65a", "#e9c47c", "#c8824a", "#7f9a5c", "#f7dfa8", "#5c8a66"],
            46,
            0.75,
            4,
        ),
        bokeh(46, (0, 0, 1200, 1100), (24, 84), ["#fff0c4", "#fbd08a", "#f8b96a", "#e8e3a8"], 0.5, 4, 12),
        put(sitting(False), 604, 712, 1.72),
        put(head("open", "smile", (3, -3)), 590, 690, 1.68, -7),
        blurred(
            "".join(
                put(f, x, y, s, t)
                for f, x, y, s, t in [
                    (_maple(), 120, 1480, 1.5, 24),
                    (_maple("#e07f4f", "#b0532f"), 1120, 1400, 1.25, -30),
                    (_maple("#f2b75a", "#c98432"), 1010, 1590, 1.6, 12),
                    (_maple("#d96f4a", "#a84a30"), 330, 1600, 1.1, -12),
                ]
            ),
            7,
        ),
        blurred(put(_maple("#f2b75a", "#c98432"), 980, 220, 0.5, 40) + put(_maple(), 180, 420, 0.4, -60), 3),
        vignette(1200, 1600, "#7a5530", 0.5),
        glow(160, 120, 900, 1000, "#ffdf9a", 0.55),
    )


def _maple(colour: str = "#f2a65a", vein: str = "#c7722f") -> str:
    half = [
        (0, -120, 0),
        (22, -70),
        (34, -62, 0),
        (62, -84, 0),
        (66, -40),
        (112, -44, 0),
        (84, -4),
        (96, 18, 0),
        (44, 30),
        (40, 48, 0),
        (0, 40),
    ]
    outline = half + [(-p[0], *p[1:]) for p in reversed(half) if p[0]]
    return fill(path(outline), colour) + stroke("M0 110L0 -90M0 36L70 -26M0 36L-70 -26", vein, 5, 0.8)


def snow() -> str:
    """In fresh snow with a scarf, flakes on the nose."""
    scarf = [
        (-152, 104),
        (-96, 164),
        (0, 184),
        (96, 164),
        (152, 104),
        (168, 176),
        (140, 238),
        (60, 276),
        (-50, 278),
        (-138, 240),
        (-170, 178),
    ]
    tails = [(60, 250), (120, 236), (150, 330), (160, 430), (84, 440), (72, 340)]
    knit = "".join(
        stroke(f"M{x - 16} 120Q{x} 220 {x * 1.05 - 4} 300", "#fff6e6", 16, 0.9) for x in range(-150, 170, 62)
    )
    wool = "".join(f"M{x} {y}l8 7l8 -7" for y in range(130, 290, 15) for x in range(-176, 176, 16))
    band = (
        form(
            path(tails),
            linear(60, 0, 160, 0, (0, "#d2644f"), (0.5, "#ee8a6a"), (1, "#c25a45")),
            stroke("M60 300H170M60 350H170M60 400H170", "#fff6e6", 15, 0.9),
            soft(96, 250, 90, 50, "#7d2f22", 0.6),
        )
        + "".join(stroke(f"M{x} 434L{x + 2} 468", "#ee8a6a" if x % 24 else "#fff6e6", 7) for x in range(90, 160, 12))
        + blurred(fill(path(scarf), "#6f421e", 0.5, 'transform="translate(0 14)"'), 9)
        + form(
            path(scarf),
            linear(0, 130, 0, 280, (0, "#c2563f"), (0.5, "#ee8a6a"), (1, "#cf6650")),
            knit,
            stroke(wool, "#8f3a2a", 2, 0.35),
            rim(path(scarf), "#7d2f22", 0, -10, 24, 10, 0.5),
            soft(0, 130, 170, 60, "#7d2f22", 0.6),
        )
    )
    dice = seeded(4)
    dust = "".join(
        ellipse(x + dice.gauss(0, sx), y + dice.gauss(0, sy), r, r * 0.85, "#fff", 0.95)
        for x, y, sx, sy, count in [
            (0, -190, 40, 7, 30),
            (-196, -120, 16, 16, 9),
            (200, -124, 16, 14, 9),
            (0, 18, 13, 5, 9),
            (-236, 40, 8, 26, 5),
            (236, 30, 8, 26, 5),
            (0, 100, 60, 16, 5),
        ]
        for r in [dice.uniform(1.5, 6) for _ in range(count * 2)]
    )
    dust = blurred(dust, 0.9)
    drift = path(
        [
            (-40, 1010),
            (200, 960),
            (420, 1000),
            (640, 1064),
            (860, 1066),
            (1090, 1016),
            (1320, 958),
            (1660, 1000),
            (1660, 1260),
            (-40, 1260),
        ]
    )
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#b9d3e3"), (0.35, "#dce7ea"), (0.52, "#fbe3d0"), (0.6, "#eef1f2"), (1, "#dbe7ef")),
        soft(300, 560, 640, 300, "#ffd9b0", 0.8),
        blurred(
            "".join(
                put(fir(h, "#7f9fa3", "#e8f1f4"), x, 690)
                for x, h in [
                    (40, 330),
                    (190, 260),
                    (330, 300),
                    (1260, 280),
                    (1400, 340),
                    (1550, 300),
                    (620, 220),
                    (980, 230),
                    (800, 200),
                ]
            ),
            9,
        ),
        blurred(
            "".join(
                put(fir(h, "#3f7268", "#f6fafb"), x, 770) for x, h in [(110, 560), (1490, 620), (1330, 400), (290, 360)]
            ),
            7,
        ),
        fill(
            "M0 690C300 650 560 700 820 690C1120 680 1300 650 1600 690V1200H0Z",
            linear(0, 680, 0, 1200, (0, "#eef3f5"), (0.5, "#f8fbfc"), (1, "#cfdfea")),
        ),
        soft(300, 760, 460, 60, "#ffe3c4", 0.7),
        soft(1200, 860, 420, 60, "#b9d0e0", 0.55),
        flakes(150, 1600, 1100, (2, 6), 0.8, 1.2, 3),
        soft(800, 1070, 470, 90, "#7d9ab0", 0.75),
        put(sitting(False) + band + put(head("open", "smile", (-3, -3)) + dust, 0, 0, 1.06, 6), 800, 500, 1.22),
        fill(drift, linear(0, 960, 0, 1220, (0, "#fff"), (0.4, "#f1f6f9"), (1, "#c6d9e6"))),
        "".join(
            soft(x, y, w, 16, "#a9c4d6", 0.5)
            for x, y, w in [(300, 1030, 130), (700, 1100, 150), (1250, 1040, 160), (980, 1140, 120), (120, 1120, 110)]
        ),
        blurred(
            "".join(
                ellipse(dice.gauss(800, 220), dice.gauss(1064, 9), r * 1.4, r * 0.8, "#fff", 0.9)
                for r in [dice.uniform(3, 15) for _ in range(90)]
            ),
            2.5,
        ),
        flakes(46, 1600, 1200, (5, 10), 0.85, 2, 7),
        flakes(14, 1600, 1200, (16, 30), 0.6, 9, 20),
        glow(200, 300, 900, 760, "#ffdcb0", 0.4),
        vignette(1600, 1200, "#5f7f96", 0.42),
    )
