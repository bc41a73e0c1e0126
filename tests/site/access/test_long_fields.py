"""Whoever sends half a million marks in a field is answered at once: nothing composes, folds or stores so much text.

Composing (NFC) takes the square of the length where marks follow marks, and holds all threads of a process meanwhile.
"""

import unicodedata

import pytest
from django.http import QueryDict

from pettracker_site.web.middleware import MAX_FIELD_CHARACTERS, bounded

from .rows import address, nothing, routes, row_of
from .world import admin, owner, visitor

pytestmark = pytest.mark.django_db
MARKS = "\u0301\u0316" * 250_000
MARKS_IN_AN_ADDRESS = MARKS[: 3 * MAX_FIELD_CHARACTERS]  # of which no server takes so much
PERSON_FIELDS = ["email", "password", "username"]
TYPED = {
    "/pets/add/": [
        "name",
        "kind",
        "breed",
        "birth_date",
        "adopted_on",
        "age_years",
        "weight",
        "colour",
        "microchip",
        "notes",
        "nonce",
    ],
    "/pets/<uuid:pet_id>/edit/": ["name", "notes", "version"],
    "/pets/<uuid:pet_id>/photos/<uuid:photo_id>/edit/": ["caption", "taken", "version"],
    "/pets/<uuid:pet_id>/photos/selected/": ["action", "photo"],
    "/pets/<uuid:pet_id>/weights/add/": ["weight", "weight_unit", "on", "note", "nonce", "sure", "next"],
    "/pets/<uuid:pet_id>/health/add/": ["type", "on", "title", "next_due", "again", "note", "vet"],
    "/pets/<uuid:pet_id>/health/due/<uuid:plan_id>/": ["action", "occurrence", "nonce", "due", "page"],
    "/pets/<uuid:pet_id>/medicines/add/": ["name", "dose", "often", "times", "step_0_dose", "until", "note", "nonce"],
    "/pets/<uuid:pet_id>/medicines/<uuid:record_id>/dose/": ["action", "occurrence", "nonce", "page", "sure"],
    "/pets/<uuid:pet_id>/medicines/<uuid:record_id>/stock/": ["stock", "refill_on"],
    "/preferences/": ["name", "weight_unit", "time_zone", "vet"],
    "/accounts/login/": ["login", "password"],
    "/accounts/signup/": ["email", "password1"],
    "/accounts/password/reset/": ["email"],
    "/accounts/password/change/": ["oldpassword", "password1", "password2"],
    "/accounts/email/": ["email"],
    "/accounts/reauthenticate/": ["password"],
    "/admin/login/": ["login", "password"],
    "/admin/pettracker_site/user/add/": ["email", "password1", "name"],
    "/admin/pettracker_site/user/<path:object_id>/change/": ["name", "time_zone"],
    "/admin/auth/group/add/": ["name"],
    "/admin/pets/<uuid:pet_id>/edit/": ["name", "notes", "version"],
    "/admin/pets/<uuid:pet_id>/move/": ["owner"],
    "/admin/people/<uuid:person_id>/quota/": ["photos", "megabytes"],
    "/admin/people/<uuid:person_id>/erase/": ["typed"],
    "/admin/pets/act/": ["action", "row", "typed"],
}
ASKED = {
    "/pets/": ["q", "cursor"],
    "/pets/<uuid:pet_id>/": ["photo", "cursor"],
    "/pets/<uuid:pet_id>/weights/": ["show", "cursor"],
    "/admin/pets/": ["q", "since", "owner", "kind", "cursor"],
    "/admin/photos/": ["since", "pet"],
    "/admin/trail/": ["person", "record", "day"],
    "/admin/pettracker_site/user/": ["q", "p", "o", "is_active__exact"],
    "/admin/account/emailaddress/": ["q"],
    "/accounts/login/": ["next"],
}


@pytest.fixture
def no_long_texts(monkeypatch):
    """Composes as ever, and fails where the text is longer than any field takes."""
    normalize = unicodedata.normalize

    def checked(form: str, text: str) -> str:
        assert len(text) <= MAX_FIELD_CHARACTERS + 1, "so much text was composed"
        return normalize(form, text)

    monkeypatch.setattr(unicodedata, "normalize", checked)


def whoever_may(world, route):
    """Somebody who may use the address: a visitor where one logs in, an admin, or the owner."""
    is_entrance = any(word in route for word in ("login", "signup", "reset"))
    return visitor(world) if is_entrance else admin(world) if route.startswith("/admin/") else owner(world)


@pytest.mark.parametrize("route", TYPED)
def test_marks_without_end_in_a_form_are_answered_and_not_repeated(world, no_long_texts, route):
    posted = getattr(row_of(route), "posted", nothing) or nothing
    with whoever_may(world, route) as client:
        for field in TYPED[route]:
            response = client.post(address(route, world), posted(world) | {field: MARKS})
            assert response.status_code < 500, field
            assert len(response.content) < len(MARKS) / 2, field


def test_each_of_these_addresses_is_one():
    assert {*TYPED, *ASKED} <= set(routes())


@pytest.mark.parametrize("route", ASKED)
def test_marks_without_end_in_an_address_are_answered(world, no_long_texts, route):
    with whoever_may(world, route) as client:
        for field in ASKED[route]:
            answer = client.get(address(route, world), {field: MARKS_IN_AN_ADDRESS})
            assert answer.status_code < 500, field


def test_what_is_cut_off_is_still_too_long_and_all_else_stays_as_it_was_sent():
    sent = QueryDict(mutable=True)
    sent.setlist("notes", ["a" * (MAX_FIELD_CHARACTERS + 5), "b"])
    sent["name"] = "Rex"
    cut = bounded(sent)
    assert {name: [len(value) for value in values] for name, values in cut.lists()} == {
        "notes": [MAX_FIELD_CHARACTERS + 1, 1],
        "name": [3],
    }
    short = QueryDict("name=Rex&name=Max")
    assert bounded(short) is short


@pytest.mark.parametrize("charset", ["utf-7", "idna", "utf-16"])
@pytest.mark.parametrize("route", ["/accounts/login/", "/pets/add/"])
def test_a_form_that_says_it_is_in_anything_but_utf_8_is_refused(world, charset, route):
    """In some of Python's codecs, what was sent holds halves of signs, or cannot be read at all."""
    sent = f'--x\r\nContent-Disposition: form-data; name="{TYPED[route][0]}"\r\n\r\n+2D0-\r\n--x--\r\n'
    with whoever_may(world, route) as client:
        form = client.generic(
            "POST", address(route, world), sent, f"multipart/form-data; charset={charset}; boundary=x"
        )
        asked = client.generic(
            "GET", address(route, world), " ", f"text/plain; charset={charset}", QUERY_STRING="q=+2D0-"
        )
    assert (form.status_code, asked.status_code) == (400, 400)
