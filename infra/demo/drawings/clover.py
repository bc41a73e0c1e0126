"""Clover, the brown and white rabbit whose left ear never quite stands up."""

from .brush import Box, Flow, away_from, blurred, ellipse, fill, form, linear, put, radial, rim, soft, strands, stroke
from .features import round_eye, whiskers
from .outline import Point, furry, mirrored, path

BROWN, WHITE = "#b0794c", "#fdf9f2"


def _ear(bent: bool, seed: int) -> str:
    """The right ear, upright or bent over at half its height."""
    outer = [
        (14, -110),
        (8, -200),
        (24, -310),
        (62, -400),
        (96, -424),
        (124, -390),
        (136, -290),
        (124, -190),
        (104, -104),
    ]
    inner = [(42, -130), (38, -210), (52, -310), (82, -386), (102, -370), (112, -290), (102, -200), (84, -130)]
    flow = lambda x, y: -1.45  # noqa: E731
    if bent:
        outer = [
            (14, -110),
            (10, -190),
            (30, -270),
            (80, -318),
            (140, -320),
            (206, -270),
            (244, -190),
            (246, -140),
            (214, -138),
            (172, -186),
            (136, -216),
            (122, -170),
            (104, -104),
        ]
        inner = [(42, -130), (40, -190), (60, -250), (100, -280), (128, -256), (110, -220), (98, -180), (84, -130)]
    ear = form(
        furry(outer, 8, 12, 0.6, seed),
        linear(0, -420, 120, -100, (0, "#9a6740"), (0.5, BROWN), (1, "#a26d43")),
        strands(110, (0, -430, 260, -90), flow, 46, "#6b4427", 0.32, 3.4, seed=seed),
        strands(90, (0, -430, 260, -90), flow, 42, "#f0cda4", 0.4, 3, seed=seed + 1),
        rim(path(outer), "#5f3a20", -6, -4, 18, 9, 0.3),
    )
    lining = form(
        path(inner),
        linear(60, -380, 70, -120, (0, "#edb9ad"), (0.5, "#e5a498"), (1, "#c48377")),
        rim(path(inner), "#7a4a3e", 0, 0, 18, 9, 0.5),
        soft(74, -300, 30, 90, "#fbd9cf", 0.6),
        strands(24, (36, -150, 100, -120), lambda x, y: -1.5, 90, "#f6e6d8", 0.65, 5, seed=seed + 2),
    )
    flap = [(84, -306), (146, -322), (208, -272), (246, -190), (247, -138), (214, -136), (172, -184), (128, -236)]
    fold = (
        blurred(fill(path(flap), "#4a2c18", 0.5, 'transform="translate(-6 12)"'), 8)
        + form(
            furry(flap, 8, 12, 0.6, seed + 5),
            linear(110, -320, 240, -130, (0, "#c08a5c"), (0.4, BROWN), (1, "#8d5c38")),
            strands(70, (80, -330, 260, -130), lambda x, y: 0.95, 40, "#6b4427", 0.32, 3.4, seed=seed + 6),
            strands(70, (80, -330, 260, -130), lambda x, y: 0.95, 38, "#f0cda4", 0.45, 3, seed=seed + 7),
        )
        if bent
        else ""
    )
    return ear + lining + fold


def head(look: tuple[float, float] = (0, 0), sprig: str = "") -> str:
    """The head from the front, about 320 x 600 with ears, origin between the eyes; `sprig` is held in the mouth."""
    skull = mirrored(
        [(0, -152), (58, -146), (112, -102), (144, -34), (158, 44), (140, 106), (92, 148), (40, 162), (0, 164)]
    )
    blaze = mirrored(
        [(0, -160), (16, -130), (20, -70), (26, 0), (62, 40), (104, 66), (140, 96), (150, 150), (90, 200), (0, 210)]
    )
    puffs = mirrored([(0, 60), (36, 56), (74, 78), (82, 108), (58, 132), (24, 132), (0, 116)])
    outline = furry(skull, 16, 11, 0.5, 3, lambda x, y: 0.25 + max(0, (y - 10) / 110))
    nose = path([(-24, 44), (-10, 37), (0, 40), (10, 37), (24, 44), (14, 58), (0, 70), (-14, 58)])
    eye = round_eye(33, "#3a2218", "#8a5330", "#5a3722", look)
    hairs = [(46, 92, 170, -30, 12), (56, 104, 186, 0, 14), (48, 114, 166, 34, 14)]
    tooth = fill("M-13 112H13V128Q0 134 -13 128Z", "#fffdf6") + stroke("M0 114V128", "#d8ccba", 2)
    return (
        put(_ear(False, 11), -8, 6, 1, 5, True)
        + put(_ear(True, 21), 4, 4, 1, 4)
        + form(
            outline,
            radial(0, -60, 290, (0, "#cf9c6c"), (0.45, "#b98355"), (0.8, "#9a6840"), (1, "#7d5233")),
            strands(210, (-170, -160, 170, 170), away_from(0, 40), 36, "#6b4427", 0.3, 3, seed=5),
            strands(190, (-170, -160, 170, 170), away_from(0, 40), 34, "#f0cda4", 0.45, 3, seed=6),
            soft(-104, -20, 66, 66, "#6b4427", 0.35),
            soft(104, -20, 66, 66, "#6b4427", 0.35),
            fill(furry(blaze, 12, 11, 0.3, 7), linear(0, -160, 0, 170, (0, "#fbf3e6"), (0.6, WHITE), (1, "#efe3d4"))),
            strands(90, (-100, 20, 100, 170), away_from(0, 30), 30, "#cbb9a4", 0.4, 2.6, seed=8),
            soft(-100, 96, 54, 44, "#f2b9a8", 0.35),
            soft(100, 96, 54, 44, "#f2b9a8", 0.35),
            soft(0, 178, 130, 40, "#8f7a66", 0.5),
            soft(-98, -62, 40, 18, "#f3d6b0", 0.75, -10),
            soft(98, -62, 40, 18, "#f3d6b0", 0.75, 10),
        )
        + put(eye, -98, -14)
        + put(eye, 98, -14)
        + blurred(fill(path(puffs), "#8f7a66", 0.4, 'transform="translate(0 7)"'), 7)
        + tooth
        + form(
            furry(puffs, 5, 11, 0.5, 9),
            linear(0, 56, 0, 134, (0, "#f6eee2"), (0.5, WHITE), (1, "#eadfd0")),
            soft(0, 78, 34, 22, "#d9b3a4", 0.5),
        )
        + "".join(
            ellipse(s * x, y, 2.2, 2.2, "#9a8a7a", 0.8)
            for s in (1, -1)
            for x, y in [(42, 92), (56, 88), (50, 104), (64, 102)]
        )
        + stroke("M0 68V88", "#8a5a4e", 3.5)
        + stroke("M-44 112C-36 126 -8 120 0 90C8 120 36 126 44 112", "#8a5a4e", 4, 0.85)
        + form(nose, linear(0, 38, 0, 70, (0, "#f0b8ac"), (1, "#cf8679")), soft(-3, 43, 14, 5, "#fff", 0.8))
        + sprig
        + whiskers(1, hairs, "#fffdf8", 3.6, 0.9)
        + whiskers(-1, hairs, "#fffdf8", 3.6, 0.9)
    )


def _white(points: list[Point], seed: int, tuft: float, box: Box, flow: Flow) -> str:
    return form(
        furry(points, tuft, 14, 0.5, seed),
        radial((box[0] + box[2]) / 2, box[1], box[3] - box[1] + 60, (0, WHITE), (0.6, "#f6efe4"), (1, "#d3c5b4")),
        strands(110, box, flow, 40, "#bba996", 0.36, 3, seed=seed + 1),
        strands(90, box, flow, 40, "#fff", 0.7, 3, seed=seed + 2),
    )


def _foot(w: float, h: float, seed: int) -> str:
    pts = [
        (-w, -h * 0.4),
        (-w * 0.7, -h),
        (0, -h * 1.05),
        (w * 0.7, -h * 0.9),
        (w, -h * 0.35),
        (w * 0.8, 0),
        (0, 5),
        (-w * 0.8, 0),
    ]
    return form(
        furry(pts, 5, 12, 0.4, seed),
        linear(0, -h, 0, 5, (0, WHITE), (0.6, "#fbf5ec"), (1, "#cdbda9")),
        stroke(f"M{w * 0.3} -4q-4 -14 2 -24M{w * 0.64} -6q-3 -10 2 -18", "#b3a08c", 3.5, 0.7),
    )


def crouching() -> str:
    """The body from the side, facing right, below head(); about 620 x 480, feet at y = 360."""
    rump = [
        (40, 20),
        (-80, -10),
        (-220, -14),
        (-340, 50),
        (-410, 170),
        (-400, 290),
        (-320, 356),
        (-60, 360),
        (60, 330),
        (90, 160),
    ]
    haunch = [(-380, 300), (-372, 180), (-280, 110), (-170, 120), (-100, 210), (-110, 310), (-170, 360), (-310, 362)]
    front = [(60, 60), (130, 90), (162, 190), (150, 300), (100, 352), (0, 356), (-50, 290), (-40, 170), (0, 90)]
    tail = [(-400, 200), (-450, 190), (-484, 230), (-478, 284), (-430, 310), (-384, 290)]
    lie = lambda x, y: 2.9 - (y - 100) / 260  # noqa: E731
    return (
        _white(tail, 31, 18, (-490, 180, -380, 320), away_from(-390, 250))
        + form(
            furry(rump, 13, 14, 0.7, 32),
            radial(-120, -40, 430, (0, "#d8a878"), (0.4, "#bb8557"), (0.8, "#966440"), (1, "#7a4f30")),
            strands(260, (-420, -20, 100, 370), lie, 46, "#6b4427", 0.3, 3.2, seed=33),
            strands(240, (-420, -20, 100, 370), lie, 44, "#f0cda4", 0.42, 3, seed=34),
        )
        + form(
            furry(haunch, 11, 14, 0.7, 35),
            radial(-250, 140, 260, (0, "#d3a170"), (0.5, "#b68052"), (1, "#8a5b38")),
            strands(130, (-390, 100, -90, 370), lambda x, y: 2.2, 44, "#6b4427", 0.3, 3.2, seed=36),
            strands(120, (-390, 100, -90, 370), lambda x, y: 2.2, 42, "#f0cda4", 0.45, 3, seed=37),
            rim(path(haunch), "#5f3a20", -8, -8, 24, 12, 0.35),
        )
        + put(_foot(110, 58, 38), -160, 366)
        + _white(front, 39, 18, (-60, 60, 170, 360), lambda x, y: 1.7)
        + soft(50, 110, 150, 80, "#6b5744", 0.6)
        + put(_foot(62, 60, 40), 34, 364)
        + put(_foot(62, 60, 41), 116, 360)
    )


def bust() -> str:
    """Chest and shoulders from the front, below head()."""
    body = mirrored([(0, 80), (110, 110), (180, 210), (230, 380), (246, 560), (0, 580)])
    bib = mirrored([(0, 120), (100, 140), (140, 260), (130, 400), (120, 580), (0, 590)])
    return (
        form(
            furry(body, 15, 12, 0.7, 51),
            linear(-240, 0, 240, 0, (0, "#8a5b38"), (0.4, "#bb8557"), (0.6, "#bb8557"), (1, "#8f603c")),
            strands(200, (-250, 80, 250, 590), lambda x, y: 1.57 - x / 420, 52, "#6b4427", 0.3, 3.2, seed=52),
            strands(190, (-250, 80, 250, 590), lambda x, y: 1.57 - x / 420, 48, "#f0cda4", 0.42, 3, seed=53),
        )
        + _white(bib, 54, 26, (-150, 120, 150, 590), lambda x, y: 1.57 - x / 300)
        + soft(0, 150, 190, 100, "#6b5744", 0.65)
    )
