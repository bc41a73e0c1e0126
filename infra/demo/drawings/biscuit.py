"""Biscuit, the golden dog with the floppy ears and the moss-green collar."""

import math

from .brush import away_from, blurred, ellipse, fill, form, linear, put, radial, rim, soft, strands, stroke
from .features import closed_eye, dog_nose, round_eye
from .outline import Point, furry, mirrored, path


def _ear(seed: int, fly: float = 0) -> str:
    """The right ear, hanging, or blown outwards by `fly` 0-1."""
    hanging = [
        (98, -140),
        (138, -172),
        (190, -142),
        (236, -62),
        (256, 36),
        (240, 116),
        (200, 142),
        (166, 112),
        (150, 40),
        (132, -30),
        (108, -86),
    ]
    flying = [
        (98, -140),
        (136, -176),
        (200, -186),
        (280, -178),
        (350, -140),
        (384, -86),
        (372, -40),
        (310, -36),
        (240, -58),
        (176, -76),
        (124, -96),
    ]
    pts = [(a + (c - a) * fly, b + (d - b) * fly) for (a, b), (c, d) in zip(hanging, flying, strict=True)]
    d = furry(pts, 18, 13, 0.8, seed, lambda x, y: 0.12 + max(0, min(1, math.dist((x, y), (110, -140)) / 190 - 0.45)))
    lie = 1.25 - 1.0 * fly
    tip = pts[5]
    return form(
        d,
        linear(110, -165, *tip, (0, "#efbf7b"), (0.2, "#dfa35a"), (0.5, "#c2813f"), (1, "#a0622d")),
        strands(130, (80, -220, 420, 160), lambda x, y: lie, 60, "#7f4c22", 0.26, 4, seed=seed),
        strands(110, (80, -220, 420, 160), lambda x, y: lie, 55, "#f3c486", 0.42, 3.5, seed=seed + 1),
        rim(path(pts), "#ffe0a8", -6, 8, 16, 9, 0.5),
        rim(path(pts), "#6b3d1b", 12, -8, 22, 12, 0.32),
        soft(112, -146, 74, 62, "#f2c381", 0.95),
    )


def head(eyes: str = "open", mouth: str = "smile", look: tuple[float, float] = (0, 0), fly: float = 0) -> str:
    """The head from the front, about 520 x 420, origin between the eyes.

    `eyes` is open | closed | glad, `mouth` is smile | pant | shut, `fly` 0-1 blows the ears outwards.
    """
    skull = mirrored(
        [(0, -196), (78, -188), (142, -146), (176, -70), (182, 10), (164, 84), (118, 146), (60, 182), (0, 190)]
    )
    outline = furry(skull, 16, 13, 0.6, 3, lambda x, y: 0.2 + max(0, (y + 20) / 150))
    jaw = mirrored([(0, 118), (52, 124), (70, 150), (56, 192), (24, 212), (0, 216)])
    muzzle = mirrored([(0, 6), (40, 16), (74, 54), (98, 98), (94, 136), (62, 154), (24, 146), (0, 128)])
    shadow_ear = blurred(
        fill(path([(110, -150), (150, -40), (170, 60), (200, 150), (260, 100), (230, -150)]), "#8a5426", 0.55), 12
    )
    face = form(
        outline,
        radial(0, -90, 330, (0, "#f8d194"), (0.4, "#efbd78"), (0.75, "#dc9d57"), (1, "#b97a3c")),
        strands(260, (-190, -200, 190, 200), away_from(0, 30), 46, "#b87a3d", 0.26, 3, seed=5),
        strands(240, (-190, -200, 190, 200), away_from(0, 30), 42, "#ffe6b8", 0.5, 3, seed=6),
        shadow_ear,
        put(shadow_ear, flip=True),
        soft(0, -110, 60, 130, "#fff0cf", 0.75),
        soft(-84, -8, 66, 62, "#b5753a", 0.42),
        soft(84, -8, 66, 62, "#b5753a", 0.42),
        soft(-82, -64, 46, 24, "#fff0cf", 0.75, -12),
        soft(82, -64, 46, 24, "#fff0cf", 0.75, 12),
        soft(0, 110, 170, 120, "#fff3da", 0.85),
        soft(-140, 80, 46, 70, "#fbdfae", 0.6),
        soft(140, 80, 46, 70, "#fbdfae", 0.6),
        soft(0, 200, 130, 50, "#9a6230", 0.45),
    )
    return (
        (_mouth(jaw, mouth) if mouth == "pant" else "")
        + face
        + (_mouth(jaw, mouth))
        + _muzzle(muzzle)
        + put(dog_nose(43), 0, 46)
        + _eyes(eyes, look)
        + _ear(11, fly)
        + put(_ear(12, fly), flip=True)
        + strands(46, (84, -182, 150, -110), lambda x, y: 0.7, 34, "#ffe6b8", 0.55, 3, seed=15)
        + put(strands(46, (84, -182, 150, -110), lambda x, y: 0.7, 34, "#ffe6b8", 0.55, 3, seed=16), flip=True)
    )


def _mouth(jaw: list[Point], mouth: str) -> str:
    if mouth == "shut":
        return form(
            path(mirrored([(0, 118), (46, 128), (52, 150), (30, 172), (0, 176)])),
            linear(0, 130, 0, 180, (0, "#b98249"), (1, "#f0cd97")),
        )
    drop = 30 if mouth == "pant" else 0
    jaw = [(x, y + drop if y > 130 else y) for x, y in jaw]
    tongue = mirrored([(0, 128), (34, 136), (40, 170), (32, 206 + drop), (0, 222 + drop)])
    if mouth == "smile":
        tongue = mirrored([(0, 134), (30, 140), (34, 166), (20, 184), (0, 188)])
    inside = form(
        path(jaw), "#f3d09a", soft(0, 226 + drop, 60, 26, "#fff1d6", 0.9), rim(path(jaw), "#a96b34", 0, -6, 16, 7, 0.6)
    )
    opening = mirrored([(0, 110), (56, 118), (60, 142), (42, 176 + drop), (0, 190 + drop)])
    return (
        inside
        + form(path(opening), linear(0, 110, 0, 190, (0, "#3d1613"), (1, "#7c2f2c")))
        + form(
            path(tongue),
            linear(0, 130, 0, 220 + drop, (0, "#c65b5e"), (0.5, "#ec8d8a"), (1, "#f4a9a2")),
            stroke(f"M0 140L0 {196 + drop * 0.8}", "#b9494f", 4, 0.55),
            soft(-14, 186 + drop, 12, 26, "#fff", 0.55),
            soft(0, 134, 60, 30, "#5a1715", 0.7),
        )
    )


def _muzzle(muzzle: list[Point]) -> str:
    d = furry(muzzle, 7, 13, 0.5, 9, lambda x, y: 0.15 + max(0, (y - 60) / 90))
    dots = "".join(
        ellipse(s * x, y, 2.6, 2.6, "#8d5c33", 0.7)
        for s in (1, -1)
        for x, y in [(48, 96), (64, 108), (50, 118), (76, 122), (36, 108)]
    )
    return (
        blurred(
            fill(
                path(muzzle),
                linear(0, 30, 0, 150, (0, "#8f5a2a", 0), (1, "#8f5a2a")),
                0.5,
                'transform="translate(0 9)"',
            ),
            9,
        )
        + form(
            d,
            linear(0, 6, 0, 160, (0, "#f6d39b", 0), (0.28, "#f8dcae", 0.9), (0.5, "#fbe8c6"), (1, "#fff6e6")),
            strands(90, (-100, 10, 100, 160), away_from(0, 20), 26, "#cf9a5c", 0.3, 2.4, seed=8),
            soft(0, 96, 44, 26, "#a86c35", 0.45),
            soft(-64, 146, 60, 26, "#c98c4e", 0.5),
            soft(64, 146, 60, 26, "#c98c4e", 0.5),
            soft(-52, 84, 34, 26, "#fff", 0.7),
            soft(52, 84, 34, 26, "#fff", 0.5),
        )
        + dots
        + stroke("M0 76L0 124", "#4a2c1e", 5, 0.85)
        + stroke("M-92 112C-88 146 -30 156 0 126C30 156 88 146 92 112", "#4a2c1e", 5.5, 0.8)
    )


def _eyes(eyes: str, look: tuple[float, float]) -> str:
    if eyes == "open":
        return put(round_eye(27, "#4a2a19", "#a8622f", "#5a351d", look), -80, -12) + put(
            round_eye(27, "#4a2a19", "#a8622f", "#5a351d", look), 80, -12
        )
    smile = 1 if eyes == "closed" else -1
    return put(closed_eye(32, "#4a2a19", 8, smile), -82, -10, 1, 8) + put(
        closed_eye(32, "#4a2a19", 8, smile), 82, -10, 1, -8, True
    )


def collar() -> str:
    """The collar with its tag, below head()."""
    band = [
        (-128, 96),
        (-112, 156),
        (-62, 206),
        (0, 222),
        (62, 206),
        (112, 156),
        (128, 96),
        (138, 130),
        (126, 186),
        (70, 240),
        (0, 256),
        (-70, 240),
        (-126, 186),
        (-138, 130),
    ]
    d = path(band)
    return (
        blurred(fill(d, "#7a4a20", 0.5, 'transform="translate(0 12)"'), 8)
        + form(
            d,
            linear(-140, 0, 140, 0, (0, "#14493d"), (0.4, "#2b8a73"), (1, "#154c40")),
            stroke("M-134 140C-100 262 100 262 134 140", "#8fd3bd", 3, 0.5, 'stroke-dasharray="9 7"'),
        )
        + stroke("M0 246V262", "#8d8f86", 5)
        + ellipse(0, 284, 27, 27, radial(-8, 274, 44, (0, "#ffe2b4"), (0.5, "#f2a65a"), (1, "#b56a25")))
        + fill(
            "M0 296C-14 286 -15 273 -6 272C-2 272 0 275 0 277C0 275 2 272 6 272C15 273 14 286 0 296Z", "#8c4d17", 0.75
        )
        + soft(-9, 274, 12, 9, "#fff", 0.9)
    )
