"""Lists of photos in DynamoDB that begin at a photo, and those of one day over all years."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from photos.domain import Photo
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(photo_records, pet):
    def add(*, to=None, **changes) -> Photo:
        photo = replace(new_photo(to or pet, days=changes.pop("days", 0)), **changes)
        photo_records.reserve(photo)
        return photo_records.activate(photo, photo.owner_id)

    return add


@pytest.fixture
def of_days(photo_records):
    def of_days(first="06-01", last="06-01", *, before=date(2026, 6, 1), owner_id=OWNER, most=48) -> list[str]:
        return [photo.id for photo in photo_records.of_days(owner_id, first, last, before=before, most=most)]

    return of_days


def ids(page) -> list[str]:
    return [photo.id for photo in page.items]


@pytest.mark.parametrize("listing", ["list_for_pet", "favourites_of_pet"])
def test_a_list_that_begins_at_a_photo_goes_on_from_there_both_ways(photo_records, pet, add, listing):
    album = [photo_records.mark(add(days=day), favourite=True) for day in range(6)][::-1]
    listed = getattr(photo_records, listing)
    page = listed(pet.id, first=album[2], size=3)
    assert ids(page) == [photo.id for photo in album[2:5]]
    assert ids(listed(pet.id, cursor=page.next, size=3)) == [album[5].id]
    assert ids(listed(pet.id, cursor=page.previous, size=3)) == [album[0].id, album[1].id]


def test_a_list_that_begins_at_the_last_photo_ends_there(photo_records, pet, add):
    oldest, _ = add(), add(days=1)
    page = photo_records.list_for_pet(pet.id, first=oldest, size=3)
    assert (ids(page), page.next) == ([oldest.id], "")


def taken(year: int, month: int = 6, day: int = 1) -> dict:
    return {"taken_at": datetime(year, month, day, 12, tzinfo=UTC), "taken_on": date(year, month, day)}


def test_a_day_is_found_in_all_earlier_years_the_latest_first(add, of_days):
    older, newer = add(**taken(2019)), add(**taken(2025))
    add(**taken(2026))  # this year's
    add(**taken(2025, day=2))
    assert of_days() == [newer.id, older.id]


def test_the_days_of_all_ones_pets_are_found_and_nobody_elses(pet_records, add, of_days):
    other, foreign = pet_records.add(new_pet("Other")), pet_records.add(new_pet("Foreign", owner_id=STRANGER))
    mine, theirs = add(to=other, **taken(2025)), add(to=foreign, **taken(2025))
    assert of_days() == [mine.id]
    assert of_days(owner_id=STRANGER) == [theirs.id]


def test_a_photo_in_the_trash_is_not_remembered(photo_records, add, of_days):
    photo = add(**taken(2025))
    photo_records.delete(photo, NOW)
    assert of_days() == []


def test_the_end_of_february_is_one_range(add, of_days):
    leap, last = add(**taken(2024, 2, 29)), add(**taken(2025, 2, 28))
    assert of_days("02-28", "02-29", before=date(2026, 2, 28)) == [leap.id, last.id]


@pytest.mark.parametrize(
    ("at", "on", "today", "is_found"),
    [
        (datetime(2026, 1, 1, 3, tzinfo=UTC), date(2025, 12, 31), date(2026, 12, 31), True),  # in New York
        (datetime(2025, 12, 31, 22, tzinfo=UTC), date(2026, 1, 1), date(2026, 1, 1), False),  # in Athens
        (datetime(2024, 12, 31, 22, tzinfo=UTC), date(2025, 1, 1), date(2026, 1, 1), True),
    ],
)
def test_years_are_those_on_the_wall(add, of_days, at, on, today, is_found):
    photo = add(taken_at=at, taken_on=on)
    day = f"{today:%m-%d}"
    assert of_days(day, day, before=today) == ([photo.id] if is_found else [])


def test_no_more_are_read_than_asked_for(add, of_days):
    for year in range(2015, 2025):
        add(**taken(year))
    assert len(of_days(most=4)) == 4
