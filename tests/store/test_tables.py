"""A table with a sort key: the same words, with both values."""

import pytest
from django.conf import settings

from pettracker_site.aws import clients
from pettracker_site.aws.dynamo import Attr, Key, Table, Update, batch_get

IS_NEW = Attr("AccountId").not_exists()


@pytest.fixture
def table(aws) -> Table:
    return Table(clients.dynamodb(), settings.ACCOUNTS_TABLE, "AccountId", "Item")


def test_an_item_is_found_by_both_values_of_its_key(table):
    table.put({"AccountId": "robin", "Item": "usage", "Photos": 3}, IS_NEW)
    assert table.get(("robin", "usage")) == {"AccountId": "robin", "Item": "usage", "Photos": 3}
    assert table.get(("robin", "other")) is None


def test_an_update_makes_an_item_that_was_not_there(table):
    table.update(("robin", "usage"), Update(add={"Photos": 1}), IS_NEW)
    assert table.get(("robin", "usage"))["Photos"] == 1


def test_several_items_of_one_partition_come_in_the_order_asked_for(table):
    for name in ("a", "b"):
        table.put({"AccountId": "robin", "Item": name}, IS_NEW)
    wanted = [(table, ("robin", name)) for name in ("b", "missing", "a")]
    assert [item and item["Item"] for item in batch_get(table.client, wanted)] == ["b", None, "a"]


def test_a_partition_is_listed_in_the_order_of_its_sort_key(table):
    for name in ("c", "a", "b"):
        table.put({"AccountId": "robin", "Item": name}, IS_NEW)
    found = table.query(None, Key("AccountId").eq("robin"), limit=2, forward=False)
    assert [item["Item"] for item in found] == ["c", "b"]
