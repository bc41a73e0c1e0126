"""Every goal, measured: `python -m benchmarks [section ...] [--seconds 300]`. Exits with 1 where one is missed.

A section is a list of modules; each has `measures()`, which yields what it measured, and is a command of its own. A new
measure is one more `yield Measure(...)` there, or a module named here. Each runs in a process of its own.
"""

import argparse
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor

from benchmarks import report
from benchmarks.goals import Measure, conclude, failure, line, run

SECTIONS = {
    "pages": ["pages", "layers", "wire", "counts", "units", "cold", "weight", "opening"],
    "photos": ["derivatives", "signing", "uploads"],
    "admin": ["admin_pages"],
    "load": ["load"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="section", help=f"of {', '.join(SECTIONS)}; without one, all")
    parser.add_argument("--seconds", help="how long the load lasts")
    options = parser.parse_args()
    if unknown := set(options.sections) - SECTIONS.keys():
        parser.error(f"no such section: {', '.join(unknown)}")
    if options.seconds:
        os.environ["BENCH_SECONDS"] = options.seconds
    print(f"Ratios are within this run, on {os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}.")
    measured: list[Measure] = []
    order = [module for modules in SECTIONS.values() for module in modules]
    for section in options.sections or SECTIONS:
        for module in SECTIONS[section]:
            found = alone(module)
            report.write(module, found, order)  # at once: what ends this later does not lose it
            measured += found
    print("\nAll of it:", *map(line, measured), sep="\n")
    return conclude(measured)


def alone(module: str) -> list[Measure]:
    """What a module measures, in a process of its own; that this one ends is a failure like any other."""
    try:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            return process.submit(run, module).result()
    except Exception as error:
        print(f"{module}: {error}", file=sys.stderr)
        return [failure(module, error)]


if __name__ == "__main__":
    sys.exit(main())
