"""Sol, the leopard gecko with the smile."""

import math
from itertools import pairwise

from .brush import blurred, ellipse, fill, form, linear, put, radial, rim, soft, stroke
from .outline import Point, mirrored, path, ribbon, samples, seeded, stripe

BELLY, SPOT = "#fdf3d8", "#4a3524"


def _speckle(
    x0: float, y0: float, x1: float, y1: float, count: int, low: float, high: float, seed: int, opacity: float = 0.85
) -> str:
    """Leopard spots that keep their distance, in a box; clip them to a form."""
    dice, placed, text = seeded(seed), [], ""
    for _ in range(count * 12):
        x, y, r = dice.uniform(x0, x1), dice.uniform(y0, y1), dice.uniform(low, high)
        if len(placed) < count and all(math.dist((x, y), q[:2]) > (r + q[2]) * 1.35 for q in placed):
            placed.append((x, y, r))
            text += fill(
                path(
                    [
                        (x + math.cos(a) * r * dice.uniform(0.7, 1.15), y + math.sin(a) * r * dice.uniform(0.6, 1))
                        for a in [i * math.tau / 7 for i in range(7)]
                    ]
                ),
                SPOT,
                opacity,
            )
    return text


def _grain(x0: float, y0: float, x1: float, y1: float, count: int, seed: int) -> str:
    """The small pale beads of the skin."""
    dice = seeded(seed)
    dots = "".join(f"M{dice.uniform(x0, x1):.0f} {dice.uniform(y0, y1):.0f}h0" for _ in range(count))
    return stroke(dots, "#fff6d0", 4.5, 0.4) + stroke(dots, "#9c6a24", 3, 0.18, 'transform="translate(2 3)"')


def _leg(spine: list[Point], half: float, fan: tuple[float, ...], seed: int, far: bool = False) -> str:
    """A leg ending in spread toes; `fan` holds their angles in degrees."""
    edge = ribbon(spine, lambda t: half * (0.5 + 0.5 * min(1, t * 4)) * (1 - 0.5 * t))
    fx, fy = spine[-1]
    tone = ("#b98430", "#d6a246") if far else ("#dfa640", "#f6cf66")
    toes = "".join(
        f"M{fx:.0f} {fy:.0f}Q{fx + math.cos(a) * 26:.0f} {fy + math.sin(a) * 14 - 6:.0f} "
        f"{fx + math.cos(a) * 58:.0f} {fy + math.sin(a) * 30 + 4:.0f}"
        for a in map(math.radians, fan)
    )
    claws = "".join(
        f"M{fx + math.cos(a) * 58:.0f} {fy + math.sin(a) * 30 + 4:.0f}l{math.cos(a) * 11:.0f} {math.sin(a) * 6 + 2:.0f}"
        for a in map(math.radians, fan)
    )
    xs, ys = [p[0] for p in spine], [p[1] for p in spine]
    box = (min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)
    return (
        soft(fx, fy + 22, 90, 26, "#3a2416", 0.6)
        + stroke(claws, "#5d4630", 4.5)
        + stroke(toes, "#a8752c", 17)
        + stroke(toes, "#e9c473" if far else "#fbe3a0", 13)
        + form(
            path(edge),
            linear(box[0], 0, box[2], 0, (0, tone[1]), (1, tone[0])),
            _grain(*box, 40, seed),
            _speckle(*box, 9, 6, 11, seed),
            rim(path(edge), "#7d5220", -4, -6, 16, 8, 0.4),
        )
        + ellipse(fx, fy - 2, half * 0.5, half * 0.4, "#e0b860" if far else "#f9d980")
    )


def _head() -> str:
    """The head turned to us, about 400 x 260, origin between the eyes."""
    skull = mirrored(
        [
            (0, -112),
            (62, -118),
            (118, -124),
            (164, -98),
            (188, -44),
            (198, 10),
            (192, 60),
            (162, 104),
            (104, 134),
            (44, 146),
            (0, 148),
        ]
    )
    jaw = mirrored([(0, 66), (70, 62), (140, 34), (192, 12), (196, 62), (164, 104), (104, 138), (0, 152)])
    lid = path([(-44, 4), (-30, -30), (4, -42), (36, -28), (46, 4), (30, 32), (-2, 42), (-32, 30)])
    wavy = path(
        [
            (0, -36),
            (7, -22),
            (7, -8),
            (9, 4),
            (7, 16),
            (7, 26),
            (0, 38),
            (-7, 26),
            (-7, 14),
            (-9, 2),
            (-7, -10),
            (-7, -22),
        ]
    )
    eye = (
        fill(lid, "#fdf6dc", 1, 'transform="scale(1.24 1.22)"')
        + fill(lid, "#8a6126", 0.55, 'transform="scale(1.12 1.1)"')
        + form(
            lid,
            radial(0, 6, 54, (0, "#f6e3a4"), (0.4, "#d3a85a"), (0.75, "#96703a"), (1, "#4a3520")),
            "".join(
                stroke(f"M0 0L{math.cos(a) * 50:.0f} {math.sin(a) * 46:.0f}", "#6b4a24", 1.4, 0.4)
                for a in [i * math.tau / 26 for i in range(26)]
            ),
            fill(wavy, "#17100c", 1, 'transform="scale(1.35 1)"'),
            soft(0, -46, 70, 34, "#20140c", 0.75),
            soft(0, 34, 44, 18, "#fff2b8", 0.6),
        )
        + ellipse(-13, -14, 11, 12, "#fff", 0.97)
        + ellipse(15, 14, 5, 5, "#fff", 0.8)
    )
    smile = "M-186 20C-150 58 -80 84 0 88C80 84 150 58 186 20"
    return (
        blurred(fill(path(skull), "#5a3a16", 0.55, 'transform="translate(-14 18)"'), 12)
        + form(
            path(skull),
            radial(0, -80, 330, (0, "#fdea9e"), (0.4, "#f6cf62"), (0.8, "#dfa23e"), (1, "#b9762c")),
            _grain(-190, -130, 190, 60, 260, 5),
            _speckle(-80, -104, 80, 16, 20, 7, 13, 8),
            _speckle(-190, -20, -110, 50, 8, 5, 9, 9),
            _speckle(110, -20, 190, 50, 8, 5, 9, 10),
            fill(path(jaw), linear(0, 40, 0, 150, (0, "#fdf0cc"), (0.5, BELLY), (1, "#dcc192"))),
            soft(-130, 66, 44, 24, "#f0a890", 0.45),
            soft(130, 66, 44, 24, "#f0a890", 0.45),
            soft(-116, -60, 80, 70, "#c98a34", 0.4),
            soft(116, -60, 80, 70, "#c98a34", 0.4),
            soft(0, 26, 80, 34, "#fff3c0", 0.8),
            rim(path(skull), "#8a561f", 0, -12, 26, 14, 0.4),
        )
        + stroke(smile, "#6b4524", 6.5, 0.9)
        + ellipse(-24, 30, 6, 4.5, "#6b4524", 0.9, 24)
        + ellipse(24, 30, 6, 4.5, "#6b4524", 0.9, -24)
        + put(eye, -122, -44, 1, -6)
        + put(eye, 122, -44, 1, 6)
    )


def basking() -> str:
    """Lying over a stone, head to the right turned to us; about 1180 x 620, feet near y = 250."""
    spine = [
        (-726, 10),
        (-740, 90),
        (-690, 170),
        (-590, 206),
        (-480, 192),
        (-380, 142),
        (-270, 94),
        (-140, 50),
        (0, 26),
        (130, 16),
        (270, -24),
    ]
    girth = [
        (0, 4),
        (0.08, 22),
        (0.18, 48),
        (0.3, 68),
        (0.4, 60),
        (0.47, 52),
        (0.56, 78),
        (0.66, 102),
        (0.76, 110),
        (0.88, 94),
        (1, 70),
    ]

    def half(t: float) -> float:
        for (a, wa), (b, wb) in pairwise(girth):
            if t <= b:
                k = (t - a) / (b - a)
                return wa + (wb - wa) * k * k * (3 - 2 * k)
        return girth[-1][1]

    body = ribbon(spine, half)
    line = samples(spine, 12, False)
    rings = ""
    for i in range(10, int(len(line) * 0.47), 8):
        x, y, a = line[i]
        w = half(i / len(line)) + 14
        dx, dy = -math.sin(a) * w, math.cos(a) * w
        rings += fill(
            stripe([(x - dx, y - dy), (x + math.cos(a) * 10, y + math.sin(a) * 10), (x + dx, y + dy)], 15),
            "#5d4a44",
            0.8,
        )
    bands = "".join(
        fill(stripe(points, 28), "#b88a8e", 0.35)
        for points in [
            [(-210, -60), (-180, 60), (-190, 190)],
            [(-60, -110), (-30, 30), (-50, 170)],
            [(110, -120), (140, 20), (120, 150)],
        ]
    )
    return (
        _leg([(170, 50), (262, 96), (276, 150), (318, 196)], 36, (-30, 0, 30, 62, 96), 3, True)
        + _leg([(-240, 110), (-320, 160), (-330, 200), (-296, 236)], 40, (16, 48, 84, 120, 152), 4, True)
        + form(
            path(body),
            linear(0, -90, 0, 260, (0, "#fbe08a"), (0.32, "#f3c352"), (0.62, "#dda443"), (1, "#d3a352")),
            soft(-620, 130, 260, 190, "#fdf0c4", 0.8),
            bands,
            rings,
            _grain(-760, -110, 330, 290, 760, 7),
            _speckle(-330, -110, 330, 96, 58, 9, 17, 13),
            soft(-20, 148, 330, 56, "#fdeec4", 0.9),
            soft(-60, -66, 280, 44, "#fffbe0", 0.65),
            soft(-560, 150, 170, 24, "#fffbe0", 0.55),
            rim(path(body), "#7d5220", 0, -14, 28, 14, 0.5),
        )
        + _leg([(-210, 66), (-150, 150), (-190, 206), (-236, 252)], 50, (20, 52, 88, 124, 156), 14)
        + soft(-206, 70, 70, 60, "#eebc4e", 0.8)
        + _leg([(170, 30), (92, 104), (104, 170), (150, 232)], 42, (-18, 16, 50, 86, 120), 15)
        + soft(176, 26, 60, 50, "#f0c050", 0.7)
        + put(_head(), 340, -90, 1.04, -5)
    )
