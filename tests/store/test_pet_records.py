"""Pets in DynamoDB."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import chain

import pytest

from pets.domain import Status
from pets.profile import Kind, Profile
from pets.repository import AlreadyAdded
from pettracker_site.aws.dynamo import Attr, Key
from pettracker_site.aws.errors import BadCursor, Conflict, NotFound
from pettracker_site.common.editing import EditConflict
from tests.store.makers import NOW, OWNER, STRANGER, new_pet


def names(page) -> list[str]:
    return [pet.name for pet in page.items]


def test_a_pet_comes_back_as_it_was_put(pet_records):
    pet = pet_records.add(new_pet(weight=Decimal("4.2"), notes="shy", microchip="276098106123456"))
    assert pet_records.get(pet.id) == pet


def test_a_pet_that_does_not_exist_is_none_to_find_and_an_error_to_get(pet_records):
    assert pet_records.find("nobody") is None
    with pytest.raises(NotFound):
        pet_records.get("nobody")


def test_the_same_form_sent_twice_makes_one_pet(pet_records):
    pet = new_pet()
    assert pet_records.add(pet) == pet_records.add(pet)
    assert names(pet_records.list_for_owner(OWNER)) == ["Rex"]


def test_a_form_sent_again_with_something_else_in_it_is_no_success(pet_records):
    pet = pet_records.add(new_pet("Rex"))
    with pytest.raises(AlreadyAdded):
        pet_records.add(replace(pet, profile=replace(pet.profile, name="Luna")))
    assert names(pet_records.list_for_owner(OWNER)) == ["Rex"]


def test_an_id_of_somebody_else_is_never_taken_over(pet_records):
    pet = pet_records.add(new_pet())
    with pytest.raises(Conflict):
        pet_records.add(replace(pet, owner_id=STRANGER))
    assert pet_records.get(pet.id).owner_id == OWNER


def test_any_attribute_can_be_changed_and_emptied(pet_records):
    pet = pet_records.add(new_pet(weight=Decimal(4), notes="shy", colour="red"))
    after = Profile("Status", Kind.CAT, "Name", weight=Decimal(4), microchip="276098106123456")
    edited = pet_records.edit(pet, after, NOW, "edit")
    assert edited.profile == after
    assert pet_records.get(pet.id) == edited
    assert edited.version == 2


def test_an_edit_of_an_older_version_is_refused_and_shows_the_newer(pet_records):
    pet = pet_records.add(new_pet("Rex"))
    pet_records.edit(pet, replace(pet.profile, name="Max"), NOW, "first")
    with pytest.raises(EditConflict) as conflict:
        pet_records.edit(pet, replace(pet.profile, name="Tim"), NOW, "second")
    assert conflict.value.record.name == "Max"
    assert pet_records.get(pet.id).name == "Max"


def test_ones_own_edit_whose_answer_was_lost_is_a_success(pet_records):
    pet = pet_records.add(new_pet("Rex"))
    changed = replace(pet.profile, name="Max")
    first = pet_records.edit(pet, changed, NOW, "the same form")
    assert pet_records.edit(pet, changed, NOW, "the same form") == first


def test_another_edit_by_the_same_form_is_no_repetition(pet_records):
    pet = pet_records.add(new_pet("Rex"))
    pet_records.edit(pet, replace(pet.profile, name="Max"), NOW, "the same form")
    with pytest.raises(EditConflict):
        pet_records.edit(pet, replace(pet.profile, name="Tim"), NOW, "the same form")


def test_an_edit_never_writes_count_and_cover(pet_records, photo_records):
    from tests.store.makers import new_photo

    pet = pet_records.add(new_pet())
    photo = new_photo(pet)
    photo_records.reserve(photo)
    photo_records.activate(photo, OWNER)  # after `pet` was read
    edited = pet_records.edit(pet, replace(pet.profile, name="Max"), NOW, "edit")
    assert (edited.photo_count, edited.cover_photo_id) == (1, photo.id)


def test_an_edit_never_writes_the_weight_however_old_the_form_is(pet_records):
    pet = pet_records.add(new_pet(weight=Decimal(4)))
    heavier = replace(pet, profile=replace(pet.profile, weight=Decimal(5)))
    pet_records.write(pet, heavier, Attr("PetId").exists(), audit_action="")  # after `pet` was read
    pet_records.edit(pet, replace(pet.profile, name="Max"), NOW, "edit")
    assert pet_records.get(pet.id).profile.weight == 5


def test_a_deleted_pet_leaves_the_list_and_is_found_in_the_trash(pet_records):
    pet = pet_records.add(new_pet())
    pet_records.delete(pet, NOW)
    assert names(pet_records.list_for_owner(OWNER)) == []
    assert names(pet_records.list_for_owner(OWNER, status=Status.DELETED)) == ["Rex"]


def test_a_restored_pet_is_as_it_was(pet_records):
    pet = pet_records.add(new_pet())
    as_it_was = replace(pet, life_version=2)  # which counts the delete and the restore
    assert pet_records.restore(pet_records.delete(pet, NOW)) == as_it_was
    assert pet_records.get(pet.id) == as_it_was


def test_deleting_twice_is_deleting_once(pet_records):
    pet = pet_records.add(new_pet())
    first = pet_records.delete(pet, NOW)
    assert pet_records.delete(pet, NOW + timedelta(days=1)) == first


def test_a_pet_edited_meanwhile_is_deleted_as_edited(pet_records):
    pet = pet_records.add(new_pet("Rex"))
    pet_records.edit(pet, replace(pet.profile, name="Max"), NOW, "edit")
    pet_records.delete(pet, NOW)
    assert names(pet_records.list_for_owner(OWNER, status=Status.DELETED)) == ["Max"]


def test_a_deleted_pet_cannot_be_edited(pet_records):
    pet = pet_records.add(new_pet())
    pet_records.delete(pet, NOW)
    with pytest.raises(NotFound):
        pet_records.edit(pet, pet.profile, NOW, "edit")


def test_pets_are_listed_in_alphabetical_order(pet_records):
    for name in ("rex", "Zoe", "Éclair", "Rex 2", "anna"):
        pet_records.add(new_pet(name))
    assert names(pet_records.list_for_owner(OWNER)) == ["anna", "Éclair", "rex", "Rex 2", "Zoe"]


def test_a_renamed_pet_moves_in_the_order(pet_records):
    pet = pet_records.add(new_pet("Anna"))
    pet_records.add(new_pet("Bella"))
    pet_records.edit(pet, replace(pet.profile, name="Zoe"), NOW, "edit")
    assert names(pet_records.list_for_owner(OWNER)) == ["Bella", "Zoe"]


def test_only_ones_own_pets_are_listed(pet_records):
    pet_records.add(new_pet("Mine"))
    pet_records.add(new_pet("Yours", owner_id=STRANGER))
    assert names(pet_records.list_for_owner(OWNER)) == ["Mine"]


def walk(pet_records, **options) -> list[list[str]]:
    pages, cursor = [], ""
    while True:
        page = pet_records.list_for_owner(OWNER, cursor=cursor, **options)
        pages.append(names(page))
        cursor = page.next
        if not cursor:
            return pages


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_pages_hold_every_pet_once_and_the_last_one_says_so(pet_records, count):
    everyone = [f"Pet {number}" for number in range(count)]
    for name in everyone:
        pet_records.add(new_pet(name))
    pages = walk(pet_records, size=3)
    assert list(chain(*pages)) == everyone
    assert len(pages) == max(1, -(-count // 3))


def test_one_can_go_back_as_one_came(pet_records):
    for number in range(7):
        pet_records.add(new_pet(f"Pet {number}"))
    first = pet_records.list_for_owner(OWNER, size=3)
    second = pet_records.list_for_owner(OWNER, size=3, cursor=first.next)
    third = pet_records.list_for_owner(OWNER, size=3, cursor=second.next)
    assert names(pet_records.list_for_owner(OWNER, size=3, cursor=third.previous)) == names(second)
    back = pet_records.list_for_owner(OWNER, size=3, cursor=second.previous)
    assert (names(back), back.previous) == (names(first), "")
    assert back.next


def test_a_cursor_of_another_owner_is_refused(pet_records):
    for number in range(3):
        pet_records.add(new_pet(f"Pet {number}"))
    cursor = pet_records.list_for_owner(OWNER, size=1).next
    with pytest.raises(BadCursor):
        pet_records.list_for_owner(STRANGER, size=1, cursor=cursor)


def test_an_export_holds_every_pet_whole_however_many_pages_that_takes(pet_records):
    for number in range(120):
        pet_records.add(new_pet(f"Pet {number:03}", notes=f"note {number}"))
    found = list(pet_records.all_for_owner(OWNER))
    assert [pet.profile.notes for pet in found] == [f"note {number}" for number in range(120)]


def test_one_page_costs_one_call_however_many_pets_there_are(pet_records, aws_calls):
    for number in range(60):
        pet_records.add(new_pet(f"Pet {number:03}"))
    aws_calls.clear()
    pet_records.list_for_owner(OWNER, size=24)
    assert aws_calls == {"Query": 1}


def test_a_narrowed_query_answers_no_more_than_was_asked_for(pet_records):
    for number in range(4):
        pet_records.add(new_pet(f"Pet {number}"))
    found = pet_records.table.query("OwnerId-index", Key("OwnerId").eq(OWNER), limit=2, only=Attr("Name").ne("Pet 1"))
    assert [item["Name"] for item in found] == ["Pet 0", "Pet 2"]
