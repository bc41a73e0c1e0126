"""Biscuit in the garden and on the beach."""

from .biscuit import collar, head
from .biscuit_body import sitting
from .biscuit_running import running
from .brush import blurred, ellipse, fill, linear, picture, put, radial, soft, stroke
from .outline import path
from .plants import daisy, grass, poppy, stem
from .scenery import backdrop, bokeh, butterfly, cloud, clumps, glow, sunbeams, vignette

GREENS = ["#2f7d57", "#3f9163", "#5aa770", "#79b978", "#1f6f5c", "#93c47d"]


def garden() -> str:
    """Sitting on the lawn in front of the fence, a butterfly above."""
    fence = "".join(fill(f"M{x} 700V420L{x + 34} 380L{x + 68} 420V700Z", "#f6efe2") for x in range(-20, 1640, 104))
    fence += fill("M0 470H1600V506H0ZM0 610H1600V646H0Z", "#e9dfcd")
    flowers = "".join(
        stem(x, 1230, x + dx, y, "#3d8a5c", 9) + put(flower, x + dx, y, 1, turn)
        for x, dx, y, turn, flower in [
            (90, -10, 960, -12, daisy(80, seed=1)),
            (230, 30, 1080, 14, daisy(62, seed=2)),
            (1500, 14, 930, 8, poppy(88)),
            (1390, -24, 1070, -8, poppy(66, "#f2a65a", "#d37b35")),
            (1590, 0, 1090, 10, daisy(74, seed=3)),
        ]
    )
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#fdeecb"), (0.22, "#dbe8c0"), (0.5, "#8fc08a"), (1, "#4c9560")),
        clumps(
            34, (-80, 60, 1680, 420), (90, 190), ["#a5cf94", "#7fb884", "#c3dca0", "#5fa475", "#e6e8b2"], 32, 0.85, 4
        ),
        bokeh(34, (500, 20, 1600, 380), (18, 54), ["#fff6d5", "#fde3a8", "#e9f3c8"], 0.5, 3, 5),
        blurred(fence, 9),
        clumps(
            60,
            (-40, 560, 1640, 700),
            (16, 40),
            ["#f2a65a", "#ee9a94", "#f7d98a", "#fff4e0", "#9cc3dd", "#e07f77"],
            9,
            0.95,
            6,
        ),
        clumps(50, (-60, 640, 1660, 740), (40, 90), ["#4f9a63", "#3f8a5c", "#6fb070"], 16, 0.9, 7),
        fill(
            "M0 700H1600V1200H0Z",
            linear(0, 690, 0, 1200, (0, "#8cc37c", 0), (0.16, "#86bf78"), (0.6, "#57a365"), (1, "#2f7d52")),
        ),
        blurred(
            grass(460, -20, 1620, 850, 60, ["#6fb46f", "#7fbf79", "#5fa869", "#8fca82", "#4f9c62"], 150, 0.1, 10, 8), 3
        ),
        soft(800, 1085, 430, 70, "#123c2a", 0.75),
        put(sitting() + put(head("open", "smile", (4, -4)), 0, 0, 1.06, -5), 790, 440, 1),
        put(
            ellipse(0, 0, 66, 66, radial(-22, -26, 110, (0, "#ffb9a6"), (0.5, "#e0705c"), (1, "#9c3a30")))
            + stroke("M-60 -22C-30 4 30 4 60 -22M-52 40C-20 14 26 18 54 36", "#fff3dd", 7, 0.85)
            + soft(-24, -32, 24, 18, "#fff", 0.8),
            1190,
            1040,
        ),
        grass(170, 400, 1290, 1120, 74, GREENS, 26, 0.08, 9, 9),
        grass(240, -20, 1620, 1210, 130, GREENS[:4], 34, 0.1, 16, 10),
        put(butterfly(46, "#f7c46c", "#d9773a"), 1085, 236, 1, 22),
        blurred(flowers, 4),
        sunbeams(1500, -160, [112, 122, 131, 141, 150], 1900, "#fff1c4", 0.42),
        vignette(1600, 1200, "#4f7a44", 0.4),
        glow(1480, -20, 1000, 760, "#ffe2a0", 0.62),
        glow(0, -60, 800, 460, "#ffe9b8", 0.4),
    )


def beach() -> str:
    """Running along the water, ears in the wind."""
    foam = path(
        [
            (-40, 600),
            (120, 588),
            (300, 610),
            (520, 592),
            (760, 618),
            (980, 596),
            (1220, 622),
            (1420, 602),
            (1660, 616),
            (1660, 646),
            (1400, 640),
            (1180, 652),
            (960, 630),
            (740, 650),
            (520, 626),
            (300, 640),
            (120, 622),
            (-40, 634),
        ]
    )
    spray = "".join(
        ellipse(x, y, r, r * 0.8, c, o)
        for x, y, r, c, o in [
            (250, 790, 15, "#c9a671", 1),
            (214, 750, 12, "#d9bb8a", 1),
            (186, 786, 19, "#bf9a63", 1),
            (150, 742, 11, "#d9bb8a", 1),
            (126, 794, 13, "#bf9a63", 1),
            (292, 768, 9, "#c9a671", 1),
            (104, 756, 9, "#c9a671", 0.9),
            (176, 704, 7, "#c9a671", 0.9),
            (128, 700, 6, "#d9bb8a", 0.9),
            (70, 724, 7, "#d8bd92", 0.9),
            (216, 812, 10, "#d9bb8a", 1),
            (90, 686, 4, "#c9a671", 0.9),
            (330, 806, 8, "#bf9a63", 0.9),
        ]
    )
    boat = (
        fill("M0 0L120 0L100 26L22 26Z", "#f6efe2")
        + fill("M58 -8V-130L116 -8Z", "#fffaf0")
        + fill("M50 -8V-104L4 -8Z", "#f2a65a")
    )
    gull = stroke("M-30 -8Q-14 -24 0 0Q14 -24 30 -8", "#7d8f96", 4.5)
    dog = running() + put(collar(), 300, -120, 0.84, 7) + put(head("glad", "pant", fly=0.9), 300, -120, 0.86, 7)
    return picture(
        1600,
        900,
        backdrop(1600, 900, (0, "#a9d4e6"), (0.3, "#d6e9e6"), (0.46, "#fdeacb"), (0.47, "#8fc4cf"), (1, "#4f9fb0")),
        soft(1420, 270, 520, 330, "#fff2c9", 0.95),
        ellipse(1440, 240, 54, 54, "#fffbe8"),
        cloud(420, 190, 190, "#fffaf2", "#f3dccb"),
        cloud(130, 300, 130, "#fff4e6", "#f6dcc8", 0.8),
        cloud(820, 120, 130, "#fffaf2", "#efe0d4", 0.8),
        cloud(1120, 346, 110, "#fff1dc", "#fbd9b4", 0.7),
        cloud(640, 352, 90, "#fff1dc", "#fbd9b4", 0.7),
        blurred(
            fill(
                path([(-40, 420), (60, 372), (180, 356), (320, 384), (460, 402), (600, 420)], False) + "L-40 424Z",
                "#7fae9f",
            ),
            4,
        ),
        fill("M0 418H1600V640H0Z", linear(0, 418, 0, 640, (0, "#bfe0dc"), (0.25, "#86c1c9"), (1, "#5fabb6"))),
        blurred(
            "".join(
                stroke(f"M{x} {y}q{w / 2} -7 {w} 0", "#fff", 3 + (y - 420) / 60, 0.5)
                for x, y, w in [
                    (60, 450, 130),
                    (330, 470, 190),
                    (720, 446, 120),
                    (980, 478, 240),
                    (1330, 456, 160),
                    (140, 516, 260),
                    (560, 528, 220),
                    (900, 520, 300),
                    (1300, 540, 280),
                    (20, 560, 240),
                ]
            ),
            1.6,
        ),
        soft(1430, 470, 200, 60, "#fff6d8", 0.85),
        blurred(put(boat, 560, 400, 0.8), 2.4),
        put(gull, 330, 170, 1, -8),
        put(gull, 420, 226, 0.7, 6),
        put(gull, 250, 248, 0.5, 0),
        fill(
            "M0 606H1600V900H0Z",
            linear(0, 600, 0, 900, (0, "#cfae82"), (0.16, "#d9bb8f"), (0.45, "#eed6ae"), (1, "#e2c193")),
        ),
        fill(
            "M0 600H1600V668C1300 690 1150 652 900 676C640 700 380 660 0 690Z",
            linear(0, 600, 0, 690, (0, "#a9cdc6", 0.95), (1, "#c9bb97", 0.55)),
        ),
        blurred(fill(foam, "#8a9d8c", 0.4, 'transform="translate(0 12)"'), 5),
        fill(foam, "#fffdf6", 0.96),
        blurred(put(dog, 770, 960, 0.88, 0).replace("scale(0.88 0.88)", "scale(0.88 -0.5)"), 10, 'opacity="0.16"'),
        blurred(ellipse(780, 776, 430, 26, "#6b5636", 0.6), 14),
        "".join(
            ellipse(x, y, 22, 8, "#b8925f", 0.55) + ellipse(x - 26, y + 3, 7, 4, "#b8925f", 0.5)
            for x, y in [(1240, 800), (1330, 782), (1420, 806), (1520, 786), (400, 838), (290, 850)]
        ),
        spray,
        put(dog, 770, 500, 0.88, -4),
        blurred(grass(60, -30, 190, 920, 190, ["#8fae6b", "#b3c57f", "#6f9a63", "#d6cf8f"], 20, 0.3, 10, 5), 5),
        blurred(grass(40, 1480, 1640, 920, 150, ["#8fae6b", "#b3c57f", "#6f9a63", "#d6cf8f"], 20, -0.3, 10, 6), 5),
        vignette(1600, 900, "#5f8fa0", 0.3),
        glow(1440, 240, 760, 560, "#ffdf9a", 0.5),
        soft(1440, 240, 150, 150, "#fffdf0", 0.9),
    )
