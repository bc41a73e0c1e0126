"""From the rows of a file, as it is read, to the records that they become, and the lines that become none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from pets.life.records import Record
from pettracker_site.aws import times

from .reading import Reading, Settings
from .sheet import Sheet
from .table import BadLine, Row
from .values import BadCell, plain_numbers, read_day


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be read, as the record that it becomes."""

    line: int
    record: Any


def read_entries(
    reading: Reading, sheet: Sheet[Any], start: int = 0, end: int | None = None
) -> tuple[list[Entry], list[BadLine]]:
    """The entries of the lines from `start` to before `end`, and the lines among them that are none, with the reason.

    Only where nothing has to be asked for. A line takes some tenths of a millisecond.
    """
    entries: list[Entry] = []
    bad: list[BadLine] = []
    now = times.now()
    for number, (row, cells) in enumerate(reading.lines[start:end]):
        try:
            record = _record(reading.settings, sheet, row, cells)
        except BadCell as mistake:
            bad.append(BadLine(row.line, str(mistake)))
            continue
        written = now + timedelta(microseconds=number)  # so those of one day stay in order
        entries.append(Entry(row.line, replace(record, created_at=written, updated_at=written)))
    return entries, bad


def _record(settings: Settings, sheet: Sheet[Any], row: Row, cells: Mapping[str, str]) -> Record:
    """Raises: BadCell."""
    if any(row.cells[len(settings.columns) :]):
        sentence = _("This line has %(cells)d cells, and there are only %(columns)d columns.")
        raise BadCell(sentence % {"cells": len(row.cells), "columns": len(settings.columns)})
    made: Record = sheet.make(_plain(sheet, settings, cells), settings.rest)
    return made


def _plain(sheet: Sheet[Any], settings: Settings, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells with days as ISO dates and numbers with a point. Raises: BadCell."""
    assert settings.decimal
    found = dict(cells)
    for field, text in cells.items():
        if field in sheet.days and text:
            found[field] = read_day(text, settings.dates).isoformat()
        elif field in sheet.numbers:
            found[field] = plain_numbers(text, settings.decimal)
    return found
