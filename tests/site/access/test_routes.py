"""Nobody in: every address, by every verb, for everybody who should not be there."""

import re
from contextlib import closing

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from .rows import NOBODY, ROWS, SAFE_VERBS, VERBS, For, address, named, routes, row_of
from .world import NOT_A_MEMBER, WITHOUT_LOGIN, World, admin, owner, staff, state, stranger, visitor

pytestmark = pytest.mark.django_db


def send(client: Client, verb: str, path: str, posted: dict) -> HttpResponse:
    if verb in SAFE_VERBS:
        return client.generic(verb, path)
    return client.generic(verb, path, encode_multipart(BOUNDARY, posted), content_type=MULTIPART_CONTENT)


def body(response: HttpResponse) -> str:
    """What is seen, but for the token of its forms, which is another each time."""
    text = response.getvalue().decode(errors="replace")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def is_not_kept(response: HttpResponse) -> bool:
    """By a browser or a proxy."""
    said = {word.strip() for word in response.get("Cache-Control", "").split(",")}
    return {"no-store", "private", "max-age=0"} <= said and "public" not in said


def is_sent_to_the_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(("/accounts/login/", "/admin/login/"))


def posted(route: str, world: World) -> dict:
    """What its form sends, anew each time: a file is read once."""
    make = row_of(route).posted
    return make(world) if make else {}


def by_name(value) -> str:
    return getattr(value, "__name__", str(value))


def test_every_route_has_its_row():
    assert [route for route in routes() if row_of(route) is None] == []


def test_every_row_is_of_a_route():
    assert [route for route in ROWS if route not in routes()] == []


@pytest.mark.parametrize("actor", WITHOUT_LOGIN, ids=by_name)
def test_without_a_login_every_verb_leads_to_it(world, actor):
    with actor(world) as client:
        before = state()
        for route in named(*[kind for kind in For if kind is not For.EVERYBODY]):
            for verb in VERBS if actor is visitor else ("GET", "POST"):
                response = send(client, verb, address(route, world), posted(route, world))
                assert is_sent_to_the_login(response), (verb, route, response.status_code)
        assert state() == before


@pytest.mark.parametrize("actor", NOT_A_MEMBER, ids=by_name)
def test_what_is_somebody_elses_looks_like_what_does_not_exist_and_is_not_kept(world, actor):
    with actor(world) as client:
        before = state()
        for route in named(For.MEMBERS):
            for verb in VERBS if actor is stranger else row_of(route).verbs:
                theirs = send(client, verb, address(route, world), posted(route, world))
                nobodys = address(route, world, pet_id=NOBODY, photo_id=NOBODY)
                made_up = send(client, verb, nobodys, posted(route, world))
                expected = 404 if verb in row_of(route).verbs else 405
                assert theirs.status_code == made_up.status_code == expected, (verb, route)
                assert body(theirs) == body(made_up), (verb, route)
                assert is_not_kept(theirs), (verb, route)
                assert sorted(theirs.headers) == sorted(made_up.headers), (verb, route)
                assert sorted(theirs.cookies) == sorted(made_up.cookies), (verb, route)
            assert state() == before, route


def test_the_admin_pages_are_for_admins(world):
    with stranger(world) as client:
        before = state()
        for route in named(For.STAFF, For.PERMITTED):
            for verb in VERBS:
                response = send(client, verb, address(route, world), {"post": "yes"})
                assert is_sent_to_the_login(response), (verb, route, response.status_code)
        assert state() == before


def test_staff_without_a_permission_see_and_change_nothing_there(world):
    with staff(world) as client:
        before = state()
        for route in named(For.PERMITTED):
            for verb in VERBS:
                response = send(client, verb, address(route, world), {"post": "yes"})
                if response.status_code == 302:  # to one that refuses, or away from what is not there
                    assert response["Location"].startswith(address(route, world)) or response["Location"] == INDEX
                else:
                    assert response.status_code in (403, 404, 405) or not response.content, (verb, route)
            assert state() == before, route


INDEX = "/admin/"


@pytest.mark.parametrize("verb", SAFE_VERBS)
def test_looking_never_changes_anything_and_what_is_private_is_not_kept(world, verb):
    for actor, is_theirs in ((owner, False), (admin, True)):
        with actor(world) as client:
            before = state()
            for route in routes():
                if route.startswith("/admin/") == is_theirs and route not in LOGOUTS:
                    with closing(send(client, verb, address(route, world), {})) as response:  # as servers close it
                        assert response.status_code < 500, route
                        assert is_not_kept(response) or row_of(route).who is For.EVERYBODY, route
            assert state() == before


LOGOUTS = {"/accounts/logout/", "/admin/logout/"}  # they ask first; by what button, test_sessions says


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_for_everybody_asks_for_no_login_and_changes_nothing_by_itself(world, verb):
    before = state()
    for route in named(For.EVERYBODY):
        response = send(Client(), verb, address(route, world), {})
        assert not is_sent_to_the_login(response) or route in LEAD_TO_THE_LOGIN, (verb, route)
    assert state() == before


# Half-way steps lead back to where they begin; the admins' login is everybody's.
LEAD_TO_THE_LOGIN = {"/admin/login/", "/admin/logout/", "/accounts/2fa/authenticate/", "/accounts/login/code/confirm/"}


def test_other_verbs_than_those_of_the_row_are_refused_to_the_owner_too(world):
    with owner(world) as client:
        before = state()
        for route in named(For.PERSON, For.MEMBERS):
            for verb in VERBS:
                if verb not in row_of(route).verbs and not route.startswith("/accounts/"):
                    assert send(client, verb, address(route, world), {}).status_code == 405, (verb, route)
        assert state() == before


def test_the_owner_gets_in(world):
    with owner(world) as client:
        for route in named(For.PERSON, For.MEMBERS):
            if "GET" in row_of(route).verbs and not route.startswith("/accounts/"):
                with closing(client.get(address(route, world))) as response:
                    assert response.status_code in (200, 302), route


def of_our_forms() -> list[str]:
    return [route for route in named(For.PERSON, For.MEMBERS) if row_of(route).posted and "/accounts/" not in route]


def test_a_form_of_another_site_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.owner, backend="django.contrib.auth.backends.ModelBackend")
    before = state()
    foreign = {"origin": "https://evil.example"}
    for route in of_our_forms():
        assert client.post(address(route, world), posted(route, world), headers=foreign).status_code == 403, route
        assert state() == before, route


def test_an_admin_gets_in(world):
    with admin(world) as client:
        for path in ("", "pettracker_site/user/", f"pettracker_site/user/{world.owner.pk}/change/"):
            assert client.get(f"/admin/{path}").status_code == 200, path


def test_an_admin_neither_sees_a_second_factors_secret_nor_makes_an_address_verified(world):
    from allauth.mfa.totp.internal.auth import TOTP

    secret = "JBSWY3DPEHPK3PXP"
    factor = TOTP.activate(world.owner, secret).instance
    address = world.owner.emailaddress_set.create(email="not-mine@example.com", verified=False)
    with admin(world) as client:
        page = client.get(f"/admin/mfa/authenticator/{factor.pk}/change/")
        assert page.status_code == 200
        assert secret not in page.text
        before = state()
        for path in (f"mfa/authenticator/{factor.pk}/change", "mfa/authenticator/add", "account/emailaddress/add"):
            assert client.post(f"/admin/{path}/", {}).status_code == 403, path
        changed = {"email": "evil@example.com", "verified": "on", "user": str(world.owner.pk), "primary": "on"}
        assert client.post(f"/admin/account/emailaddress/{address.pk}/change/", changed).status_code == 403
        listed = {"action": "make_verified", "_selected_action": [address.pk]}
        client.post("/admin/account/emailaddress/", listed)
        assert state() == before
