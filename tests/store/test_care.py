"""Care records with what is due after them: each write keeps both true, whoever writes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings

from pets.care import answers, repository
from pets.care.answers import Answer, EditedSince, NotOpen
from pets.care.child import CareChild
from pets.care.domain import Care
from pets.care.facts import CareType
from pets.domain import Status
from pets.life import plans
from pets.life.answers import PlanChild
from pets.life.plans import TooManyPlans, plan_of
from pets.life.repository import Life, life
from pets.repository import PetRepository
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients
from pettracker_site.aws.errors import NotFound
from pettracker_site.common.editing import EditConflict
from pettracker_site.files.quota import Quota
from tests import stores
from tests.store.makers import NOW, OWNER, new_pet
from tests.store.test_uploads_at_once import OneCallAtATime

BY = Permit(OWNER, Right.ADD_RECORDS)
KEEPER = Permit(OWNER, Right.EDIT_RECORDS)
TODAY = NOW.date()


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


def care(pet, title="Rabies", days=0, due=365, **fields) -> Care:
    on = TODAY + timedelta(days=days)
    return Care(
        pet_id=pet.id,
        id=Care.id_for(pet.id, OWNER, f"{title} {days} {fields}"),
        on=on,
        by=OWNER,
        created_at=NOW,
        updated_at=NOW,
        type=fields.pop("type", CareType.VACCINATION),
        title=title,
        next_due=on + timedelta(days=due) if due else None,
        **fields,
    )


def add(pet, *arguments, **fields) -> Care:
    return repository.add(pet, care(pet, *arguments, **fields), by=BY)


def now(pet):
    return life().pets.get(pet.id)


def due(pet) -> dict[str, str]:
    """What is due by what the pet says; its key in the index has to say the same."""
    said = now(pet).plans
    days = [entry["Due"] for entry in said.values() if "Due" in entry]
    item = life().pets.table.get(pet.id)
    assert item.get("NextDue", "").partition("#")[0] == min(days, default="")
    assert ("DueOwnerId" in item) == bool(days)
    return {entry["Title"]: entry.get("Due", "") for entry in said.values()}


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def records(pet, status=Status.ACTIVE) -> list[str]:
    return [record.on.isoformat() for record in repository.page(pet.id, status=status).items]


def an_answer(pet, record, nonce="nonce", by=BY, today=TODAY) -> Answer:
    return Answer(record.series, plan_of(now(pet), record.series).occurrence, nonce, today, by)


class TestASeries:
    def test_counts_by_its_newest_record_whatever_is_written_down_later(self, pet):
        add(pet, days=-30)
        assert due(pet) == {"Rabies": day(335)}
        add(pet, days=-400)  # back-dated: long over, and never overdue
        assert due(pet) == {"Rabies": day(335)}
        add(pet, days=-1, due=1095)
        assert due(pet) == {"Rabies": day(1094)}

    def test_goes_back_to_the_record_before_when_the_newest_is_deleted_and_on_when_it_comes_back(self, pet):
        add(pet, days=-30)
        newest = add(pet, days=-1)
        gone = repository.delete(now(pet), newest, by=KEEPER)
        assert due(pet) == {"Rabies": day(335)}
        repository.restore(now(pet), gone, by=KEEPER)
        assert due(pet) == {"Rabies": day(364)}

    def test_ends_with_its_last_record(self, pet):
        record = add(pet)
        repository.delete(now(pet), record, by=KEEPER)
        assert due(pet) == {}

    def test_follows_an_edit_of_day_and_name(self, pet):
        add(pet, days=-30)
        newest = add(pet, days=-1)
        moved = newest.edited(OWNER, NOW, "e", on=TODAY - timedelta(days=90))
        moved = repository.edit(now(pet), newest, moved, by=KEEPER)
        assert due(pet) == {"Rabies": day(335)}
        repository.edit(now(pet), moved, moved.edited(OWNER, NOW, "f", title="Lepto"), by=KEEPER)
        assert due(pet) == {"Rabies": day(335), "Lepto": day(364)}

    def test_takes_the_fortieth_plan_and_no_more(self, pet, monkeypatch):
        monkeypatch.setattr(plans, "MOST_PLANS", 2)
        add(pet, "One")
        add(pet, "Two")
        with pytest.raises(TooManyPlans):
            add(pet, "Three")
        add(pet, "Three", due=0)  # without a next day there is room
        assert len(records(pet)) == 3
        assert len(due(pet)) == 2


class TestDone:
    def test_makes_the_record_and_the_next_one_in_one_transaction(self, pet, aws_calls):
        record = add(pet, days=-365)
        aws_calls.clear()
        plan = answers.done(now(pet), an_answer(pet, record))
        assert aws_calls["TransactWriteItems"] == 1
        assert due(pet) == {"Rabies": day(365)}
        assert plan.due.isoformat() == day(365)
        assert records(pet) == [day(0), day(-365)]

    def test_the_same_form_twice_makes_one_record(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        answers.done(now(pet), answer)
        answers.done(now(pet), answer)
        assert len(records(pet)) == 2

    def test_who_comes_second_is_told_who_was_first(self, pet):
        record = add(pet, days=-365)
        first, second = an_answer(pet, record), an_answer(pet, record, nonce="other")
        answers.done(now(pet), first)
        with pytest.raises(NotOpen) as told:
            answers.done(now(pet), second)
        assert (told.value.answer["By"], told.value.answer["Outcome"]) == (OWNER, "done")
        assert len(records(pet)) == 2

    def test_undone_it_is_due_as_before_and_put_off_as_it_was(self, pet):
        record = add(pet, days=-365)
        answers.postpone(now(pet), an_answer(pet, record), TODAY, 3)
        answer = an_answer(pet, record)
        answers.done(now(pet), answer)
        made = repository.page(pet.id).items[0]
        assert answers.undo(now(pet), record.series, answer.occurrence, by=KEEPER, own=False)
        assert due(pet) == {"Rabies": day(3)}
        assert records(pet) == [day(-365)]
        assert [entry.action for entry in audit_log().of_record(made.id).items] == ["deleted"]
        assert not answers.undo(now(pet), record.series, answer.occurrence, by=KEEPER, own=False)
        answers.done(now(pet), an_answer(pet, record, nonce="again"))
        assert due(pet) == {"Rabies": day(365)}

    def test_undone_what_was_noted_since_stays_what_counts(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        answers.done(now(pet), answer)
        add(pet, days=0, due=1095)
        answers.undo(now(pet), record.series, answer.occurrence, by=KEEPER, own=False)
        assert due(pet) == {"Rabies": day(1095)}

    def test_is_not_undone_with_its_record_when_that_was_edited_since(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        answers.done(now(pet), answer)
        made = repository.page(pet.id).items[0]
        repository.edit(now(pet), made, made.edited(OWNER, NOW, "e", note="batch A1"), by=KEEPER)
        with pytest.raises(EditedSince):
            answers.undo(now(pet), record.series, answer.occurrence, by=KEEPER, own=False)
        assert due(pet) == {"Rabies": day(365)}

    def test_is_open_again_when_its_record_is_deleted(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        answers.done(now(pet), answer)
        made = repository.page(pet.id).items[0]
        repository.delete(now(pet), made, by=KEEPER)
        assert due(pet) == {"Rabies": day(0)}
        assert not answers.undo(now(pet), record.series, answer.occurrence, by=KEEPER, own=False)
        answers.done(now(pet), an_answer(pet, record, nonce="again"))
        assert due(pet) == {"Rabies": day(365)}

    def test_from_two_browsers_at_once_makes_one_record(self, pet, monkeypatch):
        """The second is told who was first."""
        record = add(pet, days=-365)
        client = OneCallAtATime(clients.dynamodb())
        quota = Quota(client, settings.ACCOUNTS_TABLE)
        records_ = PetRepository(client, settings.PETS_TABLE, audit_log(), quota=quota)
        locked = Life(client, settings.RECORDS_TABLE, records_)
        for module in (answers, repository):
            monkeypatch.setattr(module, "life", lambda: locked)
        seen = now(pet)
        sent = [an_answer(pet, record, nonce=f"browser {number}") for number in range(4)]

        def send(answer):
            try:
                answers.done(seen, answer)
            except NotOpen as told:
                return told.answer["Nonce"]
            return ""

        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(send, sent))
        (winner,) = [answer.nonce for answer, said in zip(sent, told, strict=True) if not said]
        assert {*told} == {"", winner}
        assert len(records(pet)) == 2
        assert due(pet) == {"Rabies": day(365)}


class TestSkipped:
    def test_makes_no_record_and_is_due_at_the_next_time(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        answers.skip(now(pet), answer)
        assert due(pet) == {"Rabies": day(365)}
        assert records(pet) == [day(-365)]
        answers.undo(now(pet), record.series, answer.occurrence, by=KEEPER, own=False)
        assert due(pet) == {"Rabies": day(0)}

    def test_what_does_not_come_again_is_due_no_more_even_when_its_words_are_edited(self, pet):
        record = add(pet, "Limping", days=-14, due=14, type=CareType.VISIT)
        answers.skip(now(pet), an_answer(pet, record))
        assert due(pet) == {"Vet visit": ""}
        repository.edit(now(pet), record, record.edited(OWNER, NOW, "e", note="better"), by=KEEPER)
        assert due(pet) == {"Vet visit": ""}


class TestPutOff:
    def test_waits_from_its_day_or_from_today_where_that_is_past(self, pet):
        record = add(pet, days=-400)
        answers.postpone(now(pet), an_answer(pet, record), TODAY - timedelta(days=35), 7)
        assert due(pet) == {"Rabies": day(7)}
        answers.postpone(now(pet), an_answer(pet, record), TODAY + timedelta(days=7), 14)
        assert due(pet) == {"Rabies": day(21)}

    def test_twice_by_the_same_form_waits_once(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        for _ in range(2):
            answers.postpone(now(pet), answer, TODAY, 3)
        assert due(pet) == {"Rabies": day(3)}

    def test_the_second_who_puts_it_off_is_shown_the_new_day(self, pet):
        record = add(pet, days=-365)
        answer = an_answer(pet, record)
        answers.postpone(now(pet), answer, TODAY, 3)
        with pytest.raises(NotOpen) as told:
            answers.postpone(now(pet), answer, TODAY, 14)
        assert told.value.due == date.fromisoformat(day(3))

    def test_taken_back_it_is_due_as_before_unless_it_was_put_off_anew(self, pet):
        record = add(pet, days=-365)
        answer, later = an_answer(pet, record), TODAY + timedelta(days=3)
        answers.postpone(now(pet), answer, TODAY, 3)
        for _ in range(2):  # the same form twice
            answers.put_back(now(pet), record.series, answer.occurrence, later, TODAY, by=KEEPER)
        assert due(pet) == {"Rabies": day(0)}
        answers.postpone(now(pet), answer, TODAY, 14)
        for shown, before in ((later, TODAY), (TODAY + timedelta(days=14), TODAY - timedelta(days=1))):
            with pytest.raises(NotOpen):  # another day was shown; it was never due so early
                answers.put_back(now(pet), record.series, answer.occurrence, shown, before, by=KEEPER)
        assert due(pet) == {"Rabies": day(14)}

    def test_a_day_at_the_end_of_the_calendar_is_none_that_was_shown(self, pet):
        record = add(pet, days=-365)
        with pytest.raises(NotOpen):
            answers.postpone(now(pet), an_answer(pet, record), date.max, 3)

    def test_it_stays_one_occurrence_so_that_its_answer_stays_single(self, pet):
        record = add(pet, days=-365)
        before = an_answer(pet, record)
        answers.postpone(now(pet), before, TODAY, 3)
        answers.done(now(pet), before)  # by a page of before
        with pytest.raises(NotOpen):
            answers.done(now(pet), replace(before, nonce="other"))


def test_an_edit_meets_a_delete_that_was_first(pet):
    record = add(pet)
    repository.delete(now(pet), record, by=KEEPER)
    with pytest.raises(NotFound):
        repository.edit(pet, record, record.edited(OWNER, NOW, "e", title="Lepto"), by=KEEPER)
    assert due(pet) == {}


def test_two_edits_of_one_record_do_not_overwrite_each_other(pet):
    record = add(pet)
    repository.edit(now(pet), record, record.edited(OWNER, NOW, "e", next_due=date(2027, 1, 1)), by=KEEPER)
    with pytest.raises(EditConflict):
        repository.edit(now(pet), record, record.edited(OWNER, NOW, "f", next_due=date(2028, 1, 1)), by=KEEPER)
    assert due(pet) == {"Rabies": "2027-01-01"}


def test_an_owners_pets_are_found_in_the_order_in_which_something_is_due(pet_records):
    later, first, none = (pet_records.add(new_pet(name)) for name in ("Later", "First", "None"))
    add(later, days=-360)
    add(first, days=-365)
    add(none, days=0)
    found = pet_records.first_due(OWNER, until=TODAY + timedelta(days=14))
    assert [pet.name for pet in found] == ["First", "Later"]


def test_a_purge_takes_records_plans_and_answers(pet):
    record = add(pet, days=-365)
    answers.done(now(pet), an_answer(pet, record))
    for child in (CareChild(), PlanChild()):
        assert child.left(pet.id, NOW)
        child.purge(pet.id, NOW)
        assert not child.left(pet.id, NOW)
    assert stores.items(settings.RECORDS_TABLE) == []


def test_plans_and_answers_go_home_without_what_only_the_store_needs(pet):
    record = add(pet, days=-365)
    answers.done(now(pet), an_answer(pet, record))
    plan, answer = PlanChild().export(pet.id)
    assert plan["Due"] == day(365)
    assert answer["Outcome"] == "done"
    assert not {"Nonce", "Before", "Newest"} & {*plan, *answer}
