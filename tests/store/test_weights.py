"""A pet weighs what its newest entry says, whoever adds, edits, deletes or back-dates entries at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, local

import pytest
from django.conf import settings

from pets.domain import Status
from pets.life.repository import Life, life
from pets.repository import AlreadyAdded, PetRepository
from pets.weights import repository
from pets.weights.child import NEWEST, WeightChild
from pets.weights.domain import Weight
from pets.weights.forms import default_unit
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import NotFound
from pettracker_site.common.editing import EditConflict
from pettracker_site.files.quota import Quota
from tests.store.makers import NOW, OWNER, new_pet
from tests.store.test_uploads_at_once import OneCallAtATime
from tests.weights import new_weight, weigh

DAY = date(2026, 5, 17)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def weight_of(pet_records, pet):
    def weight_of() -> Decimal | None:
        """What the pet says, if that is its newest entry's."""
        now = pet_records.get(pet.id)
        newest = life().newest(Weight, pet.id, most=1)
        found = (newest[0].order, newest[0].kilograms) if newest else ("", None)
        assert (now.weight_key, now.profile.weight) == found
        return now.profile.weight

    return weight_of


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def test_a_pet_weighs_what_was_noted_last_by_day_and_not_by_hand(pet, weight_of):
    weigh(pet, "4", DAY)
    assert weight_of() == 4
    weigh(pet, "5", later(1))
    weigh(pet, "3", later(-9))
    assert weight_of() == 5


def test_of_one_day_the_one_noted_last_counts(pet, weight_of):
    weigh(pet, "4", DAY)
    weigh(pet, "5", DAY)
    assert weight_of() == 5


@pytest.mark.parametrize(
    ("changed", "weighs"),
    [({"kilograms": Decimal(6)}, 6), ({"on": later(-9)}, 4), ({"on": later(9)}, 5), ({"note": "after lunch"}, 5)],
)
def test_an_edit_of_the_newest_is_what_the_pet_weighs(pet, weight_of, changed, weighs):
    weigh(pet, "4", DAY)
    newest = weigh(pet, "5", later(1))
    repository.edit(pet, newest, newest.edited(OWNER, NOW, **changed), by=None)
    assert weight_of() == weighs


def test_an_older_one_that_becomes_the_newest_is_what_the_pet_weighs(pet, weight_of):
    older, _ = weigh(pet, "4", DAY), weigh(pet, "5", later(1))
    repository.edit(pet, older, older.edited(OWNER, NOW, on=later(2)), by=None)
    assert weight_of() == 4


def test_what_is_deleted_counts_no_more_and_again_when_it_is_back(pet, weight_of):
    older, newest = weigh(pet, "4", DAY), weigh(pet, "5", later(1))
    gone = repository.delete(pet, newest, by=None)
    assert weight_of() == 4
    last = repository.delete(pet, older, by=None)
    assert weight_of() is None
    repository.restore(pet, gone, by=None)
    repository.restore(pet, last, by=None)
    assert weight_of() == 5


@pytest.mark.parametrize(
    ("kilograms", "typed", "unit"), [("0.038", "38", "g"), ("0.06", "60", "g"), ("4.2", "4.2", "kg")]
)
def test_what_no_form_noted_is_in_the_unit_that_suits_the_animal_and_so_is_what_is_typed_next(
    pet_records, kilograms, typed, unit
):
    small = new_pet()
    small = replace(small, profile=replace(small.profile, weight=Decimal(kilograms)))
    first = repository.first_of(small)
    assert (first.entered, first.unit, first.kilograms) == (typed, unit, Decimal(kilograms))
    assert default_unit(repository.add_pet(small, first), "kg") == unit


def test_the_unit_typed_last_is_remembered_of_an_older_day_too(pet, pet_records):
    first = weigh(pet, "4", DAY)
    weigh(pet, "3", later(-9), entered="3000", unit="g")
    assert pet_records.get(pet.id).weight_unit == "g"
    repository.edit(pet, first, first.edited(OWNER, NOW, unit="lb"), by=None)
    assert pet_records.get(pet.id).weight_unit == "lb"


def test_a_new_pet_and_its_first_weight_are_one_transaction_and_one_form_makes_one(pet_records, aws_calls):
    pet = new_pet(weight=Decimal(4))
    first = new_weight(pet, "4", DAY)
    repository.add_pet(pet, first)
    assert aws_calls == {"TransactWriteItems": 1}
    added = repository.add_pet(pet, first)
    assert (added.profile.weight, added.weight_key) == (4, first.order)
    assert life().newest(Weight, pet.id, most=9) == [first]
    with pytest.raises(AlreadyAdded):
        repository.add_pet(pet, replace(first, kilograms=Decimal(5)))


# --- What a weight is measured against ---
@pytest.mark.parametrize(("on", "against"), [(later(5), "4"), (later(-1), "2"), (later(-20), "4"), (later(-300), None)])
def test_a_new_weight_is_measured_against_the_one_before_or_one_that_is_near(pet, pet_records, on, against):
    weigh(pet, "4", DAY)
    weigh(pet, "2", later(-10))
    found = repository.beside(pet_records.get(pet.id), new_weight(pet, "40", on))
    assert (found and found[1]) == (against and Decimal(against))


def test_an_entry_is_never_measured_against_itself(pet, pet_records):
    only = weigh(pet, "42", DAY)
    assert repository.beside(pet_records.get(pet.id), only.edited(OWNER, NOW, kilograms=Decimal("4.2"))) is None


# --- At once ---
@pytest.fixture
def at_once(aws, monkeypatch):
    """Runs deeds by threads that have all read before the first of them writes; their answers, or what they raised.

    moto's transactions are not isolated, so each call to it stands alone.
    """
    client = OneCallAtATime(clients.dynamodb())
    quota = Quota(client, settings.ACCOUNTS_TABLE)
    records = PetRepository(client, settings.PETS_TABLE, audit_log(), quota=quota)
    locked = Life(client, settings.RECORDS_TABLE, records)
    monkeypatch.setattr(repository, "life", lambda: locked)

    def at_once(*deeds):
        barrier, newest, tries = Barrier(len(deeds)), locked.newest, local()

        def first_all_read(*args, **options):
            found = newest(*args, **options)
            if not getattr(tries, "has_waited", False):
                tries.has_waited = True
                barrier.wait(timeout=30)
            return found

        monkeypatch.setattr(locked, "newest", first_all_read)

        def answer(deed):
            try:
                return deed()
            except Exception as error:
                return error

        with ThreadPoolExecutor(len(deeds)) as threads:
            return list(threads.map(answer, deeds))

    return at_once


def test_newest_and_second_newest_deleted_at_once_leave_the_third(pet, weight_of, at_once):
    _, second, newest = (weigh(pet, str(number), later(number)) for number in (3, 4, 5))
    answers = at_once(lambda: repository.delete(pet, newest, by=None), lambda: repository.delete(pet, second, by=None))
    assert [getattr(each, "status", each) for each in answers] == [Status.DELETED, Status.DELETED]
    assert weight_of() == 3


def test_an_edit_against_a_delete_leaves_what_the_pet_weighs_right(pet, weight_of, at_once):
    weigh(pet, "4", DAY)
    newest = weigh(pet, "5", later(1))
    edit, delete = at_once(
        lambda: repository.edit(pet, newest, newest.edited(OWNER, NOW, "form", kilograms=Decimal(6)), by=None),
        lambda: repository.delete(pet, newest, by=None),
    )
    assert delete.status == Status.DELETED
    assert isinstance(edit, NotFound | Weight)
    assert weight_of() == 4


def test_two_edits_at_once_are_one_edit_and_one_conflict(pet, weight_of, at_once):
    only = weigh(pet, "5", DAY)
    edits = [only.edited(OWNER, NOW, f"form {number}", kilograms=Decimal(number)) for number in (6, 7)]
    answers = at_once(*(lambda edited=edited: repository.edit(pet, only, edited, by=None) for edited in edits))
    assert sorted(type(each).__name__ for each in answers) == [EditConflict.__name__, Weight.__name__]
    assert weight_of() in (6, 7)


def test_a_back_dated_one_against_a_delete_of_the_newest(pet, weight_of, at_once):
    older, newest = weigh(pet, "4", DAY), weigh(pet, "5", later(1))
    at_once(
        lambda: repository.edit(pet, older, older.edited(OWNER, NOW, on=later(-3)), by=None),
        lambda: repository.delete(pet, newest, by=None),
    )
    assert weight_of() == 4


# --- The check of integrity ---
def test_a_wrong_weight_is_found_and_made_right(pet, pet_records, weight_of):
    weigh(pet, "4", DAY)
    pet_records.table.update(pet.id, Update({"Weight": Decimal(9)}), Attr("PetId").exists()).run()
    wrong = pet_records.get(pet.id)
    found = list(WeightChild().check(wrong, repair=True, settle=lambda: None))
    assert [(each.problem, each.expected, each.found, each.repaired) for each in found] == [
        (NEWEST, "4 kg", "9 kg", True)
    ]
    assert weight_of() == 4
    assert not list(WeightChild().check(pet_records.get(pet.id), repair=True, settle=lambda: None))


def test_a_pet_that_was_weighed_before_there_were_entries_is_left_alone(pet_records):
    pet = pet_records.add(new_pet(weight=Decimal(4)))
    assert not list(WeightChild().check(pet, repair=True, settle=lambda: None))
