"""Juno, the chestnut horse with the flaxen mane and the moss-green halter."""

import math
from collections.abc import Callable

from .brush import blurred, fill, form, linear, put, radial, soft, strands, stroke
from .juno_head import CREAM, head, sheen
from .outline import Point, path, ribbon, seeded


def _locks(roots: list[Point], end: Callable[[float], float], length: float, seed: int, width: float = 15) -> str:
    """Hair in flowing bundles from each root towards `end` (an angle in radians at 0-1 along the roots)."""
    dice = seeded(seed)
    text = ""
    for i, (x, y) in enumerate(roots):
        angle, long = end(i / max(1, len(roots) - 1)) + dice.gauss(0, 0.1), length * dice.uniform(0.75, 1.15)
        sway = dice.uniform(-0.35, 0.35)
        spine = [
            (x, y),
            (x + math.cos(angle - 0.35) * long * 0.36, y + math.sin(angle - 0.35) * long * 0.36),
            (x + math.cos(angle + sway * 0.3) * long * 0.7, y + math.sin(angle + sway * 0.3) * long * 0.7),
            (x + math.cos(angle + sway * 0.5) * long, y + math.sin(angle + sway * 0.5) * long),
        ]
        half = width * dice.uniform(0.7, 1.2)
        band = ribbon(
            spine, lambda t, h=half: h * (0.55 + 0.45 * math.sin(math.pi * min(1, t * 1.3))) * (1 - t) ** 0.6 + 0.6
        )
        tone = dice.choice([("#d9ad6c", "#f3d7a4"), ("#e8c386", "#fbe8c4"), ("#c9985a", "#eccb92")])
        text += fill(path(band), linear(*spine[0], *spine[-1], (0, tone[0]), (0.5, tone[1]), (1, tone[0])))
        text += stroke(path(spine, False), "#a8763c", 1.8, 0.4) + stroke(
            path([(px + 3, py - 4) for px, py in spine], False), "#fff6dc", 2.2, 0.5
        )
    return text


def _leg(spine: list[Point], widths: tuple[float, ...], far: bool, seed: int) -> str:
    """A leg with knee, cannon, sock and hoof; `widths` are half widths along it."""

    def half(t: float) -> float:
        k = t * (len(widths) - 1)
        i = min(int(k), len(widths) - 2)
        return widths[i] + (widths[i + 1] - widths[i]) * (k - i)

    edge = ribbon(spine, half)
    x, y = spine[-1]
    w = widths[-1]
    tones = ("#8d4a2a", "#6f381f") if far else ("#bd6d3f", "#96502d")
    hoof = path([(x - w * 0.95, y - 6), (x + w * 0.95, y - 6), (x + w * 1.5, y + 40, 0), (x - w * 1.1, y + 40, 0)])
    return fill(hoof, linear(x, y, x, y + 40, (0, "#6b5a4c"), (1, "#3a302a"))) + form(
        path(edge),
        linear(
            spine[1][0] - max(widths), 0, spine[1][0] + max(widths), 0, (0, tones[1]), (0.45, tones[0]), (1, tones[1])
        ),
        "" if far else sheen((x - 140, spine[0][1] - 60, x + 140, y), lambda a, b: 1.6, seed, 60),
        fill(f"M{x - 90} {y - 120}Q{x} {y - 96} {x + 90} {y - 126}V{y + 30}H{x - 90}Z", "#d9cbb6" if far else CREAM),
        soft(x - w, y - 40, w, 90, "#8f7a66", 0.45),
    )


def standing() -> str:
    """From the side, facing right; withers at the origin, ground at y = 690, about 1080 x 1150."""
    body = [
        (-30, 2),
        (-150, 34),
        (-270, 10),
        (-370, -8),
        (-450, 34),
        (-496, 120),
        (-490, 220),
        (-430, 320),
        (-330, 330),
        (-220, 356),
        (-80, 372),
        (40, 356),
        (130, 330),
        (186, 256),
        (206, 160),
        (240, 40),
        (300, -90),
        (330, -150),
        (300, -250),
        (230, -316),
        (170, -290),
        (90, -170),
        (20, -40),
    ]
    crest = [
        (22, -42),
        (46, -82),
        (72, -124),
        (98, -166),
        (124, -206),
        (150, -246),
        (176, -280),
        (206, -304),
        (232, -316),
    ]
    dock = ribbon(
        [(-420, 22), (-500, 44), (-570, 130), (-606, 260), (-604, 400), (-570, 500)],
        lambda t: 18 + 58 * math.sin(math.pi * min(1, t * 1.02)) ** 0.9 * (1 - t * 0.3),
    )
    strays = [(-476 - i * 4, 52 + i * 6) for i in range(15)]
    rump = [
        (-380, 20),
        (-460, 50),
        (-500, 150),
        (-480, 260),
        (-420, 350),
        (-330, 360),
        (-260, 280),
        (-250, 150),
        (-300, 60),
    ]
    forelock = _locks([(222, -318), (232, -322), (242, -320)], lambda t: 0.9, 104, 61, 11)
    return (
        _leg([(60, 270), (84, 400), (78, 520), (84, 620), (98, 650)], (58, 36, 27, 24, 28), True, 21)
        + _leg([(-330, 250), (-320, 370), (-380, 480), (-352, 600), (-340, 650)], (84, 46, 27, 24, 28), True, 22)
        + form(
            path(dock),
            linear(-640, 100, -480, 300, (0, "#f3d7a4"), (0.5, "#d9ad6c"), (1, "#b98a4c")),
            strands(140, (-680, 20, -440, 520), lambda x, y: 1.9 + (x + 560) / 300, 110, "#a8763c", 0.4, 4, seed=33),
            strands(120, (-680, 20, -440, 520), lambda x, y: 1.9 + (x + 560) / 300, 110, "#fff0cc", 0.6, 4, seed=34),
        )
        + _locks(strays, lambda t: 2.32 - t * 0.62, 450, 31, 22)
        + form(
            path(body),
            linear(0, -300, 0, 370, (0, "#d08150"), (0.4, "#cf7f4d"), (0.7, "#b0633a"), (1, "#82442a")),
            sheen((-500, -20, 210, 370), lambda x, y: 2.9 - y / 500, 41, 300),
            sheen((10, -320, 330, 60), lambda x, y: 2.2, 43, 120),
            soft(-240, 60, 240, 70, "#f0b07c", 0.75, -4),
            soft(90, 60, 120, 150, "#e09a63", 0.6),
            soft(220, -120, 60, 150, "#e8a872", 0.55, 28),
            soft(-120, 380, 330, 70, "#5d2c16", 0.55),
            soft(-230, 250, 70, 140, "#6b3319", 0.28, 16),
            soft(30, 220, 50, 150, "#6b3319", 0.25, -10),
            soft(140, -80, 60, 170, "#6b3319", 0.2, 32),
            soft(300, -200, 90, 110, "#5d2c16", 0.5, 30),
        )
        + _leg(
            [(84, 130), (92, 250), (110, 390), (104, 510), (106, 610), (118, 656)], (14, 70, 42, 29, 25, 30), False, 23
        )
        + soft(92, 190, 110, 130, "#c07242", 0.95)
        + _leg(
            [(-366, 120), (-388, 230), (-384, 350), (-462, 476), (-438, 600), (-424, 656)],
            (16, 92, 60, 31, 25, 30),
            False,
            25,
        )
        + soft(-380, 170, 150, 170, "#c4733f", 0.95)
        + form(
            path(rump),
            radial(-370, 120, 150, (0, "#dd9460", 0.8), (0.5, "#d4864f", 0.5), (1, "#c4733f", 0)),
            sheen((-500, 20, -250, 360), lambda x, y: 1.9, 45, 120),
        )
        + put(head(), 236, -290, 1.0, 4)
        + blurred("".join(stroke(f"M{x} {y}l-30 50", "#5d2c16", 26, 0.5) for x, y in crest), 12)
        + _locks([p for p in crest for _ in (0, 1)], lambda t: 2.15 + 0.25 * math.sin(t * 5), 190, 51, 15)
        + forelock
    )
