"""What a benchmark measures, what is asked of it, and the lines that tell both."""

import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` is met where it is at most `goal`, both in `unit` (none: a ratio); `details` are what it was made of."""

    what: str
    value: float
    goal: float
    unit: str = ""
    details: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.goal


def show(module: str, measures: Iterable[Measure]) -> list[Measure]:
    """Print each as soon as it is measured, below the command that measures those of this module alone."""
    shown = []
    print(f"\n$ .local/bench-venv/bin/python -m benchmarks.{module}", flush=True)
    for each in measures:
        digits = 3 if each.goal < 0.1 else 2
        value, goal = (f"{number:.{digits}f}{each.unit}" for number in (each.value, each.goal))
        print(f"{'ok  ' if each.met else 'MISS'}  {each.what:<62} {value:>8}  (goal <= {goal})", flush=True)
        if each.details:
            print(f"      {each.details}", flush=True)
        shown.append(each)
    return shown


def conclude(measures: list[Measure]) -> int:
    """Say how many goals are missed; gives the exit status."""
    missed = [each for each in measures if not each.met]
    names = "; ".join(each.what for each in missed)
    print(f"\n{len(missed)} of {len(measures)} goals missed: {names}" if missed else f"\nall {len(measures)} goals met")
    return 1 if missed else 0


def needs_linux() -> None:
    """Memory is told by what Linux says of a process."""
    if not Path("/proc/self/status").exists():
        sys.exit(f"Memory is measured by /proc/self/status, which {platform.system()} does not have.")
