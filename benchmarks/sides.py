"""What is compared, each side in a process of its own: two Django projects do not fit into one.

A side is a function `module:name` that prepares everything and gives the work to be measured, which takes nothing.
"""

import importlib
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

ROUNDS = 60
TIMES = 2  # in a turn, after one that is not measured: by then the processor has what this side needs at hand
WARM_UP = 10


class Side:
    """A process that does its work some times for each line it is sent, and answers with the CPU time of one."""

    def __init__(self, function: str, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sides", function],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if "BENCH_DEBUG" not in os.environ else None,
            text=True,
            env=environment,
        )
        for _ in range(WARM_UP):
            self.seconds()

    def seconds(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def sides(functions: Mapping[str, str], environment: Mapping[str, str]) -> Iterator[dict[str, Side]]:
    """By their names, ready and warm."""
    with ExitStack() as stack:
        started = {}
        for name, function in functions.items():
            started[name] = Side(function, environment)
            stack.callback(started[name].end)
        yield started


def milliseconds(functions: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, float]:
    """The median CPU time of each side, of ROUNDS rounds in each of which all have their turn, in random order."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    with sides(functions, environment) as ready:
        order = list(ready)
        for _ in range(ROUNDS):
            random.shuffle(order)
            for name in order:
                times[name].append(ready[name].seconds() * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main(function: str) -> None:
    """The process of a side, until its standard input ends. What the work prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module, _, name = function.partition(":")
    work = getattr(importlib.import_module(module), name)()
    for _ in sys.stdin:
        work()
        began = time.process_time()
        for _ in range(TIMES):
            work()
        print((time.process_time() - began) / TIMES, file=answers, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
