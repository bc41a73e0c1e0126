"""What several weights say of a change, and the chart of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pets.weights.chart import BOTTOM, LEFT, RIGHT, TOP, WIDE, draw
from pets.weights.domain import is_a_jump, notable, since_a_month, since_last
from tests.store.makers import new_pet
from tests.weights import new_weight

TODAY = date(2026, 6, 1)
PET = new_pet()


def weights(*said: tuple[int, str], guesses: tuple[int, ...] = ()):
    """By days before today and kilograms, the newest first."""
    return [
        new_weight(PET, kilograms, TODAY - timedelta(days=days), approximate=days in guesses)
        for days, kilograms in said
    ]


def test_the_change_since_the_last_is_told_from_two_on():
    assert since_last(weights((0, "4"))) is None
    change = since_last(weights((0, "4.2"), (10, "4"), (20, "5")))
    assert (change.kilograms, change.days, change.since) == (Decimal("0.2"), 10, TODAY - timedelta(days=10))
    assert change.share == Decimal("0.05")


def test_no_rate_is_told_of_less_than_a_week():
    assert since_last(weights((0, "4.2"), (6, "4"))).share is None
    assert since_last(weights((0, "4.2"), (7, "4"))).share is not None


@pytest.mark.parametrize(("days", "told"), [((5, 31), 31), ((5, 29), None), ((5, 61), None), ((31,), None)])
def test_the_change_since_a_month_is_from_what_was_about_then_and_not_the_last(days, told):
    change = since_a_month(weights((0, "4"), *((each, "4") for each in days)))
    assert (change and change.days) == told


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ([(0, "4.2"), (14, "4")], 14),
        ([(0, "3.8"), (14, "4")], 14),
        ([(0, "4.19"), (14, "4")], None),
        ([(0, "4.2"), (15, "4")], None),
        ([(0, "4.4"), (31, "4")], 31),
        ([(0, "4.4"), (32, "4")], None),
        ([(0, "8"), (6, "4")], None),
        ([(0, "4.4"), (8, "4.1"), (30, "4")], 30),
    ],
)
def test_five_percent_in_two_weeks_and_ten_in_a_month_are_worth_a_word(said, days):
    found = notable(weights(*said))
    assert (found and found.days) == days


def test_a_guess_is_worth_no_word():
    assert notable(weights((0, "4.4"), (10, "4"), guesses=(10,))) is None
    assert notable(weights((0, "4.4"), (10, "4"), guesses=(0,))) is None


@pytest.mark.parametrize(("before", "now", "jumps"), [("4.2", "42", True), ("4.2", "0.42", True), ("4", "9", False)])
def test_about_ten_times_as_much_or_as_little_is_a_jump(before, now, jumps):
    assert is_a_jump(Decimal(before), Decimal(now)) is jumps


# --- The chart ---
def chart(*said: tuple[int, str], unit="kg"):
    return draw(weights(*said), TODAY - timedelta(days=100), TODAY, unit)


def test_the_line_goes_from_the_oldest_to_the_newest_within_the_picture():
    drawn = chart((0, "5"), (50, "4"), (100, "4.5"))
    assert [point.along for point in drawn.points] == [0, WIDE // 2, WIDE]
    assert [point.across for point in drawn.points] == [f"{LEFT}.00%", f"{(LEFT + RIGHT) / 2:.2f}%", f"{RIGHT}.00%"]
    first, lowest, highest = (point.y for point in drawn.points)
    assert TOP <= highest < first < lowest <= BOTTOM


def test_levels_are_round_numbers_around_all_weights():
    assert [level.words for level in chart((0, "5.1"), (9, "4.2")).levels] == ["4", "4.5", "5", "5.5"]


@pytest.mark.parametrize("kilograms", ["4", "0.035", "1600"])
def test_a_single_weight_has_its_chart(kilograms):
    drawn = chart((3, kilograms))
    assert len(drawn.points) == 1
    assert TOP <= drawn.points[0].y <= BOTTOM


def test_the_chart_of_a_small_animal_is_in_grams_and_of_others_in_the_readers_unit():
    assert chart((0, "0.04"), (9, "0.038"), unit="lb").unit == "g"
    assert chart((0, "4"), (9, "0.9"), unit="lb").unit == "lb"


def test_two_thousand_weights_are_drawn_by_so_few_that_the_page_stays_light():
    many = weights(*((at // 20, f"{30 + at % 7}.{at % 10}") for at in range(2000)))
    drawn = draw(many, TODAY - timedelta(days=100), TODAY, "kg")
    assert len(drawn.points) <= 241
    assert not drawn.has_dots
    ends = [many[0].id, max(point.weight.kilograms for point in drawn.points)]
    assert ends == [drawn.points[-1].weight.id, max(weight.kilograms for weight in many)]


def test_the_days_below_are_the_first_and_the_last_and_two_between():
    assert [label.anchor for label in chart((0, "4")).days] == ["start", "middle", "middle", "end"]
    assert [label.words for label in draw(weights((0, "4")), TODAY, TODAY, "kg").days] == ["June 1"]
