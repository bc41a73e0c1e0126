"""What is usual after a vaccination or a treatment, and the calendar's arithmetic."""

import json
from datetime import date
from pathlib import Path

import pytest

from pets.care import intervals
from pets.care.facts import CareType
from pets.care.intervals import Interval, usual, usual_for
from pets.profile import Kind

ROWS = json.loads(Path(intervals.__file__).with_name("intervals.json").read_text())


def test_each_row_has_a_source_with_a_date_and_says_usual_things_only():
    for row in ROWS:
        assert row["source"], row
        assert row["looked_at"][:2] == "20", row
        assert row["type"] in CareType.values
        assert {*row["kinds"]} <= {*Kind.values}
        assert not {"must", "required", "have to"} & {*row["says"].lower().split()}, row


@pytest.mark.parametrize(
    ("day", "length", "then"),
    [
        ("2026-01-31", "1 months", "2026-02-28"),
        ("2024-02-29", "1 years", "2025-02-28"),
        ("2026-11-30", "3 months", "2027-02-28"),
        ("2026-12-31", "2 months", "2027-02-28"),
        ("2026-05-01", "12 weeks", "2026-07-24"),
        ("2026-05-01", "30 days", "2026-05-31"),
    ],
)
def test_months_go_by_the_calendar_and_end_with_the_month(day, length, then):
    assert Interval.read(length).after(date.fromisoformat(day)) == date.fromisoformat(then)


@pytest.mark.parametrize("length", ["", "3", "3 centuries", "-1 days", "1 day", "12345 days"])
def test_other_lengths_are_refused(length):
    with pytest.raises(ValueError, match="no length"):
        Interval.read(length)


def test_a_length_that_leads_out_of_the_calendar_says_so():
    with pytest.raises(OverflowError):
        Interval(1, "months").after(date.max)


@pytest.mark.parametrize(
    ("first", "then", "length"),
    [
        ("2025-05-01", "2026-05-01", Interval(12, "months")),
        ("2026-01-31", "2026-02-28", Interval(1, "months")),
        ("2026-05-01", "2026-05-31", Interval(30, "days")),
        ("2026-05-31", "2026-06-30", Interval(1, "months")),
    ],
)
def test_the_time_between_two_days_is_told_in_months_where_that_is_so(first, then, length):
    assert Interval.between(date.fromisoformat(first), date.fromisoformat(then)) == length


@pytest.mark.parametrize(
    ("on", "then"),
    [
        ("2026-03-01", "2026-03-22"),  # 8 weeks old: three weeks later
        ("2026-05-10", "2026-07-05"),  # 18 weeks old: at 26 weeks
        ("2026-07-01", "2026-07-22"),  # shortly before: not within some days of the dose before
        ("2026-07-05", "2029-07-05"),  # 26 weeks old: three years later
        ("2030-01-01", "2033-01-01"),
    ],
)
def test_a_puppys_course_goes_on_until_half_a_year_of_age(on, then):
    core = usual("vaccination", Kind.DOG, "", "dhpp")
    assert core.next(date.fromisoformat(on), date(2026, 1, 4), None) == date.fromisoformat(then)


def test_of_an_animal_of_unknown_age_the_interval_of_grown_ones_is_suggested():
    core = usual("vaccination", Kind.CAT, "", "Core vaccines")
    assert core.next(date(2026, 3, 1), None, None) == date(2029, 3, 1)


def test_after_a_first_dose_of_two_the_second_follows_soon():
    lepto = usual("vaccination", Kind.DOG, "", "leptospirosis")
    assert lepto.next(date(2026, 3, 1), None, 1) == date(2026, 3, 29)
    assert lepto.next(date(2026, 3, 1), None, 2) == date(2027, 3, 1)


def test_names_are_found_however_they_are_written_and_only_for_their_animals():
    assert usual("vaccination", Kind.CAT, "", "félv").name == "Feline leukaemia"
    assert usual("vaccination", Kind.DOG, "", "FeLV") is None
    assert usual("parasites", Kind.DOG, "", "Bravecto").then == Interval(12, "weeks")


def test_of_small_mammals_only_ferrets_have_vaccinations():
    assert usual_for("vaccination", Kind.SMALL_MAMMAL, "Hamster") == []
    assert [row.name for row in usual_for("vaccination", Kind.SMALL_MAMMAL, "Ferret")] == ["Distemper", "Rabies"]
