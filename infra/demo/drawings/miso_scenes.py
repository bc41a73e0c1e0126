"""Miso's three pictures by day."""

from .brush import blurred, ellipse, fill, form, linear, picture, put, radial, rimlit, soft, strands, stroke
from .miso import STRIPE, head
from .miso_body import bust, sitting, sock
from .outline import furry, path, ribbon, seeded, stripe
from .plants import leaf
from .scenery import backdrop, bokeh, clumps, glow, sunbeams, vignette

LEAVES = ["#2f7d57", "#3f9163", "#1f6f5c", "#5aa770"]


def portrait() -> str:
    """Close up, window light from the left."""
    return picture(
        1200,
        1200,
        backdrop(1200, 1200, (0, "#2b5a52"), (0.6, "#24504a"), (1, "#1a3a38")),
        clumps(
            18, (-80, -60, 1280, 1100), (120, 240), ["#2f6f62", "#3c7f6c", "#214a48", "#5a8f72", "#b98a5a"], 50, 0.7, 3
        ),
        bokeh(34, (0, 0, 1200, 700), (20, 66), ["#f7c98a", "#fbe3b4", "#f2a65a", "#a8d3b8"], 0.5, 3, 8),
        rimlit(
            put(bust(), 600, 620, 1.5) + put(head(pupil=0.55, look=(0, -2)), 600, 600, 1.5, 4), 9, 5, "#ffe9bf", 0.7, 7
        ),
        glow(80, 260, 760, 900, "#ffdca0", 0.45),
        soft(1200, 900, 520, 700, "#0c2020", 0.55),
        vignette(1200, 1200, "#12302c", 0.55),
    )


def _plant(x: float, y: float, scale: float, seed: int, pot: str, shade: str) -> str:
    dice = seeded(seed)
    leaves = "".join(
        put(
            stroke("M0 0H60", "#3d8a5c", 6)
            + put(leaf(dice.uniform(110, 170), dice.choice(LEAVES), "#a9d6a8", 0.36), 50, 0),
            dice.uniform(-20, 20),
            dice.uniform(-20, 10),
            1,
            turn,
        )
        for turn in sorted((dice.uniform(-172, -8) for _ in range(17)), key=lambda t: -abs(t + 90))
    )
    body = path([(-84, 0, 0), (84, 0, 0), (66, 150), (54, 162), (-54, 162), (-66, 150)])
    return put(
        leaves
        + form(body, linear(-84, 0, 84, 0, (0, pot), (0.35, "#f3c9a4"), (0.5, pot), (1, shade)))
        + fill("M-94 -14H94V22H-94Z", linear(-94, 0, 94, 0, (0, pot), (0.35, "#f3c9a4"), (0.5, pot), (1, shade))),
        x,
        y,
        scale,
    )


def window() -> str:
    """On the window sill above an autumn garden."""
    dice = seeded(5)
    frame = "#fbf6ec"
    bars = fill(
        "M120 0H170V1250H120ZM1030 0H1080V1250H1030ZM580 0H622V1250H580ZM120 560H1080V598H120Z",
        linear(120, 0, 1080, 0, (0, frame), (0.5, "#f0e6d6"), (1, "#e2d5c2")),
    )
    edges = fill("M170 0h12V1250h-12ZM622 0h12V1250h-12ZM170 598H580v12H170ZM622 598H1030v12H622Z", "#b9a990", 0.7)
    drops = "".join(
        ellipse(x, y, r, r * 1.3, "#fff", 0.5) + ellipse(x + r * 0.2, y + r * 0.4, r * 0.55, r * 0.6, "#cfe3e6", 0.7)
        for x, y, r in ((dice.uniform(180, 1020), dice.uniform(10, 1100), dice.uniform(2, 6)) for _ in range(70))
    )
    curtain = [(-40, -20), (150, -20), (140, 300), (110, 620), (150, 900), (120, 1260), (-40, 1270)]
    folds = "".join(
        stroke(f"M{x} -20C{x - 14} 400 {x + 16} 800 {x - 6} 1280", c, w, 0.4)
        for x, c, w in [(20, "#c79a5c", 16), (64, "#fff6de", 14), (100, "#c79a5c", 12), (128, "#fff6de", 8)]
    )
    drape = form(
        path(curtain), linear(-40, 0, 150, 0, (0, "#e3bd7c"), (0.6, "#f6dfae"), (1, "#e9c88c")), blurred(folds, 5)
    )
    cat = sitting(True) + put(head(pupil=0.52, look=(3, -1)), 66, 0, 1.04, 4)
    return picture(
        1200,
        1600,
        backdrop(1200, 1600, (0, "#e6eef0"), (0.3, "#f6e7c8"), (0.55, "#d9c894"), (0.8, "#8fae7c")),
        clumps(
            46,
            (60, 120, 1140, 1000),
            (60, 170),
            ["#f2a65a", "#e8bd6a", "#d98a4e", "#a5b06a", "#7fa36c", "#f6d795"],
            30,
            0.85,
            7,
        ),
        clumps(16, (60, 900, 1140, 1250), (80, 170), ["#6f9a63", "#8fae6b", "#5a8f66"], 26, 0.9, 8),
        blurred(
            stroke(
                "M860 1250C880 800 830 500 900 200M862 700C940 560 980 500 1040 420M852 560C780 470 740 430 690 400",
                "#7d5a42",
                30,
                0.8,
            ),
            12,
        ),
        bokeh(26, (180, 40, 1020, 800), (18, 54), ["#fff3cf", "#fbd79a", "#f8c27e"], 0.6, 2, 12),
        drops,
        bars,
        edges,
        sunbeams(1250, -160, [112, 120, 128, 136, 143], 1900, "#fff3cf", 0.4),
        fill("M0 1240H1200V1600H0Z", linear(0, 1240, 0, 1600, (0, "#e8d9c2"), (1, "#c9b394"))),
        fill("M-20 1236H1220V1330H-20Z", linear(0, 1236, 0, 1330, (0, "#fffaf0"), (0.75, "#f3e8d6"), (1, "#d8c6aa"))),
        fill("M-20 1330H1220V1362H-20Z", linear(0, 1330, 0, 1362, (0, "#8f7a5c", 0.5), (1, "#8f7a5c", 0))),
        soft(520, 1286, 380, 40, "#6b563c", 0.75),
        soft(930, 1290, 190, 28, "#6b563c", 0.6),
        _plant(940, 1120, 1.0, 4, "#dd8d62", "#a85c3a"),
        rimlit(put(cat, 520, 560, 1.12), -7, 6, "#fff3cf", 0.85, 6),
        drape,
        put(drape, 1200, 0, 1, 0, True),
        vignette(1200, 1600, "#8a6a44", 0.4),
        glow(1060, 120, 900, 1000, "#ffe2a4", 0.5),
    )


def box() -> str:
    """Moved into a cardboard box on the living-room floor."""
    patch = blurred(fill("M-40 860L560 830L900 1240L120 1240Z", "#fff3c8"), 60)
    boards = "".join(
        stroke(f"M{800 + (x - 800) * 0.58} 786L{800 + (x - 800) * 1.5} 1220", "#9c6b42", 4, 0.35)
        for x in range(-400, 2100, 130)
    )
    front = "M440 640L1160 640L1130 1090L470 1090Z"
    card = linear(440, 0, 1160, 0, (0, "#c9965c"), (0.35, "#dcae74"), (1, "#b98249"))
    left_flap = path([(440, 640, 0), (500, 560, 0), (300, 470, 0), (206, 560, 0)])
    right_flap = path([(1160, 640, 0), (1100, 560, 0), (1310, 486, 0), (1400, 590, 0)])
    spine = [(1010, 620), (1090, 520), (1090, 420), (1040, 340), (1060, 260), (1120, 240)]
    tail = ribbon(spine, lambda t: 34 - 6 * t if t < 0.94 else 28 * (1 - t) / 0.06 * 0.9 + 3)
    hoops = "".join(stripe([tail[i], tail[-1 - i]], 10) for i in range(5, len(tail) // 2 - 3, 4))
    tail_form = form(
        furry(tail, 11, 15, 0.8, 60),
        linear(1000, 600, 1120, 240, (0, "#8f989c"), (1, "#a9b0b1")),
        fill(hoops, STRIPE, 0.7),
        strands(140, (980, 200, 1150, 640), lambda x, y: -1.4, 34, "#eef0ec", 0.35, 3, seed=61),
        soft(1120, 240, 60, 60, "#3d474e", 0.8),
    )
    arrows = "".join(
        fill(f"M{x} 1010V960H{x - 22}L{x + 10} 916L{x + 42} 960H{x + 20}V1010Z", "#8a5a2e", 0.6) for x in (1000, 1070)
    ) + fill("M974 1024H1116V1034H974Z", "#8a5a2e", 0.6)
    mark = fill("M0 26C-28 26 -34 6 -18 -6C-8 -16 8 -16 18 -6C34 6 28 26 0 26Z", "#8a5a2e", 0.55) + "".join(
        ellipse(x, y, 9, 12, "#8a5a2e", 0.55, t)
        for x, y, t in [(-34, -16, -24), (-13, -34, -8), (13, -34, 8), (34, -16, 24)]
    )
    yarn = (
        ellipse(0, 0, 74, 74, radial(-24, -28, 120, (0, "#f6b9ac"), (0.6, "#dd8277"), (1, "#a4524b")))
        + "".join(
            stroke(f"M{-70 + k * 6} {-20 + k * 9}Q0 {-70 + k * 22} {68 - k * 5} {-26 + k * 10}", "#fbd3c9", 3.5, 0.6)
            for k in range(6)
        )
        + "".join(
            stroke(f"M{-50 + k * 18} {52 - k * 4}Q{-10 + k * 14} 0 {-46 + k * 22} -54", "#a4524b", 3, 0.4)
            for k in range(5)
        )
    )
    cat = head(pupil=0.82, look=(0, -5))
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#f3e4cb"), (0.5, "#efd9b8"), (0.66, "#e3c59c"), (0.67, "#c99a68"), (1, "#a87646")),
        blurred(
            fill("M60 -20H520V520H60Z", linear(0, 0, 0, 520, (0, "#d6ebf0"), (1, "#fdf3d8")))
            + stroke("M60 -20V520H520V-20M290 -20V520M60 240H520", "#fffaf0", 22),
            8,
        ),
        soft(290, 300, 620, 520, "#fff4d2", 0.7),
        blurred(
            form(
                path([(980, 800), (970, 470), (1020, 400), (1340, 390), (1660, 400), (1680, 800)]),
                linear(0, 390, 0, 800, (0, "#3a8a74"), (1, "#1a5c4c")),
            )
            + ellipse(1420, 560, 120, 100, "#f2a65a", 1, 10)
            + fill("M960 640H1700V800H960Z", "#2a7a67"),
            13,
        ),
        blurred(_plant(130, 640, 1.25, 9, "#f3e9da", "#c7b496"), 9),
        fill("M0 780H1600V1200H0Z", linear(0, 780, 0, 1200, (0, "#d3a270"), (0.5, "#c08a56"), (1, "#9a6a3e"))),
        blurred(boards, 1.5),
        blurred(
            ellipse(800, 1080, 900, 190, "#e9cdbd")
            + ellipse(800, 1080, 820, 160, "#f3e2d2")
            + ellipse(800, 1080, 700, 128, "#dca69a", 0.7),
            4,
        ),
        f'<g style="mix-blend-mode:soft-light">{patch}</g>',
        soft(810, 1098, 520, 60, "#4a2d16", 0.85),
        fill("M440 640L500 560L1100 560L1160 640Z", linear(0, 560, 0, 640, (0, "#6b4524"), (1, "#8d5f35"))),
        fill(left_flap, linear(210, 500, 500, 620, (0, "#ecc794"), (1, "#c08a52"))),
        fill(right_flap, linear(1100, 620, 1400, 520, (0, "#b27b45"), (1, "#dcae74"))),
        tail_form,
        rimlit(
            put(
                form(
                    furry([(-170, 60), (170, 60), (210, 240), (200, 330), (-200, 330), (-210, 240)], 10, 18, 0.6, 3),
                    "#7d878c",
                    soft(0, 140, 260, 120, "#3d474e", 0.7),
                ),
                770,
                420,
                1.15,
            )
            + put(cat, 770, 424, 1.16, -5),
            7,
            5,
            "#fff4d0",
            0.75,
            6,
        ),
        fill(front, card),
        fill("M440 640L1160 640L1158 668L442 668Z", "#8a5a2e", 0.28),
        soft(600, 800, 330, 260, "#f3cf9c", 0.6),
        stroke("M441 640H1159", "#f3d5a6", 7, 0.9),
        fill("M744 664H836V1090H744Z", "#e9d2a8", 0.5),
        arrows,
        put(mark, 590, 960, 1.5, -8),
        soft(800, 1090, 420, 90, "#6b4320", 0.5),
        soft(626, 668, 86, 30, "#5a3a1c", 0.6),
        soft(906, 668, 86, 30, "#5a3a1c", 0.6),
        put(_arm(5), 628, 676, 1.14, 3),
        put(_arm(6), 908, 676, 1.14, -3),
        soft(1330, 1096, 120, 26, "#4a2d16", 0.75),
        put(yarn, 1320, 1026),
        stroke("M1376 1078C1440 1130 1500 1080 1560 1120S1640 1150 1660 1130", "#dd8277", 5.5, 0.95),
        vignette(1600, 1200, "#7a563a", 0.45),
        glow(240, 160, 1000, 900, "#ffe6ae", 0.5),
    )


def _arm(seed: int) -> str:
    """A forepaw laid over the edge of the box."""
    d = furry([(-54, -90), (54, -90), (58, -20), (-58, -20)], 5, 14, 0.4, seed)
    return fill(d, linear(0, -100, 0, -20, (0, "#7d878c"), (1, "#b6bcbb"))) + put(sock(seed + 20, 60), 0, 26)
