"""Who is not logged in is refused from the head of a request: not a byte of the body is read."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from pettracker_site.urls import urlpatterns as real
from pettracker_site.web import anonymous_limits
from pettracker_site.web.anonymous_limits import PublicUpload
from tests.people import PASSWORD

FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=part"
MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.django_db


@login_not_required
def take(request, key):
    return HttpResponse(f"{len(request.FILES)} files")


urlpatterns = [*real, path("guests/<slug:key>/", take, name="guests")]


class Unread:
    """A body; reading it is the mistake."""

    def __init__(self) -> None:
        self.was_read = False

    def read(self, *_) -> bytes:
        self.was_read = True
        return b""

    readline = read


def send(address: str, content_type: str, length: int, client: Client | None = None) -> tuple[HttpResponse, bool]:
    """The answer, and whether anybody began to read the body."""
    body = Unread()
    client = client or Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    sent = {"wsgi.input": body, "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(length)}
    return client.post(address, **sent), body.was_read


@pytest.mark.parametrize("content_type", [FORM, FILES])
@pytest.mark.parametrize("length", [10, 20 * MEGABYTE])
@pytest.mark.parametrize("address", ["/pets/add/", "/preferences/", "/admin/pets/", "/admin/auth/group/add/"])
def test_what_asks_for_a_login_leads_there(address, length, content_type):
    answer, was_read = send(address, content_type, length)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/login/?next={address}")
    assert not was_read


@pytest.mark.parametrize(
    "address",
    ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/logout/"],
)
@pytest.mark.parametrize(("content_type", "length", "status"), [(FILES, 10, 400), (FORM, 70_000, 413)])
def test_the_forms_for_everybody_take_neither_files_nor_much(address, content_type, length, status, settings):
    settings.ANONYMOUS_CONTENT_TYPES = (FORM,)  # as in production
    answer, was_read = send(address, content_type, length)
    assert answer.status_code == status
    assert not was_read


def test_production_takes_only_plain_forms_from_visitors():
    from pettracker_site.settings import base

    assert base.ANONYMOUS_CONTENT_TYPES == (FORM,)


def test_a_login_is_read(settings):
    settings.ANONYMOUS_CONTENT_TYPES = (FORM,)
    assert send("/accounts/login/", FORM, 100)[1]


def test_whose_login_has_ended_is_refused_from_the_head_too(as_owner, settings):
    settings.SESSION_IDLE_SECONDS = -1
    answer, was_read = send("/pets/add/", FILES, 20 * MEGABYTE, as_owner)
    assert answer["Location"] == "/accounts/login/?next=/pets/add/"
    assert not was_read


def test_somebody_who_is_logged_in_sends_files(as_owner):
    assert send("/preferences/", FILES, 20 * MEGABYTE, as_owner)[1]


def test_a_form_sent_after_the_login_ended_leads_back_to_its_page(as_owner, owner, aws):
    as_owner.post("/accounts/logout/")
    answer = as_owner.post("/pets/add/", {"name": "Rex"})
    back = as_owner.post(answer["Location"], {"login": owner.email, "password": PASSWORD})
    assert back["Location"] == "/pets/add/"


@pytest.fixture
def guests(settings, monkeypatch):
    """An address of which the project has none yet: files from whoever has the link, three times an hour."""
    settings.ROOT_URLCONF = __name__
    settings.ANONYMOUS_CONTENT_TYPES = (FORM,)

    def pause(request, key):
        sent = cache.get_or_set(f"guests:{key}", 0)
        cache.set(f"guests:{key}", sent + 1)
        return 60 if sent >= 3 else 0

    upload = PublicUpload(is_live=lambda key: key == "good", pause=pause)
    monkeypatch.setitem(anonymous_limits.PUBLIC_UPLOADS, "guests", upload)


@pytest.mark.usefixtures("guests")
class TestAPublicUpload:
    def test_its_body_is_read_where_the_link_is_live(self):
        assert send("/guests/good/", FILES, 20 * MEGABYTE)[1]

    def test_it_takes_files(self, client):
        from tests.site.forms import file

        assert client.post("/guests/good/", {"photos": file("a.jpg", b"x")}).content == b"1 files"

    def test_a_dead_link_does_not_exist_and_nothing_is_read(self):
        answer, was_read = send("/guests/stale/", FILES, 20 * MEGABYTE)
        assert (answer.status_code, was_read) == (404, False)

    def test_above_its_limit_nothing_is_read(self):
        for _ in range(3):
            send("/guests/good/", FILES, 10)
        answer, was_read = send("/guests/good/", FILES, 10)
        assert (answer.status_code, answer["Retry-After"], was_read) == (429, "60", False)

    def test_without_its_line_in_the_table_it_takes_no_files(self, monkeypatch):
        monkeypatch.delitem(anonymous_limits.PUBLIC_UPLOADS, "guests")
        answer, was_read = send("/guests/good/", FILES, 10)
        assert (answer.status_code, was_read) == (400, False)
