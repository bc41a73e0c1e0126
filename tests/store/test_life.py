"""Records of a pet's life: what holds for every kind, whoever writes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from pets.children.moving import mover
from pets.domain import Status
from pets.life.records import Record, read
from pets.life.repository import MOST_AT_ONCE, AddedBefore, Life, life
from pets.repository import PetRepository
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.audit.audit_log import Actor, acting_as, audit_log
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused
from pettracker_site.common.editing import EditConflict
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.quota import Quota
from tests.store.makers import NOW, OWNER, STRANGER, Walk, new_pet, new_record
from tests.store.test_lost_answers import Line, sent_again
from tests.store.test_uploads_at_once import OneCallAtATime
from tests.toy_child import WalkChild

BY = Permit(OWNER, Right.ADD_RECORDS)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


def counted(pet, record):
    """What follows: the pet tells how far it walked last."""
    return replace(pet, plans={"last": {"Title": str(record.metres), "Due": "2025-07-01"}}), {}


def walks(pet, status=Status.ACTIVE) -> list[int]:
    return [walk.metres for walk in life().page(Walk, pet.id, status=status).items]


def farthest(pet, records):
    """What follows from several: the pet tells the longest way."""
    return counted(pet, max(records, key=lambda walk: walk.metres))


def all_walks(pet) -> list[int]:
    return [walk.metres for walk in life().newest(Walk, pet.id, most=1000)]


class TestAdding:
    def test_writes_the_record_and_what_follows_for_the_pet(self, pet, pet_records):
        walk = life().add(pet, new_record(pet, metres=300, note="in the rain"), counted, by=BY)
        assert life().find(Walk, pet.id, walk.id) == walk
        assert pet_records.get(pet.id).plans == {"last": {"Title": "300", "Due": "2025-07-01"}}
        assert pet_records.get(pet.id).life_version == 1

    def test_the_same_form_twice_adds_one(self, pet):
        walk = new_record(pet, metres=300)
        assert life().add(pet, walk, by=BY) == life().add(pet, walk, by=BY)
        assert walks(pet) == [300]

    def test_the_same_form_with_something_else_in_it_is_told_what_it_added_before(self, pet):
        walk = life().add(pet, new_record(pet, metres=300), by=BY)
        with pytest.raises(AddedBefore) as before:
            life().add(pet, replace(walk, metres=400), by=BY)
        assert before.value.record == walk

    def test_an_id_of_somebody_else_is_never_taken_over(self, pet):
        walk = life().add(pet, new_record(pet), by=BY)
        with pytest.raises(Conflict):
            life().add(pet, replace(walk, by=STRANGER), by=BY)

    def test_nothing_is_written_for_who_has_no_right_by_the_time_of_the_write(self, pet):
        with pytest.raises(NotFound):
            life().add(pet, new_record(pet), by=Permit(STRANGER, Right.ADD_RECORDS))
        assert walks(pet) == []

    def test_a_viewer_is_told_that_they_may_not(self, pet, pet_records):
        member = {STRANGER: {"Role": "viewer", "Since": times.to_text(NOW)}}
        seen = pet_records.write(
            pet, replace(pet, members={**pet.members, **member}), Attr("PetId").exists(), audit_action=""
        )
        with pytest.raises(NotAllowed):
            life().add(seen, new_record(pet, by=STRANGER), by=Permit(STRANGER, Right.ADD_RECORDS))

    def test_a_pet_in_the_trash_takes_none(self, pet, pet_records):
        pet_records.delete(pet, NOW)
        with pytest.raises(NotFound):
            life().add(pet, new_record(pet), by=BY)

    def test_what_follows_is_worked_out_anew_where_the_pets_life_went_on(self, pet, pet_records):
        life().add(pet, new_record(pet, metres=1), by=BY)
        seen = []

        def follow(current, record):
            seen.append(current.life_version)
            return counted(current, record)

        life().add(pet, new_record(pet, metres=2), follow, by=BY)  # by what was read before the first
        assert seen == [0, 1]
        assert pet_records.get(pet.id).life_version == 2

    def test_a_part_that_follows_and_is_refused_keeps_all_of_it_from_being_written(self, pet):
        def follow(current, record):
            return current, {"toy": life().table.check((pet.id, "toy#none"), Attr("Record").exists())}

        with pytest.raises(TransactionRefused) as refusal:
            life().add(pet, new_record(pet), follow, by=BY)
        assert "toy" in refusal.value
        assert walks(pet) == []

    def test_a_profile_and_its_version_stay_out_of_it(self, pet, pet_records):
        life().add(pet, new_record(pet), counted, by=BY)
        edited = pet_records.edit(pet, replace(pet.profile, name="Luna"), NOW, "edit")
        assert edited.plans
        assert edited.version == 2


class TestAddingMany:
    def test_is_one_transaction_with_what_follows_from_all_of_them(self, pet, pet_records, aws_calls):
        made = [new_record(pet, metres=number) for number in range(MOST_AT_ONCE)]
        aws_calls.clear()
        assert life().add_many(pet, made, farthest, by=BY) == made
        assert aws_calls == {"TransactWriteItems": 1}
        assert sorted(all_walks(pet)) == list(range(MOST_AT_ONCE))
        assert pet_records.get(pet.id).plans["last"]["Title"] == "49"

    def test_what_is_there_falls_out_is_not_overwritten_and_nothing_follows_from_it(self, pet, pet_records):
        there, new = new_record(pet, metres=9), new_record(pet, metres=3)
        life().add(pet, there, by=BY)
        gone = life().delete(pet, life().add(pet, new_record(pet, metres=8), by=BY), by=BY)
        again = [replace(there, metres=7, last_edit="other"), replace(gone, metres=6), new]
        assert life().add_many(pet, again, farthest, by=BY) == [new]
        assert (sorted(all_walks(pet)), walks(pet, Status.DELETED)) == ([3, 9], [8])
        assert pet_records.get(pet.id).plans["last"]["Title"] == "3"
        before = pet_records.get(pet.id).life_version
        assert life().add_many(pet, again, farthest, by=BY) == []
        assert pet_records.get(pet.id).life_version == before

    def test_an_answer_that_was_lost_is_no_loss(self, pet, pet_records):
        made = [new_record(pet, metres=number, last_edit="form") for number in range(3)]
        line = Line(clients.dynamodb())
        line.happens = sent_again
        quota = Quota(line, settings.ACCOUNTS_TABLE)
        there = Life(line, settings.RECORDS_TABLE, PetRepository(line, settings.PETS_TABLE, audit_log(), quota=quota))
        assert there.add_many(pet, made, farthest, by=BY) == made
        assert sorted(all_walks(pet)) == [0, 1, 2]
        assert pet_records.get(pet.id).life_version == 1

    def test_the_same_form_with_something_else_in_it_is_told_so_and_adds_nothing(self, pet):
        one, other = (new_record(pet, metres=number, last_edit="form") for number in range(2))
        life().add_many(pet, [one], farthest, by=BY)
        with pytest.raises(AddedBefore):
            life().add_many(pet, [replace(one, metres=5), other], farthest, by=BY)
        assert all_walks(pet) == [0]

    def test_two_at_once_add_each_record_once(self, pet, pet_records):
        made = [new_record(pet, metres=number) for number in range(6)]
        by_call = [[replace(each, last_edit=call) for each in made] for call in ("one", "other")]
        seen = []

        def follow(current, records):
            if not seen:
                seen.append(True)
                life().add_many(pet, by_call[1][:4], farthest, by=BY)
            return farthest(current, records)

        assert life().add_many(pet, by_call[0], follow, by=BY) == by_call[0][4:]
        assert sorted(all_walks(pet)) == list(range(6))
        assert pet_records.get(pet.id).life_version == 2

    def test_a_pet_deleted_meanwhile_takes_none_of_them(self, pet, pet_records):
        pet_records.delete(pet, NOW)
        with pytest.raises(NotFound):
            life().add_many(pet, [new_record(pet), new_record(pet)], farthest, by=BY)
        assert all_walks(pet) == []

    def test_who_lost_the_right_meanwhile_writes_none_of_them(self, pet):
        with pytest.raises(NotFound):
            life().add_many(pet, [new_record(pet)], farthest, by=Permit(STRANGER, Right.ADD_RECORDS))
        assert all_walks(pet) == []


class TestEditing:
    def test_moves_the_record_in_its_lists_and_keeps_its_key(self, pet):
        old, new = (life().add(pet, new_record(pet, metres=m, days=m), by=BY) for m in (1, 2))
        edited = life().edit(pet, old, old.edited(OWNER, NOW, "edit", on=new.on + timedelta(days=1)), by=BY)
        assert walks(pet) == [1, 2]
        assert life().find(Walk, pet.id, old.id) == edited

    def test_an_edit_of_what_was_edited_meanwhile_is_told_so(self, pet):
        walk = life().add(pet, new_record(pet, metres=1), by=BY)
        saved = life().edit(pet, walk, walk.edited(OWNER, NOW, "a", metres=2), by=BY)
        with pytest.raises(EditConflict) as conflict:
            life().edit(pet, walk, walk.edited(OWNER, NOW, "b", metres=3), by=BY)
        assert conflict.value.record == saved

    def test_the_very_same_edit_again_is_a_success(self, pet):
        walk = life().add(pet, new_record(pet, metres=1), by=BY)
        edited = walk.edited(OWNER, NOW, "a", metres=2)
        assert life().edit(pet, walk, edited, by=BY) == life().edit(pet, walk, edited, by=BY)

    def test_what_is_in_the_trash_is_not_edited(self, pet):
        walk = life().add(pet, new_record(pet, metres=1), by=BY)
        life().delete(pet, walk, by=BY)
        with pytest.raises(NotFound):
            life().edit(pet, walk, walk.edited(OWNER, NOW, "a", metres=2), by=BY)


class TestTheTrash:
    def test_takes_a_record_and_gives_it_back(self, pet):
        walk = life().add(pet, new_record(pet, metres=1), by=BY)
        deleted = life().delete(pet, walk, by=BY)
        assert (walks(pet), walks(pet, Status.DELETED)) == ([], [1])
        assert life().restore(pet, deleted, by=BY).status == Status.ACTIVE
        assert (walks(pet), walks(pet, Status.DELETED)) == ([1], [])

    def test_deleting_twice_is_a_success(self, pet):
        walk = life().add(pet, new_record(pet), by=BY)
        assert life().delete(pet, walk, by=BY).version == life().delete(pet, walk, by=BY).version

    def test_what_was_edited_meanwhile_goes_as_it_is_now(self, pet):
        walk = life().add(pet, new_record(pet, metres=1), by=BY)
        life().edit(pet, walk, walk.edited(OWNER, NOW, "a", metres=2), by=BY)
        assert life().delete(pet, walk, by=BY).metres == 2

    def test_each_delete_is_in_the_audit_log(self, pet):
        walk = life().add(pet, new_record(pet, note="a secret"), by=BY)
        life().delete(pet, walk, by=BY)
        entries = audit_log().of_record(walk.id).items
        assert [(entry.kind, entry.action) for entry in entries] == [("walk", "deleted")]
        assert "a secret" not in repr(entries)

    def test_who_only_adds_takes_back_their_own_and_no_other(self, pet):
        walk = life().add(pet, new_record(pet), by=BY)
        with pytest.raises(NotFound):
            life().delete(pet, walk, by=BY, own=STRANGER)
        assert life().delete(pet, walk, by=BY, own=OWNER).status == Status.DELETED

    def test_what_is_over_its_time_there_is_gone_though_the_table_still_has_it(self, pet):
        walk = life().add(pet, new_record(pet), by=BY)
        over = walk.deleted(OWNER, times.now() - timedelta(days=31))
        life().table.put(life().item(over), Attr("Record").exists()).run()
        assert life().find(Walk, pet.id, walk.id) is None
        assert walks(pet, Status.DELETED) == []
        with pytest.raises(NotFound):
            life().restore(pet, over, by=BY)


class TestAPurge:
    def test_takes_the_record_what_follows_and_an_entry_in_one_transaction(self, pet, pet_records, aws_calls):
        child = WalkChild()
        first = life().add(pet, new_record(pet, metres=1), child.follow, by=BY)
        newest = life().add(pet, new_record(pet, metres=2, days=1, note="a secret"), child.follow, by=BY)
        aws_calls.clear()
        with acting_as(Actor("keeper", as_admin=True)):
            child.remove(pet_records.get(pet.id), newest)
        assert aws_calls["TransactWriteItems"] == 1
        assert life().find(Walk, pet.id, newest.id) is None
        assert pet_records.get(pet.id).plans["last"]["Title"] == "1"
        (entry,) = audit_log().of_record(newest.id).items
        assert (entry.action, entry.actor_id, entry.pet_id) == ("purged", "keeper", pet.id)
        assert "a secret" not in repr(entry)
        assert walks(pet) == [first.metres]

    def test_of_what_is_gone_is_a_success_and_of_what_changed_is_none(self, pet):
        walk = life().add(pet, new_record(pet, metres=1), by=BY)
        edited = life().edit(pet, walk, walk.edited(OWNER, NOW, "a", metres=2), by=BY)
        with pytest.raises(NotFound):
            life().purge(pet, walk, by=BY)
        assert walks(pet) == [2]
        life().purge(pet, edited, by=BY)
        life().purge(pet, edited, by=BY)
        assert walks(pet) == []


class TestThePet:
    def test_says_to_whom_it_is_due_first_while_it_is_on_show(self, pet, pet_records):
        life().add(pet, new_record(pet), counted, by=BY)
        pet_records.delete(pet_records.get(pet.id), NOW)
        item = pet_records.table.get(pet.id)
        assert item["NextDue"] == f"2025-07-01#{pet.id}"
        assert "DueOwnerId" not in item
        pet_records.restore(pet_records.get(pet.id))
        assert pet_records.table.get(pet.id)["DueOwnerId"] == OWNER

    def test_moves_with_what_is_due_though_it_came_while_the_move_was_asked_for(self, pet, pet_records):
        life().add(pet, new_record(pet), counted, by=BY)
        mover().begin(pet, STRANGER)  # by what was read before
        assert pet_records.table.get(pet.id)["DueOwnerId"] == STRANGER

    def test_goes_to_the_trash_with_what_came_while_that_was_asked_for(self, pet, pet_records):
        life().add(pet, new_record(pet), counted, by=BY)
        pet_records.delete(pet, NOW)
        assert "DueOwnerId" not in pet_records.table.get(pet.id)

    def test_keeps_nothing_of_it_as_a_tombstone(self, pet, pet_records):
        life().add(pet, new_record(pet), counted, by=BY)
        pet_records.begin_purge(pet_records.get(pet.id), NOW)
        assert not {"Plans", "WeightKey", "NextDue", "DueOwnerId"} & pet_records.table.get(pet.id).keys()


def test_many_writers_at_once_lose_nothing(aws, pet):
    client = OneCallAtATime(clients.dynamodb())
    quota = Quota(client, settings.ACCOUNTS_TABLE)
    records = Life(client, settings.RECORDS_TABLE, PetRepository(client, settings.PETS_TABLE, audit_log(), quota=quota))

    def follow(current, record):
        return replace(current, plans={**current.plans, record.id: {"Title": "walk"}}), {}

    made = [new_record(pet, metres=number) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda walk: records.add(pet, walk, follow, by=BY), made))
    assert records.pets.get(pet.id).plans.keys() == {walk.id for walk in made}
    assert records.pets.get(pet.id).life_version == 4


class TestAKind:
    def test_is_read_by_its_items(self, pet):
        walk: Record = life().add(pet, new_record(pet, metres=7), by=BY)
        assert read(life().table.get((pet.id, walk.key))) == walk

    def test_is_exported_without_what_only_the_store_needs(self, pet):
        life().add(pet, new_record(pet, metres=7, note="mud"), by=BY)
        exported = list(WalkChild().export(pet.id))
        assert [(each["Metres"], each["Note"], each["On"]) for each in exported] == [(7, "mud", "2025-06-01")]
        assert not {"By", "ListKey", "AdminShard", "PetId"} & exported[0].keys()

    def test_is_purged_whole_the_trash_included(self, pet):
        made = [life().add(pet, new_record(pet), by=BY) for _ in range(3)]
        life().delete(pet, made[0], by=BY)
        life().table.put({"PetId": pet.id, "Record": "other#1"}, Attr("Record").not_exists()).run()
        child = WalkChild()
        child.purge(pet.id, NOW)
        assert not child.left(pet.id, NOW)
        assert life().table.get((pet.id, "other#1"))

    def test_is_walked_with_its_trash(self, pet):
        walk = life().add(pet, new_record(pet), by=BY)
        gone = life().delete(pet, life().add(pet, new_record(pet), by=BY), by=BY)
        listed = {each for page in WalkChild().list_all() for each in page}
        assert listed == {(walk.key, pet.id), (gone.key, pet.id)}


def test_lists_begin_with_the_newest_day_and_end_at_the_day_asked_for(pet):
    for day in range(4):
        life().add(pet, new_record(pet, days=day, metres=day), by=BY)
    today = NOW.date()
    assert [w.metres for w in life().newest(Walk, pet.id, most=2)] == [3, 2]
    assert [w.metres for w in life().since(Walk, pet.id, today + timedelta(days=2), most=9)] == [3, 2]
    assert [w.metres for w in life().until(Walk, pet.id, today + timedelta(days=1), most=9)] == [1, 0]
    first = life().page(Walk, pet.id, size=3)
    assert [w.metres for w in life().page(Walk, pet.id, size=3, cursor=first.next).items] == [0]


def test_a_pet_comes_with_its_records_by_one_call(pet):
    walk = life().add(pet, new_record(pet), by=BY)
    found, items = life().pet_with(pet.id, walk.key, "walk#none")
    assert found.life_version == 1
    assert [item and item["Record"] for item in items] == [walk.key, None]


def test_a_life_that_changes_again_and_again_is_told_so(pet):
    def follow(current, record):
        bump = Update(add={"LifeVersion": 1})
        life().pets.table.update(pet.id, bump, Attr("PetId").exists()).run()
        return current, {}

    with pytest.raises(Conflict):
        life().add(pet, new_record(pet), follow, by=BY)
    assert walks(pet) == []
