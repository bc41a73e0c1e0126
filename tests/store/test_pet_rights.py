"""Rights as the store is asked for them: in the write, by the pet as it is by then."""

from datetime import UTC, datetime

import pytest

from pets.domain import Status
from pets.rights import Permit, may
from pets.roles import Member, Right, Role
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.common.errors import NotAllowed
from tests.people import let_in, with_members
from tests.store.makers import NOW, OWNER, STRANGER, new_pet

EARLIER, LATER = datetime(2025, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


def is_taken(pet_records, pet, right: Right, now=NOW) -> bool:
    try:
        pet_records.table.update(pet.id, Update({"Colour": "red"}), may(STRANGER, right, now)).run()
    except Conflict:
        return False
    return True


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", [Right.VIEW, Right.ADD_PHOTOS, Right.EDIT, Right.DELETE])
def test_a_write_asks_for_the_role(pet_records, pet, role, right):
    needed = {Right.VIEW: 4, Right.ADD_PHOTOS: 3, Right.EDIT: 2, Right.DELETE: 1}[right]
    is_enough = list(Role).index(role) < needed
    assert is_taken(pet_records, let_in(pet, STRANGER, role), right) == is_enough


@pytest.mark.parametrize(("until", "holds"), [(EARLIER, False), (NOW, False), (LATER, True), (None, True)])
def test_a_write_asks_for_the_last_moment(pet_records, pet, until, holds):
    assert is_taken(pet_records, let_in(pet, STRANGER, Role.OWNER, until=until), Right.EDIT) == holds


@pytest.mark.parametrize("entry", ["owner", {}, {"Role": "editor"}, {"Role": ["owner"]}])
def test_an_entry_that_makes_no_sense_gives_no_right(pet_records, pet, entry):
    assert not is_taken(pet_records, with_members(pet, {**pet.members, STRANGER: entry}), Right.VIEW)


def test_a_stranger_is_told_that_there_is_no_pet_and_a_member_that_they_may_not(pet_records, pet):
    by = Permit(STRANGER, Right.DELETE)
    with pytest.raises(NotFound):
        pet_records.delete(pet, NOW, by=by)
    let_in(pet, STRANGER, Role.CO_OWNER)
    with pytest.raises(NotAllowed):
        pet_records.delete(pet, NOW, by=by)
    with pytest.raises(NotAllowed):
        pet_records.begin_purge(pet, NOW, by=Permit(STRANGER, Right.EMPTY_TRASH))
    assert pet_records.get(pet.id).status == Status.ACTIVE
    assert pet_records.delete(pet, NOW, by=Permit(OWNER, Right.DELETE)).status == Status.DELETED


def test_nothing_that_names_a_person_stands_in_an_expression(pet_records):
    asked = may(STRANGER, Right.EDIT, NOW) & Attr("Status").eq("active")
    request = pet_records.table.check("pet", asked).request
    assert STRANGER not in request["ConditionExpression"]
    assert STRANGER in request["ExpressionAttributeNames"].values()
    assert {"Members", "Role", "Until", "Status"} < set(request["ExpressionAttributeNames"].values())


def test_members_entries_are_small(pet):
    """A pet has room for many: an item holds 400 KB, and each read of it pays for them."""
    assert len(str(Member(Role.CO_OWNER, NOW, LATER).to_item())) < 120
