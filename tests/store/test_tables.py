"""A table with a sort key, paths into an item's maps, and transactions whose parts have names."""

from decimal import Decimal

import pytest
from django.conf import settings

from pettracker_site.aws import clients
from pettracker_site.aws.dynamo import Attr, Key, Table, Update, batch_get, document_path
from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.paging import walk
from pettracker_site.aws.transactions import TransactionRefused, transact, write_with

IS_NEW = Attr("AccountId").not_exists()


@pytest.fixture
def table(aws) -> Table:
    return Table(clients.dynamodb(), settings.ACCOUNTS_TABLE, "AccountId", "Item")


def test_an_item_is_found_by_both_values_of_its_key(table):
    table.put({"AccountId": "robin", "Item": "usage", "Photos": 3}, IS_NEW).run()
    assert table.get(("robin", "usage")) == {"AccountId": "robin", "Item": "usage", "Photos": 3}
    assert table.get(("robin", "other")) is None


def test_an_update_makes_an_item_that_was_not_there(table):
    table.update(("robin", "usage"), Update(add={"Photos": 1}), IS_NEW).run()
    assert table.get(("robin", "usage"))["Photos"] == 1


def test_several_items_of_one_partition_come_in_the_order_asked_for(table):
    for name in ("a", "b"):
        table.put({"AccountId": "robin", "Item": name}, IS_NEW).run()
    wanted = [(table, ("robin", name)) for name in ("b", "missing", "a")]
    assert [item and item["Item"] for item in batch_get(table.client, wanted)] == ["b", None, "a"]


def test_a_partition_is_listed_in_the_order_of_its_sort_key(table):
    for name in ("c", "a", "b"):
        table.put({"AccountId": "robin", "Item": name}, IS_NEW).run()
    found = table.query(None, Key("AccountId").eq("robin"), limit=2, forward=False)
    assert [item["Item"] for item in found] == ["c", "b"]


@pytest.fixture
def members(table) -> Table:
    """An item with two members."""
    people = {"ro-bin": {"Role": "keeper", "Until": "2025"}, "sa-sha": {"Role": "keeper"}}
    table.put({"AccountId": "pet", "Item": "x", "Members": people}, IS_NEW).run()
    return table


def test_a_members_role_is_set_without_touching_the_others(members):
    is_member = Attr(document_path("Members", "ro-bin")).exists()
    update = Update(
        {document_path("Members", "ro-bin", "Role"): "viewer"}, remove=[document_path("Members", "ro-bin", "Until")]
    )
    changed = members.update(("pet", "x"), update, is_member).run()
    assert changed["Members"] == {"ro-bin": {"Role": "viewer"}, "sa-sha": {"Role": "keeper"}}


def test_a_member_comes_or_goes_without_touching_the_others(members):
    update = Update({document_path("Members", "kim"): {"Role": "viewer"}}, remove=[document_path("Members", "ro-bin")])
    changed = members.update(("pet", "x"), update, Attr("Members").exists()).run()
    assert changed["Members"] == {"kim": {"Role": "viewer"}, "sa-sha": {"Role": "keeper"}}


def test_a_path_into_a_map_that_is_not_there_is_refused_by_the_condition(members):
    is_member = Attr(document_path("Members", "kim")).exists()
    with pytest.raises(Conflict):
        members.update(("pet", "x"), Update({document_path("Members", "kim", "Role"): "viewer"}), is_member).run()


def test_a_count_in_a_map_is_added_to(members):
    update = Update({document_path("Members", "sa-sha", "Seen"): 1})
    members.update(("pet", "x"), update, Attr("Members").exists()).run()
    members.update(
        ("pet", "x"), Update(add={document_path("Members", "sa-sha", "Seen"): 2}), Attr("Members").exists()
    ).run()
    assert members.get(("pet", "x"))["Members"]["sa-sha"]["Seen"] == 3


def test_nothing_is_sent_before_a_write_is_run(table):
    write = table.put({"AccountId": "robin", "Item": "usage"}, IS_NEW)
    assert table.get(("robin", "usage")) is None
    write.run()
    assert table.get(("robin", "usage")) is not None


def test_a_refusal_tells_by_name_which_parts_and_what_is_there(table):
    there = {"AccountId": "robin", "Item": "a", "Photos": 3}
    table.put(there, IS_NEW).run()
    with pytest.raises(TransactionRefused) as raised:
        transact(
            held=table.put({"AccountId": "robin", "Item": "b"}, IS_NEW),
            taken=table.put({"AccountId": "robin", "Item": "a"}, IS_NEW),
            missing=table.check(("robin", "c"), Attr("AccountId").exists()),
        )
    refusal = raised.value
    assert {name for name in ("held", "taken", "missing") if name in refusal} == {"taken", "missing"}
    assert (refusal["taken"], refusal["missing"], refusal.get("held")) == (there, None, None)
    with pytest.raises(KeyError):
        refusal["held"]
    assert table.get(("robin", "b")) is None


def test_an_optional_part_is_left_out_where_its_condition_fails(table):
    is_there = Attr("AccountId").exists()
    transact(
        gone=table.delete(("robin", "a"), is_there).as_optional(),
        made=table.put({"AccountId": "robin", "Item": "b"}, IS_NEW),
        counted=table.update(("robin", "c"), Update(add={"Photos": -1}), is_there).as_optional(),
    )
    assert table.get(("robin", "b")) is not None
    assert table.get(("robin", "c")) is None


def test_a_needed_part_that_fails_stops_the_optional_ones_too(table):
    is_there = Attr("AccountId").exists()
    with pytest.raises(TransactionRefused) as refusal:
        transact(
            needed=table.check(("robin", "a"), is_there),
            extra=table.put({"AccountId": "robin", "Item": "b"}, IS_NEW).as_optional(),
            gone=table.delete(("robin", "c"), is_there).as_optional(),
        )
    assert refusal.value.refused == {"needed": None}
    assert table.get(("robin", "b")) is None


def test_optional_parts_alone_may_all_be_left_out(table):
    transact(gone=table.delete(("robin", "a"), Attr("AccountId").exists()).as_optional())


def test_a_write_with_others_is_a_conflict_only_for_its_own_condition(table):
    there = {"AccountId": "robin", "Item": "a", "Photos": 3}
    table.put(there, IS_NEW).run()
    again, new = (table.put({"AccountId": "robin", "Item": item}, IS_NEW) for item in ("a", "b"))
    with pytest.raises(Conflict) as conflict:
        write_with(again, entry=new)
    assert conflict.value.current == there
    with pytest.raises(TransactionRefused):
        write_with(new, entry=again)


def test_a_transaction_of_more_than_a_hundred_parts_is_not_sent(table):
    part = table.check(("robin", "a"), IS_NEW)
    with pytest.raises(ValueError, match="101 parts"):
        transact(**{f"part_{number}": part for number in range(101)})


def test_every_type_of_value_comes_back_by_every_way(table):
    id = ("robin", "usage")
    item = {
        "AccountId": "robin",
        "Item": "usage",
        "Bytes": b"\x00\xff",
        "Number": Decimal("-1.5E+3"),
        "Map": {"": [True, None, {"a": ""}]},
        "Texts": {"a", "b"},
        "Numbers": {Decimal(1), Decimal("2.5")},
    }
    table.put(item, IS_NEW).run()
    with pytest.raises(Conflict) as alone:
        table.put(item, IS_NEW).run()
    with pytest.raises(TransactionRefused) as together:
        transact(first=table.put(item, IS_NEW))
    ways = [
        table.get(id),
        *table.query(None, Key("AccountId").eq("robin"), limit=2),
        *batch_get(table.client, [(table, id)]),
        *(each for page in walk(table, None, Key("AccountId").eq("robin"), key_names=table.key_names) for each in page),
        alone.value.current,
        together.value["first"],
        table.update(id, Update(remove=["Absent"]), Attr("AccountId").exists()).run(),
    ]
    assert ways == [item] * 7
    assert {type(each["Bytes"]) for each in ways} == {bytes}
