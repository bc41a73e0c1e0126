"""A pet's members: each role on every address."""

import pytest

from .rows import ALL, For, address, named, row_of
from .test_routes import posted, send
from .world import at_home, state

pytestmark = pytest.mark.django_db


def test_each_row_names_its_roles():
    assert [route for route in named(For.MEMBERS) if not row_of(route).roles] == []


@pytest.mark.parametrize("role", ALL)
def test_who_has_no_right_to_it_is_told_so_and_changes_nothing(world, role):
    client = at_home(world.members[role])
    before = state()
    refused = [route for route in named(For.MEMBERS) if role not in row_of(route).roles]
    assert bool(refused) == (role != "owner")
    for route in refused:
        for verb in row_of(route).verbs:
            response = send(client, verb, address(route, world), posted(route, world))
            assert response.status_code == 403, (verb, route)
            assert verb == "HEAD" or "only its owners can do this" in response.text
    assert state() == before


@pytest.mark.parametrize("action", ["delete", "restore", "favourite", "download", "move", "cover"])
@pytest.mark.parametrize("role", ["carer", "viewer"])
def test_several_photos_at_once_take_the_same_rights_as_one(world, role, action):
    client, before = at_home(world.members[role]), state()
    chosen = {"action": action, "photo": [world.photo.id]}
    assert client.post(f"/pets/{world.pet.id}/photos/selected/", chosen).status_code == 403
    assert state() == before


def test_a_page_shows_what_its_reader_may_do_and_nothing_else(world):
    """Words on a pet's page and on a photo's, by role."""
    pet_page, photo_page = f"/pets/{world.pet.id}/", f"/pets/{world.pet.id}/photos/{world.photo.id}/"
    for role in ALL:
        client = at_home(world.members[role])
        pet, photo = client.get(pet_page).text, client.get(photo_page).text
        assert (f"{pet_page}edit/" in pet) == (role in ("owner", "co-owner"))
        assert (f"{pet_page}photos/add/" in pet) == (role != "viewer")
        assert (" data-delete " in pet) == (" data-download " in pet) == (role in ("owner", "co-owner"))
        assert (f"{photo_page}edit/" in photo) == (role != "viewer")
        assert (f"{photo_page}delete/" in photo) == (role in ("owner", "co-owner"))
        assert (f"{photo_page}favourite/" in photo) == (role in ("owner", "co-owner"))
        assert (f"{photo_page}original/" in photo) == (role in ("owner", "co-owner"))
