"""A pet with hundreds of records of each kind: its pages cost what they cost with some more than fit on a page."""

import uuid
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pets.care.child import CareChild
from pets.life.records import Record
from pets.life.repository import life
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import batched, to_wire
from pettracker_site.pages import health_record
from photos.documents import attaching
from tests.care import vaccination
from tests.documents import add_document
from tests.milestones import new_milestone
from tests.weights import new_weight

FEW, MANY = 60, 240  # more than a page has, and several times as many
NEWEST = date(2025, 6, 1)
PAGES = (
    "health/",
    "health/trash/",
    "health/add/?type=visit",
    "health-record/",
    "weights/",
    "weights/entries/",
    "documents/",
    "documents/trash/",
    "timeline/",
    "about/",
    "",
)


@pytest.fixture
def read(aws):
    """Counts the items that DynamoDB read, by operation."""
    read: Counter[str] = Counter()

    def count(parsed, model, **_):
        found = sum(map(len, parsed.get("Responses", {}).values())) + ("Item" in parsed)
        read[model.name] += parsed.get("ScannedCount", found)

    clients.dynamodb().meta.events.register("after-call.dynamodb.*", count, unique_id="read")
    yield read
    clients.dynamodb().meta.events.unregister("after-call.dynamodb.*", unique_id="read")


def write(records: list[Record]) -> None:
    """Straight into the table."""
    table, client = life().table, clients.dynamodb()
    for some in batched(records, 25):
        items = [{key: value for key, value in life().item(each).items() if value is not None} for each in some]
        client.batch_write_item(RequestItems={table.name: [{"PutRequest": {"Item": to_wire(each)}} for each in items]})


def a_life(pet, document, begin: int, end: int, note: str = "") -> None:
    """Records of all kinds, each ten days before the one before, with as many in the trash."""
    now, records = times.now(), []
    for number in range(begin, end):
        on = NEWEST - timedelta(days=10 * number)
        kept = [
            replace(vaccination(pet, f"Rabies {number % 7}", on, None), note=note),
            new_weight(pet, "4.2", on),
            new_milestone(pet, on=on),
            replace(document, id=f"00000000-0000-4000-8000-{number:012}", on=on),
        ]
        records += kept
        records += [replace(each, id=str(uuid.uuid4())).deleted(pet.owner_id, now) for each in kept]
    write(records)


def costs(client, pet, aws_calls, read) -> dict[str, tuple[dict, dict]]:
    found = {}
    for page in PAGES:
        aws_calls.clear(), read.clear()
        assert client.get(f"/pets/{pet.id}/{page}").status_code == 200, page
        found[page] = dict(aws_calls), dict(read)
    return found


def test_each_page_costs_the_same(as_owner, pet, aws_calls, read, monkeypatch):
    monkeypatch.setattr(health_record, "LOOKED_AT", FEW)
    monkeypatch.setattr(attaching, "_OFFERED", FEW)
    document = add_document(pet)
    a_life(pet, document, 0, FEW)
    few = costs(as_owner, pet, aws_calls, read)
    a_life(pet, document, FEW, MANY)
    assert costs(as_owner, pet, aws_calls, read) == few
    assert all(sum(calls.values()) <= 3 for calls, _items in few.values())


def test_the_sheet_for_the_vet_costs_three_calls_where_all_texts_are_full_too(as_owner, pet, aws_calls):
    a_life(pet, add_document(pet), 0, 150, note="x" * 12_000)
    aws_calls.clear()
    page = as_owner.get(f"/pets/{pet.id}/health-record/")
    assert aws_calls == {"GetItem": 1, "Query": 2}
    assert "Rabies 6" in page.text


def test_a_check_of_what_is_due_reads_each_record_once_and_asks_for_no_series(pet, aws_calls):
    a_life(pet, add_document(pet), 0, 30)
    aws_calls.clear()
    assert list(CareChild().check(life().pets.get(pet.id), repair=False, settle=lambda: None)) == []
    assert aws_calls == {"GetItem": 1, "Query": 1}
