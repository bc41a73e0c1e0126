"""Many pets of many owners at one command, for one's own machine."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from pets.children.moving import mover
from pets.domain import Status
from pets.life.answers import ANSWER
from pets.life.repository import life
from pets.lists import pet_lists
from pets.medicines.domain import Medicine
from pets.medicines.repository import made_right
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.management import demo_life
from pettracker_site.management.commands import demo, load
from tests import stores
from tests.store.makers import STRANGER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_after_the_other(monkeypatch):
    """moto copies its tables for a transaction, and takes no write of another thread meanwhile."""
    monkeypatch.setattr(load, "_AT_ONCE", 1)


def test_a_load_is_the_same_however_often_it_runs(aws, settings):
    settings.DEBUG = True
    for _ in range(2):
        call_command("load", pets=12, owners=3)
    found = list(pet_lists().each(Status.ACTIVE))
    assert len(found) == 12
    assert len({pet.owner_id for pet in found}) == 3


def test_a_load_gives_one_pet_in_four_a_medicine_with_its_doses(aws, settings):
    settings.DEBUG = True
    call_command("load", pets=5, owners=2)
    found = [pets().get(pet.id) for pet in pet_lists().each(Status.ACTIVE)]
    given = [pet for pet in found if pet.plans]
    assert len(given) == 2
    for pet in given:
        assert made_right(pet) == pet
        [medicine] = map(Medicine.from_item, life().walk(pet.id, Medicine.KIND))
        assert len([*life().walk(pet.id, ANSWER)]) == medicine.given == 14


def test_what_was_changed_since_is_left_alone_and_told(aws, settings, pet_records, capsys):
    settings.DEBUG = True
    call_command("load", pets=5, owners=2)
    edited, deleted, purged, moved, _same = sorted(pet_lists().each(Status.ACTIVE), key=lambda pet: pet.id)
    edited = pet_records.edit(pet_records.get(edited.id), replace(edited.profile, name="Max"), times.now(), "form")
    deleted = pet_records.delete(deleted, times.now())
    pet_records.begin_purge(pet_records.get(purged.id), times.now())
    moved = mover().begin(pet_records.get(moved.id), STRANGER)
    capsys.readouterr()
    call_command("load", pets=5, owners=2)
    assert pet_records.get(edited.id) == edited
    assert pet_records.get(deleted.id).status == Status.DELETED
    assert pet_records.get(moved.id) == moved
    assert "5 pets of 2 owners are there.\nLeft alone, since they were changed after an earlier load: 4." in (
        capsys.readouterr().out
    )


def test_a_load_fills_nobody_beyond_what_is_allowed_and_says_so(aws, settings, pet_records, monkeypatch, capsys):
    settings.DEBUG = True
    monkeypatch.setattr(pet_records.quota, "pets", 2)
    call_command("load", pets=5, owners=2)
    assert len(list(pet_lists().each(Status.ACTIVE))) == 4
    assert "4 pets of 2 owners are there.\nLeft out, since their owners have as many pets as allowed" in (
        capsys.readouterr().out
    )


def test_the_demo_goes_on_where_its_pets_were_changed(aws, settings, pet_records, monkeypatch, capsys):
    settings.DEBUG = True
    monkeypatch.setattr(demo, "PICTURES", settings.BASE_DIR / "nowhere")
    monkeypatch.setattr(demo_life, "PAPERS_OF_BISCUIT", demo_life.PAPERS_OF_BISCUIT[:1])
    call_command("demo")
    before = list(map(str, stores.items(settings.RECORDS_TABLE)))
    assert len(before) > 5
    assert {
        each["Name"]: each["Given"] for each in stores.items(settings.RECORDS_TABLE) if each["Kind"] == "medicine"
    } == {
        "Amoxicillin 500 mg": 13,
        "Heartworm tablet": 8,
    }
    edited, deleted, *_ = sorted(pet_lists().each(Status.ACTIVE), key=lambda pet: pet.name)
    pet_records.edit(pet_records.get(edited.id), replace(edited.profile, name="Zorro"), times.now(), "form")
    pet_records.delete(deleted, times.now())
    capsys.readouterr()
    call_command("demo")
    assert list(map(str, stores.items(settings.RECORDS_TABLE))) == before
    assert pet_records.get(edited.id).name == "Zorro"
    assert pet_records.get(deleted.id).status == Status.DELETED
    assert f"{deleted.name} was left alone" in capsys.readouterr().out


def test_a_load_is_for_ones_own_machine_only(aws):
    with pytest.raises(CommandError):
        call_command("load", pets=1, owners=1)
