"""What the injector says it does, it does: otherwise a matrix of faults proves nothing."""

import pytest

from pets.domain import Pet
from pets.repository import PetRepository
from pettracker_site.aws.dynamo import Attr
from pettracker_site.aws.errors import Conflict, StoreUnavailable
from pettracker_site.files.storage import StoredBytes, file_storage
from tests.faults.plan import GIVEN_UP_AFTER, Fault, Trouble, conflict, throttled
from tests.store.makers import new_pet

DONE = {Trouble.ERROR: False, Trouble.ERROR_AFTER_COMMIT: True, Trouble.LOST_REQUEST: False, Trouble.LOST_ANSWER: True}
KEY = "photos/a/b.jpg"


def put(pet_records: PetRepository, pet: Pet) -> None:
    """By one call, whether it is there or not."""
    item = {name: value for name, value in pet.to_item().items() if value is not None}
    pet_records.table.put(item, Attr("PetId").exists() | Attr("PetId").not_exists()).run()


@pytest.mark.parametrize(("trouble", "is_done"), DONE.items())
def test_a_write_that_meets_trouble_for_ever_is_given_up_and_done_or_not(injector, pet_records, trouble, is_done):
    injector.plan.add(Fault(trouble), "dynamodb:PutItem")
    pet = new_pet()
    with pytest.raises(StoreUnavailable):
        put(pet_records, pet)
    assert injector.plan.seen == ["dynamodb:PutItem"] * GIVEN_UP_AFTER[trouble]
    injector.heal()
    assert (pet_records.find(pet.id) is not None) is is_done


@pytest.mark.parametrize("trouble", DONE)
def test_a_write_that_meets_trouble_once_is_sent_again(injector, pet_records, trouble):
    injector.plan.add(Fault(trouble), "dynamodb:PutItem", last=1)
    pet = new_pet()
    put(pet_records, pet)
    assert pet_records.find(pet.id) == pet
    assert injector.plan.seen == ["dynamodb:PutItem", "dynamodb:PutItem", "dynamodb:GetItem"]


@pytest.mark.parametrize(("trouble", "is_done"), DONE.items())
def test_an_object_meets_trouble_as_an_item_does(injector, trouble, is_done):
    injector.plan.add(Fault(trouble), "s3:PutObject")
    with pytest.raises(StoreUnavailable):
        file_storage().save(KEY, StoredBytes(b"bytes", "image/jpeg"))
    injector.heal()
    assert (KEY in file_storage().lengths("photos/a/")) is is_done


def test_a_breaker_that_opened_is_closed_by_healing(injector, pet_records):
    injector.plan.add(Fault(Trouble.LOST_REQUEST), "dynamodb:*")
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            pet_records.find("none")
    sent = len(injector.plan.seen)
    injector.plan.rules.clear()
    with pytest.raises(StoreUnavailable):
        pet_records.find("none")
    assert len(injector.plan.seen) == sent  # the breaker answered
    injector.heal()
    assert pet_records.find("none") is None


@pytest.mark.parametrize("fault", [conflict(), conflict("ThrottlingError"), throttled()])
def test_what_passes_is_waited_out(injector, pet_records, fault):
    pet = pet_records.add(new_pet())
    injector.plan.add(fault, "dynamodb:TransactWriteItems", last=1)
    pet_records.begin_purge(pet, pet.created_at)
    assert pet_records.find(pet.id).status == "purging"


def test_a_condition_that_does_not_hold_is_still_told(injector, pet_records):
    pet = pet_records.add(new_pet())
    with pytest.raises(Conflict):
        pet_records.edit(pet.edited(pet.profile, pet.created_at, "x"), new_pet("Max").profile, pet.created_at, "y")
