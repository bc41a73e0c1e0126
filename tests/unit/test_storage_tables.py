"""The tables of `infra/storage.yaml`: what DynamoDB takes of them, and that code and documentation know all in them."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.conf import settings

from pets.domain import Pet
from pettracker_site.audit.audit_log import AuditLog
from pettracker_site.files.quota import Quota
from photos.documents.domain import Document, DocumentType
from photos.documents.files import FileKind
from photos.domain import Photo
from tests.milestones import new_milestone
from tests.store.makers import NOW, new_pet, new_photo, new_record
from tests.unit.test_storage_template import TABLES, template
from tests.weights import new_weight

ARCHITECTURE = Path(settings.BASE_DIR, "docs", "architecture.md")
INDEXES = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
PET = new_pet()
PHOTO = replace(new_photo(PET), favourite=True).activated()
RECORD = new_record(PET)
WEIGHT = new_weight(PET, "4", NOW.date())
MILESTONE = new_milestone(PET)
DOCUMENT = Document(
    pet_id=PET.id,
    id="document",
    on=NOW.date(),
    by=PET.owner_id,
    created_at=NOW,
    updated_at=NOW,
    owner_id=PET.owner_id,
    type=DocumentType.CERTIFICATE,
    file=FileKind.of("application/pdf"),
    length=1,
    sha256="",
)


def projected(index: dict) -> list[str]:
    return index["Projection"].get("NonKeyAttributes", [])


def keys(index_or_table: dict) -> list[str]:
    return [each["AttributeName"] for each in index_or_table["KeySchema"]]


def indexes(table: str, *kinds: str) -> list[dict]:
    return [index for kind in kinds or INDEXES for index in TABLES[table].get(kind, [])]


def attributes(table: str) -> set[str]:
    """All that the template names of a table: keys, what indexes carry, and by what its items end."""
    said = TABLES[table]
    names = {*keys(said), *(name for index in indexes(table) for name in [*keys(index), *projected(index)])}
    return names | ({said["TimeToLiveSpecification"]["AttributeName"]} if "TimeToLiveSpecification" in said else set())


@pytest.mark.parametrize("table", TABLES)
def test_no_projection_has_more_than_dynamodb_takes(table):
    """moto takes any number."""
    counts = [len(projected(index)) for index in indexes(table)]
    assert max(counts, default=0) <= 20
    assert sum(counts) <= 100
    assert len(indexes(table, "GlobalSecondaryIndexes")) <= 20
    assert len(indexes(table, "LocalSecondaryIndexes")) <= 5


@pytest.mark.parametrize("table", TABLES)
def test_every_attribute_is_named_by_a_text_and_once_in_a_projection(table):
    """YAML reads On as true."""
    for index in indexes(table):
        assert all(isinstance(name, str) for name in projected(index))
        names = [*keys(TABLES[table]), *(name for name in keys(index) if name not in keys(TABLES[table]))]
        assert Counter([*names, *projected(index)]).most_common(1)[0][1] == 1, index["IndexName"]


@pytest.mark.parametrize("table", TABLES)
def test_types_are_given_to_key_attributes_and_to_no_other(table):
    defined = [each["AttributeName"] for each in TABLES[table]["AttributeDefinitions"]]
    wanted = {*keys(TABLES[table]), *(name for index in indexes(table) for name in keys(index))}
    assert sorted(defined) == sorted(wanted)


def test_local_indexes_have_the_tables_partition_key():
    found = indexes("Records", "LocalSecondaryIndexes")
    assert [keys(index) for index in found] == [["PetId", f"{each}Key"] for each in ("List", "Timeline", "Series")]


def test_tables_are_made_one_after_the_other():
    after = {name: template()["Resources"][name]["DependsOn"] for name in TABLES}
    assert list(after.values()) == ["PhotoBucketPolicy", *list(TABLES)[:-1]]


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_billed_on_demand_encrypted_recoverable_and_protected_from_deletion(table):
    resource = template()["Resources"][table]
    said = resource["Properties"]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert said["BillingMode"] == "PAY_PER_REQUEST"
    assert said["DeletionProtectionEnabled"] is True
    assert said["SSESpecification"]["SSEEnabled"] is True
    assert said["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_items_end_by_themselves_but_never_pets_and_photos():
    found = {name: said.get("TimeToLiveSpecification") for name, said in TABLES.items()}
    expiry = {"AttributeName": "ExpiresAt", "Enabled": True}
    assert found == {"Pets": None, "Photos": None, "Accounts": expiry, "Audit": expiry, "Records": expiry}


def written() -> dict[str, set[str]]:
    """The attributes that code gives to the items of each table, as far as the template may name them."""
    client = Mock(put_item=Mock(return_value={}))
    AuditLog(client, "any", shards=1, days=1).write("pet", PET.id, "deleted")
    return {
        "Pets": set(PET.to_item()),
        "Photos": {*PHOTO.to_item(), *PHOTO.claim()},
        "Accounts": set(Quota(client, "any").table.key_names),
        "Audit": set(client.put_item.call_args.kwargs["Item"]),
        "Records": {name for record in (RECORD, WEIGHT, MILESTONE, DOCUMENT) for name in record.to_item()},
    }


def told_as_coming() -> dict[str, set[str]]:
    """What docs/architecture.md says of each table that no code writes yet."""
    table = ARCHITECTURE.read_text().partition("| coming |")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ", 1) for line in table.splitlines()[2:]]
    return {name: set(re.findall(r"`(\w+)`", words)) for name, words in rows}


def test_every_attribute_is_written_by_code_or_told_as_coming():
    code, told = written(), told_as_coming()
    assert {name: attributes(name) - code[name] for name in code if attributes(name) - code[name]} == {
        name: names for name, names in told.items() if name in code
    }


def test_a_table_that_no_code_knows_is_told_as_coming():
    known = {settings.PETS_TABLE, settings.PHOTOS_TABLE, settings.ACCOUNTS_TABLE, settings.AUDIT_TABLE}
    known |= {settings.RECORDS_TABLE}
    unknown = TABLES.keys() - {name.removeprefix(settings.TABLE_PREFIX) for name in known}
    assert unknown == told_as_coming().keys() - written().keys()


@pytest.mark.parametrize(("table", "record"), [("Pets", PET), ("Photos", PHOTO)])
def test_every_index_projects_what_a_list_needs_to_make_its_records(table, record):
    read = {"Pets": Pet.from_item, "Photos": Photo.from_item}[table]
    for index in indexes(table):
        carried = {*keys(TABLES[table]), *keys(index), *projected(index)}
        read({name: value for name, value in record.to_item().items() if name in carried and value is not None})


@pytest.mark.parametrize("table", ["Pets", "Photos", "Records"])
def test_no_index_over_many_records_shows_notes_and_members(table):
    for index in indexes(table, "GlobalSecondaryIndexes"):
        assert index["Projection"]["ProjectionType"] == "INCLUDE"
        assert not {"Note", "Notes", "Members"} & set(projected(index))
