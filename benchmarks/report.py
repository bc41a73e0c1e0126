"""docs/performance.md: the table in it is written from what was measured last, section by section."""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime

from benchmarks.aws import ROOT
from benchmarks.goals import Measure, command

PAGE = ROOT / "docs" / "performance.md"
KEPT = ROOT / ".local" / "bench.json"
BEGIN, END = "<!-- written by make bench -->", "<!-- end -->"


def keep(module: str, measures: list[Measure]) -> None:
    """Remember a module's measures beside those of the others."""
    kept = _kept()
    kept[module] = {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores",
        "measures": [asdict(each) for each in measures],
    }
    KEPT.write_text(json.dumps(kept, indent=1))


def write(modules: list[str]) -> None:
    """The table anew, with these modules in this order, as far as they were ever measured here."""
    kept = _kept()
    parts = [_part(module, kept[module]) for module in modules if module in kept]
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}")


def _part(module: str, kept: dict) -> str:
    rows = ["| measure | value | goal | | made of |", "| --- | --- | --- | --- | --- |"]
    for each in (Measure(**fields) for fields in kept["measures"]):
        value, goal = each.written(each.value), each.written(each.goal)
        rows.append(f"| {each.what} | {value} | {goal} | {each.verdict} | {each.details} |")
    return f"`{command(module)}` ({kept['when']}):\n\n" + "\n".join(rows)


def _kept() -> dict:
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}
