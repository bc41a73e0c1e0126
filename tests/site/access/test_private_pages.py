"""Nothing behind the login is kept by a browser or a proxy: not a redirect to a file, a stream, an error.

That pages and refusals are not, test_routes.py sees of every address; answers to forms, test_bodies.py.
"""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from pettracker_site.web.middleware import PrivatePagesMiddleware
from tests.pictures import jpeg
from tests.site.forms import file

from .rows import For, named
from .test_routes import LOGOUTS, is_not_kept
from .world import owner

pytestmark = pytest.mark.django_db
OF_OWNERS = named(For.PERSON, For.MEMBERS)
OF_ADMINS = [route for route in named(For.STAFF, For.PERMITTED) if route not in LOGOUTS]


@pytest.fixture(autouse=True)
def _reset_rate_limits():
    cache.clear()


def test_there_are_many_private_addresses():
    assert len(OF_OWNERS) > 30
    assert len(OF_ADMINS) > 40


def test_the_way_to_an_original_is_not_kept(new_world):
    with owner(new_world) as client:
        response = client.get(f"/pets/{new_world.pet.id}/photos/{new_world.photo.id}/original/")
        assert "Signature=" in response["Location"]
        assert is_not_kept(response)


def test_a_zip_of_photos_is_not_kept(new_world):
    with owner(new_world) as client:
        chosen = {"action": "download", "photo": [new_world.photo.id]}
        response = client.post(f"/pets/{new_world.pet.id}/photos/selected/", chosen)
        assert b"".join(response).startswith(b"PK")
        assert is_not_kept(response)


def test_the_copy_of_ones_data_is_not_kept(new_world):
    with owner(new_world) as client:
        response = client.get("/preferences/copy/")
        assert b"Rex" in b"".join(response)
        assert is_not_kept(response)


def test_what_a_script_is_told_of_its_upload_is_not_kept(new_world):
    with owner(new_world) as client:
        sent = {"photos": file("a.jpg", jpeg(80))}
        add = f"/pets/{new_world.pet.id}/photos/add/"
        response = client.post(add, sent, headers={"accept": "application/json"})
        assert "Signature=" in response.text
        assert response["Content-Type"] == "application/json"
        assert is_not_kept(response)


def test_an_error_nobody_caught_is_not_kept(new_world, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr("pets.views.pets", fail)
    with owner(new_world) as client:
        client.raise_request_exception = False
        response = client.get("/pets/")
        assert response.status_code == 500
        assert is_not_kept(response)


def test_leaving_is_not_kept(new_world):
    with owner(new_world) as client:
        assert is_not_kept(client.post("/accounts/logout/"))


@pytest.mark.parametrize("said", ["public, max-age=600", "max-age=31536000, immutable", "private"])
def test_what_a_view_says_of_keeping_its_page_does_not_count_behind_the_login(new_world, said):
    request = RequestFactory().get("/")
    request.user = new_world.owner
    answer = PrivatePagesMiddleware(lambda _: HttpResponse(headers={"Cache-Control": said}))
    assert is_not_kept(answer(request))
