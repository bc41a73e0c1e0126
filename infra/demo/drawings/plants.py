"""Grass, flowers, leaves and firs."""

from collections.abc import Sequence

from .brush import ellipse, fill, form, linear, put, radial, rim, soft, stroke
from .outline import path, seeded


def grass(
    count: int,
    left: float,
    right: float,
    y: float,
    height: float,
    colours: Sequence[str],
    spread: float = 20,
    lean: float = 0.15,
    width: float = 9,
    seed: int = 1,
) -> str:
    """Blades rooted along y (give or take `spread`), nearer ones in front."""
    dice = seeded(seed)
    blades = []
    for _ in range(count):
        x, root = dice.uniform(left, right), y + dice.uniform(-spread, spread)
        tall, tip = height * dice.uniform(0.45, 1.15), dice.gauss(lean, 0.3)
        tx, ty = x + tip * tall, root - tall
        mx, w = x + tip * tall * 0.25, width * dice.uniform(0.6, 1.2)
        d = (
            f"M{x - w / 2:.0f} {root:.0f}Q{mx - w / 2:.0f} {root - tall * 0.55:.0f} {tx:.0f} {ty:.0f}"
            f"Q{mx + w / 2:.0f} {root - tall * 0.5:.0f} {x + w / 2:.0f} {root:.0f}Z"
        )
        blades.append((root, f'<path d="{d}" fill="{dice.choice(colours)}"/>'))
    return "".join(blade for _, blade in sorted(blades))


def daisy(r: float, petal: str = "#fffaf0", heart: str = "#f2a65a", petals: int = 11, seed: int = 1) -> str:
    """A daisy seen from the front, origin at its heart."""
    dice = seeded(seed)
    text = ""
    for i in range(petals):
        turn = 360 * i / petals + dice.uniform(-6, 6)
        text += put(
            fill(
                path([(0, 0), (r * 0.2, -r * 0.55), (r * 0.1, -r), (-r * 0.12, -r), (-r * 0.2, -r * 0.55)]),
                linear(0, 0, 0, -r, (0, "#d8cdbb"), (0.4, petal), (1, petal)),
            ),
            0,
            0,
            dice.uniform(0.9, 1.06),
            turn,
        )
    return text + ellipse(
        0, 0, r * 0.27, r * 0.24, radial(-r * 0.08, -r * 0.1, r * 0.4, (0, "#ffdf96"), (0.6, heart), (1, "#b86d24"))
    )


def poppy(r: float, colour: str = "#f08f6e", deep: str = "#c9573f") -> str:
    """A poppy half from the side, origin at its foot."""
    back = path(
        [
            (0, 0),
            (-r * 0.7, -r * 0.5),
            (-r * 0.74, -r * 1.05),
            (-r * 0.3, -r * 1.28),
            (0, -r * 1.18),
            (r * 0.34, -r * 1.3),
            (r * 0.76, -r * 1.04),
            (r * 0.7, -r * 0.5),
        ]
    )
    side = path(
        [
            (0, 0),
            (-r * 0.7, -r * 0.1),
            (-r * 1.06, -r * 0.55),
            (-r * 0.98, -r * 0.98),
            (-r * 0.5, -r * 0.86),
            (-r * 0.1, -r * 0.5),
        ]
    )
    lip = path(
        [
            (0, 4),
            (-r * 0.5, -r * 0.12),
            (-r * 0.66, -r * 0.52),
            (-r * 0.3, -r * 0.74),
            (0, -r * 0.66),
            (r * 0.3, -r * 0.76),
            (r * 0.66, -r * 0.5),
            (r * 0.5, -r * 0.12),
        ]
    )
    wing = fill(side, linear(-r, -r, 0, 0, (0, colour), (1, deep)))
    return (
        fill(back, linear(0, -r * 1.3, 0, 0, (0, deep), (0.6, "#8f3328"), (1, deep)))
        + soft(0, -r * 0.74, r * 0.34, r * 0.3, "#2b1512", 0.9)
        + wing
        + put(wing, flip=True)
        + fill(lip, linear(0, -r * 0.8, 0, 0, (0, "#f7b294"), (0.4, colour), (1, deep)))
    )


def stem(x: float, y: float, to_x: float, to_y: float, colour: str, width: float = 6) -> str:
    """A stalk from its root up to (to_x, to_y)."""
    return stroke(f"M{x} {y}Q{x} {(y + to_y) / 2} {to_x} {to_y}", colour, width)


def leaf(length: float, colour: str, vein: str, wide: float = 0.32) -> str:
    """A leaf pointing right from its stalk at the origin."""
    d = path(
        [
            (0, 0, 0),
            (length * 0.35, -length * wide),
            (length * 0.75, -length * wide * 0.7),
            (length, 0, 0),
            (length * 0.75, length * wide * 0.7),
            (length * 0.35, length * wide),
        ]
    )
    half = path(
        [
            (0, 0, 0),
            (length * 0.35, length * wide),
            (length * 0.75, length * wide * 0.7),
            (length, 0, 0),
            (length * 0.5, 2),
        ]
    )
    return (
        fill(d, colour)
        + fill(half, "#0d2a20", 0.16)
        + stroke(f"M0 0L{length * 0.9} 0", vein, max(1.5, length * 0.025), 0.6)
    )


def fir(height: float, colour: str, snow: str) -> str:
    """A snowy fir, origin at its foot."""
    text = fill(f"M{-height * 0.03} 0V{-height * 0.2}H{height * 0.03}V0Z", "#6b5a4c")
    for tier in range(5):
        y, w = -height * (0.1 + tier * 0.17), height * (0.31 - tier * 0.05)
        text += fill(
            path(
                [
                    (0, y - height * 0.27, 0),
                    (w * 0.42, y - height * 0.09),
                    (w, y, 0),
                    (w * 0.62, y + height * 0.012),
                    (w * 0.34, y + height * 0.04),
                    (0, y + height * 0.022),
                    (-w * 0.34, y + height * 0.04),
                    (-w * 0.62, y + height * 0.012),
                    (-w, y, 0),
                    (-w * 0.42, y - height * 0.09),
                ]
            ),
            colour,
        )
        cap = path(
            [
                (w, y, 0),
                (w * 0.6, y - height * 0.06),
                (w * 0.3, y - height * 0.12),
                (w * 0.1, y - height * 0.22),
                (w * 0.16, y - height * 0.1),
                (w * 0.4, y - height * 0.05),
                (w * 0.62, y - height * 0.012),
            ]
        )
        text += fill(cap, snow, 0.95) + put(fill(cap, snow, 0.95), flip=True)
    return text


def clover_leaf(r: float, colour: str = "#4f9c62", pale: str = "#a9d6a0", lobes: int = 3) -> str:
    """A clover leaf from above with its pale bands."""
    lobe = path(
        [
            (0, 0),
            (r * 0.5, -r * 0.45),
            (r * 0.52, -r * 0.9),
            (r * 0.22, -r * 1.04),
            (0, -r * 0.9),
            (-r * 0.22, -r * 1.04),
            (-r * 0.52, -r * 0.9),
            (-r * 0.5, -r * 0.45),
        ]
    )
    band = stroke(f"M{-r * 0.4} {-r * 0.5}Q0 {-r * 0.95} {r * 0.4} {-r * 0.5}", pale, r * 0.09, 0.75) + stroke(
        f"M0 0V{-r * 0.86}", "#1f5c43", r * 0.03, 0.5
    )
    one = form(lobe, linear(0, -r, 0, 0, (0, colour), (1, "#2f7d52")), band)
    return "".join(put(one, 0, 0, 1, 360 / lobes * i) for i in range(lobes))


def clover_head(r: float, colour: str = "#eeb1b4", deep: str = "#c9788a", seed: int = 1) -> str:
    """A clover flower, origin at its foot."""
    dice = seeded(seed)
    text = ellipse(0, -r * 0.7, r * 0.8, r * 0.78, deep)
    for ring, (count, reach) in enumerate([(13, 1.0), (11, 0.82), (9, 0.62), (7, 0.42)]):
        for i in range(count):
            turn = -115 + 230 * (i + 0.5 * (ring % 2)) / (count - 1) + dice.uniform(-5, 5)
            length = r * reach * dice.uniform(0.9, 1.08)
            petal = path([(0, 0), (r * 0.12, -length * 0.6), (r * 0.05, -length, 0), (-r * 0.1, -length * 0.6)])
            text += put(
                fill(petal, linear(0, 0, 0, -length, (0, deep), (0.55, colour), (1, "#fdf0ee"))), 0, -r * 0.62, 1, turn
            )
    return text


def blossom(r: float, petal: str = "#fdeeee", blush: str = "#eeb0ae", seed: int = 1) -> str:
    """An apple blossom seen from the front."""
    dice = seeded(seed)
    one = path(
        [
            (0, 0),
            (r * 0.42, -r * 0.35),
            (r * 0.5, -r * 0.8),
            (r * 0.14, -r * 1.02),
            (0, -r * 0.94),
            (-r * 0.18, -r * 1.02),
            (-r * 0.5, -r * 0.78),
            (-r * 0.4, -r * 0.35),
        ]
    )
    petals = "".join(
        put(
            form(
                one,
                radial(0, 0, r * 1.05, (0, blush), (0.45, petal), (0.8, petal), (1, blush)),
                rim(one, blush, 0, 0, r * 0.08, r * 0.05, 0.6),
            ),
            0,
            0,
            dice.uniform(0.92, 1.05),
            72 * i + dice.uniform(-6, 6),
        )
        for i in range(5)
    )
    threads = "".join(
        put(
            stroke(f"M0 0V{-r * 0.4}", "#e8c98a", r * 0.035) + ellipse(0, -r * 0.42, r * 0.055, r * 0.055, "#e0a24c"),
            0,
            0,
            dice.uniform(0.6, 1),
            30 * i + dice.uniform(-8, 8),
        )
        for i in range(12)
    )
    return petals + threads
