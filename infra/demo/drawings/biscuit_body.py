"""Biscuit below the head: sitting, curled up."""

from .biscuit import collar
from .brush import form, linear, put, radial, rim, soft, strands, stroke
from .outline import furry, mirrored, path


def _paw(seed: int, w: float = 62) -> str:
    """A front paw seen from the front, origin at the middle of its sole."""
    pts = [
        (-w, -26),
        (-w * 0.86, -62),
        (-w * 0.2, -84),
        (w * 0.5, -78),
        (w * 0.94, -48),
        (w, -20),
        (w * 0.7, 0),
        (0, 5),
        (-w * 0.7, 0),
    ]
    toes = "".join(
        stroke(f"M{x} -4C{x - 5} -22 {x - 2} -34 {x + 2} -40", "#a8703a", 4.5, 0.6) for x in (-w * 0.36, w * 0.34)
    )
    return form(
        furry(pts, 6, 14, 0.4, seed),
        linear(0, -90, 0, 6, (0, "#f3cd92"), (0.6, "#fbe4ba"), (1, "#dcae72")),
        soft(0, 8, w * 1.1, 26, "#a8703a", 0.5),
        soft(-w * 0.2, -56, w * 0.6, 24, "#fff6e0", 0.8),
        toes,
    )


def sitting(wag: bool = True) -> str:
    """The body from the front below head(), sitting; paws end at y = 640; `wag` shows the tail."""
    back = mirrored(
        [(0, 40), (132, 70), (166, 190), (192, 330), (226, 430), (252, 540), (224, 626), (120, 640), (0, 636)]
    )
    tail = [
        (190, 600),
        (260, 612),
        (330, 570),
        (372, 490),
        (380, 430),
        (360, 404),
        (338, 420),
        (322, 480),
        (270, 536),
        (200, 540),
    ]
    haunch = [(112, 470), (170, 400), (236, 440), (266, 530), (246, 612), (180, 640), (122, 620), (98, 550)]
    chest = mirrored([(0, 120), (90, 150), (124, 230), (112, 330), (76, 410), (0, 450)])
    leg = [(24, 330), (62, 300), (116, 330), (122, 420), (108, 520), (104, 610), (60, 632), (26, 610), (22, 500)]

    def hind(seed: int) -> str:
        d = furry(haunch, 10, 17, 0.6, seed)
        return form(
            d,
            radial(170, 450, 220, (0, "#f0bf7a"), (0.55, "#dc9f58"), (1, "#b0713a")),
            strands(110, (90, 390, 280, 650), lambda x, y: 1.5, 44, "#9d6129", 0.25, 3.5, seed=seed),
            strands(90, (90, 390, 280, 650), lambda x, y: 1.5, 40, "#ffe0a8", 0.45, 3, seed=seed + 1),
            rim(path(haunch), "#7b4a20", -8, -4, 26, 12, 0.3),
        ) + put(_paw(seed, 66), 206, 642)

    def fore(seed: int) -> str:
        d = furry(leg, 7, 17, 0.5, seed)
        return form(
            d,
            linear(20, 300, 124, 300, (0, "#e8b46f"), (0.45, "#f6d199"), (1, "#d29551")),
            strands(70, (20, 300, 130, 640), lambda x, y: 1.57, 40, "#b57a3e", 0.28, 3, seed=seed),
            strands(60, (20, 300, 130, 640), lambda x, y: 1.57, 40, "#fff0cf", 0.45, 3, seed=seed + 1),
            soft(66, 330, 80, 90, "#eab974", 0.9),
        ) + put(_paw(seed, 58), 66, 646)

    brush = form(
        furry(tail, 20, 17, 0.9, 31, lambda x, y: 0.4 + (x - 190) / 190),
        linear(200, 600, 380, 420, (0, "#c98a47"), (0.6, "#e6b06a"), (1, "#fbe3b8")),
        strands(90, (190, 400, 390, 620), lambda x, y: -0.8, 50, "#9d6129", 0.25, 3.5, seed=32),
        strands(90, (190, 400, 390, 620), lambda x, y: -0.8, 50, "#fff0cf", 0.5, 3, seed=33),
    )
    return (
        (brush if wag else "")
        + form(
            furry(back, 15, 14, 0.7, 34),
            linear(-230, 0, 240, 0, (0, "#c98b49"), (0.35, "#e9b671"), (0.65, "#e4ad66"), (1, "#bb7a3d")),
            strands(240, (-260, 60, 260, 640), lambda x, y: 1.57 - x / 420, 50, "#a96c34", 0.25, 3.5, seed=35),
            strands(220, (-260, 60, 260, 640), lambda x, y: 1.57 - x / 420, 46, "#ffe3b0", 0.42, 3, seed=36),
            soft(0, 600, 170, 130, "#8d5526", 0.55),
        )
        + hind(41)
        + put(hind(43), flip=True)
        + soft(0, 560, 60, 140, "#6f421e", 0.55)
        + fore(45)
        + put(fore(47), flip=True)
        + form(
            furry(chest, 32, 17, 0.2, 49, lambda x, y: 0.25 + max(0, (y - 200) / 240)),
            radial(0, 240, 240, (0, "#fff4dd"), (0.5, "#fbe2b6"), (1, "#eab974")),
            strands(170, (-130, 120, 130, 470), lambda x, y: 1.57 - x / 260, 52, "#d39d5c", 0.34, 3.5, seed=50),
            strands(150, (-130, 120, 130, 470), lambda x, y: 1.57 - x / 260, 52, "#fff", 0.6, 3, seed=51),
            soft(0, 150, 190, 110, "#8f5b2b", 0.62),
        )
        + collar()
    )


def curled() -> str:
    """Lying curled up, body only; about 860 x 480, origin in the middle, head() belongs at (236, 20)."""
    mound = [
        (-440, 60),
        (-408, -90),
        (-280, -196),
        (-60, -226),
        (140, -196),
        (290, -110),
        (360, 20),
        (350, 140),
        (200, 180),
        (-120, 186),
        (-360, 172),
    ]
    haunch = [(-400, 120), (-410, -10), (-310, -110), (-170, -96), (-90, 10), (-90, 110), (-150, 180), (-300, 190)]
    tail = [
        (-420, 90),
        (-440, 160),
        (-360, 214),
        (-220, 236),
        (-90, 232),
        (20, 206),
        (30, 180),
        (-60, 172),
        (-200, 176),
        (-320, 158),
        (-370, 110),
    ]
    return (
        form(
            furry(mound, 13, 18, 0.7, 81),
            radial(-60, -220, 560, (0, "#f8d59b"), (0.4, "#e9b570"), (0.8, "#c68542"), (1, "#a5662f")),
            strands(360, (-450, -240, 380, 200), lambda x, y: 0.35 + (y + 60) / 420, 56, "#9d6129", 0.25, 3.6, seed=82),
            strands(330, (-450, -240, 380, 200), lambda x, y: 0.35 + (y + 60) / 420, 52, "#ffe9c2", 0.45, 3, seed=83),
            soft(60, 120, 260, 150, "#7d4a25", 0.55),
        )
        + form(
            furry(haunch, 13, 18, 0.7, 84),
            radial(-270, -70, 330, (0, "#f6cf90"), (0.5, "#e3ab63"), (1, "#b9783c")),
            strands(180, (-420, -120, -80, 200), lambda x, y: 0.9, 52, "#9d6129", 0.25, 3.6, seed=85),
            strands(160, (-420, -120, -80, 200), lambda x, y: 0.9, 48, "#ffe9c2", 0.45, 3, seed=86),
            rim(path(haunch), "#6f421e", -10, -10, 28, 14, 0.35),
        )
        + put(_paw(87, 64), -40, 196, 1, 4)
        + form(
            furry(tail, 26, 20, 0.9, 88, lambda x, y: 0.35 + max(0, (x + 300) / 330)),
            linear(-420, 0, 30, 0, (0, "#d39750"), (0.6, "#eec07d"), (1, "#fdeccb")),
            strands(140, (-450, 60, 60, 250), lambda x, y: 0.05, 54, "#9d6129", 0.25, 3.5, seed=89),
            strands(120, (-450, 60, 60, 250), lambda x, y: 0.05, 50, "#fff0cf", 0.5, 3, seed=90),
        )
        + soft(240, 160, 210, 80, "#6f421e", 0.6)
        + put(_paw(91, 66), 130, 226, 1, -4)
        + put(_paw(92, 66), 346, 226, 1, 5)
    )
