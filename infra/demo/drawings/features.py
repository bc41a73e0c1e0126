"""Eyes, noses and whiskers that several animals share."""

from .brush import ellipse, fill, form, put, radial, soft, stroke
from .outline import path


def round_eye(r: float, dark: str, warm: str, lid: str, look: tuple[float, float] = (0, 0)) -> str:
    """A large dark eye with a warm glow below, a lid, and two catch-lights."""
    ball = path([(0, -r), (r * 0.98, 0), (0, r), (-r * 0.98, 0)])
    lx, ly = look
    return (
        ellipse(0, r * 0.04, r * 1.2, r * 1.16, lid)
        + form(
            ball,
            radial(lx, ly + r * 0.35, r * 1.25, (0, warm), (0.62, dark), (1, "#150d0a")),
            ellipse(lx, ly - r * 0.05, r * 0.55, r * 0.55, "#120b09", 0.9),
            soft(lx, r * 0.72, r * 0.8, r * 0.4, "#ffd9a0", 0.38),
            soft(0, -r * 1.05, r * 1.3, r * 0.62, "#000", 0.75),
        )
        + ellipse(lx - r * 0.3, ly - r * 0.36, r * 0.27, r * 0.3, "#fff", 0.97, -20)
        + ellipse(lx + r * 0.36, ly + r * 0.36, r * 0.12, r * 0.12, "#fff", 0.75)
    )


def closed_eye(w: float, colour: str, width: float, smile: float = 1) -> str:
    """A sleeping (smile 1) or laughing (smile -1) eye with lashes' weight at the outer corner."""
    line = path(
        [(-w, -w * 0.1 * smile), (-w * 0.45, w * 0.38 * smile), (w * 0.3, w * 0.44 * smile), (w, -w * 0.12 * smile)],
        False,
    )
    return stroke(line, colour, width)


def dog_nose(w: float) -> str:
    """A broad wet nose, `w` half its width."""
    outline = path(
        [
            (0, -w * 0.66),
            (w * 0.62, -w * 0.6),
            (w, -w * 0.12),
            (w * 0.62, w * 0.42),
            (0, w * 0.72),
            (-w * 0.62, w * 0.42),
            (-w, -w * 0.12),
            (-w * 0.62, -w * 0.6),
        ]
    )
    nostril = path([(0, -w * 0.1), (w * 0.27, -w * 0.12), (w * 0.3, w * 0.12), (w * 0.02, w * 0.16)])
    return form(
        outline,
        radial(-w * 0.2, -w * 0.5, w * 1.6, (0, "#6a5149"), (0.45, "#3a2925"), (1, "#1d1412")),
        fill(nostril, "#0f0908", 0.9, f'transform="translate({w * 0.3} {w * 0.08})"'),
        put(fill(nostril, "#0f0908", 0.9), -w * 0.3, w * 0.08, 1, 0, True),
        soft(-w * 0.1, -w * 0.42, w * 0.62, w * 0.26, "#fff", 0.75),
        soft(w * 0.1, w * 0.6, w * 0.6, w * 0.2, "#c99a86", 0.5),
    )


def whiskers(
    side: int, lines: list[tuple[float, float, float, float, float]], colour: str, width: float, opacity: float = 0.8
) -> str:
    """Whiskers as (x, y, length, rise, droop) from the cheek outwards, mirrored by `side` = -1."""
    text = ""
    for x, y, long, rise, droop in lines:
        name_x, name_y = side * (x + long), y + rise
        mid_x, mid_y = side * (x + long * 0.5), y + rise * 0.5 - droop
        half = width / 2
        text += (
            f"M{side * x:.1f} {y - half:.1f}Q{mid_x:.1f} {mid_y - half:.1f} {name_x:.1f} {name_y:.1f}"
            f"Q{mid_x:.1f} {mid_y + half:.1f} {side * x:.1f} {y + half:.1f}Z"
        )
    return fill(text, colour, opacity)
