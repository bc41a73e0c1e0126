"""On this day, on the home page: one's own photos of this day in earlier years."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from photos.upload.services import Uploader, uploader
from tests import pictures
from tests.site.forms import pet_form

pytestmark = pytest.mark.usefixtures("aws")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is 1 June 2026, at noon in UTC, unless a test sets another clock."""

    def today(now: datetime = NOW) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    today()
    return today


@pytest.fixture
def take(aws):
    def take(pet, year: int = 2025, month: int = 6, day: int = 1, *, shade: int = 0):
        file = pictures.jpeg(64 + shade, 48, taken=datetime(year, month, day, 12))
        made = uploader()
        return Uploader(made.repository, made.storage).upload(pet, pet.owner_id, file, zone=UTC).photo

    return take


def remembered(response) -> list[tuple[str, str, int]]:
    return [(each.photo.id, each.pet.name, each.years) for each in response.context["memories"]]


def test_photos_of_this_day_in_earlier_years_are_shown_with_their_pets(as_owner, add_pet, take):
    rex, miso = add_pet("Rex"), add_pet("Miso")
    old, new = take(miso, 2023), take(rex, 2025, shade=1)
    take(rex, 2025, 6, 2, shade=2)
    take(rex, 2026, shade=3)
    response = as_owner.get("/")
    assert remembered(response) == [(new.id, "Rex", 1), (old.id, "Miso", 3)]
    assert "1 year ago" in response.text
    assert "3 years ago" in response.text
    assert f'href="/pets/{rex.id}/?photo={new.id}#photo-{new.id}"' in response.text


def test_ones_pets_stand_beneath(as_owner, add_pet, take):
    take(add_pet("Rex"))
    add_pet("Miso")
    assert [pet.name for pet in as_owner.get("/").context["page"].items] == ["Miso", "Rex"]


def test_home_and_the_list_of_pets_tell_whose_day_is_near(as_owner, pet, add_pet, take):
    born = pet_form(name="Miso", birth_date="2022-06-02", adopted_on="2022-08-02")
    as_owner.post("/pets/add/", born)
    assert re.search(r"Miso</a> turns 4 tomorrow", as_owner.get("/pets/").text)
    assert "tomorrow" not in as_owner.get("/pets/", {"q": "miso"}).text
    take(pet)
    assert re.search(r"Miso</a> turns 4 tomorrow", as_owner.get("/").text)


def test_a_day_on_which_nothing_happened_leads_to_ones_pets(as_owner, pet, take):
    take(pet, 2025, 6, 2)
    assert as_owner.get("/")["Location"] == "/pets/"


def test_somebody_elses_photos_are_never_shown(as_stranger, pet, take):
    take(pet)
    assert as_stranger.get("/")["Location"] == "/pets/"


def test_photos_of_a_pet_in_the_trash_are_not_shown(as_owner, add_pet, take):
    gone, here = add_pet("Gone"), add_pet("Here")
    take(gone)
    photo = take(here, shade=1)
    as_owner.post(f"/pets/{gone.id}/delete/")
    assert remembered(as_owner.get("/")) == [(photo.id, "Here", 1)]


def test_a_photo_that_was_just_deleted_is_not_shown_although_its_index_lags(as_owner, pet, take, monkeypatch):
    gone, here = take(pet), take(pet, shade=1)
    repository = uploader().repository
    yesterday = [repository.find(photo.id) for photo in (gone, here)]
    as_owner.post(f"/pets/{pet.id}/photos/{gone.id}/delete/")
    monkeypatch.setattr(type(repository), "of_days", lambda *_, **__: yesterday)
    assert [id for id, _, _ in remembered(as_owner.get("/"))] == [here.id]


@pytest.mark.parametrize(("zone", "is_shown"), [("Pacific/Auckland", True), ("America/New_York", False)])
def test_today_is_the_readers(as_owner, owner, pet, take, today, zone, is_shown):
    take(pet)
    owner.time_zone = zone
    owner.save()
    today(datetime(2026, 5, 31, 20, tzinfo=UTC))
    assert as_owner.get("/").status_code == (200 if is_shown else 302)


def test_29_february_is_remembered_on_the_28th(as_owner, pet, take, today):
    photo = take(pet, 2024, 2, 29)
    today(datetime(2026, 2, 28, 12, tzinfo=UTC))
    assert remembered(as_owner.get("/")) == [(photo.id, "Rex", 2)]


def test_a_dozen_is_enough(as_owner, pet, take):
    for number in range(15):
        take(pet, 2010 + number, shade=number)
    years = [years for _, _, years in remembered(as_owner.get("/"))]
    assert years == list(range(2, 14))
