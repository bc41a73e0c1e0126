"""Who may use which admin page for records: a row for each route and verb, with the permission it needs."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from pets.children.moving import mover
from pets.life import lists
from pets.life.repository import life
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.backoffice.pets_and_photos.actions import SelectedRow
from pettracker_site.backoffice.pets_and_photos.urls import ROUTES
from pettracker_site.models import User
from photos.repository import photos
from tests.site.access.world import state
from tests.site.forms import pet_form
from tests.store.makers import OWNER, Walk, new_record

pytestmark = pytest.mark.usefixtures("aws")

NOBODY = "00000000-0000-4000-8000-000000000000"
ADMIN_PAGES = [
    ("get", "/admin/pets/", "view_pets"),
    ("get", "/admin/pets/export/", "view_pets"),
    ("post", "/admin/pets/act/?action=delete", "delete_pets"),
    ("post", "/admin/pets/act/?action=restore", "delete_pets"),
    ("post", "/admin/pets/act/?action=purge", "purge_pets"),
    ("get", "/admin/pets/{pet}/", "view_pets"),
    ("get", "/admin/pets/{pet}/edit/", "change_pets"),
    ("post", "/admin/pets/{pet}/edit/", "change_pets"),
    ("get", "/admin/pets/{pet}/move/", "change_pets"),
    ("post", "/admin/pets/{pet}/move/", "change_pets"),
    ("post", "/admin/pets/{pet}/move/finish/", "change_pets"),
    ("get", "/admin/pets/{pet}/history/", "view_pets"),
    ("get", "/admin/photos/", "view_photos"),
    ("post", "/admin/photos/act/?action=delete", "delete_photos"),
    ("post", "/admin/photos/act/?action=restore", "delete_photos"),
    ("post", "/admin/photos/act/?action=purge", "purge_photos"),
    ("get", "/admin/photos/{photo}/", "view_photos"),
    ("post", "/admin/photos/{photo}/hide/", "change_photos"),
    ("post", "/admin/photos/{photo}/rederive/", "change_photos"),
    ("get", "/admin/photos/{photo}/history/", "view_photos"),
    ("get", "/admin/records/?kind=walk", "view_records"),
    ("post", "/admin/records/act/?action=delete", "delete_records"),
    ("post", "/admin/records/act/?action=restore", "delete_records"),
    ("post", "/admin/records/act/?action=purge", "purge_records"),
    ("get", "/admin/records/walk/{pet}/{record}/", "view_records"),
    ("get", "/admin/records/walk/{pet}/{record}/edit/", "change_records"),
    ("post", "/admin/records/walk/{pet}/{record}/edit/", "change_records"),
    ("get", "/admin/records/walk/{pet}/{record}/file/", "change_records"),
    ("get", "/admin/records/walk/{pet}/{record}/history/", "view_records"),
    ("get", "/admin/trail/", "view_trail"),
]
OF_VIEWERS = ("view_pets", "view_photos", "view_records", "view_trail")
EXISTING = [page for page in ADMIN_PAGES if "{" in page[1] and not page[1].endswith("finish/")]
"""To go on with a move that is not there is to be at its end."""


@pytest.fixture
def pet(add_pet, walks):
    """With a record of its life."""
    pet = add_pet()
    add_record(pet)
    return pets().get(pet.id)


@pytest.fixture
def photo(pet, add_photo):
    return add_photo(pet)


def record_of(pet_id):
    return Walk.id_for(pet_id, OWNER, "a walk")


def add_record(pet):
    life().add(pet, new_record(pet, nonce="a walk"), by=None)


def without_token(page: str) -> str:
    """A page but for the token of its forms, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def send(client, verb, path, pet_id, photo_id):
    """With every field that one of the pages asks for."""
    there = _there(path, pet_id, photo_id)
    data = {
        "action": path.partition("action=")[2],
        "typed": "Rex" if "/pets/" in path else "delete 1",
        "row": str(SelectedRow.of(there)) if there else f"{NOBODY}:{'0' * 16}",
        "confirmed": "yes",
        "owner": "stranger@example.com",
        "metres": "700",
        **pet_form(name="Taken", version="1"),
    }
    address = path.format(pet=pet_id, photo=photo_id, record=record_of(pet_id))
    return getattr(client, verb)(address, data if verb == "post" else None)


def _there(path, pet_id, photo_id):
    if "/records/" in path:
        return next(iter(lists.find_many(Walk, [(pet_id, record_of(pet_id))])), None)
    return (pets() if "/pets/" in path else photos()).find(pet_id if "/pets/" in path else photo_id)


def rights_to(path, right):
    """An action on rows is begun in the list, so it takes the right to see that too."""
    return (right, f"view_{right.partition('_')[2]}") if "/act/" in path else (right,)


def make_ready(path, pet, photo, stranger):
    """What the page works on: something in the trash, or an unfinished move."""
    if "restore" in path and "/records/" in path:
        life().delete(pet, life().find(Walk, pet.id, record_of(pet.id)), by=None)
    elif "restore" in path:
        pets().delete(pet, times.now()) if "/pets/" in path else photos().delete(photo, times.now())
    if "finish" in path:
        mover().begin(pet, stranger.key)


def test_no_route_is_left_out_here():
    routes = {re.sub(r"<uuid:(\w+)_id>", r"{\1}", f"/admin/{route}") for route, _, _ in ROUTES}
    assert {route.replace("<slug:kind>", "walk") for route in routes} == {
        path.partition("?")[0] for _, path, _ in ADMIN_PAGES
    }


def test_a_visitor_is_sent_to_the_login(pet, photo):
    before = state()
    for verb, path, _ in ADMIN_PAGES:
        response = send(Client(), verb, path, pet.id, photo.id)
        assert response.status_code == 302, (verb, path)
        assert response["Location"].startswith("/admin/login/"), (verb, path)
    assert state() == before


def test_an_owner_is_kept_out(as_owner, pet, photo):
    before = state()
    for verb, path, _ in ADMIN_PAGES:
        response = send(as_owner, verb, path, pet.id, photo.id)
        assert response.status_code == 302, (verb, path)
        assert as_owner.get(response["Location"]).status_code == 403, (verb, path)
    assert state() == before


def test_staff_without_the_right_are_refused_alike_whether_the_record_exists_or_not(as_clerk, stranger, pet, photo):
    before = state()
    for verb, path, _ in ADMIN_PAGES:
        refused = send(as_clerk, verb, path, pet.id, photo.id)
        made_up = send(as_clerk, verb, path, NOBODY, NOBODY)
        assert refused.status_code == made_up.status_code == 403, (verb, path)
        assert without_token(refused.text) == without_token(made_up.text), (verb, path)
    assert state() == before


@pytest.mark.parametrize(
    ("verb", "path", "missing"),
    [(verb, path, missing) for verb, path, right in ADMIN_PAGES for missing in rights_to(path, right)],
)
def test_all_other_permissions_together_are_not_enough(as_clerk_without, stranger, pet, photo, verb, path, missing):
    client = as_clerk_without(missing)
    make_ready(path, pet, photo, stranger)
    before = state()
    assert send(client, verb, path, pet.id, photo.id).status_code == 403
    assert state() == before


@pytest.mark.parametrize(("verb", "path", "right"), ADMIN_PAGES)
def test_the_permission_alone_is_enough(as_clerk_with, stranger, pet, photo, verb, path, right):
    client = as_clerk_with(*rights_to(path, right))
    make_ready(path, pet, photo, stranger)
    before = state()
    response = send(client, verb, path, pet.id, photo.id)
    does_something = verb == "post" or path.endswith("/file/")  # who opened a file is written down
    assert response.status_code == (302 if does_something else 200)
    assert (state() != before) == does_something


def test_a_viewer_sees_everything_and_changes_nothing(as_viewer, stranger, pet, photo):
    before = state()
    for verb, path, right in ADMIN_PAGES:
        expected = 200 if right in OF_VIEWERS else 403
        assert send(as_viewer, verb, path, pet.id, photo.id).status_code == expected, (verb, path)
    assert state() == before


def test_to_a_record_keeper_what_does_not_exist_is_not_found(as_keeper, walks):
    for verb, path, _ in EXISTING:
        assert send(as_keeper, verb, path, NOBODY, NOBODY).status_code == 404, (verb, path)


def test_looking_never_changes_anything(as_keeper, pet, photo):
    before = state()
    for verb, path, _ in ADMIN_PAGES:
        if verb == "post":
            as_keeper.get(path.format(pet=pet.id, photo=photo.id, record=record_of(pet.id)))
    assert state() == before


def test_the_index_lists_the_records_to_those_who_may_see_them(as_viewer, as_clerk):
    assert "/admin/pets/" in as_viewer.get("/admin/").text
    assert "/admin/pets/" not in as_clerk.get("/admin/").text


@pytest.fixture
def two_factor(settings):
    settings.STAFF_NEED_TWO_FACTOR = True


@pytest.mark.parametrize("page", ["/admin/", "/admin/pets/", "/admin/pettracker_site/user/"])
def test_staff_without_a_second_factor_set_it_up_first(two_factor, as_admin, page):
    response = as_admin.get(page)
    assert response.status_code == 302
    assert response["Location"] == "/accounts/2fa/totp/activate/"


def test_staff_with_a_second_factor_get_in(two_factor, make_person):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from tests.conftest import logged_in

    person = make_person("careful@example.com", is_staff=True, is_superuser=True)
    TOTP.activate(person, generate_totp_secret())
    assert logged_in(person).get("/admin/pets/").status_code == 200


def test_owners_need_no_second_factor(two_factor, as_owner):
    assert as_owner.get("/pets/").status_code == 200


def test_each_action_takes_its_own_right(as_clerk, pet, add_photo, pet_records):
    """Somebody who may delete, but not remove for good."""
    clerk = User.objects.get(email="clerk@example.com")
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_pets", "delete_pets"]))
    assert send(as_clerk, "post", "/admin/pets/act/?action=purge", pet.id, NOBODY).status_code == 403
    assert "Remove for good" not in as_clerk.get("/admin/pets/").text
    assert send(as_clerk, "post", "/admin/pets/act/?action=delete", pet.id, NOBODY).status_code == 302
    assert pet_records.get(pet.id).status == "deleted"
