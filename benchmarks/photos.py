"""Every goal for photos, measured in one run: `make bench-photos`. Exits with 1 where one is missed."""

import sys

from benchmarks import derivatives, signing, uploads
from benchmarks.goals import conclude, show


def main() -> int:
    print(
        "Each line: what is measured, and the goal. Below each command, what it measures; ratios are within this run."
    )
    return conclude(
        [
            *show("python -m benchmarks.derivatives", derivatives.own()),
            *show("python -m benchmarks.signing", signing.measures()),
            *show("python -m benchmarks.uploads", uploads.measures()),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
