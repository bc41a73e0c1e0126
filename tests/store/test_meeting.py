"""Two changes that meet, one between the other's look and its write: all is as if one had come after the other."""

from collections.abc import Callable
from typing import Any

import pytest

from pets.children.moving import mover
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.quota import Usage
from photos.domain import Photo, Status
from photos.hiding import hide
from photos.maintenance.purging import purger
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(pet, photo_records) -> Callable[..., Photo]:
    def add(days: int = 0) -> Photo:
        photo = new_photo(pet, days=days)
        photo_records.reserve(photo)
        return photo_records.activate(photo, OWNER)

    return add


@pytest.fixture
def meanwhile(monkeypatch):
    """Something happens once, just after that method of an object has looked."""

    def meanwhile(what: Any, name: str, happens: Callable[[], object]) -> None:
        looks = getattr(what, name)

        def looks_and_then(*arguments, **options):
            found = looks(*arguments, **options)
            monkeypatch.setattr(what, name, looks)
            happens()
            return found

        monkeypatch.setattr(what, name, looks_and_then)

    return meanwhile


def test_a_photo_that_is_handed_over_while_it_is_purged_is_given_back_to_whom_it_counts_for(
    pet, add, photo_records, meanwhile
):
    photo, other = add(), add()
    mover().begin(pet, STRANGER)
    meanwhile(photo_records, "detach_from_pet", lambda: mover().resume(pet.id))
    purger().begin(photo)
    assert photo_records.quota.used(OWNER) == Usage()
    assert photo_records.quota.used(STRANGER) == Usage(1, other.length, pets=1)


def test_a_pet_that_was_moved_meanwhile_is_not_purged(pet, pet_records):
    moved = mover().begin(pet, STRANGER)
    with pytest.raises(NotFound):
        pet_records.begin_purge(pet, NOW)
    assert pet_records.begin_purge(moved, NOW).owner_id == STRANGER


def test_a_pet_that_moves_on_and_back_while_a_move_is_ended_is_still_on_its_way(pet, pet_records, meanwhile):
    def moves_on_and_back() -> None:
        for owner in (OWNER, STRANGER):
            mover().begin(pet_records.get(pet.id), owner)

    mover().begin(pet, STRANGER)
    meanwhile(pet_records, "find", moves_on_and_back)
    assert not mover().resume(pet.id)
    assert list(mover().unfinished()) == [pet.id]
    assert mover().resume(pet.id)


def test_an_upload_from_before_a_move_is_not_shown_among_the_new_owners_even_by_somebody_who_still_may(
    pet, pet_records, photo_records
):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    moved = mover().begin(pet, STRANGER)
    with pytest.raises(NotFound):
        photo_records.activate(photo, STRANGER)
    assert pet_records.get(moved.id).photo_count == 0


def test_a_photo_that_is_hidden_while_it_is_restored_is_nobodys_cover(add, pet, pet_records, photo_records, meanwhile):
    photo = photo_records.delete(add(), NOW)
    meanwhile(photo_records, "find", lambda: hide(photo_records, photo, hidden=True))
    photo_records.restore(photo)
    assert photo_records.find(photo.id).status == Status.ACTIVE
    assert pet_records.get(pet.id).cover_photo_id == ""


def test_a_photo_that_becomes_the_cover_while_it_is_hidden_does_not_stay_it(
    add, pet, pet_records, photo_records, meanwhile
):
    cover, photo = add(), add(days=1)
    meanwhile(pet_records, "find", lambda: photo_records.make_cover(photo))
    hide(photo_records, photo, hidden=True)
    assert pet_records.get(pet.id).cover_photo_id == cover.id


def test_a_photo_that_is_shown_again_while_the_cover_goes_takes_its_place(
    add, pet, pet_records, photo_records, meanwhile
):
    cover, photo = add(), add(days=1)
    hidden = hide(photo_records, photo, hidden=True)
    meanwhile(pet_records, "find", lambda: photo_records.delete(cover, NOW))
    hide(photo_records, hidden, hidden=False)
    assert pet_records.get(pet.id).cover_photo_id == photo.id
