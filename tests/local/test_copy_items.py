"""`infra/copy_items.py`: what a damaged table lacks is brought back from a restored one."""

import os
import subprocess
import sys
import uuid

import pytest

from tests.local.conftest import KEYS, ROOT, EmbeddedAws


@pytest.fixture
def tables(running: EmbeddedAws) -> tuple[str, str]:
    """A restored table with two items, and a damaged one that has a newer state of the first."""
    client, names = running.client("dynamodb"), (f"restored-{uuid.uuid4()}", f"damaged-{uuid.uuid4()}")
    for name in names:
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "PetId", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "PetId", "KeyType": "HASH"}],
        )
    for name, pet, state in (
        (names[0], "rex", "then"),
        (names[0], "miso", "then"),
        (names[1], "rex", "now"),
    ):
        client.put_item(TableName=name, Item={"PetId": {"S": pet}, "State": {"S": state}})
    return names


def copied(running: EmbeddedAws, tables: tuple[str, str], *options: str) -> dict[str, str]:
    """The state of each item afterwards."""
    subprocess.run(
        [sys.executable, ROOT / "infra" / "copy_items.py", *tables, *options],
        env=os.environ | KEYS | {"AWS_ENDPOINT_URL": running.endpoint, "AWS_REGION": "eu-central-1"},
        check=True,
        capture_output=True,
    )
    items = running.client("dynamodb").scan(TableName=tables[1])["Items"]
    return {item["PetId"]["S"]: item["State"]["S"] for item in items}


def test_what_is_missing_comes_back_and_what_is_newer_stays(running, tables):
    assert copied(running, tables) == {"rex": "now", "miso": "then"}


def test_one_item_can_be_put_back_as_it_was(running, tables):
    assert copied(running, tables, "--overwrite", "--only", "rex") == {"rex": "then"}
