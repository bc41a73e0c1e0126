"""Juno's picture."""

from .brush import blurred, ellipse, fill, linear, picture, put, rimlit, soft
from .juno import standing
from .outline import path, seeded
from .plants import daisy, grass, poppy, stem
from .scenery import backdrop, bokeh, cloud, clumps, glow, vignette

STRAWS = ["#d9b45c", "#e8cb7c", "#b9a24e", "#8fa552", "#c98f48", "#f3dd9c"]


def field() -> str:
    """In long summer grass, the sun low behind."""
    dice = seeded(3)
    far = fill(
        path(
            [
                (-60, 520),
                (180, 400),
                (420, 470),
                (700, 360),
                (1000, 450),
                (1280, 380),
                (1660, 470),
                (1660, 800),
                (-60, 800),
            ]
        ),
        linear(0, 360, 0, 700, (0, "#b9b9c9"), (1, "#d9c6b0")),
    )
    hills = fill(
        path([(-60, 600), (260, 500), (600, 560), (960, 500), (1300, 560), (1660, 500), (1660, 860), (-60, 860)]),
        linear(0, 500, 0, 800, (0, "#a9bb86"), (1, "#c9c07c")),
    )
    rails = "".join(fill(f"M{x} 640h26v220h-26Z", "#8d6a4c") for x in range(20, 1640, 210)) + fill(
        "M-20 676H1620V698H-20ZM-20 752H1620V774H-20Z", "#9c785a"
    )
    flowers = "".join(
        stem(x, 1260, x + dx, y, "#7f8f4a", 7) + put(f, x + dx, y, 1, dice.uniform(-14, 14))
        for x, dx, y, f in [
            (150, 10, 1000, poppy(46)),
            (260, -8, 1080, daisy(44, seed=1)),
            (70, 4, 1100, daisy(38, seed=2)),
            (1400, 8, 1010, poppy(50)),
            (1510, -6, 1090, daisy(46, seed=3)),
            (1290, 6, 1110, poppy(36, "#f2a65a", "#d07f36")),
            (430, 6, 1120, poppy(34)),
            (1130, 4, 1130, daisy(34, seed=4)),
        ]
    )
    near = "".join(
        stem(x, 1330, x + dx, y, "#7f8f4a", 12) + put(f, x + dx, y)
        for x, dx, y, f in [
            (60, 20, 960, poppy(96)),
            (1560, -10, 1010, daisy(100, seed=6)),
            (330, 0, 1170, daisy(70, seed=7)),
        ]
    )
    return picture(
        1600,
        1200,
        backdrop(1600, 1200, (0, "#a9cbe0"), (0.22, "#d9e3dd"), (0.4, "#fde6bd"), (0.55, "#f6cf94"), (1, "#a58f48")),
        soft(330, 400, 760, 560, "#fff0c0", 0.95),
        ellipse(330, 380, 62, 62, "#fffbe6"),
        cloud(1240, 170, 200, "#fff6ea", "#f6d6b8", 0.85),
        cloud(860, 110, 120, "#fff6ea", "#f6dcc4", 0.7),
        cloud(1490, 300, 120, "#fff0dc", "#f6cfa8", 0.75),
        blurred(far, 9),
        blurred(hills, 8),
        clumps(12, (-40, 480, 360, 590), (40, 90), ["#9cab72", "#b3b57a", "#8a9c6a"], 12, 0.85, 5),
        clumps(16, (1150, 450, 1640, 580), (50, 110), ["#8a9c6a", "#a5ad70", "#7f8f62"], 12, 0.9, 6),
        fill(
            "M0 660H1600V1200H0Z",
            linear(0, 640, 0, 1200, (0, "#d6c67c", 0), (0.15, "#d3c070"), (0.6, "#a9a452"), (1, "#6f8040")),
        ),
        blurred(rails, 6),
        blurred(grass(330, -20, 1620, 880, 90, ["#d9c272", "#c9b766", "#e3d08a", "#b9ad5e"], 90, 0.12, 9, 8), 3.5),
        soft(780, 1080, 560, 70, "#3d3a18", 0.6),
        rimlit(put(standing(), 820, 452, 0.92), 8, 7, "#fff0bf", 0.95, 5),
        grass(220, 180, 1400, 1140, 190, STRAWS, 46, 0.1, 11, 9),
        flowers,
        grass(200, -20, 1620, 1220, 190, STRAWS[:5], 30, 0.1, 16, 10),
        blurred(near, 7),
        bokeh(22, (0, 560, 1600, 1100), (8, 26), ["#fff3c4", "#fde09a"], 0.5, 2, 11),
        vignette(1600, 1200, "#7a5a30", 0.45),
        glow(330, 380, 1000, 860, "#ffdc94", 0.5),
    )
