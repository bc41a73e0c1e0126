"""What the columns of a table are: by the words above them (words.json), and by what stands in them where there are
none."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pets.domain import plain

from .values import is_day, is_number

_LONGEST = 60  # of a name; what is longer is none that we know
_PARTS = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN = frozenset({"in", "en"})
_MOST = 0.8  # so many of a column's cells are days or numbers


@cache
def words() -> Mapping[str, Any]:
    """The file of words, each list turned around: word -> what it means."""
    kept = json.loads((Path(__file__).parent / "words.json").read_text())
    found: dict[str, Any] = {
        group: {_joined(word): name for name, many in kept[group].items() for word in many}
        for group in ("weights", "health", "types", "units")
    }
    found["types_by_column"] = {_joined(word): type for word, type in kept["types_by_column"].items()}
    found["yes"] = frozenset(kept["yes"])
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What a column's name says: which field it is, in which unit, of which type its rows are; each may be empty."""

    field: str = ""
    unit: str = ""
    type: str = ""


def known(group: str, name: str) -> Known:
    """Of the name of a column, as "recordedAt", "Gewicht (kg)" or "weight_kg"."""
    if len(name) > _LONGEST:
        return Known()
    parts = _parts(name)
    whole = "".join(parts)
    type = words()["types_by_column"].get(whole, "")
    if field := words()[group].get(whole):
        return Known(field, type=type)
    unit = words()["units"].get(parts[-1], "") if len(parts) > 1 else ""
    rest = [part for part in parts[:-1] if part not in _IN]
    if unit or parts[-1:] == ["c"]:  # of a temperature
        return Known(words()[group].get("".join(rest), ""), unit)
    return Known()


def meaning(group: str, text: str) -> str:
    """What a word in a cell means, in the group `units` or `types`; empty for one that nobody knows."""
    return str(words()[group].get(_joined(text), "")) if len(text) <= _LONGEST else ""


def is_yes(text: str) -> bool:
    return len(text) <= _LONGEST and plain(text).strip() in words()["yes"]


def guess(group: str, names: Sequence[str]) -> list[str]:
    """The field of each column, empty for one to leave out; each field once."""
    found: list[str] = []
    for name in names:
        said = known(group, name)
        is_other = group == "health" and said.unit not in ("", "kg")  # only a table of weights asks for units
        field = "" if is_other else said.field
        found.append("" if field in found else field)
    return found


def guess_by_cells(group: str, rows: Sequence[Sequence[str]]) -> list[str]:
    """The same where the columns have no names: the first with days, and the first with weights or words."""
    width = max(map(len, rows), default=0)
    found = [""] * width
    for at in range(width):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        if _mostly(is_day(cell) for cell in cells):
            field = "on"
        elif group == "weights" and _mostly(is_number(cell) for cell in cells):
            field = "weight"
        else:
            field = "title" if group == "health" and cells else ""
        found[at] = "" if field in found[:at] else field
    return found


def has_names(group: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row says what the columns are, and is no entry itself."""
    first = rows[0]
    return any(guess(group, first)) or not any(is_day(cell) for cell in first)


def _mostly(said: Iterable[bool]) -> bool:
    each = list(said)
    return bool(each) and sum(each) / len(each) >= _MOST


def _joined(text: str) -> str:
    return "".join(_parts(text))


def _parts(text: str) -> list[str]:
    return [plain(part) for part in _PARTS.findall(_HUMPS.sub(" ", text))]
