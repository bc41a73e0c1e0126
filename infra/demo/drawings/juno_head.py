"""Juno's head and the sheen of her coat."""

from .brush import Box, Flow, blurred, ellipse, fill, form, linear, put, radial, rim, soft, strands, stroke
from .outline import furry, path

FLAX, CREAM = "#f0d09a", "#fdf3e0"


def sheen(box: Box, flow: Flow, seed: int, count: int = 200) -> str:
    """The lie of a short coat."""
    return strands(count, box, flow, 40, "#6b3319", 0.18, 3, 0.1, seed) + strands(
        count, box, flow, 38, "#f6c08f", 0.24, 3, 0.1, seed + 1
    )


def head() -> str:
    """The head from the side, poll at the origin, looking right and down."""
    skull = [
        (-14, -6),
        (30, -26),
        (74, -22),
        (116, 24),
        (164, 90),
        (212, 156),
        (246, 206),
        (256, 244),
        (246, 272),
        (226, 286),
        (206, 306),
        (178, 312),
        (160, 292),
        (128, 262),
        (92, 226),
        (56, 206),
        (14, 180),
        (-20, 130),
        (-34, 60),
    ]
    blaze = [
        (46, -26),
        (84, -14),
        (126, 34),
        (172, 98),
        (222, 166),
        (252, 214),
        (254, 240),
        (226, 216),
        (186, 160),
        (140, 96),
        (96, 40),
        (60, 6),
    ]
    near_ear = [(-22, 4), (-22, -50), (2, -104), (18, -124, 0), (34, -84), (36, -30), (22, 4)]
    far_ear = [(20, 2), (30, -46), (56, -88), (74, -102, 0), (78, -62), (66, -18), (50, 2)]
    inner = [(-6, -8), (-4, -50), (16, -104, 0), (24, -60), (18, -10)]
    halter, straps = (
        "#1f6f5c",
        "M-40 6C-10 90 20 150 62 204M62 204C110 186 160 150 210 84M62 204L20 236M-44 34C-4 30 48 2 84 -36",
    )
    lid = path([(-30, 8), (-14, -18), (12, -22), (32, 2), (18, 20), (-12, 22)])
    eye = (
        soft(0, 0, 66, 56, "#5d2c16", 0.65)
        + form(
            lid,
            radial(2, 8, 34, (0, "#6b4026"), (0.6, "#2c1810"), (1, "#120a07")),
            ellipse(2, 2, 15, 13, "#0c0605", 0.9),
            soft(4, 18, 22, 10, "#e0a878", 0.55),
        )
        + stroke("M-34 10C-20 -24 18 -32 36 2", "#3a1c10", 7)
        + stroke("M18 -24L32 -38M28 -14L43 -24", "#3a1c10", 4, 0.85)
        + ellipse(-6, -8, 8, 7, "#fff", 0.97)
        + ellipse(12, 8, 3.4, 3.4, "#fff", 0.8)
    )
    return (
        form(path(far_ear), linear(40, -100, 50, 0, (0, "#7d4025"), (1, "#96502d")))
        + form(
            path(skull),
            linear(-20, 120, 190, 60, (0, "#9c5430"), (0.45, "#c9784a"), (0.8, "#d98d5b"), (1, "#b9683c")),
            sheen((-40, -40, 260, 320), lambda x, y: 0.95, 5, 180),
            soft(40, 120, 90, 90, "#e0a06c", 0.55),
            soft(96, 190, 60, 90, "#7d4025", 0.35, -40),
            fill(furry(blaze, 3, 9, 0.6, 6), linear(60, 0, 240, 220, (0, CREAM), (1, "#f6e6d2"))),
            soft(226, 268, 66, 62, "#e9b8a4", 0.85),
            soft(196, 308, 60, 26, "#8f5a46", 0.6),
            stroke("M10 176C50 188 70 150 54 96", "#6b3319", 5, 0.35),
            rim(path(skull), "#5d2c16", 6, -12, 26, 14, 0.35),
            blurred(stroke(straps, "#4a2312", 17, 0.4, 'transform="translate(0 8)"'), 5),
            stroke(straps, halter, 16),
            stroke(straps, "#7fc4ac", 2.4, 0.7, 'stroke-dasharray="8 7"'),
        )
        + fill("M232 228C246 226 250 242 240 252C232 250 226 238 232 228Z", "#4a2018", 0.9)
        + stroke("M226 226C238 216 252 226 250 244", "#8f5546", 3.5, 0.6)
        + stroke("M240 280C220 282 196 276 178 262", "#6b3022", 5, 0.8)
        + stroke("M178 262q-8 -6 -8 -14", "#6b3022", 4, 0.6)
        + put(eye, 58, 66, 1.12, 36)
        + form(
            path(near_ear),
            linear(0, -120, 10, 0, (0, "#96502d"), (0.5, "#c9784a"), (1, "#b9683c")),
            fill(path(inner), "#5d2c16", 0.55),
            strands(14, (-4, -20, 18, -4), lambda x, y: -1.45, 60, FLAX, 0.7, 4, seed=9),
        )
        + ellipse(62, 204, 15, 15, radial(58, 198, 22, (0, "#ffe9c0"), (0.6, "#e0a24c"), (1, "#9c6420")))
        + ellipse(62, 204, 7, 7, "#7d4a1c")
    )
