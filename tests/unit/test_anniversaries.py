"""Which birthdays and days of adoption are near, and in which words."""

from dataclasses import replace
from datetime import date

import pytest

from pets.anniversaries import MOST, near
from pets.profile import Kind, Profile
from tests.store.makers import new_pet


def words(today: date, **said) -> list[str]:
    return [each.words for each in near([replace(new_pet(), profile=Profile("Miso", Kind.CAT, **said))], today)]


@pytest.mark.parametrize(
    ("today", "born", "said"),
    [
        (date(2026, 6, 1), date(2022, 6, 1), ["turns 4 today"]),
        (date(2026, 6, 1), date(2022, 6, 2), ["turns 4 tomorrow"]),
        (date(2026, 6, 1), date(2022, 6, 8), ["turns 4 in 7 days"]),
        (date(2026, 6, 1), date(2022, 6, 9), []),
        (date(2026, 6, 1), date(2022, 5, 31), []),
        (date(2026, 6, 1), date(2026, 6, 1), []),
        (date(2026, 12, 30), date(2022, 1, 2), ["turns 5 in 3 days"]),
        (date(2026, 2, 27), date(2024, 2, 29), ["turns 2 tomorrow"]),
        (date(2028, 2, 28), date(2024, 2, 29), ["turns 4 tomorrow"]),
    ],
)
def test_a_birthday_is_told_from_a_week_before(today, born, said):
    assert words(today, birth_date=born) == said


def test_a_birth_date_that_is_a_guess_is_no_birthday():
    assert words(date(2026, 6, 1), birth_date=date(2022, 6, 1), birth_approximate=True) == []


@pytest.mark.parametrize(
    ("adopted", "said"),
    [
        (date(2025, 6, 1), "came to you a year ago today"),
        (date(2023, 6, 2), "has been with you for 3 years tomorrow"),
        (date(2023, 6, 4), "has been with you for 3 years in 3 days"),
    ],
)
def test_a_day_of_adoption_is_told_too(adopted, said):
    assert words(date(2026, 6, 1), adopted_on=adopted) == [said]


def test_the_nearest_come_first_and_no_more_than_fit():
    born = [date(2020, 6, 1 + day % 7) for day in range(20)]
    pets = [replace(new_pet(), profile=Profile("Miso", Kind.CAT, birth_date=each)) for each in born]
    assert [each.days for each in near(pets, date(2026, 6, 1))] == [0, 0, 0, 1, 1, 1][:MOST]
