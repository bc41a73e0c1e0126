"""No admin page of our own is without its row among the doors, and who was an admin yesterday gets through none."""

import re
from types import ModuleType

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.test import Client

from tests.site.access import rows
from tests.site.access.world import ONCE_ADMINS, World, make_world, state
from tests.site.access.world import admin as an_admin

from . import test_access as to_records
from . import test_doors_to_people as to_people

pytestmark = pytest.mark.usefixtures("aws", "db")
DOORS = [(table, verb, door) for table in (to_records, to_people) for verb, door, _ in table.DOORS]


@pytest.fixture
def world(aws, db) -> World:
    return make_world()


def knock(client: Client, table: ModuleType, verb: str, door: str, world: World):
    ids = (world.pet.id, world.photo.id) if table is to_records else (world.owner.pk,)
    return table.knock(client, verb, door, *ids)


def routes_of_libraries() -> set[str]:
    """What Django's admin site and the libraries' own screens for the same models would have as addresses."""
    site = AdminSite()
    for model, ours in admin.site._registry.items():
        theirs = next(kind for kind in type(ours).__mro__ if kind.__module__.startswith(("django.", "allauth.")))
        site.register(model, theirs)
    return set(rows.walk(site.get_urls(), "/admin/"))


def our_routes() -> set[str]:
    return {route for route in rows.routes() if route.startswith("/admin/")} - routes_of_libraries()


def test_every_admin_page_that_is_our_own_has_its_row_among_the_doors():
    doors = {re.sub(r"{(\w+)}", r"<uuid:\1_id>", door.partition("?")[0]) for _, _, door in DOORS}
    assert our_routes() == doors


def test_what_libraries_bring_is_told_from_our_own():
    assert {"/admin/", "/admin/login/", "/admin/pettracker_site/user/"} <= routes_of_libraries()
    assert len(our_routes()) > 20


@pytest.mark.parametrize("actor", ONCE_ADMINS, ids=lambda actor: actor.__name__)
def test_who_is_admin_no_more_is_refused_at_every_door_like_a_visitor(world, actor):
    with actor(world) as client:
        before = state()
        for table, verb, door in DOORS:
            refused, visitor = (knock(each, table, verb, door, world) for each in (client, Client()))
            assert refused.status_code == visitor.status_code == 302, (verb, door)
            assert refused["Location"] == visitor["Location"], (verb, door)
            assert refused["Location"].startswith("/admin/login/"), (verb, door)
        assert state() == before


def test_an_admin_gets_through_every_door_that_only_shows_something(world):
    """So that the refusals above are those of a door, and not of a page that nobody reaches."""
    with an_admin(world) as client:
        for table, verb, door in DOORS:
            if verb == "get" and "reactivate" not in door:
                assert knock(client, table, verb, door, world).status_code == 200, (verb, door)
