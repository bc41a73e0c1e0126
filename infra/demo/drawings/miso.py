"""Miso, the grey tabby cat with white socks and amber-green eyes."""

from .brush import away_from, blurred, ellipse, fill, form, linear, put, radial, rim, soft, strands, stroke
from .features import whiskers
from .outline import furry, mirrored, path, stripe

WHITE = "#fcf8f1"


STRIPE = "#525d64"


def eyes(pupil: float = 0.34, look: tuple[float, float] = (0, 0), shine: float = 0) -> str:
    """Both eyes for head(); `pupil` is its width against the iris, `shine` 0-1 makes them glow in the dark."""
    lids = path([(-54, 14), (-34, -24), (4, -40), (42, -26), (58, -8), (38, 28), (-2, 40), (-36, 32)])
    lx, ly = look
    eye = fill(lids, "#2c3136", 1, 'transform="scale(1.14 1.18)"') + form(
        lids,
        radial(lx, ly, 54, (0, "#f9e08a"), (0.4, "#dcc45c"), (0.75, "#a3a04c"), (1, "#54603a")),
        soft(lx, ly, 70, 60, "#f6ffb0", shine) if shine else "",
        ellipse(lx, ly + 2, 40 * pupil, 36, "#14171a"),
        soft(lx, 30, 46, 18, "#fff2b0", 0.65),
        soft(0, -42, 66, 30, "#101417", 0.75),
    )
    lights = ellipse(lx - 15, ly - 16, 11, 12, "#fff", 0.97) + ellipse(lx + 16, ly + 14, 5, 5, "#fff", 0.8)
    return put(eye, -88, -6, 1, 0, True) + put(eye, 88, -6) + put(lights, -88, -6) + put(lights, 88, -6)


def _ear(seed: int) -> str:
    """The right ear."""
    outer = [(26, -120), (44, -176), (84, -236), (128, -282, 0), (164, -226), (188, -136), (184, -50), (90, -60)]
    inner = [(64, -126), (86, -186), (124, -250, 0), (152, -190), (162, -110), (110, -90)]
    return form(
        furry(outer, 7, 10, 0.5, seed),
        linear(60, -280, 190, -90, (0, "#aab1b1"), (1, "#868f93")),
        strands(60, (30, -290, 200, -60), away_from(110, -60), 36, "#59646a", 0.35, 3, seed=seed),
    ) + form(
        path(inner),
        linear(120, -250, 130, -110, (0, "#b9837e"), (0.5, "#e6aea4"), (1, "#c98f87")),
        rim(path(inner), "#5d4a4a", 0, 0, 14, 7, 0.5),
        strands(20, (64, -136, 104, -100), lambda x, y: -1.0, 100, "#f4f1ea", 0.85, 6, seed=seed + 1),
        strands(10, (120, -110, 160, -90), lambda x, y: -1.75, 70, "#f4f1ea", 0.6, 5, seed=seed + 2),
    )


def _marks() -> str:
    """The M on the forehead and the lines on the cheeks."""
    lines = [
        ([(0, -166), (2, -124), (0, -70)], 6),
        ([(28, -164), (24, -120), (34, -78), (44, -56)], 8),
        ([(84, -156), (62, -120), (60, -84), (70, -58)], 9),
        ([(136, -126), (112, -104), (100, -80), (104, -58)], 8),
        ([(12, -50), (16, -26), (12, 0)], 4),
        ([(146, -8), (176, -20), (212, -44)], 7),
        ([(140, 24), (174, 24), (214, 6)], 8),
        ([(126, 62), (160, 72), (206, 62)], 8),
        ([(106, 100), (136, 118), (176, 120)], 7),
    ]
    half = "".join(stripe(points, width) for points, width in lines)
    return fill(half, STRIPE, 0.72) + put(fill(half, STRIPE, 0.72), flip=True)


def head(open_eyes: bool = True, pupil: float = 0.34, look: tuple[float, float] = (0, 0), hairs: bool = True) -> str:
    """The head from the front, about 420 x 460 without whiskers, origin between the eyes."""
    skull = mirrored(
        [(0, -160), (66, -154), (134, -118), (184, -44), (206, 44), (184, 104), (124, 146), (56, 168), (0, 172)]
    )
    outline = furry(
        skull,
        18,
        11,
        0.5,
        3,
        lambda x, y: 0.2 + max(0, (abs(x) - 90) / 110) * (y > -40) + 1.1 * (y < -70 and abs(x) > 50),
    )
    puffs = mirrored([(0, 58), (36, 56), (80, 74), (94, 106), (70, 134), (34, 140), (0, 128)])
    chin = mirrored([(0, 118), (40, 126), (44, 150), (24, 170), (0, 174)])
    nose = path([(-26, 40), (-12, 34), (0, 36), (12, 34), (26, 40), (16, 56), (0, 68), (-16, 56)])
    dots = "".join(
        ellipse(s * x, y, 2.4, 2.4, "#8a8078", 0.8)
        for s in (1, -1)
        for x, y in [(44, 92), (62, 88), (54, 104), (72, 104), (40, 112)]
    )
    lashes = [(50, 94, 190, -26, 14), (62, 104, 200, 4, 14), (54, 114, 180, 36, 16), (40, 88, 150, -50, 10)]
    brow = [(60, -56, 60, -90, -10), (76, -52, 80, -80, -12)]
    return (
        _ear(11)
        + put(_ear(14), flip=True)
        + form(
            outline,
            radial(0, -70, 300, (0, "#bfc5c3"), (0.45, "#a3abac"), (0.8, "#868f94"), (1, "#6c767c")),
            _marks(),
            strands(240, (-210, -160, 210, 180), away_from(0, 40), 40, "#5a656b", 0.3, 3, seed=5),
            strands(240, (-210, -160, 210, 180), away_from(0, 40), 38, "#eef0ec", 0.42, 3, seed=6),
            soft(0, 6, 30, 84, "#b9a899", 0.5),
            soft(-88, -40, 60, 26, "#e4e6e1", 0.7, 10),
            soft(88, -40, 60, 26, "#e4e6e1", 0.7, -10),
            soft(-92, 40, 70, 40, "#dfe1dc", 0.6),
            soft(92, 40, 70, 40, "#dfe1dc", 0.6),
            soft(0, 120, 150, 90, WHITE, 0.9),
            soft(0, 186, 130, 40, "#565f66", 0.4),
        )
        + form(furry(chin, 6, 12, 0.4, 7), linear(0, 118, 0, 176, (0, "#cfc6bb"), (1, WHITE)))
        + blurred(fill(path(puffs), "#6f6a66", 0.4, 'transform="translate(0 7)"'), 7)
        + form(
            furry(puffs, 5, 12, 0.5, 8),
            linear(0, 56, 0, 140, (0, "#f1ebe2"), (0.5, WHITE), (1, "#e9e0d5")),
            soft(0, 78, 40, 22, "#c9a99d", 0.45),
            soft(-52, 136, 50, 18, "#b9aa9d", 0.5),
            soft(52, 136, 50, 18, "#b9aa9d", 0.5),
        )
        + dots
        + stroke("M0 66V92", "#6b4a46", 4)
        + stroke("M-62 106C-54 136 -10 134 0 94C10 134 54 136 62 106", "#6b4a46", 4.5, 0.85)
        + form(nose, linear(0, 34, 0, 68, (0, "#e9aaa1"), (1, "#c3766f")), soft(-4, 40, 16, 6, "#fff", 0.8))
        + stroke("M-26 40Q0 30 26 40", "#8d524d", 2.5, 0.6)
        + (eyes(pupil, look) if open_eyes else "")
        + (
            whiskers(1, lashes, "#fffdf8", 4.2, 0.92)
            + whiskers(-1, lashes, "#fffdf8", 4.2, 0.92)
            + whiskers(1, brow, "#fffdf8", 3, 0.7)
            + whiskers(-1, brow, "#fffdf8", 3, 0.7)
            if hairs
            else ""
        )
    )
