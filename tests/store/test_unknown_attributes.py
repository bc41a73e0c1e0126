"""What a later release writes beside a record's attributes stays as it is, until the record becomes a tombstone."""

from dataclasses import replace

import pytest

from pets.children.moving import mover
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.files.storage import file_storage
from photos.hiding import hide
from photos.maintenance.purging import Purger
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo

LATER = {"Marks": {"dose": {"Due": "2025-06-02", "Times": [8, 20]}}, "Plans": {}, "LifeVersion": 7}


@pytest.fixture
def pet(pet_records):
    made = pet_records.add(new_pet())
    pet_records.table.update(made.id, Update(LATER), Attr("PetId").exists()).run()
    return pet_records.get(made.id)


@pytest.fixture
def photo(photo_records, pet):
    made = new_photo(pet)
    photo_records.reserve(made)
    photo_records.table.update(made.id, Update(LATER), Attr("PhotoId").exists()).run()
    return photo_records.activate(made, OWNER)


def later(table, id: str) -> dict:
    return {name: value for name, value in table.get(id).items() if name in LATER}


def test_of_a_pet(pet_records, pet):
    pet = pet_records.edit(pet, replace(pet.profile, name="Luna"), NOW, "edit")
    pet = pet_records.restore(pet_records.delete(pet, NOW))
    pet = mover().begin(pet, STRANGER)
    counted = LATER["LifeVersion"] + 3  # by the delete, the restore and the move
    assert later(pet_records.table, pet.id) == {**LATER, "LifeVersion": counted}
    pet_records.begin_purge(pet, NOW)
    assert later(pet_records.table, pet.id) == {"LifeVersion": counted}


def test_of_a_photo(photo_records, pet, photo):
    photo = photo_records.edit(photo, photo.edited("At the beach", photo.taken_at, photo.taken_on))
    photo = hide(photo_records, photo_records.mark(photo, favourite=True), hidden=True)
    photo = photo_records.restore(photo_records.delete(photo, NOW))
    photo = photo_records.rederive(photo, replace(photo, derived_at=NOW))
    mover().begin(pet, STRANGER)
    assert mover().resume(pet.id)
    assert later(photo_records.table, photo.id) == LATER
    Purger(photo_records, file_storage()).begin(photo_records.find(photo.id))
    assert later(photo_records.table, photo.id) == {}
