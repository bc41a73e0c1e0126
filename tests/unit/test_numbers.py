"""Floats go in as the decimals a person would write, decimals come out as JSON numbers."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pettracker_site.aws.numbers import dumps, to_decimals, to_json_numbers
from pettracker_site.aws.wire import from_wire, to_wire


def test_a_float_becomes_the_decimal_one_would_write_and_not_its_binary_digits():
    assert to_decimals(4.1) == Decimal("4.1")


def test_nested_floats_are_found():
    assert to_decimals({"a": [1.5, {"b": (0.1, "x")}]}) == {"a": [Decimal("1.5"), {"b": [Decimal("0.1"), "x"]}]}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="finite"):
        to_decimals({"weight": number})


def test_whole_decimals_become_ints_and_others_floats():
    out = to_json_numbers({"Version": Decimal("3"), "Weight": Decimal("4.20"), "All": [Decimal("1E+2")]})
    assert out == {"Version": 3, "Weight": 4.2, "All": [100]}
    assert isinstance(out["Version"], int)


def test_json_has_numbers_and_not_strings():
    assert json.loads(dumps({"Weight": Decimal("0.035")})) == {"Weight": 0.035}


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100).filter(
        lambda x: x == 0 or abs(x) > 1e-100
    )
)
def test_a_float_survives_the_way_to_dynamodb_and_back(number):
    stored = from_wire(to_wire({"n": number}))
    assert float(to_json_numbers(stored)["n"]) == number


def test_attributes_without_a_value_are_left_out():
    assert to_wire({"a": None, "b": "x"}) == {"b": {"S": "x"}}
