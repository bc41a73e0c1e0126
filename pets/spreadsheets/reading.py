"""How a file is read: found out from the file, and changed by whoever brings it. (Each row: entries.py.)

Plain values in, plain values out: nothing here knows what the pet has already.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from . import columns
from .sheet import Sheet
from .table import BadLine, Row, Separator, detect_separator, read_rows
from .text import MOST_ROWS, Encoding, Unreadable, decode, detect_encoding, too_much
from .values import BadCell, DateOrder, DecimalSign, detect_decimal, detect_order, read_day


@dataclass(frozen=True, slots=True)
class Settings:
    """How a file is read. `columns` are fields by place, empty for one that is left out; None has to be asked for."""

    encoding: Encoding
    separator: Separator
    has_names: bool
    columns: tuple[str, ...]
    dates: DateOrder | None
    decimal: DecimalSign | None
    rest: str

    @property
    def shape(self) -> str:
        """What decides which columns there are."""
        return f"{self.encoding}/{self.separator}/{self.has_names}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, and the first thing that stands in it."""

    name: str
    sample: str


Line = tuple[Row, Mapping[str, str]]
"""A row, and its cells by field."""


@dataclass(frozen=True)
class Reading:
    """What a file says under its settings. `lines` are its rows by day, those of one day as they were written down.

    `lost` are lines that are no rows. `asks` are sentences by setting, for what people have to choose first.
    """

    settings: Settings
    columns: Sequence[Column]
    lines: Sequence[Line] = ()
    lost: Sequence[BadLine] = ()
    asks: Mapping[str, str] = field(default_factory=dict)

    @property
    def ignored(self) -> list[str]:
        """The names of columns that are left out."""
        return [each.name for each, field in zip(self.columns, self.settings.columns, strict=True) if not field]


def read_file(data: bytes, sheet: Sheet[Any], chosen: Mapping[str, str]) -> Reading:
    """What a file says; `chosen` are the settings that people chose, by name, where the others are found out.

    Raises: Unreadable.
    """
    encoding = _chosen(Encoding, chosen, "encoding") or detect_encoding(data)
    lines = decode(data, encoding)
    group = sheet.name
    separator = _chosen(Separator, chosen, "separator") or detect_separator(
        lines, lambda names: sum(map(bool, columns.guess(group, names)))
    )
    found = read_rows(lines, separator)
    rows = [each for each in found if isinstance(each, Row)]
    if not rows:
        raise Unreadable(_("No line of this file can be read."))
    said = chosen.get("names")
    has_names = said == "yes" if said in ("yes", "no") else columns.has_names(group, [row.cells for row in rows[:20]])
    names = rows[0].cells if has_names else ()
    body = rows[1:] if has_names else rows
    if len(body) > MOST_ROWS:
        raise too_much()
    width = max(len(row.cells) for row in (rows[:1] if has_names else rows))
    settings = Settings(encoding, separator, has_names, (), None, None, "")
    is_as_shown = chosen.get("shape") == settings.shape
    settings = replace(settings, columns=_columns_of(sheet, names, body, width, chosen if is_as_shown else {}))
    shown = [
        Column(
            name=names[at][:80] if at < len(names) and names[at] else _("Column %(number)d") % {"number": at + 1},
            sample=next((row.cells[at][:80] for row in body if at < len(row.cells) and row.cells[at]), ""),
        )
        for at in range(width)
    ]
    lost = [each for each in found if isinstance(each, BadLine)]
    return _with_rows(sheet, settings, shown, names, body, lost, chosen)


def seal(data: bytes, settings: Settings) -> str:
    """The same for the same file read in the same way: whoever imports it has seen what that gives."""
    return hashlib.sha256(f"{hashlib.sha256(data).hexdigest()}/{settings!r}".encode()).hexdigest()[:32]


# --- Parts ------------------------------------------------------------------------------------------------------------


def _chosen(kind: type[Any], chosen: Mapping[str, str], name: str) -> Any:
    said = chosen.get(name, "")
    return kind(said) if issubclass(kind, TextChoices) and said in kind.values else None


def _columns_of(
    sheet: Sheet[Any], names: Sequence[str], body: Sequence[Row], width: int, chosen: Mapping[str, str]
) -> tuple[str, ...]:
    if "column-0" in chosen:
        picked = [chosen.get(f"column-{at}", "") for at in range(width)]
        return tuple(each if each in sheet.columns else "" for each in picked)
    found = columns.guess(sheet.name, names)
    if not any(found):
        found = columns.guess_by_cells(sheet.name, [row.cells for row in body[:20]])
    return tuple((found + [""] * width)[:width])


def _with_rows(
    sheet: Sheet[Any],
    settings: Settings,
    shown: Sequence[Column],
    names: Sequence[str],
    body: Sequence[Row],
    lost: Sequence[BadLine],
    chosen: Mapping[str, str],
) -> Reading:
    """The reading with what the rows decide."""
    texts = [(row, {field: row.cells[at] for at, field in _placed(settings) if at < len(row.cells)}) for row in body]
    days = [text for _row, cells in texts for field, text in cells.items() if field in sheet.days]
    numbers = [text for _row, cells in texts for field, text in cells.items() if field in sheet.numbers]
    rest, is_said = _rest_by_name(sheet, settings, names), all(sheet.says_rest(cells) for _row, cells in texts)
    is_ours = all(sheet.columns[field] == names[at] for at, field in _placed(settings) if names) and bool(names)
    settings = replace(
        settings,
        dates=_chosen(DateOrder, chosen, "dates") or detect_order(days),
        decimal=_chosen(DecimalSign, chosen, "decimal") or (DecimalSign.POINT if is_ours else detect_decimal(numbers)),
        rest=chosen["rest"] if chosen.get("rest") in dict(sheet.rest_choices) else rest,
    )
    sheet.uses(settings.columns)
    if asks := _asks(sheet, settings, is_said=is_said):
        return Reading(settings, shown, texts, lost, asks)
    return Reading(settings, shown, _by_day(texts, settings.dates), lost)


def _by_day(lines: Sequence[Line], dates: DateOrder | None) -> list[Line]:
    """Those whose day cannot be read come last. A file that begins with the newest is turned around first."""

    def day(line: Line) -> date:
        try:
            return read_day(line[1].get("on", ""), dates)
        except BadCell:
            return date.max

    with_days = [(day(line), line) for line in lines]
    is_backwards = len(with_days) > 1 and with_days[0][0] > with_days[-1][0]
    ordered = reversed(with_days) if is_backwards else with_days
    return [line for _day, line in sorted(ordered, key=lambda each: each[0])]


def _placed(settings: Settings) -> list[tuple[int, str]]:
    return [(at, field) for at, field in enumerate(settings.columns) if field]


def _rest_by_name(sheet: Sheet[Any], settings: Settings, names: Sequence[str]) -> str:
    """The unit or type that names of columns say, such as "weight_kg" or "vaccine_name"."""
    for at, _field in _placed(settings):
        said = columns.known(sheet.name, names[at]) if at < len(names) else columns.Known()
        if (found := sheet.rest_of(said)) in dict(sheet.rest_choices):
            return found
    return ""


def _asks(sheet: Sheet[Any], settings: Settings, *, is_said: bool) -> dict[str, str]:
    asks: dict[str, str] = {}
    used = [field for _at, field in _placed(settings)]
    if missing := [sheet.label(field) for field in sheet.needs if field not in used]:
        asks["columns"] = _("Please choose which column says this: %(names)s.") % {"names": ", ".join(missing)}
    elif len(used) != len(set(used)):
        asks["columns"] = _("Two columns are chosen for the same. Please leave one of them out.")
    if settings.dates is None:
        asks["dates"] = _("No date of this file decides whether the day or the month comes first. Please choose.")
    if settings.decimal is None:
        asks["decimal"] = _("No number of this file decides what its point or comma means. Please choose.")
    if not settings.rest and not is_said:
        asks["rest"] = str(sheet.rest_question)
    return asks
