"""Every goal for photos, measured in one run: `make bench-photos`. Exits with 1 where one is missed."""

import os
import sys

from benchmarks import derivatives, signing, uploads
from benchmarks.goals import conclude, show


def main() -> int:
    print(f"Ratios are within this run, on {os.cpu_count()} cores with a load of {os.getloadavg()[0]:.1f}.")
    return conclude(
        [
            *show("derivatives", derivatives.own()),
            *show("signing", signing.measures()),
            *show("uploads", uploads.measures()),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
