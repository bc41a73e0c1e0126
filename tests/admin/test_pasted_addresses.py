"""Whoever is meant by a pasted address is found by it, on every screen that asks for one."""

import pytest

from pettracker_site.models import User

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(
    params=["\u200bstranger@exam\u00adple.com", "stranger\uff20example.com", "\ufeffStranger@Example.com.\u00a0"],
    ids=["invisible signs", "wide", "marks around it"],
)
def pasted(request) -> str:
    return request.param


def test_pets_are_found_by_their_owner(as_admin, stranger, pasted):
    assert f"owner={stranger.key}" in as_admin.get("/admin/pets/", {"q": pasted})["Location"]


def test_the_audit_log_is_searched_by_the_person(as_admin, stranger, pasted):
    form = as_admin.get("/admin/trail/", {"person": pasted}).context["form"]
    assert form.cleaned_data["person"] == stranger.key


@pytest.mark.parametrize("screen", ["pettracker_site/user", "account/emailaddress"])
def test_people_are_found(as_admin, owner, stranger, pasted, screen):
    found = as_admin.get(f"/admin/{screen}/", {"q": pasted}).context["cl"].result_list
    assert [each.email for each in found] == ["stranger@example.com"]


def test_a_pet_moves_there(as_admin, stranger, pet, pet_records, pasted):
    as_admin.post(f"/admin/pets/{pet.id}/move/", {"owner": pasted})
    assert pet_records.get(pet.id).owner_id == stranger.key


def test_it_confirms_whom_it_names_and_nobody_else(as_admin, owner, stranger, pasted):
    for person in (owner, stranger):
        as_admin.post(f"/admin/people/{person.pk}/erase/", {"typed": pasted})
    assert [each.email for each in User.objects.filter(is_active=False)] == ["stranger@example.com"]
