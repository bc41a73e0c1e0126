"""What whole pages cost, against ordinary ones of the same cards: `python -m benchmarks.pages`. Exits with 1 where a
goal is missed.

The peer (`benchmarks/peer`) is a small Django project as the tutorial teaches it. CPU time by medians, each side in a
process of its own, all in random turn; nothing is compressed but in the line that says so.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.goals import Measure, conclude, show
from benchmarks.ours.environment import on_canned_dynamodb
from benchmarks.sides import milliseconds

SIDES = {
    "list": "benchmarks.ours.requests:pet_list",
    "list, compressed": "benchmarks.ours.requests:compressed_pet_list",
    "album": "benchmarks.ours.requests:album",
    "weights": "benchmarks.ours.requests:weights",
    "health": "benchmarks.ours.requests:health",
    "timeline": "benchmarks.ours.requests:timeline",
    "empty": "benchmarks.ours.requests:empty",
    "ORM list": "benchmarks.peer.requests:pet_list",
    "ORM album": "benchmarks.peer.requests:album",
    "ORM empty": "benchmarks.peer.requests:empty",
    "ORM weights": "benchmarks.peer.requests:weights",
    "ORM health": "benchmarks.peer.requests:health",
    "plain list": "benchmarks.peer.requests:plain_list",
}
GOALS = (
    ("list of 24 pets: CPU, of an ordinary ORM page's", "list", "ORM list", 0.95),
    ("album of 24 photos: CPU, of an ORM page's with django-storages", "album", "ORM album", 0.55),
    ("list of 24 pets: CPU, of the plain way's on DynamoDB", "list", "plain list", 1 / 8),
    ("weights of a year, with their chart: CPU, of an ordinary ORM page's", "weights", "ORM weights", 0.95),
    ("25 health entries: CPU, of an ordinary ORM page's", "health", "ORM health", 0.95),
    ("timeline of 24: CPU, of an ORM album's with django-storages", "timeline", "ORM album", 0.55),
    ("an empty page: CPU, of one's by Django's default middleware", "empty", "ORM empty", 1.5),
)


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder, on_canned_dynamodb(Path(folder)) as environment:
        taken = milliseconds(SIDES, environment)
    for what, ours, theirs, goal in GOALS:
        details = f"{taken[ours]:.2f} ms, {taken[theirs]:.2f} ms"
        yield Measure(what, taken[ours] / taken[theirs], goal, details=details)
    added = taken["list, compressed"] - taken["list"]
    yield Measure("list of 24 pets: CPU that its compression adds", added, unit=" ms")


if __name__ == "__main__":
    sys.exit(conclude(show("pages", measures())))
