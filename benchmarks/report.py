"""docs/performance.md: the tables in it are written from what is measured, each module's by itself."""

import os
import re
from datetime import UTC, datetime

from benchmarks.aws import ROOT
from benchmarks.goals import Measure, command

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- written by make bench -->", "<!-- end -->"
_PART = re.compile(r"^`[^`]* -m benchmarks\.(\w+)` .*?(?=\n\n`|\n*\Z)", re.MULTILINE | re.DOTALL)


def write(module: str, measures: list[Measure], order: list[str]) -> None:
    """Put a module's table in place of its last one; those of others stay, in the order of `order`."""
    PAGE.write_text(replaced(PAGE.read_text(), module, measures, order))


def replaced(page: str, module: str, measures: list[Measure], order: list[str]) -> str:
    before, _, rest = page.partition(BEGIN)
    tables, _, after = rest.partition(END)
    parts = {found[1]: found[0] for found in _PART.finditer(tables)}
    parts[module] = _part(module, measures)
    written = "\n\n".join(parts[name] for name in order if name in parts)
    return f"{before}{BEGIN}\n\n{written}\n\n{END}{after}"


def _part(module: str, measures: list[Measure]) -> str:
    rows = ["| measure | value | goal | | made of |", "| --- | --- | --- | --- | --- |"]
    for each in measures:
        value, goal = each.written(each.value), each.written(each.goal)
        rows.append(f"| {each.what} | {value} | {goal} | {each.verdict} | {each.details} |")
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores"
    return f"`{command(module)}` ({when}):\n\n" + "\n".join(rows)
