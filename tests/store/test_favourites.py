"""Favourites of a pet, and those of an owner over all pets: found by two indexes that every write keeps right."""

import pytest

from pets.children.moving import mover
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(photo_records, pet):
    def add(to=pet, *, days: int = 0):
        photo = new_photo(to, days=days)
        photo_records.reserve(photo)
        return photo_records.activate(photo, OWNER)

    return add


@pytest.fixture
def favourites(photo_records, pet):
    """The ids of a pet's favourites and of each owner's, the last taken first."""

    def favourites(*owners: str) -> list[list[str]]:
        of_owners = [photo_records.favourites_of_owner(owner).items for owner in owners or [OWNER]]
        return [[photo.id for photo in found] for found in (photo_records.favourites_of_pet(pet.id).items, *of_owners)]

    return favourites


@pytest.fixture
def begun(photo_records, pet, monkeypatch):
    """Lets something happen between a look of the repository at a photo and the write after it."""

    def begun(between):
        find = photo_records.find

        def found_before_that(photo_id):
            found = find(photo_id)
            monkeypatch.undo()
            between()
            return found

        monkeypatch.setattr(photo_records, "find", found_before_that)

    return begun


def hand_over(pet) -> None:
    mover().begin(pet, STRANGER)
    assert mover().resume(pet.id)


def test_they_are_found_on_their_own(photo_records, favourites, add):
    _, liked, other = add(), add(days=1), add(days=2)
    photo_records.mark(liked, favourite=True)
    photo_records.mark(other, favourite=True)
    photo_records.mark(other, favourite=False)
    assert favourites() == [[liked.id], [liked.id]]
    assert photo_records.find(liked.id).favourite


def test_an_owners_are_those_of_all_pets_by_time(pet_records, photo_records, favourites, add):
    older, newer = add(), add(pet_records.add(new_pet("Max")), days=1)
    for photo in (newer, older):
        photo_records.mark(photo, favourite=True)
    assert favourites() == [[older.id], [newer.id, older.id]]


def test_a_deleted_one_is_none_until_it_is_restored(photo_records, favourites, add):
    photo = photo_records.mark(add(), favourite=True)
    photo_records.delete(photo, NOW)
    assert favourites() == [[], []]
    photo_records.restore(photo)
    assert favourites() == [[photo.id], [photo.id]]


def test_they_move_with_their_pet_to_its_new_owner(photo_records, favourites, pet, add):
    shown, deleted = (photo_records.mark(add(days=days), favourite=True) for days in (1, 0))
    photo_records.delete(deleted, NOW)
    hand_over(pet)
    assert favourites(OWNER, STRANGER) == [[shown.id], [], [shown.id]]
    photo_records.restore(deleted)
    assert favourites(OWNER, STRANGER) == [[shown.id, deleted.id], [], [shown.id, deleted.id]]


def test_one_that_was_read_before_it_moved_is_the_new_owners(photo_records, favourites, pet, add):
    photo = add()
    hand_over(pet)
    assert photo_records.mark(photo, favourite=True).owner_id == STRANGER
    assert favourites(OWNER, STRANGER) == [[photo.id], [], [photo.id]]


def test_one_that_is_marked_while_it_moves_is_the_new_owners(photo_records, favourites, pet, add, monkeypatch):
    photo = add()
    mover().begin(pet, STRANGER)
    walk = photo_records.walk_pet

    def marked_since(pet_id):
        found = list(walk(pet_id))
        monkeypatch.undo()
        photo_records.mark(photo, favourite=True)
        return found

    monkeypatch.setattr(photo_records, "walk_pet", marked_since)
    assert mover().resume(pet.id)
    assert favourites(OWNER, STRANGER) == [[photo.id], [], [photo.id]]


def test_one_that_moves_while_it_is_restored_is_the_new_owners(photo_records, favourites, pet, add, begun):
    photo = photo_records.mark(add(), favourite=True)
    photo_records.delete(photo, NOW)
    begun(lambda: hand_over(pet))
    photo_records.restore(photo)
    assert favourites(OWNER, STRANGER) == [[photo.id], [], [photo.id]]


def test_one_that_is_marked_while_it_is_deleted_is_none_in_the_trash(photo_records, favourites, add, begun):
    photo = add()
    begun(lambda: photo_records.mark(photo, favourite=True))
    photo_records.delete(photo, NOW)
    assert favourites() == [[], []]
