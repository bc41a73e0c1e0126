"""Calls and read units of a list's first page, with few pets of one owner and with many: `python -m benchmarks.units`.

On the embedded AWS, half of the pets in the trash. Units by AWS's rule from the items' sizes: an eventually consistent
query takes half of one for each 4 KB that the items which it read weigh together. Exits with 1 where a goal is missed.
"""

import io
import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.aws import django_on, embedded_aws
from benchmarks.goals import Measure, conclude, show

COUNTS = (24, 250, 2_500)
READ = 25  # items: one more than a page shows


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as name, embedded_aws(Path(name)) as endpoint:
        django_on(endpoint, DATABASE_URL=f"sqlite:///{name}/accounts.sqlite3", LOG_LEVEL="WARNING")
        from django.core.management import call_command

        for command in (["migrate", "--no-input"], ["createcachetable"]):
            call_command(*command, stdout=io.StringIO())
        for count in COUNTS:
            yield from first_page(count)


def first_page(count: int) -> Iterator[Measure]:
    from django.test import Client

    from benchmarks.canned import wire
    from pettracker_site.aws import clients
    from pettracker_site.models import User

    person = User.objects.create(email=f"owner-of-{count}@example.com")
    weights = fill(str(person.pk), count)
    client = Client(headers={"host": "localhost"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    asked: list[str] = []
    read: list[dict[str, Any]] = []

    def keep(http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        asked.append(model.name)
        assert parsed["ScannedCount"] == parsed["Count"], "more was read than was answered"
        read.extend(map(wire, parsed["Items"]))  # they come as plain Python

    events = clients.dynamodb().meta.events
    events.register("after-call.dynamodb.*", keep, unique_id="units")
    assert client.get("/pets/").status_code == 200
    events.unregister("after-call.dynamodb.*", unique_id="units")
    yield Measure(f"first page of {count:,} pets: calls", len(asked), 1, " calls", ", ".join(asked))
    units = units_of(sum(map(item_bytes, read)))
    most = units_of(READ * max(weights))
    details = f"{len(read)} items of {sum(map(item_bytes, read)):,} bytes; the goal is that of {READ} items"
    yield Measure(f"first page of {count:,} pets: read units", units, most, "", details)


def fill(owner: str, count: int) -> list[int]:
    """Write that many pets, every second one in the trash; gives the bytes of each in the list's index."""
    from benchmarks.canned import wire
    from benchmarks.ours.answers import projected
    from benchmarks.records import pets as facts
    from pets.domain import Pet
    from pets.profile import Kind, Profile
    from pettracker_site.aws import clients, times

    items = []
    for at, each in enumerate(facts(count)):
        profile = Profile(each.name, Kind(each.kind), birth_date=each.born)
        pet = replace(Pet.new(owner, each.id, profile, times.now()), cover_photo_id=each.cover_id, photo_count=12)
        items.append((pet.deleted(times.now()) if at % 2 else pet).to_item())
    wired = [wire(item) for item in items]
    for begin in range(0, count, 25):
        puts = [{"PutRequest": {"Item": item}} for item in wired[begin : begin + 25]]
        answer = clients.dynamodb().batch_write_item(RequestItems={"PetTracker-Pets": puts})
        assert not answer["UnprocessedItems"]
    return [item_bytes(wire(projected(item, "Pets", "OwnerId-index"))) for item in items]


def units_of(weight: int) -> float:
    return 0.5 * math.ceil(weight / 4096)


def item_bytes(item: dict[str, Any]) -> int:
    """What DynamoDB counts: names and values in UTF-8."""
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def value_bytes(value: dict[str, Any]) -> int:
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return math.ceil(len(content.strip("-").replace(".", "").strip("0") or "0") / 2) + 1
        case "B":
            return len(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + value_bytes(each) for each in content)
        case "M":
            return 3 + len(content) + item_bytes(content)
        case _:
            raise ValueError(kind)


if __name__ == "__main__":
    sys.exit(conclude(show("units", measures())))
