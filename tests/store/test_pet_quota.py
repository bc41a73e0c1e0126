"""How many pets a person may have: counted with the pets themselves, exactly."""

import pytest

from pets.children.moving import mover
from pets.domain import Pet
from pets.profile import Kind, Profile
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.quota import Limits, QuotaExceeded, Usage
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo


@pytest.fixture
def quota(pet_records, monkeypatch):
    """Room for two."""
    monkeypatch.setattr(pet_records.quota, "pets", 2)
    return pet_records.quota


def test_one_pet_more_than_allowed_is_refused_and_nothing_is_written(pet_records, quota):
    pet_records.add(new_pet())
    pet_records.add(new_pet())
    third = new_pet()
    with pytest.raises(QuotaExceeded) as refused:
        pet_records.add(third)
    assert refused.value.limits.pets == 2
    assert pet_records.find(third.id) is None
    assert quota.used(OWNER).pets == 2


def test_nothing_is_refused_without_a_limit(pet_records, quota):
    quota.pets = 0
    for _ in range(3):
        pet_records.add(new_pet())
    assert quota.used(OWNER).pets == 3


def test_a_form_that_is_sent_twice_counts_once_even_where_it_took_the_last_place(pet_records, quota):
    pet_records.add(new_pet())
    last = new_pet("Max")
    pet_records.add(last)
    assert pet_records.add(last) == last
    assert quota.used(OWNER).pets == 2


def test_a_pet_in_the_trash_counts_and_one_that_is_purged_gives_its_place_back_once(pet_records, quota):
    pet = pet_records.add(new_pet())
    pet_records.add(new_pet())
    deleted = pet_records.delete(pet, NOW)
    assert quota.used(OWNER).pets == 2
    for _ in range(2):
        pet_records.begin_purge(deleted, NOW)
    assert quota.used(OWNER).pets == 1
    pet_records.add(new_pet())


def test_a_purge_that_is_refused_gives_nothing_back(pet_records, quota):
    pet = pet_records.add(new_pet())
    deleted = pet_records.delete(pet, NOW)
    pet_records.restore(deleted)
    with pytest.raises(NotFound):
        pet_records.begin_purge(deleted, NOW)
    assert quota.used(OWNER).pets == 1


def test_a_pet_that_was_never_counted_is_purged_and_the_count_stays_above_nothing(pet_records, photo_records, quota):
    pet = pet_records.add(new_pet())
    quota.delete(OWNER)
    pet_records.begin_purge(pet, NOW)
    assert quota.used(OWNER).pets == 0
    assert quota.table.get((OWNER, "usage")) is None


def test_a_pet_that_moves_counts_for_its_new_owner_even_above_the_limit(pet_records, quota):
    pet = pet_records.add(new_pet())
    for _ in range(2):
        pet_records.add(new_pet(owner_id=STRANGER))
    for _ in range(2):
        mover().begin(pet_records.get(pet.id), STRANGER)
    assert (quota.used(OWNER).pets, quota.used(STRANGER).pets) == (0, 3)
    with pytest.raises(QuotaExceeded):
        pet_records.add(new_pet(owner_id=STRANGER))


def test_a_tombstone_moves_to_nobody_and_counts_for_nobody(pet_records, quota):
    tombstone = pet_records.begin_purge(pet_records.add(new_pet()), NOW)
    with pytest.raises(NotFound):
        mover().begin(tombstone, STRANGER)
    assert (quota.used(OWNER).pets, quota.used(STRANGER).pets) == (0, 0)


def test_a_limit_of_ones_own_is_met_instead_of_everybodys_by_one_more_call(
    pet_records, photo_records, quota, aws_calls
):
    quota.limit(OWNER, Limits(0, 0, pets=3))
    aws_calls.clear()
    pet_records.add(new_pet())
    assert aws_calls == {"TransactWriteItems": 2}
    pet_records.add(new_pet())
    pet_records.add(new_pet())
    with pytest.raises(QuotaExceeded) as refused:
        pet_records.add(new_pet())
    assert refused.value.limits.pets == 3
    quota.limit(OWNER, None)
    with pytest.raises(QuotaExceeded):
        pet_records.add(new_pet())


def test_a_first_pet_leaves_room_for_photos(pet_records, photo_records, quota):
    """Who makes the item gives it all its counts: without `Photos` it would take none."""
    pet = pet_records.add(new_pet())
    photo = new_photo(pet)
    photo_records.reserve(photo)
    assert quota.used(OWNER) == Usage(1, photo.length, pets=1)


def test_an_id_of_somebody_elses_pet_takes_no_place(pet_records, quota):
    pet = Pet.new(OWNER, "nonce", Profile("Rex", Kind.DOG), NOW)
    pet_records.add(pet)
    mover().begin(pet, STRANGER)
    with pytest.raises(Exception, match="pet"):
        pet_records.add(pet)
    assert quota.used(OWNER).pets == 0
