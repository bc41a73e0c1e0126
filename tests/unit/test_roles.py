"""A pet's members: what an entry says, and what each role may do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.roles import Member, Right, Role, rights_of

NOW = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
SINCE = "2025-01-01T00:00:00.000000Z"
MOMENT = timedelta(microseconds=1)


def role_of(entry) -> Role | None:
    pet = Pet.new("owner", "nonce", Profile("Rex", Kind.DOG), NOW)
    return replace(pet, members={"a": entry}).role_of("a", NOW)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("until", [None, NOW + MOMENT])
def test_an_entry_is_read_as_it_was_written(role, until):
    member = Member(role, NOW, until)
    assert Member.from_item(member.to_item()) == member
    assert role_of(member.to_item()) is role


@pytest.mark.parametrize("until", [NOW, NOW - MOMENT])
def test_a_role_ends_with_its_last_moment(until):
    assert role_of(Member(Role.OWNER, NOW, until).to_item()) is None


@pytest.mark.parametrize(
    "entry",
    [
        "owner",
        None,
        7,
        [],
        {},
        {"Role": "owner"},
        {"Role": "editor", "Since": SINCE},
        {"Role": "OWNER", "Since": SINCE},
        {"Role": ["owner"], "Since": SINCE},
        {"Role": "owner", "Since": "yesterday"},
        {"Role": "owner", "Since": 7},
        {"Role": "owner", "Since": SINCE, "Until": ""},
        {"Role": "owner", "Since": SINCE, "Until": None},
        {"Role": "owner", "Since": SINCE, "Until": "9999"},
        {"Role": "owner", "Since": SINCE, "Until": 9999},
    ],
)
def test_an_entry_that_is_not_wholly_understood_gives_no_role(entry):
    assert role_of(entry) is None


@pytest.mark.parametrize("members", [None, "a", ["a"], 7, {"a"}])
def test_members_that_are_no_map_give_nobody_a_role(members):
    item = Pet.new("a", "nonce", Profile("Rex", Kind.DOG), NOW).to_item() | {"Members": members}
    kept = {name: value for name, value in item.items() if value is not None}
    assert Pet.from_item(kept).role_of("a", NOW) is None


def test_who_is_not_named_has_no_role():
    assert Pet.new("owner", "nonce", Profile("Rex", Kind.DOG), NOW).role_of("b", NOW) is None


def test_what_each_role_may_do():
    assert rights_of(None) == frozenset()
    assert rights_of(Role.VIEWER) == {Right.VIEW}
    assert rights_of(Role.CARER) == {Right.VIEW, Right.ADD_PHOTOS, Right.EDIT_PHOTOS, Right.ADD_RECORDS}
    only_the_owner = {Right.DELETE, Right.EMPTY_TRASH, Right.SEE_HIDDEN, Right.MOVE_PHOTOS}
    assert rights_of(Role.CO_OWNER) == frozenset(Right) - only_the_owner
    assert rights_of(Role.OWNER) == frozenset(Right)
