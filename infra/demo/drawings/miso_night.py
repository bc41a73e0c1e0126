"""Miso's picture by moonlight."""

import math

from .brush import blurred, ellipse, fill, linear, picture, put, radial, rimlit, soft, stroke, tinted
from .miso import eyes, head
from .miso_body import sitting
from .outline import path, samples, seeded
from .plants import grass, leaf
from .scenery import backdrop, clumps, glow, vignette


def night() -> str:
    """On the garden wall under the moon."""
    dice = seeded(12)
    stars = "".join(
        ellipse(dice.uniform(0, 1600), dice.uniform(0, 640), r, r, "#fff6dc", dice.uniform(0.4, 1))
        for r in (dice.choice([1.2, 1.6, 2, 2.8]) for _ in range(130))
    )
    roofs = "M-20 900V640L120 520L260 640V600H330V560H372V600L470 520L640 660V900Z"
    roofs += "M980 900V690L1090 590L1210 690V640L1360 500L1520 640V600H1560V560H1600V900Z"
    panes = "".join(
        f'<rect x="{x}" y="{y}" width="44" height="58" rx="4" fill="#ffcf7a"/>'
        for x, y in [(96, 680), (440, 640), (520, 640), (1070, 730), (1330, 640), (1410, 640)]
    )
    bricks = ""
    for row in range(5):
        for k in range(-1, 12):
            x, y = k * 150 + (row % 2) * 75, 985 + row * 62
            tone = dice.choice(["#3a4a63", "#41526b", "#35445c", "#46576f"])
            bricks += f'<rect x="{x + 4}" y="{y + 4}" width="142" height="54" rx="9" fill="{tone}"/>'
    cap = "".join(
        f'<rect x="{x}" y="930" width="214" height="58" rx="14" fill="{c}"/>'
        for x, c in zip(range(-60, 1700, 220), ["#5a6d88", "#52657f"] * 5, strict=False)
    )
    cat = put(sitting(True), 0, 0, 1, 0, True) + put(head(open_eyes=False), -70, 0, 1.04, -5)
    lamps = put(eyes(0.66, (0, 0), 0.7), -70, 0, 1.04, -5)
    vines = [
        [(1660, 900), (1560, 930), (1470, 1000), (1440, 1110), (1470, 1230)],
        [(1660, 960), (1590, 1010), (1560, 1120), (1580, 1240)],
        [(1640, 880), (1500, 905), (1370, 940), (1320, 1020), (1330, 1100)],
    ]
    ivy = ""
    for vine in vines:
        ivy += stroke(path(vine, False), "#14332f", 6)
        ivy += "".join(
            put(
                leaf(dice.uniform(44, 74), dice.choice(["#24584e", "#1c4741", "#2f6b5c", "#37796a"]), "#7fb59f", 0.44),
                x,
                y,
                1,
                math.degrees(a) + side * dice.uniform(35, 95),
            )
            for x, y, a in samples(vine, 26, False)
            for side in (-1, 1)
        )
    flies = "".join(
        soft(x, y, 30, 30, "#ffe79a", 0.85) + ellipse(x, y, 4, 4, "#fff9dc")
        for x, y in [(240, 830), (420, 720), (1180, 850), (1060, 640), (130, 980), (1500, 820), (330, 900)]
    )
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#16233f"), (0.35, "#26406a"), (0.6, "#4a6591"), (0.75, "#8a8fae"), (1, "#3a4a63")),
        stars,
        soft(1010, 360, 640, 560, "#bcd0ea", 0.6),
        soft(1010, 360, 380, 360, "#f3ecd2", 0.75),
        ellipse(1010, 360, 215, 215, radial(950, 300, 320, (0, "#fffdf0"), (0.7, "#fbf0cf"), (1, "#ecd9ac")))
        + soft(940, 300, 70, 56, "#e3d0a0", 0.5)
        + soft(1080, 420, 90, 70, "#e3d0a0", 0.5)
        + soft(980, 470, 50, 36, "#e3d0a0", 0.45)
        + soft(1090, 270, 44, 36, "#e3d0a0", 0.4),
        blurred(
            ellipse(300, 330, 260, 22, "#8fa5c6", 0.55)
            + ellipse(460, 360, 200, 16, "#8fa5c6", 0.5)
            + ellipse(1340, 250, 220, 18, "#a9bbd6", 0.55)
            + ellipse(1240, 430, 260, 16, "#a9bbd6", 0.5),
            10,
        ),
        blurred(fill(roofs, "#22324f"), 7),
        blurred(panes, 5),
        "".join(
            soft(x + 22, y + 30, 90, 90, "#ffcf7a", 0.5)
            for x, y in [(96, 680), (440, 640), (520, 640), (1070, 730), (1330, 640), (1410, 640)]
        ),
        fill("M0 800H1600V940H0Z", linear(0, 800, 0, 900, (0, "#1a3040", 0), (1, "#1a3040"))),
        blurred(clumps(18, (-40, 820, 1640, 960), (60, 120), ["#1c3b44", "#234a4c", "#18323f"], 14, 0.95, 4), 1),
        cap,
        fill("M0 985H1600V1200H0Z", "#2a3850"),
        bricks,
        fill("M0 984H1600V1016H0Z", linear(0, 984, 0, 1016, (0, "#101a2c", 0.7), (1, "#101a2c", 0))),
        fill("M0 930H1600V942H0Z", "#a9bbd6", 0.35),
        soft(760, 950, 330, 26, "#0c1424", 0.85),
        rimlit(tinted(put(cat, 740, 366, 0.9), 0.46, 0.55, 0.76, 0.1), -7, 7, "#fff3cf", 0.95, 5)
        + put(lamps, 740, 366, 0.9),
        ivy,
        flies,
        blurred(grass(90, -20, 420, 1230, 230, ["#12303a", "#18404a", "#205048"], 20, 0.25, 12, 3), 5),
        glow(1010, 360, 900, 800, "#9fb6e0", 0.4),
        vignette(1600, 1200, "#0c1630", 0.7),
    )
