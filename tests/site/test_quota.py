"""A full album says so beside the file; everybody can see what they keep."""

import pytest

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from photos.repository import photos
from tests import pictures
from tests.site.forms import file


@pytest.fixture
def one_photo(aws, monkeypatch):
    """An album of one photo."""
    monkeypatch.setattr(photos().quota, "photos", 1)


def send(client, pet, *shades):
    files = [file(f"{shade}.jpg", pictures.jpeg(64 + shade, 48)) for shade in shades]
    return client.post(f"/pets/{pet.id}/photos/add/", {"photos": files})


@pytest.mark.usefixtures("one_photo")
def test_a_photo_that_finds_no_room_is_named_with_the_limit_and_the_others_are_in(as_owner, pet, pet_records):
    response = send(as_owner, pet, 1, 2)
    assert response.status_code == 200
    assert "2.jpg" in response.text
    assert "Your album is full: 1 photo or 50.0\xa0GB are the most we keep." in response.text
    assert pet_records.get(pet.id).photo_count == 1


@pytest.mark.usefixtures("one_photo")
def test_a_photo_that_finds_no_room_costs_no_put(as_owner, pet, aws_calls):
    send(as_owner, pet, 1)
    aws_calls.clear()
    send(as_owner, pet, 2)
    assert aws_calls == {
        "GetItem": 1,
        "TransactWriteItems": 1,
        "UpdateItem": 1,
    }  # the last after the answer, to tell it


@pytest.mark.usefixtures("one_photo")
def test_a_photo_of_another_owner_finds_its_own_room(as_owner, as_stranger, stranger, pet, add_pet):
    send(as_owner, pet, 1)
    assert send(as_stranger, add_pet("Max", stranger), 2).status_code == 302


def test_preferences_can_be_changed_while_the_store_does_not_answer(as_owner, aws, monkeypatch):
    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(photos().quota, "status", down)
    assert as_owner.get("/preferences/").status_code == 200


def test_preferences_show_what_one_keeps_by_one_call(as_owner, pet, add_photo, aws_calls):
    add_photo(pet)
    aws_calls.clear()
    response = as_owner.get("/preferences/")
    assert "1 of 2,500 pets, 1 of 20,000 photos, " in response.text
    assert " of 50.0\xa0GB" in response.text
    assert aws_calls == {"GetItem": 1}


@pytest.mark.usefixtures("one_photo", "still_clock")
def test_what_is_refused_is_told_to_the_audit_log_by_reason_and_not_by_name(as_owner, owner, pet):
    empty = file("secret-name.jpg", b"")
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": [empty, file("1.jpg", pictures.jpeg(65, 48))]})
    send(as_owner, pet, 2, 3)
    found = {entry.route: entry.count for entry in audit_log().of_record(owner.key).items}
    assert found == {"empty": 1, "full": 2}
    assert audit_log().counts_by_route("upload-refused", times.now().date()) == {"empty": 1, "full": 2}
