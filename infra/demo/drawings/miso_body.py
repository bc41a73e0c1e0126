"""Miso below the head: sitting, and close up."""

from .brush import Box, Flow, Paint, blurred, fill, form, linear, put, radial, rim, soft, strands, stroke
from .miso import STRIPE
from .outline import Point, furry, mirrored, path, ribbon, stripe

WHITE = "#fcf8f1"


def _coat(
    points: list[Point], count: int, box: Box, flow: Flow, marks: str, seed: int, paint: Paint, tuft: float = 13
) -> str:
    """A furry grey form with tabby marks."""
    return form(
        furry(points, tuft, 13, 0.7, seed),
        paint,
        fill(marks, STRIPE, 0.62),
        strands(count, box, flow, 48, "#59646a", 0.3, 3.4, seed=seed + 1),
        strands(count, box, flow, 46, "#eef0ec", 0.36, 3, seed=seed + 2),
        rim(path(points), "#3d474e", -6, -10, 26, 14, 0.3),
    )


def sock(seed: int, w: float = 54) -> str:
    """A white paw from the front, origin at the middle of its sole."""
    pts = [
        (-w, -20),
        (-w * 0.9, -52),
        (-w * 0.3, -72),
        (w * 0.4, -70),
        (w * 0.92, -46),
        (w, -18),
        (w * 0.7, 2),
        (0, 6),
        (-w * 0.7, 2),
    ]
    toes = "".join(
        stroke(f"M{x} -2C{x - 3} -16 {x - 2} -26 {x + 1} -32", "#a79b90", 4, 0.7) for x in (-w * 0.36, w * 0.32)
    )
    return form(
        furry(pts, 5, 13, 0.4, seed),
        linear(0, -72, 0, 6, (0, "#f4efe7"), (0.6, WHITE), (1, "#cfc5ba")),
        soft(0, 8, w, 20, "#8f867e", 0.45),
        toes,
    )


def sitting(tail_down: bool = False) -> str:
    """The body from the side, facing right, sitting below head(); paws end at y = 640, rump at x = -270."""
    back = [
        (-120, 70),
        (20, 60),
        (120, 110),
        (160, 220),
        (166, 330),
        (150, 470),
        (140, 640),
        (-200, 646),
        (-262, 600),
        (-280, 500),
        (-250, 380),
        (-190, 270),
        (-140, 170),
    ]
    haunch = [(-250, 600), (-256, 490), (-190, 400), (-90, 390), (-20, 460), (0, 560), (-30, 640), (-200, 646)]
    leg = [(40, 300), (110, 280), (168, 320), (164, 430), (150, 560), (148, 626), (62, 630), (56, 540), (36, 420)]
    chest = [(20, 120), (130, 120), (182, 210), (186, 320), (150, 420), (90, 380), (50, 270)]
    bands = "".join(
        stripe(points, 13)
        for points in [
            [(-150, 150), (-90, 190), (-40, 210)],
            [(-180, 220), (-110, 260), (-40, 270)],
            [(-214, 290), (-130, 330), (-60, 330)],
            [(-246, 360), (-190, 380), (-140, 380)],
            [(-30, 150), (0, 220), (-6, 300)],
            [(-10, 330), (10, 400), (0, 470)],
        ]
    )
    thigh = "".join(
        stripe(points, 12)
        for points in [
            [(-254, 450), (-180, 452), (-110, 490)],
            [(-264, 510), (-190, 510), (-110, 550)],
            [(-266, 570), (-190, 566), (-120, 606)],
            [(-110, 400), (-70, 440), (-50, 490)],
        ]
    )
    rings = "".join(
        stripe(points, 7)
        for points in [
            [(30, 430), (90, 446), (160, 430)],
            [(44, 490), (96, 506), (156, 492)],
            [(50, 546), (100, 560), (154, 548)],
        ]
    )
    if tail_down:
        spine = [(-220, 596), (-300, 606), (-352, 680), (-352, 790), (-310, 872), (-244, 880), (-212, 836)]
    else:
        spine = [(-230, 600), (-290, 620), (-240, 664), (-120, 668), (10, 660), (120, 650), (190, 636)]
    tail = ribbon(spine, lambda t: 34 - 8 * t if t < 0.92 else 26 * (1 - t) / 0.08 * 0.9 + 2)
    line = ribbon(spine, lambda t: 0)
    half = len(line) // 2
    hoops = "".join(
        stripe([tail[i], ((tail[i][0] + tail[-1 - i][0]) / 2, (tail[i][1] + tail[-1 - i][1]) / 2), tail[-1 - i]], 9)
        for i in range(4, half - 2, 4)
    )
    tip = spine[-1]
    tail_form = form(
        furry(tail, 10, 11, 0.8, 60),
        linear(0, 590, 0, tip[1] if tail_down else 700, (0, "#a9b0b1"), (1, "#7d878c")),
        fill(hoops, STRIPE, 0.7),
        strands(110, (-380, 580, 220, 960), lambda x, y: 1.4 if tail_down else 0.1, 34, "#eef0ec", 0.34, 3, seed=61),
        soft(*tip, 60, 60, "#3d474e", 0.85),
    )
    return (
        (tail_form if tail_down else "")
        + put(form(path(leg), "#7b858a") + sock(50, 50), -34, -4)
        + put(sock(51, 52), 64, 636)
        + _coat(
            back,
            260,
            (-290, 50, 180, 650),
            lambda x, y: 1.9 - (x + 60) / 500,
            bands,
            52,
            linear(-280, 0, 180, 0, (0, "#7f898e"), (0.4, "#a4acad"), (0.8, "#b2b9b8"), (1, "#98a1a4")),
        )
        + soft(-10, 600, 90, 90, "#343d44", 0.45)
        + _coat(
            haunch,
            130,
            (-270, 390, 10, 650),
            lambda x, y: 1.3,
            thigh,
            55,
            radial(-120, 450, 230, (0, "#b6bcbb"), (0.6, "#969fa2"), (1, "#747e84")),
        )
        + _coat(
            leg,
            70,
            (30, 280, 170, 640),
            lambda x, y: 1.6,
            rings,
            58,
            linear(36, 0, 170, 0, (0, "#8a9397"), (0.5, "#b6bcbb"), (1, "#959ea1")),
            6,
        )
        + put(sock(62, 58), 106, 642)
        + put(sock(63, 62), -70, 648)
        + form(
            furry(chest, 26, 15, 0.3, 64),
            radial(130, 220, 190, (0, WHITE), (0.6, "#eee9e1"), (1, "#b8bcba")),
            strands(120, (10, 110, 200, 430), lambda x, y: 1.5, 46, "#a8a59f", 0.35, 3.4, seed=65),
            strands(110, (10, 110, 200, 430), lambda x, y: 1.5, 46, "#fff", 0.6, 3, seed=66),
            soft(60, 130, 170, 90, "#4c565d", 0.6),
        )
        + ("" if tail_down else blurred(fill(path(tail), "#20282c", 0.4, 'transform="translate(0 8)"'), 7) + tail_form)
    )


def bust() -> str:
    """Shoulders and chest from the front, below head(), for a close-up."""
    body = mirrored([(0, 60), (120, 90), (190, 180), (250, 330), (280, 520), (0, 540)])
    bib = mirrored([(0, 130), (90, 150), (122, 240), (110, 360), (70, 470), (0, 540)])
    bands = "".join(
        stripe(points, 13)
        for points in [
            [(80, 170), (160, 196), (236, 226)],
            [(90, 250), (170, 286), (266, 318)],
            [(80, 340), (170, 376), (290, 410)],
            [(70, 430), (170, 462), (300, 500)],
        ]
    )
    both = fill(bands, STRIPE, 0.62)
    return form(
        furry(body, 16, 12, 0.7, 71),
        linear(-280, 0, 280, 0, (0, "#747e84"), (0.4, "#a9b0b1"), (0.6, "#a9b0b1"), (1, "#7b858b")),
        both,
        put(both, flip=True),
        strands(200, (-290, 60, 290, 550), lambda x, y: 1.57 - x / 420, 54, "#59646a", 0.3, 3.4, seed=72),
        strands(200, (-290, 60, 290, 550), lambda x, y: 1.57 - x / 420, 50, "#eef0ec", 0.4, 3, seed=73),
    ) + form(
        furry(bib, 30, 15, 0.3, 74),
        radial(0, 300, 300, (0, WHITE), (0.6, "#f1ece4"), (1, "#b9bbb8")),
        strands(150, (-130, 130, 130, 550), lambda x, y: 1.57 - x / 280, 52, "#a8a59f", 0.35, 3.4, seed=75),
        strands(150, (-130, 130, 130, 550), lambda x, y: 1.57 - x / 280, 50, "#fff", 0.6, 3, seed=76),
        soft(0, 150, 200, 110, "#4c565d", 0.6),
    )
