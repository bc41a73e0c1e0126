"""The chart of weights as plain SVG: no script, no inline style. Its width is the page's, so places across are percent
of it or thousandths of the part with the line, and heights are pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from .domain import Weight
from .units import KG_PER, Unit

HEIGHT, TOP, BOTTOM = 240, 26, 212  # of the picture, and where its highest and lowest line stand
LEFT, RIGHT = 11, 98  # percent: to the left stand numbers
WIDE = 1000  # the width of the part with the line, which is stretched to the page's
_MOST_POINTS = 240
_MOST_DOTS = 60  # more would be a second line
_STEPS = 4
_LONG = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Point:
    """A weight in the picture: `across` in percent of all, `along` in thousandths of the part with the line."""

    weight: Weight
    across: str
    along: int
    y: float


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a line across (`y`), or below a day (`across`, percent), of which they are the start or the end."""

    words: str
    y: float = 0
    across: str = ""
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Chart:
    points: list[Point]
    levels: list[Label]
    days: list[Label]
    unit: str
    line: str
    area: str
    has_dots: bool


def draw(weights: Sequence[Weight], start: date, end: date, unit: Unit) -> Chart:
    """The line through these weights, the newest first and at least one, from one day to a later or the same one."""
    shown = "g" if max(each.kilograms for each in weights) < 1 else str(unit)
    span = max(1, (end - start).days)
    levels = _levels([each.kilograms / KG_PER[shown] for each in weights])
    lowest, highest = levels[0], levels[-1]

    def height(amount: Decimal) -> float:
        return round(BOTTOM - float((amount - lowest) / (highest - lowest)) * (BOTTOM - TOP), 1)

    def point(weight: Weight) -> Point:
        part = (weight.on - start).days / span if end > start else 0.5
        return Point(weight, _across(part), round(part * WIDE), height(weight.kilograms / KG_PER[shown]))

    points = _thinned([point(each) for each in reversed(weights)])
    line = " ".join(f"{each.along},{each.y:g}" for each in points)
    return Chart(
        points=points,
        levels=[Label(_said(level), height(level)) for level in levels],
        days=_days(start, end),
        unit=shown,
        line=line,
        area=f"{points[0].along},{BOTTOM} {line} {points[-1].along},{BOTTOM}",
        has_dots=len(points) <= _MOST_DOTS,
    )


def _levels(amounts: Sequence[Decimal]) -> list[Decimal]:
    """Round numbers one step apart, from below the lowest amount to above the highest."""
    low, high = min(amounts), max(amounts)
    room = max(high - low, high / 20)
    step = _round_step(room / _STEPS)
    first = max(Decimal(0), (low - room / 10) // step * step)
    levels = [first]
    while levels[-1] < high + room / 20:
        levels.append(levels[-1] + step)
    return levels


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2 and 5, times a power of ten, that is at least so much."""
    unit = Decimal(1).scaleb(least.adjusted())
    return next(unit * times for times in (1, 2, 5, 10) if unit * times >= least)


def _thinned(points: list[Point]) -> list[Point]:
    """So few that they can be drawn: of each narrow column the lowest and the highest, with the last one of all."""
    if len(points) <= _MOST_POINTS:
        return points
    columns: dict[int, list[Point]] = {}
    for each in points:
        columns.setdefault(each.along * _MOST_POINTS // (2 * (WIDE + 1)), []).append(each)
    kept = {points[-1].weight.id}
    for column in columns.values():
        kept |= {min(column, key=lambda each: each.y).weight.id, max(column, key=lambda each: each.y).weight.id}
    return [each for each in points if each.weight.id in kept]


def _days(start: date, end: date) -> list[Label]:
    """The first and the last day, and two between where there is room for them; written as days are in texts."""
    form = _("N Y") if end - start > _LONG else _("N j")
    count = 1 if start == end else 4 if (end - start).days >= _STEPS else 2
    parts = [at / (count - 1) if count > 1 else 0.5 for at in range(count)]
    days = [start + (end - start) * part for part in parts]
    anchors = ["middle"] if count == 1 else ["start", *["middle"] * (count - 2), "end"]
    return [
        Label(date_format(day, form), across=_across(part), anchor=anchor)
        for day, part, anchor in zip(days, parts, anchors, strict=True)
    ]


def _across(part: float) -> str:
    return f"{LEFT + part * (RIGHT - LEFT):.2f}%"


def _said(level: Decimal) -> str:
    return number_format(Decimal(f"{level.normalize():f}"))
