"""What the page of a pet's weights shows: those of a time, as a chart, and what they say of a change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pets.domain import Pet
from pets.life.repository import life
from pettracker_site.aws.paging import Page

from .chart import Chart, draw
from .domain import Change, Weight, notable, since_a_month, since_last
from .units import Unit

MOST = 1_500  # on one page: with a note here and there a megabyte, which one call reads
SPANS = {"3m": timedelta(days=91), "1y": timedelta(days=365)}
ALL = "all"
_YEAR = SPANS["1y"]
_FEW = 4  # of three months, for which a year says more


@dataclass(frozen=True, slots=True)
class Log:
    """`weights` are those of the `span`, the newest first; `older` is the cursor of what is before one page of them."""

    span: str
    weights: Sequence[Weight]
    chart: Chart | None
    last: Change | None = None
    month: Change | None = None
    notable: Change | None = None
    older: str = ""


def read_log(pet: Pet, span: str, cursor: str, unit: Unit, today: date) -> Log:
    """By one call. `span` is a name of SPANS, "all", or anything else for what suits the pet. Raises: BadCursor."""
    if cursor or span == ALL:
        page = life().page(Weight, pet.id, cursor=cursor, size=MOST)
        return _all(page, unit, today, is_newest=not cursor)
    newest_on = date.fromisoformat(pet.weight_key[:10]) if pet.weight_key else today
    found = life().since(Weight, pet.id, min(today, newest_on) - _YEAR, most=MOST)  # so the newest has its neighbours
    span = span if span in SPANS else _suiting(found, today)
    begin = today - SPANS[span]
    shown = [each for each in found if each.on >= begin]
    return _with_changes(Log(span, shown, draw(shown, begin, today, unit) if shown else None), found)


def _all(page: Page[Weight], unit: Unit, today: date, *, is_newest: bool) -> Log:
    weights = page.items
    if not weights:
        return Log(ALL, weights, None)
    end = today if is_newest else weights[0].on
    log = Log(ALL, weights, draw(weights, weights[-1].on, end, unit), older=page.next)
    return _with_changes(log, weights) if is_newest else log


def _with_changes(log: Log, weights: Sequence[Weight]) -> Log:
    return replace(log, last=since_last(weights), month=since_a_month(weights), notable=notable(weights))


def _suiting(found: Sequence[Weight], today: date) -> str:
    """Three months, or a year where there is little in those."""
    return "3m" if sum(each.on >= today - SPANS["3m"] for each in found) >= _FEW else "1y"
