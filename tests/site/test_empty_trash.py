"""Emptying the trash: asked first, of what is shown; begun by the page, ended by the sweep."""

import uuid

import pytest
from django.conf import settings

from pets.domain import Status as PetStatus
from pettracker_site.aws import times
from photos.domain import Status
from tests import stores

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def throw_away(add_photo, photo_records):
    return lambda pet, shade=0: photo_records.delete(add_photo(pet, shade), times.now())


@pytest.fixture
def throw_pet_away(add_pet, pet_records):
    return lambda *arguments: pet_records.delete(add_pet(*arguments), times.now())


def entries(record) -> list[tuple[str, str]]:
    """Who did what to it, by the audit log."""
    found = stores.items(settings.AUDIT_TABLE)
    return [(item["ActorId"], item["Action"]) for item in found if item["RecordId"] == record.id]


def empty(client, pet, *photos, **options):
    return client.post(
        f"/pets/{pet.id}/photos/trash/empty/", {"photo": [each.id for each in photos], "from": "trash"}, **options
    )


def test_photos_are_shown_before_and_then_gone_for_good(as_owner, owner, pet, throw_away, photo_records, aws_calls):
    thrown = [throw_away(pet, shade) for shade in range(2)]
    page = as_owner.get(f"/pets/{pet.id}/photos/trash/empty/")
    assert "Delete these 2 photos for good?" in page.text
    assert all(page.text.count(f'value="{photo.id}"') == 1 for photo in thrown)
    assert photo_records.find(thrown[0].id).status == Status.DELETED
    aws_calls.clear()
    response = empty(as_owner, pet, *thrown)
    assert aws_calls == {"GetItem": 1, "BatchGetItem": 1, "TransactWriteItems": 2}  # the pet, the photos, each photo
    assert {photo_records.find(photo.id).status for photo in thrown} == {Status.PURGING}
    assert (owner.key, "purged") in entries(thrown[0])
    told = as_owner.get(response["Location"], follow=True)
    assert "2 photos are gone for good" in told.text
    assert "No photos here" in told.text


def test_what_is_on_show_or_another_pets_is_left_alone(as_owner, pet, add_pet, add_photo, throw_away, photo_records):
    shown, thrown, elsewhere = add_photo(pet), throw_away(pet, 1), throw_away(add_pet("Luna"), 2)
    response = empty(as_owner, pet, shown, thrown, elsewhere, follow=True)
    assert "1 photo is gone for good" in response.text
    assert "2 photos were left alone" in response.text
    now = {photo.id: photo_records.find(photo.id).status for photo in (shown, thrown, elsewhere)}
    assert now == {shown.id: Status.ACTIVE, thrown.id: Status.PURGING, elsewhere.id: Status.DELETED}


def test_of_many_photos_some_are_taken_at_a_time_and_the_rest_is_told(as_owner, pet, throw_away, monkeypatch):
    thrown = [throw_away(pet, shade) for shade in range(3)]
    monkeypatch.setattr("photos.album.trash.MAX_CHOSEN", 2)
    page = as_owner.get(f"/pets/{pet.id}/photos/trash/empty/")
    assert "Delete these 2 photos for good?" in page.text
    assert "There are more in the trash" in page.text
    response = empty(as_owner, pet, *page.context["photos"], follow=True)
    assert [photo.id for photo in response.context["page"].items] == [thrown[0].id]


def test_more_photos_than_that_are_refused(as_owner, pet, throw_away, photo_records):
    thrown = throw_away(pet)
    many = {"photo": [thrown.id, *(str(uuid.uuid4()) for _ in range(50))], "from": "trash"}
    response = as_owner.post(f"/pets/{pet.id}/photos/trash/empty/", many, follow=True)
    assert "Those are 51 photos" in response.text
    assert photo_records.find(thrown.id).status == Status.DELETED


def test_pets_are_shown_before_and_then_gone_for_good(
    as_owner, owner, stranger, add_pet, throw_pet_away, pet_records, aws_calls
):
    shown, thrown, foreign = add_pet("Luna"), throw_pet_away("Max"), throw_pet_away("Kiki", stranger)
    page = as_owner.get("/pets/trash/empty/")
    assert "Delete this pet for good?" in page.text
    assert [pet.id for pet in page.context["pets"]] == [thrown.id]
    assert pet_records.get(thrown.id).status == PetStatus.DELETED
    aws_calls.clear()
    response = as_owner.post(
        "/pets/trash/empty/", {"pet": [thrown.id, shown.id, foreign.id, str(uuid.uuid4()), "x" * 5000]}
    )
    assert aws_calls == {"BatchGetItem": 1, "TransactWriteItems": 1}
    now = [pet_records.get(pet.id).status for pet in (thrown, shown, foreign)]
    assert now == [PetStatus.PURGING, PetStatus.ACTIVE, PetStatus.DELETED]
    assert (owner.key, "purged") in entries(thrown)
    told = as_owner.get(response["Location"])
    assert "1 pet is gone for good" in told.text
    assert "3 pets were left alone" in told.text
    assert "The trash is empty" in told.text
