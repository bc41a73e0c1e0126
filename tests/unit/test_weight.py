"""Weights are kept in kilograms to the gram and shown in the owner's unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pets.display import format_weight
from pets.weight import in_unit, to_kilograms


def test_pounds_are_kept_as_kilograms():
    assert to_kilograms(Decimal(10), "lb") == Decimal("4.536")


@given(st.decimals(min_value=1, max_value=8000, places=1))
def test_what_was_typed_in_pounds_is_shown_as_typed(pounds):
    shown = in_unit(to_kilograms(pounds, "lb"), "lb")
    assert abs(shown - pounds) <= Decimal("0.0012")


@given(st.decimals(min_value=0, max_value=8000, places=3), st.sampled_from(["kg", "lb"]))
def test_saving_what_is_shown_changes_nothing(kilograms, unit):
    assert to_kilograms(in_unit(kilograms, unit), unit) == kilograms


@pytest.mark.parametrize(
    ("kilograms", "unit", "words"),
    [
        ("4.2", "kg", "4.2 kg"),
        ("31.40", "kg", "31.4 kg"),
        ("430", "kg", "430 kg"),
        ("0.035", "kg", "35 g"),
        ("4.536", "lb", "10 lb"),
        ("0.035", "lb", "1.2 oz"),
    ],
)
def test_weights_are_said_as_on_a_scale(kilograms, unit, words):
    assert format_weight(Decimal(kilograms), unit).replace("\N{NO-BREAK SPACE}", " ") == words
