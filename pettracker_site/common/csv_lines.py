"""CSV lines without CSV injection: text that people typed never becomes a formula in a spreadsheet.

The escape is an apostrophe before the text, as spreadsheets use themselves (OWASP, CSV Injection). It stands wherever
a cell could begin for a program that reads the file in its own way: after `;`, `,`, `|`, a tab and a line's end too,
and quotation marks keep none of them together. Numbers are written from numbers, and stay as they are.
Who reads a file back takes one apostrophe away wherever one stands at such a place before a sign of a formula
(`unguarded`).
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import Any

_CELL_ENDS = re.compile("([;,|\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
_SIGNS_OF_FORMULAS = frozenset("=+-@")
_QUOTES = frozenset("\"'`\u2018\u2019\u201c\u201d")


def line(cells: Iterable[Any]) -> str:
    """One line of the file, with its end."""
    file = StringIO()
    csv.writer(file).writerow([_cell(value) for value in cells])
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return guarded(value) if isinstance(value, str) else value


def guarded(text: str) -> str:
    """The text with an apostrophe before each part that a spreadsheet could take for a formula."""
    return "".join(f"'{part}" if _is_formula(part) else part for part in _CELL_ENDS.split(text))


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return "".join(part[1:] if part[:1] == "'" and _is_formula(part[1:]) else part for part in _CELL_ENDS.split(text))


def _is_formula(part: str) -> bool:
    """By its first visible character, in any of its forms ("＝"); a typed apostrophe is escaped too."""
    first = next((each for each in part if not _is_skipped(each)), "")
    return bool(first) and unicodedata.normalize("NFKC", first) in _SIGNS_OF_FORMULAS


def _is_skipped(sign: str) -> bool:
    """Blanks, marks and invisible signs, and quotation marks, which a program takes away."""
    return sign in _QUOTES or unicodedata.category(sign)[0] in "ZCM"
