"""Every admin page of our own has its row in ADMIN_PAGES, and a former admin can open none of them."""

import re
from types import ModuleType

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.test import Client

from tests.site.access import rows
from tests.site.access.world import ONCE_ADMINS, World, make_world, state
from tests.site.access.world import admin as an_admin

from . import test_permissions_for_people as to_people
from . import test_permissions_for_pets_and_photos as to_pets_and_photos

pytestmark = pytest.mark.usefixtures("aws", "db")
ADMIN_PAGES = [(table, verb, path) for table in (to_pets_and_photos, to_people) for verb, path, _ in table.ADMIN_PAGES]


@pytest.fixture
def world(aws, db, walks) -> World:
    world = make_world()
    to_pets_and_photos.add_record(world.pet)
    return world


def send(client: Client, table: ModuleType, verb: str, path: str, world: World):
    ids = (world.pet.id, world.photo.id) if table is to_pets_and_photos else (world.owner.pk,)
    return table.send(client, verb, path, *ids)


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
    paths = {re.sub(r"{(\w+)}", r"<uuid:\1_id>", path.partition("?")[0]) for _, _, path in ADMIN_PAGES}
    assert our_routes() == {path.replace("/walk/", "/<slug:kind>/") for path in paths}


def test_what_libraries_bring_is_told_from_our_own():
    assert {"/admin/", "/admin/login/", "/admin/pettracker_site/user/"} <= routes_of_libraries()
    assert len(our_routes()) > 20


@pytest.mark.parametrize("actor", ONCE_ADMINS, ids=lambda actor: actor.__name__)
def test_who_is_admin_no_more_is_refused_at_every_door_like_a_visitor(world, actor):
    with actor(world) as client:
        before = state()
        for table, verb, path in ADMIN_PAGES:
            refused, visitor = (send(each, table, verb, path, world) for each in (client, Client()))
            assert refused.status_code == visitor.status_code == 302, (verb, path)
            assert refused["Location"] == visitor["Location"], (verb, path)
            assert refused["Location"].startswith("/admin/login/"), (verb, path)
        assert state() == before


def test_an_admin_gets_through_every_door_that_only_shows_something(world):
    """So the refusals above come from the permission check, not from a page that nobody reaches."""
    with an_admin(world) as client:
        for table, verb, path in ADMIN_PAGES:
            if verb == "get" and "reactivate" not in path:
                shown = 302 if path.endswith("/file/") else 200  # a file comes from where files are
                assert send(client, table, verb, path, world).status_code == shown, (verb, path)
