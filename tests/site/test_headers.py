"""The headers that keep browsers careful stand on every kind of answer."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("aws", "db")

STATIC = "/static/img/logo.svg"


def fail(*_args, **_options):
    raise RuntimeError("something nobody thought of")


def answer(kind: str, client: Client, request: pytest.FixtureRequest) -> tuple[int, object]:
    """An answer of that kind, and the status it must have to be one."""
    settings = request.getfixturevalue("settings")
    match kind:
        case "page":
            return 200, client.get("/pets/")
        case "redirect":
            return 302, client.get("/")
        case "login":
            return 200, Client().get("/accounts/login/")
        case "not found":
            return 404, client.get("/nowhere/")
        case "not by this verb":
            return 405, client.get("/pets/00000000-0000-4000-8000-000000000000/delete/")
        case "form of another site":
            strict = Client(enforce_csrf_checks=True)
            return 403, strict.post("/accounts/login/")
        case "other host":
            return 400, client.get("/", headers={"host": "evil.example"})
        case "too large":
            settings.MAX_REQUEST_BYTES = 10
            return 413, client.post("/preferences/", {"name": "x" * 100})
        case "error":
            request.getfixturevalue("monkeypatch").setattr("pets.views.pets", fail)
            client.raise_request_exception = False
            return 500, client.get("/pets/")
        case "static file":
            settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
            return 200, Client().get(STATIC)
        case "to https":
            settings.SECURE_SSL_REDIRECT = True
            return 301, Client().get("/pets/")
        case "admin":
            return 200, request.getfixturevalue("as_admin").get("/admin/pettracker_site/user/")
        case _:
            raise AssertionError(kind)


KINDS = (
    *("page", "redirect", "login", "not found", "not by this verb", "form of another site", "other host", "too large"),
    *("error", "static file", "to https", "admin"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_strict_headers_stand_on_every_kind_of_answer(kind, as_owner, request):
    status, response = answer(kind, as_owner, request)
    assert response.status_code == status
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(response["Permissions-Policy"].split(", "))


@pytest.mark.parametrize("path", ["/static/css/base.css", "/static/js/site.js"])
def test_styles_and_scripts_carry_only_what_has_an_effect_on_them(settings, path):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    answer = Client().get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not {name for name in answer.headers if "policy" in name.lower()} - {"Cross-Origin-Resource-Policy"}
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("path", ["/", STATIC, "/nowhere/"])
def test_browsers_are_told_to_come_by_https_only(settings, path):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    assert Client().get(path, secure=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_pictures_may_come_from_the_bucket(client, settings):
    policy = client.get("/")["Content-Security-Policy"]
    assert re.search(rf"img-src 'self' data: {re.escape(settings.S3_PUBLIC_ORIGIN)}(;|$)", policy)


# A script of JSON is data, which nothing runs.
FORBIDDEN = r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|<style|\sstyle=|\son\w+=|javascript:"


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/", "/nowhere/"])
def test_no_page_needs_what_the_policy_forbids(client, path):
    html = client.get(path).text
    assert not re.search(FORBIDDEN, html)


@pytest.mark.parametrize(
    "path",
    ["/pets/", "/pets/add/", "/pets/{pet}/", "/pets/{pet}/edit/", "/pets/{pet}/photos/{photo}/", "/preferences/"],
)
def test_no_page_of_an_owner_needs_what_the_policy_forbids(as_owner, pet, add_photo, path):
    html = as_owner.get(path.format(pet=pet.id, photo=add_photo(pet).id)).text
    assert not re.search(FORBIDDEN, html)
