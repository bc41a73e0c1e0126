"""Weights are kept in kilograms to a tenth of a gram, typed in four units, and shown in the reader's."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pets.display import format_weight, format_weight_change
from pets.weights.units import TooManyOunces, TypedUnit, in_unit, read
from pettracker_site.common import typed

OUNCE = Decimal("0.0283495")


@pytest.mark.parametrize(
    ("text", "unit", "kilograms", "kept"),
    [
        ("4.2", "kg", "4.2", ("4.2", "kg")),
        ("4,5", "kg", "4.5", ("4,5", "kg")),
        ("٤٫٥", "kg", "4.5", ("٤٫٥", "kg")),
        ("850", "g", "0.85", ("850", "g")),
        (" 850 g ", "kg", "0.85", ("850 g", "g")),
        ("12,5g", "lb", "0.0125", ("12,5g", "g")),
        ("10", "lb", "4.5359", ("10", "lb")),
        ("10 pounds", "kg", "4.5359", ("10 pounds", "lb")),
        ("9 lb 4 oz", "kg", "4.1957", ("9 lb 4 oz", "lb-oz")),
        ("9lb4oz", "g", "4.1957", ("9 lb 4 oz", "lb-oz")),
        ("9 4", "lb-oz", "4.1957", ("9 lb 4 oz", "lb-oz")),
        ("9", "lb-oz", "4.0823", ("9 lb", "lb-oz")),
        ("20 oz", "kg", "0.567", ("20 oz", "lb-oz")),
    ],
)
def test_a_weight_is_understood_as_it_is_typed(text, unit, kilograms, kept):
    found = read(text, TypedUnit(unit))
    assert (found.kilograms, (found.text, found.unit)) == (Decimal(kilograms), kept)
    assert read(found.text, found.unit) == found  # as the form shows it for an edit


@pytest.mark.parametrize(
    "text",
    ["", "heavy", "4_5", "1e9", "NaN", "0x4", "-4", "4 stone", "9 4", "4 kg 2", "9 lb 4 g", "9" * 40, f"{'9' * 30} lb"],
)
def test_what_is_no_weight_is_not_guessed(text):
    with pytest.raises(ValueError):
        read(text, TypedUnit.KG)


def test_a_text_without_end_is_not_looked_through():
    with pytest.raises(ValueError, match="not a weight"):
        read("9" * 41, TypedUnit.KG)


@pytest.mark.parametrize(
    ("text", "error"),
    [("4,125", typed.TwoReadings), ("1.234.567", typed.ManyMarks), ("9 lb 16 oz", TooManyOunces)],
)
def test_a_slip_has_its_own_name(text, error):
    with pytest.raises(error):
        read(text, TypedUnit.KG)


@given(st.decimals(min_value=0, max_value=8000, places=4), st.sampled_from(["kg", "lb"]))
def test_two_weights_that_differ_differ_in_words_that_are_exact(kilograms, unit):
    other = kilograms + Decimal("0.0001")
    assert in_unit(kilograms, unit) != in_unit(other, unit)


@pytest.mark.parametrize(
    ("kilograms", "unit", "words"),
    [
        ("4.2", "kg", "4.2 kg"),
        ("31.40", "kg", "31.4 kg"),
        ("430", "kg", "430 kg"),
        ("0.035", "kg", "35 g"),
        ("0.0125", "kg", "12.5 g"),
        ("0.3402", "lb", "340 g"),
        ("4.1957", "lb", "9 lb 4 oz"),
        ("4.5359", "lb", "10 lb"),
        ("4.5358", "lb", "10 lb"),
        ("430", "lb", "948 lb"),
    ],
)
def test_weights_are_said_as_on_a_scale(kilograms, unit, words):
    assert plain(format_weight(Decimal(kilograms), unit)) == words


@pytest.mark.parametrize(
    ("change", "unit", "of", "words"),
    [
        ("-0.2", "kg", "31", "200 g"),
        ("0.198", "lb", "4", "7 oz"),
        ("0.004", "lb", "0.04", "4 g"),
        ("1.5", "kg", "9", "1.5 kg"),
    ],
)
def test_a_change_is_said_in_the_unit_of_the_animal(change, unit, of, words):
    assert plain(format_weight_change(Decimal(change), unit, of=Decimal(of))) == words


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")
