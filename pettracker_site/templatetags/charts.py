"""Charts drawn by the server as plain SVG: no script, no inline style, coloured by the stylesheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import template

register = template.Library()
WIDTH, HEIGHT, GAP = 600, 120, 2
_LOWEST = 2  # of a bar that stands for more than nothing, so that it is seen


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bar stands in the picture of WIDTH x HEIGHT, in its units."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float


@register.inclusion_tag("admin/pets_and_photos/_bars.html")
def bars(days: Sequence[tuple[date, int]], words: str) -> dict[str, object]:
    """A bar for each day, the highest as high as the picture; `words` say what is counted."""
    most = max((count for _, count in days), default=0)
    step = WIDTH / max(1, len(days))
    drawn = [
        Bar(day, count, round(at * step, 1), HEIGHT - height, round(step - GAP, 1), height)
        for at, (day, count) in enumerate(days)
        for height in [max(_LOWEST, round(HEIGHT * count / most)) if count else 0]
    ]
    return {"bars": drawn, "most": most, "words": words, "width": WIDTH, "height": HEIGHT}
