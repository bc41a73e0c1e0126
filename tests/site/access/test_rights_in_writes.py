"""What a pet's members may do they do, and rights that go while a request is on its way are refused by the write."""

from contextlib import closing

import pytest
from django.conf import settings
from django.core.cache import cache

from pets import access
from pets.life.child import record_children
from pets.life.repository import life
from pets.repository import pets
from pets.roles import Role
from photos.documents.domain import LooseFile
from photos.hiding import hide
from photos.repository import photos
from tests import stores
from tests.people import let_in, with_members

from .rows import ALL, For, address, named, row_of
from .test_routes import posted, send
from .world import World, at_home, items_of

pytestmark = pytest.mark.django_db
WRITES = [route for route in named(For.MEMBERS) if row_of(route).posted]


@pytest.fixture(autouse=True)
def _reset_rate_limits():
    cache.clear()


def kept() -> dict[str, list[str]]:
    """The records. (An upload that was refused leaves marks behind: of its objects, and of a document's file.)"""
    tables = (settings.PETS_TABLE, settings.PHOTOS_TABLE, settings.ACCOUNTS_TABLE, settings.AUDIT_TABLE)
    found = {name: sorted(map(str, items_of(name))) for name in (*tables, settings.RECORDS_TABLE)}
    records = [item for item in found[settings.RECORDS_TABLE] if f"'{LooseFile.KIND}#" not in item]
    return found | {settings.RECORDS_TABLE: records}


def put_in_order(world: World, route: str) -> None:
    """The pet, its photo and its records on show, or in the trash for who is to restore them."""
    pet, photo = pets().restore(pets().get(world.pet.id)), photos().restore(world.photo)
    kinds = record_children()
    for name, record in {"documents": world.document, **world.records}.items():
        kind = kinds[record.KIND]
        kind.restore(pet, life().find(type(record), pet.id, record.id))
        if route.endswith("restore/") and f"/{name}/" in route:
            kind.delete(pet, life().find(type(record), pet.id, record.id))
            return
    if route.endswith("photo_id>/restore/"):
        photos().delete(photo, photo.uploaded_at)
    elif route.endswith("restore/"):
        pets().delete(pet, pet.created_at)


@pytest.mark.parametrize("role", ALL)
def test_who_has_the_right_gets_in(new_world, role):
    client = at_home(new_world.members[role])
    for route in named(For.MEMBERS):
        for verb in row_of(route).verbs if role in row_of(route).roles else ():
            put_in_order(new_world, route)
            with closing(send(client, verb, address(route, new_world), posted(route, new_world))) as response:
                expected = 302 if verb == "POST" or route.endswith(("original/", "file/")) else 200
                assert response.status_code == expected, (verb, route)


TAKEN_AWAY = (
    ("a viewer", lambda pet, person: let_in(pet, person, Role.VIEWER), 403),
    ("a member of yesterday", lambda pet, person: let_in(pet, person, Role.OWNER, until=pet.created_at), 404),
    (
        "a stranger",
        lambda pet, person: with_members(pet, {id: each for id, each in pet.members.items() if id != person}),
        404,
    ),
)


@pytest.mark.parametrize("route", WRITES)
def test_a_right_that_goes_while_the_request_is_on_its_way_is_refused_by_the_write(new_world, monkeypatch, route):
    """Whoever passed the view's check is a viewer, a member of yesterday or a stranger by the time of the write."""
    put_in_order(new_world, route)
    client, check, person = at_home(new_world.owner), access.check, new_world.owner.key
    there = stores.saved()
    tells_each = route.endswith(("selected/", "move/", "dates/", "empty/"))
    for left, take_away, expected in TAKEN_AWAY:
        stores.put_back(there)
        before = {}

        def check_and_take_away(pet, user_id, right, take_away=take_away, before=before):
            found = check(pet, user_id, right)
            take_away(pet, person)
            before.update(kept())
            return found

        monkeypatch.setattr(access, "check", check_and_take_away)
        response = client.post(address(route, new_world), posted(route, new_world))
        assert kept() == before, left
        assert response.status_code == expected or (tells_each and response.status_code == 302), left


def test_a_hidden_photo_is_in_no_way_of_a_co_owner(new_world):
    """Not on its own page, not beside another, not in a ZIP."""
    other = new_world.second  # its neighbour
    hide(photos(), new_world.photo, hidden=True)
    client = at_home(new_world.members["co-owner"])
    album = f"/pets/{new_world.pet.id}/photos/"
    assert new_world.photo.id not in client.get(f"{album}{other.id}/").text
    assert client.get(f"{album}{new_world.photo.id}/original/").status_code == 404
    chosen = {"action": "download", "photo": [new_world.photo.id]}
    assert client.post(f"{album}selected/", chosen).status_code == 404
    assert new_world.photo.id in at_home(new_world.owner).get(f"{album}{other.id}/").text
