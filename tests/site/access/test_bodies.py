"""Nobody in by what is inside a request: ids in bodies and cookies, cursors, fields that no form has."""

import re
import uuid
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client

from pets.repository import pets
from pettracker_site.models import User
from photos.repository import photos
from tests.people import PASSWORD
from tests.pictures import jpeg
from tests.site.forms import edit_form, file, pet_form

from .rows import NOBODY, For, address, named, row_of
from .test_routes import body, is_not_kept, of_our_forms, send
from .world import add_pet, add_photo, at_home, owner, state, stranger


@pytest.fixture(autouse=True)
def _reset_rate_limits():
    cache.clear()


@pytest.fixture
def own_pet(new_world):
    """The stranger's own pet."""
    return add_pet(new_world.stranger, "Own")


@pytest.fixture
def own_photo(own_pet):
    return add_photo(own_pet, 90)


@pytest.fixture
def theirs(new_world) -> str:
    """All that is kept of the owner's pet and photo."""

    def theirs() -> tuple:
        return pets().find(new_world.pet.id), photos().find(new_world.photo.id)

    return theirs


@pytest.mark.parametrize("route", of_our_forms())
def test_what_others_are_refused_changes_something_for_the_owner_and_its_answer_is_not_kept(new_world, route):
    """What the rows send is no empty threat."""
    with owner(new_world) as client:
        path = address(route, new_world)
        if route.endswith("restore/"):
            client.post(path.replace("restore/", "delete/"))
        if route.endswith("cover/"):  # the first photo is the cover already
            path = path.replace(new_world.photo.id, add_photo(new_world.pet, 80).id)
        before = state()
        response = client.post(path, row_of(route).posted(new_world))
        assert response.status_code in (201, 302)  # a link that is shown once comes with the answer
        assert is_not_kept(response)
        assert state() != before


NAMED = ("photo_id", "record_id", "document_id")


def test_somebody_elses_photo_or_record_under_ones_own_pet_does_not_exist(new_world, own_pet):
    with stranger(new_world) as client:
        before = state()
        for route in named(For.MEMBERS):
            for verb in row_of(route).verbs if set(NAMED) & {*re.findall(r"(\w+)>", route)} else ():
                posted = row_of(route).posted(new_world) if row_of(route).posted else {}
                foreign = send(client, verb, address(route, new_world, pet_id=own_pet.id), posted)
                nobodys = address(route, new_world, pet_id=own_pet.id, **dict.fromkeys(NAMED, NOBODY))
                made_up = send(client, verb, nobodys, posted)
                assert foreign.status_code == made_up.status_code == 404, (verb, route)
                assert body(foreign) == body(made_up)
        assert state() == before


@pytest.mark.parametrize("action", ["delete", "restore", "favourite"])
def test_of_own_and_foreign_photos_chosen_together_the_foreign_are_left_alone(
    new_world, own_pet, own_photo, theirs, action
):
    before = theirs()
    chosen = {"action": action, "photo": [own_photo.id, new_world.photo.id]}
    with stranger(new_world) as client:
        if action == "restore":
            client.post(f"/pets/{own_pet.id}/photos/selected/", chosen | {"action": "delete"})
        foreign = client.post(f"/pets/{own_pet.id}/photos/selected/", chosen, follow=True)
    assert photos().find(own_photo.id) != own_photo or action == "restore"
    assert "1 photo was left alone" in foreign.text
    assert new_world.photo.id not in foreign.text
    assert theirs() == before


def test_a_foreign_photo_is_missed_just_as_one_that_does_not_exist(new_world, own_pet, own_photo):
    def told(photo_id: str) -> str:
        with stranger(new_world) as client:
            chosen = {"action": "favourite", "photo": [own_photo.id, photo_id]}
            return body(client.post(f"/pets/{own_pet.id}/photos/selected/", chosen, follow=True))

    assert told(new_world.photo.id).count("left alone") == told(NOBODY).count("left alone") == 1


def test_a_zip_holds_ones_own_photos_only(new_world, own_pet, own_photo):
    with stranger(new_world) as client:
        chosen = {"action": "download", "photo": [new_world.photo.id, own_photo.id]}
        response = client.post(f"/pets/{own_pet.id}/photos/selected/", chosen)
        with ZipFile(BytesIO(response.getvalue())) as taken_home:
            assert len(taken_home.namelist()) == 1
        only_foreign = {"action": "download", "photo": [new_world.photo.id]}
        assert client.post(f"/pets/{own_pet.id}/photos/selected/", only_foreign).status_code == 404


def test_the_hidden_number_of_somebody_elses_form_makes_no_pet_of_theirs(new_world, theirs):
    nonce = str(uuid.uuid4())
    with owner(new_world) as client:
        client.post("/pets/add/", pet_form(name="First", nonce=nonce))
        before = state()
    with stranger(new_world) as client:
        assert client.post("/pets/add/", pet_form(name="Second", nonce=nonce)).status_code == 302
    kept = {name for name, items in state().items() if name.startswith("PetTracker") and set(before[name]) - set(items)}
    assert not kept  # nothing that was there has changed
    assert [pet.name for pet in pets().list_for_owner(new_world.stranger.key).items] == ["Second"]


@pytest.mark.parametrize("version", ["0", "999", "-1", "1e9", "x", ""])
def test_a_hidden_version_that_was_made_up_saves_nothing(new_world, version):
    with owner(new_world) as client:
        before = state()
        typed = edit_form(new_world.pet, name="Max", version=version)
        assert client.post(address("/pets/<uuid:pet_id>/edit/", new_world), typed).status_code in (200, 409)
        assert state() == before


# --- Cursors and cookies ---
@pytest.fixture
def long_lists(new_world, own_pet, monkeypatch):
    """Pages of two, and three of each."""
    monkeypatch.setattr("pets.views.PAGE_SIZE", 2)
    monkeypatch.setattr("photos.album.gallery.PAGE_SIZE", 2)
    for number in range(3):
        add_pet(new_world.owner, f"Pet {number}")
        add_photo(new_world.pet, 70 + number)
    return new_world


def cursor_of(client: Client, path: str) -> str:
    cursor = client.get(path).context["page"].next
    assert cursor
    return cursor


def test_a_cursor_of_somebody_elses_pets_leads_nowhere(long_lists):
    with owner(long_lists) as client:
        cursor = cursor_of(client, "/pets/")
        assert client.get("/pets/", {"cursor": cursor}).status_code == 200
        assert client.get("/pets/trash/", {"cursor": cursor}).status_code == 404
    with stranger(long_lists) as client:
        assert client.get("/pets/", {"cursor": cursor}).status_code == 404


def test_a_cursor_of_somebody_elses_photos_leads_nowhere(long_lists, own_pet):
    with owner(long_lists) as client:
        cursor = cursor_of(client, f"/pets/{long_lists.pet.id}/")
        assert client.get(f"/pets/{long_lists.pet.id}/", {"cursor": cursor}).status_code == 200
    with stranger(long_lists) as client:
        for path in ("", "photos/trash/", "photos/favourites/", "photos/selected/"):
            assert client.get(f"/pets/{own_pet.id}/{path}", {"cursor": cursor}).status_code == 404, path


@pytest.mark.parametrize("change", [lambda cursor: cursor[:-1], lambda cursor: f"x{cursor}", lambda _: "x:y:z"])
def test_a_cursor_that_was_changed_leads_nowhere(long_lists, change):
    with owner(long_lists) as client:
        cursor = change(cursor_of(client, "/pets/"))
        assert client.get("/pets/", {"cursor": cursor}).status_code == 404


def test_cookies_of_what_changed_show_nothing_of_somebody_else(new_world, own_pet):
    """They say only that something changed: what it was is noted for the person who changed it."""
    with owner(new_world) as client:
        client.post(f"/pets/{new_world.pet.id}/edit/", edit_form(new_world.pet, name="Secret name"))
        client.post(f"/pets/{new_world.pet.id}/photos/{new_world.photo.id}/favourite/")
        stolen = {name: each.value for name, each in client.cookies.items() if name.startswith("recent-")}
    assert {name.split("-")[1] for name in stolen} == {"pet", "photo"}
    with stranger(new_world) as client:
        client.cookies.load(stolen)
        assert "Secret name" not in client.get("/pets/").text
        assert new_world.photo.id not in client.get(f"/pets/{own_pet.id}/").text


# --- Fields that no form has ---
PET_FIELDS = {
    **{"OwnerId": "x", "owner_id": "x", "Status": "purging", "status": "purging", "PetId": NOBODY, "id": NOBODY},
    **{"PhotoCount": "9", "photo_count": "9", "Members": "x", "members": "x", "Version": "7", "CoverPhotoId": NOBODY},
    **{"StatusName": "active", "AdminShard": "x", "CreatedAt": "2000-01-01", "LastEdit": "x"},
}
PHOTO_FIELDS = {
    **{
        "OwnerId": "x",
        "Status": "purging",
        "PhotoId": NOBODY,
        "PetId": NOBODY,
        "S3Key": "x",
        "ContentType": "text/html",
    },
    **{"Favourite": "1", "Sha256": "x", "Version": "7", "Bytes": "0", "Derivatives": "x", "StatusTakenAt": "x"},
}


def test_editing_a_pet_sets_only_what_is_asked_for(new_world):
    before = pets().get(new_world.pet.id)
    with owner(new_world) as client:
        typed = PET_FIELDS | edit_form(new_world.pet, name="Max")
        assert client.post(f"/pets/{new_world.pet.id}/edit/", typed).status_code == 302
    item, now = before.to_item(), pets().get(new_world.pet.id).to_item()
    changed = {name for name in item | now if item.get(name) != now.get(name)}
    named = {"Name", "SortName", "StatusName", "AdminName", "AdminNameKey"}  # the name, and the keys made of it
    assert changed - named <= {"Version", "UpdatedAt", "LastEdit"}, changed
    assert now["Version"] == 2


def test_adding_a_pet_sets_only_what_is_asked_for(new_world):
    with owner(new_world) as client:
        client.post("/pets/add/", PET_FIELDS | pet_form(name="New"))
    new = next(pet for pet in pets().list_for_owner(new_world.owner.key).items if pet.name == "New")
    assert (new.owner_id, str(new.status), new.photo_count, new.version) == (new_world.owner.key, "active", 0, 1)
    assert new.id != NOBODY


def test_editing_a_photo_sets_only_what_is_asked_for(new_world):
    before = photos().find(new_world.photo.id).to_item()
    with owner(new_world) as client:
        typed = PHOTO_FIELDS | {"caption": "sofa", "taken": "2024-05-17T18:03:59", "version": "1"}
        assert client.post(f"/pets/{new_world.pet.id}/photos/{new_world.photo.id}/edit/", typed).status_code == 302
    now = photos().find(new_world.photo.id).to_item()
    changed = {name for name in before | now if before.get(name) != now.get(name)}
    assert {"Caption", "TakenAt", "Version"} <= changed
    assert not changed & ({*PHOTO_FIELDS} - {"Version", "StatusTakenAt"})
    assert now["Version"] == 2


def test_an_upload_sets_only_what_the_picture_says(new_world):
    with owner(new_world) as client:
        client.post(f"/pets/{new_world.pet.id}/photos/add/", PHOTO_FIELDS | {"photos": file("a.jpg", jpeg(80))})
    new = next(each for each in photos().list_for_pet(new_world.pet.id).items if each.id != new_world.photo.id)
    assert (new.owner_id, str(new.status), new.content_type) == (new_world.owner.key, "active", "image/jpeg")
    assert new.original_key == f"photos/{new_world.pet.id}/{new.id}.jpg"
    assert new.id != NOBODY


PERSON_FIELDS = {
    **{"is_staff": "on", "is_superuser": "on", "groups": "1", "user_permissions": "1", "is_active": "on"},
    **{"id": NOBODY, "pk": NOBODY, "password": "x", "email_verified": "on", "verified": "on"},
}


def test_nobody_becomes_an_admin_by_preferences_or_sign_up(new_world):
    with owner(new_world) as client:
        typed = PERSON_FIELDS | {"name": "Robin", "weight_unit": "kg", "email": "taken@example.com"}
        client.post("/preferences/", typed)
    Client().post("/accounts/signup/", PERSON_FIELDS | {"email": "new@example.com", "password1": PASSWORD})
    for email in ("owner@example.com", "new@example.com"):
        person = User.objects.get(email=email)
        assert not person.is_staff
        assert not person.is_superuser
        assert not person.get_all_permissions()
        assert person.check_password(PASSWORD)
        assert str(person.pk) != NOBODY
    assert not User.objects.get(email="new@example.com").emailaddress_set.get().verified


@pytest.mark.parametrize("override", [{"headers": {"x-http-method-override": "POST"}}, {"data": {"_method": "POST"}}])
def test_a_verb_cannot_be_passed_off_as_another(new_world, override):
    client = at_home(new_world.owner)
    before = state()
    assert client.get(f"/pets/{new_world.pet.id}/delete/", **override).status_code == 405
    assert state() == before
