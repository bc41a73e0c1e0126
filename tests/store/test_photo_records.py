"""Photo records in DynamoDB, and the pet's count and cover with them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pettracker_site.aws.errors import Conflict, NotFound
from photos.domain import Photo, Status
from photos.imaging.formats import Found
from photos.repository import DuplicatePhoto
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(photo_records, pet):
    def add(*, days: int = 0, content: str = "") -> Photo:
        photo = new_photo(pet, days=days, content=content)
        photo_records.reserve(photo)
        return photo_records.activate(photo, OWNER)

    return add


@pytest.fixture
def facts(pet_records, pet):
    """The pet's number of photos and its cover, as they are now."""

    def facts() -> tuple[int, str]:
        now = pet_records.get(pet.id)
        return now.photo_count, now.cover_photo_id

    return facts


def ids(page) -> list[str]:
    return [photo.id for photo in page.items]


def test_a_reserved_photo_is_not_seen(photo_records, pet, facts):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    assert photo_records.find(photo.id).status == Status.PENDING
    assert ids(photo_records.list_for_pet(pet.id)) == []
    assert facts() == (0, "")


def test_an_activated_photo_is_seen_counted_and_the_first_one_is_the_cover(photo_records, pet, add, facts):
    first, second = add(), add(days=1)
    assert ids(photo_records.list_for_pet(pet.id)) == [second.id, first.id]
    assert facts() == (2, first.id)


def test_a_record_comes_back_as_it_was(photo_records, add):
    photo = add()
    assert photo_records.find(photo.id) == photo


def test_reserving_twice_is_reserving_once(photo_records, pet):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    photo_records.reserve(photo)


def test_activating_twice_counts_once(photo_records, add, facts):
    photo = add()
    assert photo_records.activate(replace(photo, status=Status.PENDING), OWNER) == photo
    assert facts() == (1, photo.id)


def test_the_same_bytes_are_recognised_before_anything_is_stored(photo_records, pet, add):
    first = add(content="same")
    with pytest.raises(DuplicatePhoto) as there:
        photo_records.reserve(new_photo(pet, content="same"))
    assert there.value.photo_id == first.id


def test_of_two_uploads_of_the_same_bytes_at_once_one_is_shown(photo_records, pet, facts):
    one, other = new_photo(pet, content="same"), new_photo(pet, content="same")
    photo_records.reserve(one)
    photo_records.reserve(other)
    photo_records.activate(one, OWNER)
    with pytest.raises(DuplicatePhoto) as there:
        photo_records.activate(other, OWNER)
    assert there.value.photo_id == one.id
    assert facts() == (1, one.id)


def test_the_same_bytes_may_be_on_another_pet(pet_records, photo_records, add):
    add(content="same")
    other = pet_records.add(new_pet("Other"))
    photo = new_photo(other, content="same")
    photo_records.reserve(photo)
    photo_records.activate(photo, OWNER)


def test_no_photo_goes_to_a_deleted_pet(pet_records, photo_records, pet):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    pet_records.delete(pet, NOW)
    with pytest.raises(NotFound):
        photo_records.activate(photo, OWNER)
    assert photo_records.find(photo.id).status == Status.PENDING


def test_a_stranger_adds_no_photo(photo_records, pet, facts):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    with pytest.raises(NotFound):
        photo_records.activate(photo, STRANGER)
    assert facts() == (0, "")


def test_an_upload_that_came_to_nothing_is_forgotten(photo_records, pet):
    photo = new_photo(pet)
    photo_records.reserve(photo)
    photo_records.discard_reservation(photo)
    photo_records.discard_reservation(photo)
    assert photo_records.find(photo.id) is None


def test_a_photo_that_is_shown_is_never_forgotten(photo_records, add):
    photo = add()
    with pytest.raises(Conflict):
        photo_records.discard_reservation(photo)
    assert photo_records.find(photo.id) == photo


def test_a_deleted_photo_is_in_the_trash_and_not_counted(photo_records, pet, add, facts):
    first, second = add(), add(days=1)
    photo_records.delete(second, NOW)
    assert ids(photo_records.list_for_pet(pet.id)) == [first.id]
    assert ids(photo_records.list_for_pet(pet.id, status=Status.DELETED)) == [second.id]
    assert facts() == (1, first.id)


def test_deleting_twice_counts_once(photo_records, add, facts):
    add()
    photo = add(days=1)
    photo_records.delete(photo, NOW)
    photo_records.delete(photo, NOW + timedelta(hours=1))
    assert facts()[0] == 1


def test_when_the_cover_is_deleted_the_last_taken_photo_takes_its_place(photo_records, add, facts):
    cover, _, last = add(), add(days=1), add(days=2)
    photo_records.delete(cover, NOW)
    assert facts() == (2, last.id)


def test_a_pet_whose_last_photo_is_deleted_has_no_cover(photo_records, add, facts):
    photo_records.delete(add(), NOW)
    assert facts() == (0, "")


def test_a_restored_photo_is_as_it_was_and_counted(photo_records, add, facts):
    photo = add()
    photo_records.delete(photo, NOW)
    assert photo_records.restore(photo) == photo
    assert photo_records.find(photo.id) == photo
    assert facts() == (1, photo.id)


def test_a_cover_that_is_restored_is_the_cover_again_unless_another_was_chosen_meanwhile(photo_records, add, facts):
    cover, second, last = add(), add(days=1), add(days=2)
    for photo in (cover, last):
        photo_records.delete(photo, NOW)
    for photo in (last, cover):
        photo_records.restore(photo)
        assert facts()[1] == photo.id
    photo_records.delete(cover, NOW)
    photo_records.make_cover(second)
    photo_records.restore(cover)
    assert facts() == (3, second.id)


def test_restoring_twice_counts_once(photo_records, add, facts):
    photo = add()
    photo_records.delete(photo, NOW)
    photo_records.restore(photo)
    photo_records.restore(photo)
    assert facts()[0] == 1


def test_any_photo_can_be_made_cover(photo_records, add, facts):
    add()
    second = add(days=1)
    photo_records.make_cover(second)
    assert facts() == (2, second.id)


def test_a_photo_in_the_trash_cannot_be_made_cover(photo_records, add, facts):
    first, second = add(), add(days=1)
    photo_records.delete(second, NOW)
    with pytest.raises(NotFound):
        photo_records.make_cover(second)
    assert facts() == (1, first.id)


def test_photo_changes_never_count_the_pets_version(pet_records, photo_records, pet, add):
    photo_records.delete(add(), NOW)
    assert pet_records.get(pet.id).version == 1


def test_pages_hold_every_photo_once_newest_first(photo_records, pet, add):
    added = [add(days=day).id for day in range(7)]
    found, cursor = [], ""
    while True:
        page = photo_records.list_for_pet(pet.id, size=3, cursor=cursor)
        found += ids(page)
        if not (cursor := page.next):
            break
    assert found == added[::-1]
    assert [photo.id for photo in photo_records.all_for_pet(pet.id)] == added[::-1]


def test_the_neighbours_of_a_photo_are_those_taken_just_after_and_before(photo_records, add):
    oldest, middle, newest = add(), add(days=1), add(days=2)
    assert photo_records.neighbours(middle) == (newest, oldest)
    assert photo_records.neighbours(newest) == (None, middle)
    assert photo_records.neighbours(oldest) == (middle, None)
    assert photo_records.beside(newest, gone=[newest.id, middle.id]) == oldest
    assert photo_records.beside(oldest, gone=[oldest.id, middle.id]) == newest
    assert photo_records.beside(middle, gone=[newest.id, middle.id, oldest.id]) is None


def test_a_photo_in_the_trash_cannot_be_made_a_favourite(photo_records, add):
    photo = add()
    photo_records.delete(photo, NOW)
    with pytest.raises(NotFound):
        photo_records.mark(photo, favourite=True)


def test_a_kind_of_finding_that_only_a_later_release_knows_is_passed_over(photo_records, pet):
    item = photo_records.item(new_photo(pet)) | {"Found": ["of-tomorrow", "comment", "position"]}
    there = {name: value for name, value in item.items() if value is not None}
    assert Photo.from_item(there).found == (Found.POSITION, Found.COMMENT)


def test_whom_only_a_later_release_knows_is_nobody_to_name(photo_records, pet):
    item = photo_records.item(new_photo(pet)) | {"TakenFrom": "of-tomorrow"}
    there = {name: value for name, value in item.items() if value is not None}
    assert Photo.from_item(there).taken_from is None
