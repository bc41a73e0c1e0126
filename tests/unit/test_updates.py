"""Updates name any attribute by placeholders, so that none of DynamoDB's 573 reserved words is ever met."""

import pytest

from pettracker_site.aws.dynamo import Update, changes, document_path

ROBIN = "11111111-1111-4111-8111-111111111111"


def test_reserved_words_and_odd_names_stand_behind_placeholders():
    text, names, values = Update({"Status": "active", "Name": "Rex"}, remove=["Size"], add={"Count": 1}).expression()
    assert text == "SET #u0 = :u0, #u1 = :u1 REMOVE #u2 ADD #u3 :u2"
    assert names == {"#u0": "Status", "#u1": "Name", "#u2": "Size", "#u3": "Count"}
    assert values == {":u0": {"S": "active"}, ":u1": {"S": "Rex"}, ":u2": {"N": "1"}}


def test_a_value_that_stands_only_where_there_is_none():
    text, names, _ = Update(if_absent={"Cover": "x"}).expression()
    assert text == "SET #u0 = if_not_exists(#u0, :u0)"
    assert names == {"#u0": "Cover"}


def test_each_segment_of_a_path_has_a_placeholder_and_the_same_one_everywhere():
    role, until = document_path("Members", ROBIN, "Role"), document_path("Members", ROBIN, "Until")
    text, names, _ = Update({role: "keeper"}, remove=[until], add={"Plans.all.Count": 1}).expression()
    assert text == "SET #u0.#u1.#u2 = :u0 REMOVE #u0.#u1.#u3 ADD #u4.#u5.#u6 :u1"
    assert list(names.values()) == ["Members", ROBIN, "Role", "Until", "Plans", "all", "Count"]


@pytest.mark.parametrize("segment", ["", "robin@pets.example", "a[0]", "a]"])
def test_a_segment_that_would_be_read_as_several_is_none(segment):
    with pytest.raises(ValueError, match="segment"):
        document_path("Members", segment, "Role")


@pytest.mark.parametrize("given", ["", "Members.", "Members..Role", "Tags[0]"])
def test_an_update_takes_no_path_that_is_none(given):
    with pytest.raises(ValueError, match="segment"):
        Update(remove=[given])


@pytest.mark.parametrize(
    "paths",
    [
        {"set": {"Members": {}}, "remove": ["Members.robin"]},
        {"set": {"Members.robin.Role": "keeper", "Members-of": 1}, "if_absent": {"Members.robin": {}}},
        {"set": {"Count": 1}, "add": {"Count": 1}},
        {"remove": ["Size", "Size"]},
    ],
)
def test_paths_that_overlap_are_refused_as_dynamodb_does(paths):
    with pytest.raises(ValueError, match="overlap"):
        Update(**paths)


def test_neighbours_do_not_overlap():
    paths = {"Members.robin": 1, "Members.robins": 2, "Member": 3}
    assert Update(paths).set == paths


def test_changes_say_what_differs_and_nothing_else():
    update = changes({"a": 1, "b": 2, "c": 3, "d": None}, {"a": 1, "b": 5, "c": None, "d": 4})
    assert update.set == {"b": 5, "d": 4}
    assert update.remove == ["c"]
