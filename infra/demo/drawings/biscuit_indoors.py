"""Biscuit asleep."""

from .biscuit import head
from .biscuit_body import curled
from .brush import blurred, fill, form, linear, picture, put, radial, rim, soft, stroke
from .outline import furry, path
from .scenery import backdrop, glow, vignette


def asleep() -> str:
    """Curled up on the sofa in lamplight."""
    back = path(
        [(120, 860), (110, 420), (150, 330), (400, 306), (800, 300), (1200, 306), (1450, 330), (1490, 420), (1480, 860)]
    )
    arm = path([(-140, 1300), (-140, 660), (-60, 584), (60, 584), (126, 650), (134, 760), (136, 1300)])
    seat = path([(60, 900), (120, 830), (800, 812), (1480, 830), (1540, 900), (1550, 1020), (800, 1046), (50, 1020)])
    cushion = path([(0, -150), (130, -140), (150, 0), (136, 136), (0, 146), (-136, 136), (-150, 0), (-130, -140)])
    velvet = linear(0, 300, 0, 900, (0, "#3a8a74"), (0.5, "#1f6f5c"), (1, "#124a3d"))
    blanket = [
        (-250, -214),
        (-60, -240),
        (110, -214),
        (128, -120),
        (96, -20),
        (40, 50),
        (-80, 70),
        (-190, 60),
        (-236, -60),
    ]
    plaid = "".join(
        stroke(f"M{x} -250Q{x - 10} -60 {x + 16} 90", "#fdf0d8", 16, 0.75) for x in range(-230, 150, 76)
    ) + "".join(stroke(f"M-260 {y}Q-60 {y - 44} 140 {y + 4}", "#d2644f", 13, 0.55) for y in range(-190, 90, 62))
    fringe = "".join(
        stroke(f"M{x} {y}q{-4 + i % 3 * 4} 14 {i % 2 * 4} 30", "#f7c98f", 6)
        for i, (x, y) in enumerate(
            [
                (-186, 60),
                (-164, 64),
                (-140, 67),
                (-116, 69),
                (-92, 70),
                (-68, 69),
                (-44, 67),
                (-20, 63),
                (4, 58),
                (28, 52),
            ]
        )
    )
    cover = (
        blurred(fill(path(blanket), "#5a3416", 0.55, 'transform="translate(0 12)"'), 10)
        + fringe
        + form(
            furry(blanket, 5, 12, 0.3, 5),
            linear(-250, 0, 130, 0, (0, "#f7bd7a"), (0.5, "#f2a65a"), (1, "#d58640")),
            plaid,
            rim(path(blanket), "#8a4a1e", -6, -10, 26, 12, 0.4),
            soft(-60, -210, 200, 60, "#fff0cf", 0.6),
        )
    )
    lamp = fill("M-8 120H8V420H-8Z", "#8d6438") + fill(
        path([(-70, -90, 0), (70, -90, 0), (124, 120, 0), (-124, 120, 0)]),
        linear(0, -90, 0, 120, (0, "#fffaf0"), (1, "#ffdf9a")),
    )
    frames = "".join(
        fill(f"M{x} {y}h{w}v{h}h{-w}Z", "#b98a5f") + fill(f"M{x + 12} {y + 12}h{w - 24}v{h - 24}h{24 - w}Z", c)
        for x, y, w, h, c in [(520, 70, 170, 150, "#dfe9dc"), (730, 40, 130, 180, "#f6d9c4")]
    )
    window = fill(
        "M1080 -20H1440V250H1080Z", linear(0, 0, 0, 250, (0, "#46618a"), (0.7, "#8a86a8"), (1, "#e0a58c"))
    ) + stroke("M1080 -20V250H1440V-20M1260 -20V250", "#efe4d2", 18)
    pillow = form(
        cushion,
        radial(-30, -60, 240, (0, "#f6c9b8"), (0.6, "#e59c8c"), (1, "#b9685c")),
        rim(cushion, "#8a4238", -8, -8, 24, 12, 0.4),
    )
    straw = form(
        cushion,
        radial(-30, -60, 240, (0, "#fbeac0"), (0.6, "#eed08a"), (1, "#bd9550")),
        "".join(stroke(f"M{x} -170V170", "#fff8e0", 9, 0.55) for x in range(-130, 150, 44)),
        rim(cushion, "#8a6428", -8, -8, 24, 12, 0.4),
    )
    dusk = fill("M0 0H1600V1200H0Z", linear(0, 0, 1600, 900, (0, "#fff"), (0.4, "#fbeedd"), (1, "#b79a86")), 0.8)
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#d9b98d"), (0.3, "#c79f74"), (0.6, "#8f6a4c"), (1, "#5a4030")),
        blurred(window + frames, 6),
        soft(210, 170, 620, 520, "#ffe6a8", 0.9),
        blurred(put(lamp, 210, 150, 1.2), 5),
        form(
            back,
            velvet,
            soft(360, 330, 560, 160, "#7fcbb0", 0.55),
            stroke("M800 306V860", "#0f3f34", 7, 0.5),
            soft(800, 860, 760, 160, "#08261f", 0.7),
            rim(back, "#8fd8bf", 0, 10, 14, 8, 0.4),
        ),
        put(straw, 330, 640, 1.2, -14),
        put(pillow, 1290, 640, 1.2, 10),
        form(
            seat,
            linear(0, 812, 0, 1046, (0, "#2f8570"), (0.4, "#2a7a67"), (1, "#155042")),
            soft(560, 850, 640, 70, "#8fd8bf", 0.35),
            rim(seat, "#0a2c24", 0, -12, 26, 12, 0.5),
        ),
        fill("M0 1012H1600V1200H0Z", linear(0, 1010, 0, 1200, (0, "#0f4035"), (1, "#14493d"))),
        stroke("M40 1030Q800 1062 1560 1030", "#4fa58e", 5, 0.5),
        form(
            arm,
            linear(-120, 0, 140, 0, (0, "#2f8570"), (0.6, "#2a7a67"), (1, "#124a3d")),
            soft(0, 590, 130, 70, "#a5e3cc", 0.5),
        ),
        put(
            form(
                arm,
                linear(-120, 0, 140, 0, (0, "#1f6f5c"), (0.6, "#1f6455"), (1, "#0f4035")),
                soft(0, 590, 130, 70, "#8fd8bf", 0.35),
            ),
            1600,
            0,
            1,
            0,
            True,
        ),
        soft(800, 948, 560, 80, "#05201a", 0.85),
        put(curled() + cover + put(head("closed", "shut"), 238, 50, 0.86, 9), 770, 720, 1.16),
        glow(220, 180, 1100, 900, "#ffcf80", 0.5),
        f'<g style="mix-blend-mode:multiply">{dusk}</g>',
        vignette(1600, 1200, "#6b4a34", 0.5),
        glow(210, 190, 420, 330, "#ffe2a4", 0.75),
    )
