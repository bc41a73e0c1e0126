"""Outlines: smooth lines, fur edges, bands and stripes, as points or SVG path data."""

import math
import random
from collections.abc import Callable, Sequence

Point = tuple[float, ...]  # (x, y) is a smooth point, (x, y, 0) a corner
Segment = tuple[Point, Point, Point, Point]


def seeded(seed: int) -> random.Random:
    """Dice that fall the same way at every drawing."""
    return random.Random(seed)  # noqa: S311 - it scatters hairs and leaves, it guards nothing


def mirrored(half: Sequence[Point]) -> list[Point]:
    """A whole outline from its right half, drawn from top centre to bottom centre."""
    return list(half) + [(-p[0], *p[1:]) for p in reversed(half) if abs(p[0]) > 0.01]


def segments(points: Sequence[Point], closed: bool = True) -> list[Segment]:
    """Cubic Beziers of a Catmull-Rom spline through `points`."""
    n = len(points)

    def tangent(i: int) -> tuple[float, float]:
        here = points[i]
        if len(here) > 2 and here[2] == 0:
            return 0, 0
        before = points[(i - 1) % n] if closed or i else here
        after = points[(i + 1) % n] if closed or i < n - 1 else here
        return (after[0] - before[0]) / 6, (after[1] - before[1]) / 6

    answer: list[Segment] = []
    for i in range(n if closed else n - 1):
        a, b = points[i], points[(i + 1) % n]
        (ax, ay), (bx, by) = tangent(i), tangent((i + 1) % n)
        answer.append((a[:2], (a[0] + ax, a[1] + ay), (b[0] - bx, b[1] - by), b[:2]))
    return answer


def path(points: Sequence[Point], closed: bool = True) -> str:
    """Path data of a smooth line through `points`."""
    parts = segments(points, closed)
    start = parts[0][0]
    text = f"M{start[0]:.1f} {start[1]:.1f}" + "".join(
        f"C{b[0]:.1f} {b[1]:.1f} {c[0]:.1f} {c[1]:.1f} {d[0]:.1f} {d[1]:.1f}" for _, b, c, d in parts
    )
    return text + ("Z" if closed else "")


def samples(points: Sequence[Point], step: float, closed: bool = True) -> list[tuple[float, float, float]]:
    """Points about `step` px apart along the line, each with its direction in radians."""
    answer = []
    for a, b, c, d in segments(points, closed):
        count = max(1, round(math.dist(a, d) * 1.08 / step))
        for k in range(count):
            t = k / count
            u = 1 - t
            x, y = (u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in (0, 1))
            dx, dy = (3 * u * u * (b[i] - a[i]) + 6 * u * t * (c[i] - b[i]) + 3 * t * t * (d[i] - c[i]) for i in (0, 1))
            if dx == dy == 0:
                dx, dy = d[0] - a[0], d[1] - a[1]
            answer.append((x, y, math.atan2(dy, dx)))
    return answer


def furry(
    points: Sequence[Point],
    length: float = 10,
    step: float = 16,
    lean: float = 0.8,
    seed: int = 1,
    where: Callable[[float, float], float] = lambda x, y: 1,
) -> str:
    """A closed outline whose edge breaks into tufts; `where` scales the tufts from place to place."""
    dice = seeded(seed)
    ring = [
        (x + math.cos(a) * slip, y + math.sin(a) * slip, a)
        for x, y, a in samples(points, step)
        for slip in [dice.uniform(-0.33, 0.33) * step]
    ]
    area = sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(ring, ring[1:] + ring[:1], strict=True))
    side = -1 if area > 0 else 1
    text = f"M{ring[0][0]:.1f} {ring[0][1]:.1f}"
    for (x, y, angle), (nx, ny, _) in zip(ring, ring[1:] + ring[:1], strict=True):
        size = length * where(x, y) * dice.uniform(0.15, 1.25)
        out = angle + side * math.pi / 2
        tip_x = (x + nx) / 2 + math.cos(out) * size + math.cos(angle) * size * lean
        tip_y = (y + ny) / 2 + math.sin(out) * size + math.sin(angle) * size * lean
        mid_x, mid_y = x + math.cos(out) * size * 0.55, y + math.sin(out) * size * 0.55
        text += f"Q{mid_x:.1f} {mid_y:.1f} {tip_x:.1f} {tip_y:.1f}"
        text += f"Q{(nx + tip_x) / 2:.1f} {(ny + tip_y) / 2:.1f} {nx:.1f} {ny:.1f}"
    return text + "Z"


def ribbon(points: Sequence[Point], width: Callable[[float], float], step: float = 12) -> list[Point]:
    """The outline of a band along a line; `width` answers the half width in px at 0 (start) to 1 (end)."""
    line = samples(points, step, closed=False)
    last = max(1, len(line) - 1)
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y, angle) in enumerate(line):
        half = width(i / last)
        left.append((x - math.sin(angle) * half, y + math.cos(angle) * half))
        right.append((x + math.sin(angle) * half, y - math.cos(angle) * half))
    return left + right[::-1]


def stripe(points: Sequence[Point], half: float) -> str:
    """Path data of a marking along a line, pointed at both ends."""
    return path(ribbon(points, lambda t: 0.5 + half * math.sin(math.pi * min(1, 0.08 + t * 0.92)) ** 0.7, 14))
