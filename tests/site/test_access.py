"""Nobody in: the owner, a stranger, a visitor and an admin at every door of an owner's pet."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from pettracker_site.aws import clients

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def photo(pet, add_photo):
    return add_photo(pet)


def state() -> list:
    scan = clients.dynamodb().scan
    return [sorted(map(str, scan(TableName=name)["Items"])) for name in ("PetTracker-Pets", "PetTracker-Photos")]


def without_token(page: str) -> str:
    """A page but for the token of its forms, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


PAGES_OF_ONES_OWN = ["/pets/", "/pets/add/", "/pets/trash/", "/preferences/", "/preferences/copy/"]
DOORS = [
    ("get", "/pets/{pet}/"),
    ("get", "/pets/{pet}/edit/"),
    ("post", "/pets/{pet}/edit/"),
    ("post", "/pets/{pet}/delete/"),
    ("post", "/pets/{pet}/restore/"),
    ("get", "/pets/{pet}/photos/add/"),
    ("post", "/pets/{pet}/photos/add/"),
    ("get", "/pets/{pet}/photos/trash/"),
    ("get", "/pets/{pet}/photos/favourites/"),
    ("get", "/pets/{pet}/photos/selected/"),
    ("post", "/pets/{pet}/photos/selected/"),
    ("get", "/pets/{pet}/photos/{photo}/"),
    ("post", "/pets/{pet}/photos/{photo}/edit/"),
    ("get", "/pets/{pet}/photos/{photo}/original/"),
    ("post", "/pets/{pet}/photos/{photo}/favourite/"),
    ("post", "/pets/{pet}/photos/{photo}/cover/"),
    ("post", "/pets/{pet}/photos/{photo}/delete/"),
    ("post", "/pets/{pet}/photos/{photo}/restore/"),
]


@pytest.mark.parametrize(("verb", "door"), DOORS)
@pytest.mark.parametrize("who", ["as_stranger", "as_admin"])
def test_somebody_elses_pet_looks_like_one_that_does_not_exist(request, pet, photo, verb, door, who):
    client, before = request.getfixturevalue(who), state()
    nobody = "00000000-0000-4000-8000-000000000000"
    theirs = getattr(client, verb)(door.format(pet=pet.id, photo=photo.id))
    made_up = getattr(client, verb)(door.format(pet=nobody, photo=nobody))
    assert theirs.status_code == made_up.status_code == 404
    assert without_token(theirs.text) == without_token(made_up.text)
    assert state() == before


@pytest.mark.parametrize(("verb", "door"), [*DOORS, *(("get", page) for page in PAGES_OF_ONES_OWN)])
def test_a_visitor_is_sent_to_the_login(pet, photo, verb, door):
    response = getattr(Client(), verb)(door.format(pet=pet.id, photo=photo.id))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("verb", "door"), [door for door in DOORS if "{photo}" in door[1]])
def test_a_strangers_photo_under_ones_own_pet_does_not_exist(as_stranger, stranger, add_pet, pet, photo, verb, door):
    own, before = add_pet("Own", person=stranger), state()
    assert getattr(as_stranger, verb)(door.format(pet=own.id, photo=photo.id)).status_code == 404
    assert state() == [*before]


def routes(patterns, prefix="/") -> set[str]:
    """Every address of the site, with names in place of its values; without those of allauth and the admin site."""
    found: set[str] = set()
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            found |= routes(pattern.url_patterns, path) if not path.startswith(("/accounts/", "/admin/")) else set()
        else:
            found.add(path.replace("<uuid:pet_id>", "{pet}").replace("<uuid:photo_id>", "{photo}"))
    return found


def test_no_route_is_left_out_here():
    assert routes(get_resolver().url_patterns) == {"/", *PAGES_OF_ONES_OWN, *(door for _, door in DOORS)}


def test_a_form_cannot_set_what_is_not_asked_for(as_owner, owner, pet, pet_records):
    from tests.site.forms import edit_form

    more = {"OwnerId": "x", "owner_id": "x", "Status": "purging", "status": "purging", "PhotoCount": "9", "PetId": "x"}
    as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Max") | more)
    now = pet_records.get(pet.id)
    assert (now.owner_id, now.status, now.photo_count, now.version) == (owner.key, "active", 0, 2)


@pytest.mark.parametrize("who", ["as_owner", "as_stranger"])
def test_the_admin_pages_are_for_admins(request, who):
    assert request.getfixturevalue(who).get("/admin/").status_code in (302, 403, 404)


def test_an_admin_finds_the_admin_pages(as_admin):
    assert as_admin.get("/admin/").status_code == 200
    assert as_admin.get("/admin/pettracker_site/user/").status_code == 200


def test_the_admin_pages_use_the_same_login():
    response = Client().get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_private_pages_are_not_kept_by_browsers(as_owner, pet):
    assert "no-store" in as_owner.get(f"/pets/{pet.id}/")["Cache-Control"]


def test_strict_headers_stand_on_every_page(client):
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_pictures_may_come_from_the_bucket(client, settings):
    assert settings.S3_PUBLIC_ORIGIN in client.get("/")["Content-Security-Policy"]
