"""The day on which what is in the trash goes for good."""

from datetime import UTC, datetime

import pytest

from pettracker_site.aws import times

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is noon of 24 November 2026, for people who log in and read; a test may move it on."""

    def today(*moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(*moment, tzinfo=UTC))

    today(2026, 11, 24, 12)
    return today


@pytest.fixture
def delete_at(as_owner, monkeypatch):
    def delete_at(photo, *moment):
        monkeypatch.setattr(times, "now", lambda: datetime(*moment, tzinfo=UTC))
        as_owner.post(f"/pets/{photo.pet_id}/photos/{photo.id}/delete/")

    return delete_at


@pytest.fixture
def said(as_owner, pet):
    """What the trash of the pet's photos says."""
    return lambda: as_owner.get(f"/pets/{pet.id}/photos/trash/").text


def test_each_photo_tells_its_own_day(pet, add_photo, delete_at, said):
    delete_at(add_photo(pet, 1), 2026, 11, 20, 12)
    delete_at(add_photo(pet, 2), 2026, 11, 24, 12)
    assert "Goes for good on December 20" in said()
    assert "Goes for good on December 24" in said()


def test_the_day_is_that_of_the_readers_calendar(owner, pet, add_photo, delete_at, said):
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    delete_at(add_photo(pet), 2026, 11, 23, 23)
    assert "Goes for good on December 24" in said()


def test_the_days_are_those_of_the_setting(pet, add_photo, delete_at, said, settings):
    settings.TRASH_DAYS = 7
    delete_at(add_photo(pet), 2026, 11, 24, 12)
    assert "Goes for good on December 1" in said()


def test_a_day_of_another_year_is_told_with_its_year(pet, add_photo, delete_at, said, settings):
    settings.TRASH_DAYS = 400
    delete_at(add_photo(pet), 2026, 11, 24, 12)
    assert "Goes for good on Dec. 29, 2027" in said()


def test_a_day_that_is_over_is_any_day_now(pet, add_photo, delete_at, said):
    delete_at(add_photo(pet), 2026, 10, 25, 12)
    assert "Goes for good any day now" in said()


def test_a_pet_tells_its_day_too(as_owner, pet, pet_records):
    pet_records.delete(pet, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert "Goes for good on December 22" in as_owner.get("/pets/trash/").text
