"""Milestones: added, edited, deleted and taken back by their forms."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pets.domain import Status
from pets.life.repository import life
from pets.milestones.domain import Milestone
from pets.roles import Role
from tests.conftest import logged_in
from tests.milestones import add_milestone, milestone_form
from tests.people import let_in


@pytest.fixture
def address(pet):
    return f"/pets/{pet.id}/milestones/"


def titles(pet, status=Status.ACTIVE):
    return [each.title for each in life().page(Milestone, pet.id, status=status).items]


def test_one_form_adds_one_however_often_it_is_sent_and_can_be_undone(as_owner, pet, address):
    form = milestone_form(title="First snow", note="He barked at it.")
    for _ in range(2):
        added = as_owner.post(address + "add/", form, follow=True)
        assert "First snow" in added.text
        assert "He barked at it." in added.text
    assert titles(pet) == ["First snow"]
    [milestone] = life().newest(Milestone, pet.id, most=9)
    undo = f"{address}{milestone.id}/delete/"
    assert f'action="{undo}"' in added.text
    undone = as_owner.post(undo, follow=True)
    assert titles(pet) == []
    restored = as_owner.post(f"{address}{milestone.id}/restore/", follow=True)
    assert f'action="{address}{milestone.id}/restore/"' in undone.text
    assert "First snow" in restored.text


def test_the_same_form_with_other_words_is_told_and_sent_once_more_adds_another(as_owner, pet, address):
    form = milestone_form(title="First snow")
    as_owner.post(address + "add/", form)
    refused = as_owner.post(address + "add/", form | {"title": "First rain"})
    assert refused.status_code == 409
    assert "First rain" in refused.text
    as_owner.post(address + "add/", form | {"title": "First rain", "nonce": refused.context["form"]["nonce"].value()})
    assert sorted(titles(pet)) == ["First rain", "First snow"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Give it a few words"),
        ({"title": "x" * 81}, "at most 80 characters"),
        ({"on": ""}, "When was it?"),
        ({"on": "tomorrow"}, "This is not a date"),
        ({"on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "still to come"),
        ({"on": "2024-02-29"}, "after this day"),
        ({"note": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_makes_no_sense_is_told_beside_the_field_and_nothing_typed_is_lost(as_owner, add_pet, typed, said):
    pet = add_pet("Miso", birth_date=date(2024, 3, 1))
    form = milestone_form(note="kept words") | typed
    refused = as_owner.post(f"/pets/{pet.id}/milestones/add/", form)
    assert said in refused.text
    assert form["title"] in refused.text
    assert titles(pet) == []


def test_a_day_before_a_guessed_birth_date_is_nobodys_mistake(as_owner, add_pet):
    pet = add_pet("Miso", birth_date=date(2024, 3, 1), birth_approximate=True)
    as_owner.post(f"/pets/{pet.id}/milestones/add/", milestone_form(on="2024-02-29"))
    assert titles(pet) == ["First snow"]


def test_an_edit_of_what_was_edited_meanwhile_shows_both(as_owner, pet, address):
    milestone = add_milestone(pet)
    edit = f"{address}{milestone.id}/edit/"
    as_owner.post(edit, milestone_form(title="First swim at sea", version="1"))
    conflict = as_owner.post(edit, milestone_form(title="First bath", version="1"))
    assert conflict.status_code == 409
    assert "First swim at sea" in conflict.text
    assert "First bath" in conflict.text
    assert titles(pet) == ["First swim at sea"]


def test_one_of_another_pet_is_not_there(as_owner, pet, add_pet):
    milestone, other = add_milestone(pet), add_pet("Other")
    assert as_owner.get(f"/pets/{other.id}/milestones/{milestone.id}/edit/").status_code == 404


def test_a_carer_takes_back_their_own_and_no_other(pet, address, make_person):
    carer = make_person("carer@example.com")
    pet = let_in(pet, carer.key, Role.CARER)
    client = logged_in(carer)
    client.post(address + "add/", milestone_form(title="By the carer"))
    [own] = life().newest(Milestone, pet.id, most=9)
    other = add_milestone(life().pets.get(pet.id), title="By the owner")
    assert client.post(f"{address}{other.id}/delete/").status_code == 403
    assert client.post(f"{address}{own.id}/delete/").status_code == 302
    assert titles(pet) == ["By the owner"]


def test_admins_correct_one_and_the_log_tells_no_words_of_it(as_admin, pet):
    milestone = add_milestone(pet, title="Frist swim")
    form = milestone_form(title="First swim", on="2025-06-01", version="1")
    as_admin.post(f"/admin/records/milestone/{pet.id}/{milestone.id}/edit/", form)
    assert titles(pet) == ["First swim"]
    history = as_admin.get(f"/admin/records/milestone/{pet.id}/{milestone.id}/history/").text
    assert "edited" in history.lower()
    assert "Title" in history
    assert "Frist" not in history.replace("History: Frist", "")


def test_the_trash_shows_none_that_are_over_their_time(as_owner, pet, address, monkeypatch):
    add_milestone(pet, title="Kept")
    gone = life().delete(life().pets.get(pet.id), add_milestone(life().pets.get(pet.id), title="Gone"), by=None)
    assert "Gone" in as_owner.get(address + "trash/").text
    monkeypatch.setattr(life(), "trash", timedelta(days=0))
    assert "Gone" not in as_owner.get(address + "trash/").text
    assert as_owner.post(f"{address}{gone.id}/restore/").status_code == 404
