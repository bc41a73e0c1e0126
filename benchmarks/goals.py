"""What a benchmark measures, what is asked of it, and the lines that tell both."""

import importlib
import platform
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measure:
    """`value` is met where it is at most `goal`, both in `unit` (none: a ratio); without a goal it is only told.

    `details` are what it was made of.
    """

    what: str
    value: float
    goal: float | None = None
    unit: str = ""
    details: str = ""

    @property
    def met(self) -> bool:
        return self.goal is None or self.value <= self.goal

    @property
    def verdict(self) -> str:
        return "told" if self.goal is None else "ok" if self.met else "MISS"

    def written(self, number: float | None) -> str:
        """The value or the goal, in the goal's precision."""
        if number is None:
            return "–"
        if self.unit and number == int(number):
            return f"{number:,.0f}{self.unit}"
        return f"{number:,.{3 if self.goal and self.goal < 0.1 else 2}f}{self.unit}"


def show(module: str, measures: Iterable[Measure]) -> list[Measure]:
    """Print each as soon as it is measured, below the command that measures those of this module alone.

    Where something fails, what came before it stays, and the failure is one more goal that is missed.
    """
    shown = []
    print(f"\n$ {command(module)}", flush=True)
    try:
        for each in measures:
            print(line(each), flush=True)
            if each.details:
                print(f"      {each.details}", flush=True)
            shown.append(each)
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        shown.append(failure(module, error))
        print(line(shown[-1]), flush=True)
    return shown


def line(measure: Measure) -> str:
    goal = f"(goal <= {measure.written(measure.goal)})" if measure.goal is not None else ""
    return f"{measure.verdict:<4}  {measure.what:<62} {measure.written(measure.value):>10}  {goal}".rstrip()


def failure(module: str, error: BaseException) -> Measure:
    """That a module did not measure all that it should."""
    return Measure(f"{module}: not measured to its end", 1, 0, " failures", type(error).__name__)


def run(module: str) -> list[Measure]:
    """Measure all of a module, and show it."""
    return show(module, _measures(module))


def _measures(module: str) -> Iterator[Measure]:
    yield from importlib.import_module(f"benchmarks.{module}").measures()


def command(module: str) -> str:
    return f".local/bench-venv/bin/python -m benchmarks.{module}"


def conclude(measures: list[Measure]) -> int:
    """Say how many goals are missed; gives the exit status."""
    goals = [each for each in measures if each.goal is not None]
    missed = [each for each in goals if not each.met]
    names = "; ".join(each.what for each in missed)
    print(f"\n{len(missed)} of {len(goals)} goals missed: {names}" if missed else f"\nall {len(goals)} goals met")
    return 1 if missed else 0


def needs_linux() -> None:
    """Memory is told by what Linux says of a process."""
    if not Path("/proc/self/status").exists():
        sys.exit(f"Memory is measured by /proc/self/status, which {platform.system()} does not have.")
