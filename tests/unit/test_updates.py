"""Updates name any attribute by placeholders, so that none of DynamoDB's 573 reserved words is ever met."""

from pettracker_site.aws.dynamo import Update, changes


def test_reserved_words_and_odd_names_stand_behind_placeholders():
    text, names, values = Update({"Status": "active", "Name": "Rex"}, remove=["Size"], add={"Count": 1}).expression()
    assert text == "SET #u0 = :u0, #u1 = :u1 REMOVE #u2 ADD #u3 :u2"
    assert names == {"#u0": "Status", "#u1": "Name", "#u2": "Size", "#u3": "Count"}
    assert values == {":u0": {"S": "active"}, ":u1": {"S": "Rex"}, ":u2": {"N": "1"}}


def test_a_value_that_stands_only_where_there_is_none():
    text, names, _ = Update(if_absent={"Cover": "x"}).expression()
    assert text == "SET #u0 = if_not_exists(#u0, :u0)"
    assert names == {"#u0": "Cover"}


def test_changes_say_what_differs_and_nothing_else():
    update = changes({"a": 1, "b": 2, "c": 3, "d": None}, {"a": 1, "b": 5, "c": None, "d": 4})
    assert update.set == {"b": 5, "d": 4}
    assert update.remove == ["c"]
