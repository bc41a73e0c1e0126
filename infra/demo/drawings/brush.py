"""Small vector brushes: paint, hair, light and shadow. Everything answers SVG markup as a string."""

import itertools
import math
from collections.abc import Callable, Iterable

from .outline import seeded

Stop = tuple[float, str] | tuple[float, str, float]  # offset 0-1, colour, opacity 0-1
Flow = Callable[[float, float], float]  # the direction of hair, in radians, at (x, y)
Box = tuple[float, float, float, float]  # x0, y0, x1, y1


_ids = itertools.count(1)


def uid() -> str:
    """An id no other element of the page has."""
    return f"e{next(_ids)}"


def strands(
    count: int,
    box: tuple[float, float, float, float],
    flow: Callable[[float, float], float],
    length: float,
    colour: str,
    opacity: float = 0.35,
    width: float = 3,
    bend: float = 0.25,
    seed: int = 1,
) -> str:
    """Hairs scattered over box = (x0, y0, x1, y1), each lying the way `flow` (radians) says; clip them to a form."""
    dice = seeded(seed)
    text = ""
    for _ in range(count):
        x, y = dice.uniform(box[0], box[2]), dice.uniform(box[1], box[3])
        angle = flow(x, y) + dice.gauss(0, 0.13)
        long, curl = length * dice.uniform(0.5, 1.25), dice.uniform(-bend, bend)
        ex, ey = x + math.cos(angle + curl) * long, y + math.sin(angle + curl) * long
        mx, my = x + math.cos(angle) * long / 2, y + math.sin(angle) * long / 2
        px, py = -math.sin(angle) * width / 2, math.cos(angle) * width / 2
        text += f"M{x:.0f} {y:.0f}Q{mx + px:.1f} {my + py:.1f} {ex:.1f} {ey:.1f}"
        text += f"Q{mx - px:.1f} {my - py:.1f} {x:.0f} {y:.0f}"
    return f'<path d="{text}" fill="{colour}" opacity="{opacity}"/>'


def away_from(cx: float, cy: float) -> Callable[[float, float], float]:
    """A flow for `strands`: hair that grows away from a point."""
    return lambda x, y: math.atan2(y - cy, x - cx)


def _stops(stops: Iterable[Stop]) -> str:
    return "".join(
        f'<stop offset="{s[0]}" stop-color="{s[1]}" stop-opacity="{s[2] if len(s) > 2 else 1}"/>' for s in stops
    )


def linear(x1: float, y1: float, x2: float, y2: float, *stops: Stop) -> tuple[str, str]:
    """(definition, paint) of a linear gradient in the coordinates of its user."""
    name = uid()
    text = f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}">'
    return text + _stops(stops) + "</linearGradient>", f"url(#{name})"


def radial(cx: float, cy: float, r: float, *stops: Stop) -> tuple[str, str]:
    """(definition, paint) of a radial gradient in the coordinates of its user."""
    name = uid()
    text = f'<radialGradient id="{name}" gradientUnits="userSpaceOnUse" cx="{cx}" cy="{cy}" r="{r}">'
    return text + _stops(stops) + "</radialGradient>", f"url(#{name})"


Paint = str | tuple[str, str]


def fill(d: str, paint: Paint, opacity: float = 1, extra: str = "") -> str:
    """A filled path; `paint` is a colour or what linear() and radial() answer."""
    definition, colour = ("", paint) if isinstance(paint, str) else paint
    return f'{definition}<path d="{d}" fill="{colour}" opacity="{opacity}" {extra}/>'


def stroke(d: str, colour: str, width: float, opacity: float = 1, extra: str = "") -> str:
    """A line with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" opacity="{opacity}" '
        f'stroke-linecap="round" stroke-linejoin="round" {extra}/>'
    )


def ellipse(cx: float, cy: float, rx: float, ry: float, paint: Paint, opacity: float = 1, turn: float = 0) -> str:
    """An ellipse, turned by `turn` degrees about its centre."""
    definition, colour = ("", paint) if isinstance(paint, str) else paint
    return (
        f'{definition}<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{colour}" '
        f'opacity="{opacity}" transform="rotate({turn} {cx:.1f} {cy:.1f})"/>'
    )


def soft(cx: float, cy: float, rx: float, ry: float, colour: str, opacity: float = 0.5, turn: float = 0) -> str:
    """A spot of light or shadow that fades to nothing at its rim."""
    name = uid()
    stops = _stops([(t / 10, colour, round(math.cos(math.pi * t / 20) ** 2.4, 3)) for t in range(11)])
    return f'<radialGradient id="{name}">{stops}</radialGradient>' + ellipse(
        cx, cy, rx, ry, f"url(#{name})", opacity, turn
    )


def blurred(content: str, amount: float, extra: str = "") -> str:
    """`content` out of focus by `amount` px."""
    name = uid()
    return (
        f'<filter id="{name}" x="-40%" y="-40%" width="180%" height="180%" color-interpolation-filters="sRGB">'
        f'<feGaussianBlur stdDeviation="{amount}"/></filter><g filter="url(#{name})" {extra}>{content}</g>'
    )


def rim(d: str, colour: str, dx: float, dy: float, width: float, amount: float, opacity: float) -> str:
    """Light or shade along the inner edge that faces away from (dx, dy); goes inside a form of the same outline."""
    return blurred(stroke(d, colour, width, opacity, f'transform="translate({dx} {dy})"'), amount)


def form(d: str, paint: Paint, *inside: str) -> str:
    """A filled outline with whatever is `inside` clipped to it."""
    name = uid()
    return (
        f'<clipPath id="{name}"><path d="{d}"/></clipPath>'
        + fill(d, paint)
        + f'<g clip-path="url(#{name})">{"".join(inside)}</g>'
    )


def rimlit(content: str, dx: float, dy: float, colour: str, opacity: float = 0.8, haze: float = 4) -> str:
    """`content` with light along the edges that face away from (dx, dy)."""
    name = uid()
    return (
        f'<filter id="{name}" x="-10%" y="-10%" width="120%" height="120%" color-interpolation-filters="sRGB">'
        f'<feOffset in="SourceAlpha" dx="{dx}" dy="{dy}"/><feGaussianBlur stdDeviation="{haze}" result="o"/>'
        f'<feComposite in="SourceAlpha" in2="o" operator="out" result="e"/>'
        f'<feFlood flood-color="{colour}" flood-opacity="{opacity}"/><feComposite in2="e" operator="in" result="l"/>'
        f'<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="l"/></feMerge></filter>'
        f'<g filter="url(#{name})">{content}</g>'
    )


def tinted(content: str, red: float, green: float, blue: float, grey: float = 0, lift: float = 0) -> str:
    """`content` with its colours multiplied, after `grey` 0-1 of them was taken out; `lift` is added at the end."""
    name, k = uid(), grey / 3
    rows = "".join(
        " ".join(f"{gain * (k + (1 - grey) * (i == j)):.3f}" for j in range(3)) + f" 0 {lift} "
        for i, gain in enumerate((red, green, blue))
    )
    return (
        f'<filter id="{name}" x="-10%" y="-10%" width="120%" height="120%" color-interpolation-filters="sRGB">'
        f'<feColorMatrix values="{rows}0 0 0 1 0"/></filter><g filter="url(#{name})">{content}</g>'
    )


def put(content: str, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0, flip: bool = False) -> str:
    """`content` moved, scaled, turned by degrees, and mirrored if `flip`."""
    across = -scale if flip else scale
    return f'<g transform="translate({x} {y}) rotate({turn}) scale({across} {scale})">{content}</g>'


def picture(width: int, height: int, *content: str) -> str:
    """The whole SVG document."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(content)}</svg>'
    )
