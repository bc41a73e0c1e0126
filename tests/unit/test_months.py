"""An album by the months of its photos, with the pet's age then."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos.album.memories import days
from photos.album.months import by_month
from tests.store.makers import NOW, new_pet, new_photo

TAKEN = NOW.date()  # 1 June 2025


def months(*offsets: int, **profile) -> list[tuple[str, str, int]]:
    """Month, age and number of photos, of photos taken so many days after 1 June 2025."""
    pet = new_pet(**profile)
    return [(m.key, m.age, len(m.photos)) for m in by_month([new_photo(pet, days=each) for each in offsets], pet)]


def test_photos_stand_under_their_months_in_the_order_in_which_they_come():
    assert months(31, 29, 0, -1) == [("2025-07", "", 1), ("2025-06", "", 2), ("2025-05", "", 1)]


def test_a_month_tells_the_age_at_the_last_of_its_photos():
    assert months(29, 0, birth_date=date(2025, 2, 20)) == [("2025-06", "4 months", 2)]


@pytest.mark.parametrize(
    ("profile", "age"),
    [
        ({}, ""),
        ({"birth_date": date(2025, 6, 2)}, ""),
        ({"birth_date": TAKEN}, "born today"),
        ({"birth_date": date(2021, 1, 1)}, "4 years"),
        ({"birth_date": date(2021, 1, 1), "birth_approximate": True}, "about 4 years"),
    ],
    ids=["unknown", "before birth", "day of birth", "known", "about"],
)
def test_an_age_is_told_as_far_as_it_is_known(profile, age):
    assert months(0, **profile) == [("2025-06", age, 1)]


def test_a_month_is_there_once_even_where_dates_go_back_and_forth():
    assert [key for key, _, _ in months(30, 29, 30, 29)] == ["2025-07", "2025-06"]


@given(st.lists(st.integers(-400, 400), max_size=30))
def test_no_photo_is_lost_and_every_month_is_there_once(offsets):
    pet = new_pet()
    photos = [new_photo(pet, days=each) for each in offsets]
    found = by_month(photos, pet)
    assert sorted(each.id for month in found for each in month.photos) == sorted(photo.id for photo in photos)
    assert len({month.key for month in found}) == len(found)
    assert all(photo.taken_on.replace(day=1) == month.first for month in found for photo in month.photos)


@pytest.mark.parametrize(
    ("today", "remembered"),
    [
        (date(2025, 6, 1), ("06-01", "06-01")),
        (date(2024, 2, 28), ("02-28", "02-28")),
        (date(2024, 2, 29), ("02-29", "02-29")),
        (date(2025, 2, 28), ("02-28", "02-29")),
        (date(2025, 3, 1), ("03-01", "03-01")),
        (date(2100, 2, 28), ("02-28", "02-29")),
    ],
)
def test_29_february_is_remembered_on_the_28th_where_a_year_has_none(today, remembered):
    assert days(today) == remembered


def test_every_day_of_every_year_is_remembered_in_each_later_year():
    for year in (2023, 2024):
        today, remembered = date(year, 1, 1), set()
        while today.year == year:
            first, last = days(today)
            remembered |= {first, last}
            today += timedelta(days=1)
        assert len(remembered) == 366
