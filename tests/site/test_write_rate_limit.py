"""Changes to pets and photos: enough for whoever tidies up by hand, and a pause for a program that never stops."""

import uuid

import pytest
from django.core.cache import cache

from pettracker_site.common import rate_limit
from photos.repository import photos
from tests.people import Role, let_in
from tests.pictures import jpeg
from tests.site.forms import edit_form, file, pet_form

NOW = 1_750_000_020  # seconds: a minute of the clock begins


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Of the throttle: `at` moves it, to seconds after the minute began."""

    def at(seconds: int) -> None:
        monkeypatch.setattr(rate_limit.time, "time", lambda: float(NOW + seconds))

    at(0)
    yield at
    cache.clear()


@pytest.fixture
def three(settings):
    """A person may change something three times a minute."""
    settings.WRITES_PER_MINUTE = 3


@pytest.fixture
def photo(pet, add_photo):
    return add_photo(pet)


def press(client, pet, photo, button: str) -> int:
    return client.post(f"/pets/{pet.id}/photos/{photo.id}/{button}/").status_code


def test_the_fourth_change_within_a_minute_waits_for_the_next_one(three, as_owner, pet, photo, clock):
    assert [press(as_owner, pet, photo, each) for each in ("favourite", "delete", "restore", "delete")] == [
        *[302] * 3,
        429,
    ]
    assert photos().find(photo.id).status == "active"
    clock(59)
    refused = as_owner.post(f"/pets/{pet.id}/delete/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "1")
    assert "Wait a minute, then try again." in refused.text
    clock(60)
    assert press(as_owner, pet, photo, "delete") == 302


def test_what_was_typed_is_kept_to_be_sent_again(three, as_owner, pet, photo, pet_records):
    for _ in range(3):
        press(as_owner, pet, photo, "favourite")
    refused = as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max", notes="Afraid of balloons"))
    assert refused.status_code == 429
    assert f'action="/pets/{pet.id}/edit/"' in refused.text
    assert 'name="notes" value="Afraid of balloons"' in refused.text
    assert pet_records.get(pet.id).name == "Rex"


def test_several_photos_at_once_count_as_so_many_and_those_refused_as_none(three, as_owner, pet, add_photo):
    four = [add_photo(pet, shade).id for shade in range(4)]
    selected, chosen = f"/pets/{pet.id}/photos/selected/", {"action": "favourite", "photo": four}
    assert as_owner.post(selected, chosen).status_code == 429
    assert as_owner.post(selected, chosen | {"photo": four[:2]}).status_code == 302
    assert as_owner.post(selected, chosen | {"photo": four[:2]}).status_code == 429
    assert as_owner.post(selected, chosen | {"photo": four[:1]}).status_code == 302


@pytest.mark.parametrize(
    ("route", "sent"),
    [("weights/add", {"weight": "4"}), ("health/add", {}), ("milestones/add", {}), ("documents/add", {})],
)
def test_records_of_a_pets_life_count_as_well(three, as_owner, pet, route, sent):
    answers = [as_owner.post(f"/pets/{pet.id}/{route}/", sent).status_code for _ in range(4)]
    assert [each == 429 for each in answers] == [False, False, False, True]


def test_several_documents_that_go_for_good_count_as_so_many(three, as_owner, pet):
    four = {"document": [str(uuid.uuid4()) for _ in range(4)]}
    assert as_owner.post(f"/pets/{pet.id}/documents/trash/empty/", four).status_code == 429


def test_looking_and_sending_photos_count_nothing(three, as_owner, pet, photo):
    for shade in range(5):
        assert as_owner.get(f"/pets/{pet.id}/").status_code == 200
        sent = {"photos": file("a.jpg", jpeg(70 + shade))}
        assert as_owner.post(f"/pets/{pet.id}/photos/add/", sent).status_code == 302
    assert press(as_owner, pet, photo, "favourite") == 302


def test_everybody_has_a_count_of_their_own_and_strangers_learn_nothing_by_it(
    three, as_owner, as_stranger, stranger, pet, photo
):
    for _ in range(4):
        as_owner.post("/pets/add/", pet_form(name="Max"))
    assert as_owner.post("/pets/add/", pet_form(name="Max")).status_code == 429
    assert press(as_stranger, pet, photo, "favourite") == 404
    let_in(pet, stranger.key, Role.CO_OWNER)
    assert press(as_stranger, pet, photo, "favourite") == 302


def test_a_full_album_is_tidied_up_in_one_go(as_owner, settings):
    """Twelve times fifty photos in a minute, as fast as a hand can choose them."""
    assert settings.WRITES_PER_MINUTE >= 12 * 50
