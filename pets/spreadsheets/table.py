"""From lines to rows of cells: by which sign they are separated, and which lines are none."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pettracker_site.common.csv_lines import unguarded

from .text import MOST_ROWS, Unreadable, too_much

MOST_COLUMNS = 50
MOST_CELL = 5_000  # characters
_TRIED_ON = 40  # lines
_SAID = re.compile(r"sep=([,;\t])\s*", re.IGNORECASE)  # which Excel reads and writes as the first line


class Separator(TextChoices):
    TAB = "tab", gettext_lazy("Tab")
    SEMICOLON = "semicolon", gettext_lazy("Semicolon ;")
    COMMA = "comma", gettext_lazy("Comma ,")


_SIGNS = {Separator.TAB: "\t", Separator.SEMICOLON: ";", Separator.COMMA: ","}


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its cells, none of them padded; `line` counts from 1."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is left out, and why, in a sentence; from an empty line on to the end where `line` is the last."""

    line: int
    reason: str


def detect_separator(lines: Sequence[str], count_known: Callable[[Sequence[str]], int]) -> Separator:
    """The one by which most names of the first row are known; then by which most rows have equally many cells."""
    if said := _SAID.fullmatch(lines[0]):
        return next(separator for separator, sign in _SIGNS.items() if sign == said[1])

    def fits(separator: Separator) -> tuple[float, ...]:
        try:
            found = [each for each in _rows(lines[:_TRIED_ON], separator) if isinstance(each, Row)]
        except Unreadable:  # a text has many of its signs: so it comes only before those that separate nothing
            return (0, 0, 1)
        rows = [each.cells for each in found if not each.is_empty]
        widths = Counter(len(cells) for cells in rows if len(cells) > 1)
        if not widths:
            return (0, 0, 0)
        width, times = widths.most_common(1)[0]
        return count_known(rows[0]), times / len(rows), width

    return max(Separator, key=fits)


def read_rows(lines: Sequence[str], separator: Separator) -> list[Row | BadLine]:
    """All rows that hold something, in order. Raises: Unreadable for more than MOST_ROWS."""
    found: list[Row | BadLine] = []
    for each in _rows(lines, separator):
        if isinstance(each, Row) and each.is_empty:
            continue
        found.append(each)
        if len(found) > MOST_ROWS + 1:  # and the names of the columns
            raise too_much()
    return found


def _rows(lines: Sequence[str], separator: Separator) -> Iterator[Row | BadLine]:
    """Raises: Unreadable where a row has more than MOST_COLUMNS: that is another sign's table, or none."""
    reader = csv.reader(lines, delimiter=_SIGNS[separator], strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadLine(line, _in_quotation_marks(line, reader.line_num))
            continue
        if line == 1 and _SAID.fullmatch(lines[0]):
            continue
        if len(cells) > MOST_COLUMNS:
            sentence = _("Line %(line)d has more than %(most)d columns. This does not look like a table of one pet.")
            raise Unreadable(sentence % {"line": line, "most": MOST_COLUMNS})
        if any(len(cell) > MOST_CELL for cell in cells):
            yield BadLine(line, _("A cell is longer than %(most)d characters.") % {"most": MOST_CELL})
            continue
        yield Row(line, tuple(unguarded(cell.strip()) for cell in cells))


def _in_quotation_marks(first: int, last: int) -> str:
    if last <= first:
        return _("The quotation marks of this line do not match.")
    sentence = _(
        "A quotation mark is opened here and not closed as it should be: lines %(first)d to %(last)d are lost."
    )
    return sentence % {"first": first, "last": last}
