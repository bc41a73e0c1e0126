"""A pet moves to another owner: with its rights at once, with its photos and their share of the quota after it."""

import pytest
from django.core.management import call_command

from pets.children.moving import mover
from pets.roles import Role
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.quota import Usage
from tests.people import let_in
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def shown(pet, photo_records):
    def shown(count: int):
        made = [new_photo(pet, days=number) for number in range(count)]
        for photo in made:
            photo_records.reserve(photo)
        return [photo_records.activate(photo, OWNER) for photo in made]

    return shown


def owners(photo_records, photos) -> set[str]:
    return {photo.owner_id for photo in photo_records.find_many([photo.id for photo in photos])}


def test_rights_follow_at_once(pet, pet_records):
    mover().begin(pet, STRANGER)
    moved = pet_records.get(pet.id)
    assert moved.owner_id == STRANGER
    assert {person: moved.role_of(person, times.now()) for person in moved.members} == {STRANGER: Role.OWNER}
    assert [each.id for each in pet_records.list_for_owner(STRANGER).items] == [pet.id]
    assert pet_records.list_for_owner(OWNER).items == ()


def test_others_who_may_see_it_still_may_even_who_was_let_in_a_moment_ago(pet, pet_records):
    """The move was begun from the pet as it was before that."""
    let_in(pet, "friend", Role.VIEWER)
    moved = mover().begin(pet, STRANGER)
    assert pet_records.get(pet.id) == moved
    roles = {person: moved.role_of(person, times.now()) for person in moved.members}
    assert roles == {"friend": Role.VIEWER, STRANGER: Role.OWNER}


def test_the_move_is_written_down(pet):
    mover().begin(pet, STRANGER)
    (entry,) = audit_log().of_record(pet.id).items
    assert (entry.action, entry.changes) == ("moved", {"OwnerId": {"Before": OWNER, "After": STRANGER}})


def test_photos_and_their_share_of_the_quota_follow(pet, photo_records, shown):
    photos = shown(3)
    photo_records.delete(photos[0], NOW)
    mover().begin(pet, STRANGER)
    assert mover().resume(pet.id)
    assert owners(photo_records, photos) == {STRANGER}
    assert photo_records.quota.used(OWNER) == Usage()
    assert photo_records.quota.used(STRANGER) == Usage(3, 3 * photos[0].length, pets=1)
    assert list(mover().unfinished()) == []


def test_a_move_that_was_cut_off_goes_on_where_it_was(pet, photo_records, shown):
    photos = shown(5)
    mover().begin(pet, STRANGER)
    assert not mover().resume(pet.id, most=2)
    assert owners(photo_records, photos) == {OWNER, STRANGER}
    assert list(mover().unfinished()) == [pet.id]
    call_command("finish_moves")
    assert owners(photo_records, photos) == {STRANGER}
    assert list(mover().unfinished()) == []


def test_going_on_twice_counts_nothing_twice(pet, photo_records, shown):
    shown(2)
    mover().begin(pet, STRANGER)
    for _ in range(2):
        assert mover().resume(pet.id)
    assert photo_records.quota.used(STRANGER).photos == 2


def test_exactly_as_many_as_are_asked_for_are_all_of_them(pet, photo_records, shown):
    shown(2)
    mover().begin(pet, STRANGER)
    assert mover().resume(pet.id, most=2)


def test_an_upload_from_before_the_move_is_waited_for(pet, photo_records):
    pending = new_photo(pet)
    photo_records.reserve(pending)
    mover().begin(pet, STRANGER)
    assert not mover().resume(pet.id)
    with pytest.raises(NotFound):
        photo_records.activate(pending, OWNER)
    photo_records.discard_reservation(pending)
    assert mover().resume(pet.id)


def test_what_moved_meanwhile_does_not_move_again(pet):
    mover().begin(pet, STRANGER)
    with pytest.raises(NotFound):
        mover().begin(pet, "33333333-3333-4333-8333-333333333333")


def test_a_pet_that_moves_on_takes_all_its_photos_along(pet, pet_records, photo_records, shown):
    photos, third = shown(3), "33333333-3333-4333-8333-333333333333"
    mover().begin(pet, STRANGER)
    mover().resume(pet.id, most=1)
    mover().begin(pet_records.get(pet.id), third)
    assert mover().resume(pet.id)
    assert owners(photo_records, photos) == {third}
    assert photo_records.quota.used(STRANGER) == Usage()


def test_a_move_ends_for_a_pet_that_was_removed_and_whose_form_was_sent_once_more(pet, pet_records):
    pet_records.end_purge(pet_records.begin_purge(mover().begin(pet, STRANGER), NOW))
    pet_records.add(pet)
    assert mover().resume(pet.id)
    assert list(mover().unfinished()) == []
