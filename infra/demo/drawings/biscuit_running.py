"""Biscuit's body in full gallop."""

import math

from .brush import form, linear, put, radial, soft, strands, stroke
from .outline import Point, furry


def _limb(pts: list[Point], seed: int, far: bool, toe: tuple[float, float], lie: float) -> str:
    """A leg of the running dog; `toe` is the middle of its paw."""
    d = furry(pts, 9, 17, 0.8, seed, lambda x, y: 0.3 if math.dist((x, y), toe) < 70 else 1)
    x0, x1 = min(p[0] for p in pts), max(p[0] for p in pts)
    y0, y1 = min(p[1] for p in pts), max(p[1] for p in pts)
    tones = ("#c08546", "#a46a34", "#c99a62") if far else ("#eab873", "#d19350", "#fdebc8")
    toes = "".join(
        stroke(
            f"M{toe[0] + (18 if lie < 1 else -18)} {toe[1] + y}q{-10 if lie > 1 else 10} 4 {-24 if lie > 1 else 24} 1",
            "#8a5527",
            4,
            0.6,
        )
        for y in (-9, 11)
    )
    return form(
        d,
        linear(0, y0, 0, y1, (0, tones[0]), (0.55, tones[0]), (1, tones[1])),
        strands(80, (x0, y0, x1, y1), lambda x, y: lie, 42, "#8f5726", 0.28, 3.4, seed=seed),
        strands(60, (x0, y0, x1, y1), lambda x, y: lie, 38, "#ffe6b8", 0.2 if far else 0.5, 3, seed=seed + 1),
        soft(*toe, 96, 62, tones[2], 0.9),
        soft(toe[0], toe[1] + 44, 120, 30, "#8a5527", 0.4),
        toes,
    )


def running() -> str:
    """In full gallop to the right, head() turned to us; about 1100 x 560, origin mid-back."""
    torso = [
        (250, -70),
        (130, -104),
        (-30, -92),
        (-180, -100),
        (-280, -66),
        (-312, 10),
        (-260, 82),
        (-150, 72),
        (-40, 96),
        (90, 150),
        (220, 160),
        (300, 90),
        (310, -10),
    ]
    tail = [
        (-270, -70),
        (-340, -120),
        (-420, -190),
        (-500, -214),
        (-560, -196),
        (-548, -164),
        (-480, -140),
        (-420, -90),
        (-340, -30),
        (-280, -10),
    ]
    hind = [
        (-150, -60),
        (-270, -72),
        (-340, -10),
        (-366, 50),
        (-420, 92),
        (-486, 130),
        (-540, 140),
        (-590, 164),
        (-600, 200),
        (-566, 216),
        (-516, 204),
        (-462, 186),
        (-400, 162),
        (-330, 146),
        (-240, 128),
        (-160, 70),
    ]
    fore = [
        (140, 0),
        (240, 0),
        (304, 52),
        (384, 78),
        (462, 70),
        (520, 48),
        (570, 40),
        (606, 60),
        (606, 98),
        (566, 116),
        (520, 116),
        (450, 134),
        (350, 146),
        (250, 156),
        (156, 100),
    ]
    coat = furry(torso, 14, 18, 0.9, 61, lambda x, y: 0.5 + max(0, y / 130))
    ruff = [(180, -40), (270, -60), (330, 20), (316, 120), (250, 196), (190, 170), (170, 80)]
    return (
        put(_limb(fore, 62, True, (560, 80), 0.15), 10, -20, 1, 17)
        + put(_limb(hind, 64, True, (-560, 180), 2.75), 96, -10, 0.96, -7)
        + form(
            furry(tail, 30, 20, 0.9, 66, lambda x, y: 0.4 + max(0, (-x - 280) / 260)),
            linear(-270, -40, -560, -200, (0, "#d79650"), (0.5, "#efc07d"), (1, "#fdeccb")),
            strands(130, (-570, -260, -260, 20), lambda x, y: math.pi + 0.5, 56, "#9d6129", 0.25, 3.5, seed=67),
            strands(110, (-570, -260, -260, 20), lambda x, y: math.pi + 0.5, 52, "#fff0cf", 0.5, 3, seed=68),
        )
        + form(
            coat,
            linear(0, -110, 0, 160, (0, "#f6cf91"), (0.4, "#e5ae67"), (0.8, "#c4833f"), (1, "#a5662f")),
            strands(260, (-320, -110, 310, 170), lambda x, y: math.pi - 0.25, 54, "#9d6129", 0.25, 3.5, seed=69),
            strands(240, (-320, -110, 310, 170), lambda x, y: math.pi - 0.25, 50, "#ffe9c2", 0.45, 3, seed=70),
            soft(-60, 140, 240, 60, "#7d4a25", 0.5),
        )
        + _limb(hind, 71, False, (-560, 180), 2.75)
        + soft(-200, -36, 130, 80, "#eebb76", 0.95)
        + soft(-150, 40, 60, 70, "#dca35b", 0.8)
        + _limb(fore, 73, False, (560, 80), 0.15)
        + soft(180, 30, 110, 80, "#e6b16b", 0.95)
        + form(
            furry(ruff, 30, 22, 0.4, 75, lambda x, y: 0.3 + max(0, y / 160)),
            radial(270, 60, 170, (0, "#fff6e2"), (0.6, "#fbe2b6"), (1, "#efc488")),
            strands(120, (160, -60, 340, 210), lambda x, y: 2.0, 50, "#d39d5c", 0.34, 3.5, seed=76),
            strands(100, (160, -60, 340, 210), lambda x, y: 2.0, 48, "#fff", 0.6, 3, seed=77),
            soft(250, -10, 150, 90, "#8f5b2b", 0.6),
        )
    )
