"""Numbers, days and times as people type them: understood in one way, or refused with a question."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pettracker_site.common import typed

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4,5", "4.5"),
        ("4.5", "4.5"),
        ("4.125", "4.125"),
        ("12,25", "12.25"),
        ("4,1250", "4.1250"),
        (",5", "0.5"),
        ("4,", "4"),
        ("0", "0"),
        ("1234", "1234"),
        ("  4,5\N{NO-BREAK SPACE}", "4.5"),
        ("٤٫٥", "4.5"),
        ("٤٫١٢٥", "4.125"),
        ("٤،٥", "4.5"),
        ("\u200f٤٫٥\u200f", "4.5"),
        ("۴٫۵", "4.5"),
        ("४.५", "4.5"),
        ("４．５", "4.5"),
        ("４，５", "4.5"),
    ],
)
def test_a_comma_or_a_point_is_decimal_in_digits_of_any_script(text, number):
    assert typed.number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("4,125", ("4.125", "4125")),
        ("0,125", ("0.125", "125")),
        ("12,000", ("12.000", "12000")),
        ("４，１２５", ("4.125", "4125")),
        ("٤٬١٢٥", ("4.125", "4125")),
    ],
)
def test_a_comma_before_three_digits_has_two_readings(text, readings):
    with pytest.raises(typed.TwoReadings) as asked:
        typed.number(text)
    assert asked.value.readings == readings


@pytest.mark.parametrize(
    "text", ["1.234.567", "1,234,567", "1,234.5", "1.234,5", "4..5", "4,,5", "١٬٢٣٤٫٥", ".4.", "1,2.3"]
)
def test_more_than_one_mark_is_asked_back(text):
    with pytest.raises(typed.ManyMarks):
        typed.number(text)


NO_NUMBERS = [
    "",
    " ",
    ".",
    ",",
    "4_5",
    "4 5",
    "1e3",
    "-4",
    "+4",
    "−4",
    "0x10",
    "NaN",
    "Infinity",
    "½",
    "²",
    "4.5 kg",
    "'4",
    "4'5",
]


@pytest.mark.parametrize("text", [*NO_NUMBERS, "9" * (typed.LONGEST + 1), "\u200f" * 500_000])
def test_all_else_is_no_number(text):
    with pytest.raises(ValueError) as refused:
        typed.number(text)
    assert type(refused.value) is ValueError


@given(st.text(alphabet="0123456789.,٤٫", max_size=12))
def test_what_is_taken_for_a_number_is_never_ten_times_it(text):
    """A mark is never dropped: the number has as many decimals as signs behind its mark."""
    try:
        number = typed.number(text)
    except ValueError:
        return
    after = len(text.replace("٫", ".").replace(",", ".").partition(".")[2])
    assert -number.as_tuple().exponent == after


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("12", 12), ("٣", 3), ("１２", 12), (" 3 ", 3)])
def test_a_whole_number_is_digits(text, number):
    assert typed.whole_number(text) == number


@pytest.mark.parametrize("text", [*NO_NUMBERS, "1.000", "1,000", "3.0", "3,", "9" * 5000])
def test_a_whole_number_with_a_mark_is_not_guessed(text):
    with pytest.raises(ValueError):
        typed.whole_number(text)


@pytest.mark.parametrize(
    "text", ["2025-06-05", "2025-6-5", " 2025-06-05 ", "٢٠٢٥-٠٦-٠٥", "２０２５－０６－０５", "2025‑06‑05"]
)
def test_a_day_is_year_month_and_day(text):
    assert typed.day(text) == date(2025, 6, 5)


NO_DAYS = ["06/05/2025", "06.05.2025", "5.6.2025", "05-06-2025", "25-06-05", "2025/06/05", "20250605", "2025-W23-4"]
NO_DAYS += [
    "June 5, 2025",
    "2025-13-01",
    "2025-02-30",
    "0000-01-01",
    "12025-06-05",
    "2025-06-05T00:00",
    "2_25-06-05",
    "",
]


@pytest.mark.parametrize("text", [*NO_DAYS, "2025-06-05" + " " * 500_000])
def test_other_days_are_not_guessed(text):
    with pytest.raises(ValueError):
        typed.day(text)


@pytest.mark.parametrize(
    ("text", "second"),
    [("2025-06-05T14:30", 0), ("2025-06-05 14:30", 0), ("2025-6-5 14:30:07", 7), ("2025-06-05T14:30:07.25", 7)],
)
def test_a_time_is_a_day_and_a_clock(text, second):
    assert typed.moment(text, BERLIN) == datetime(2025, 6, 5, 14, 30, second, tzinfo=BERLIN)


@pytest.mark.parametrize(
    "text",
    ["06/05/2025 14:30", "2025-06-05", "2025-06-05 2:30 pm", "2025-06-05 24:00", "2025-06-05 14:60", "20250605T1430"]
    + ["2025-06-05T14:30Z", "2025-06-05T14:30+05:00", "5.6.2025 14:30", "14:30", "2025-06-05 1_:30"],
)
def test_other_times_are_not_guessed(text):
    with pytest.raises(ValueError):
        typed.moment(text, BERLIN)
