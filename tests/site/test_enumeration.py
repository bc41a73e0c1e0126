"""Whether an address has an account is told to nobody, by what is seen or sent or by how long it takes."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db
UNKNOWN = "unknown@example.com"
LONG_PASSWORD = "another-long-word"


@pytest.fixture
def hashings(monkeypatch):
    """What takes long on purpose: how often a password was hashed. A clock would tell the same, but not each time."""
    counted = []
    encode = MD5PasswordHasher.encode

    def count(self, password, salt, *rest):
        counted.append(salt)
        return encode(self, password, salt, *rest)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    return counted


def shown(response, address: str) -> tuple:
    """What a browser sees, with the typed address and the forms' tokens taken out."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text).replace(address, "ADDRESS")
    pause = response.get("Retry-After")
    return (
        response.status_code,
        pause,
        response.redirect_chain,
        sorted(response.headers),
        sorted(response.cookies),
        text,
    )


def ask(path: str, address: str, hashings: list, **typed) -> tuple:
    """What is seen and how often a password is hashed for it."""
    client = Client()
    client.get(path)
    hashings.clear()
    response = client.post(path, typed, follow=True)
    return shown(response, address), len(hashings)


def test_a_login_with_a_wrong_password(owner, hashings):
    known = ask("/accounts/login/", owner.email, hashings, login=owner.email, password="wrong-password")
    unknown = ask("/accounts/login/", UNKNOWN, hashings, login=UNKNOWN, password="wrong-password")
    assert known == unknown
    assert known[1] > 0


def test_a_login_to_a_deactivated_account_with_a_wrong_password(hashings):
    gone = make_person("gone@example.com", is_active=False)
    known = ask("/accounts/login/", gone.email, hashings, login=gone.email, password="wrong-password")
    assert known == ask("/accounts/login/", UNKNOWN, hashings, login=UNKNOWN, password="wrong-password")


def test_a_login_after_too_many_wrong_passwords(owner, hashings):
    """Right or wrong, the password is not looked at; what is told, and for how long, is the same."""

    def locked_out(address: str, password: str) -> tuple:
        cache.clear()
        for number in range(5):
            Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/login/", {"login": address, "password": "wrong"})
        return ask("/accounts/login/", address, hashings, login=address, password=password)

    known = locked_out(owner.email, "wrong-password")
    assert known == locked_out(owner.email, PASSWORD) == locked_out(UNKNOWN, "wrong-password")
    (status, *_), hashed = known
    assert (status, hashed) == (429, 0)


def test_signing_up(owner, hashings, mailoutbox):
    known = ask("/accounts/signup/", owner.email, hashings, email=owner.email, password1=LONG_PASSWORD)
    unknown = ask("/accounts/signup/", UNKNOWN, hashings, email=UNKNOWN, password1=LONG_PASSWORD)
    assert known == unknown
    assert known[1] == 1
    assert [message.to for message in mailoutbox] == [[owner.email], [UNKNOWN]]  # both wait for one mail to be sent


def test_signing_up_with_a_known_address_changes_nothing_of_the_account(owner, client):
    client.post("/accounts/signup/", {"email": owner.email, "password1": LONG_PASSWORD})
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert not owner.check_password(LONG_PASSWORD)


def test_a_forgotten_password(owner, hashings, mailoutbox):
    known = ask("/accounts/password/reset/", owner.email, hashings, email=owner.email)
    unknown = ask("/accounts/password/reset/", UNKNOWN, hashings, email=UNKNOWN)
    assert known == unknown
    assert [message.to for message in mailoutbox] == [[owner.email], [UNKNOWN]]


def test_an_address_to_move_to(as_owner, stranger, mailoutbox):
    def answer(address: str) -> tuple:
        as_owner.post("/accounts/reauthenticate/", {"password": PASSWORD})
        mailoutbox.clear()
        response = as_owner.post("/accounts/email/", {"email": address, "action_add": ""}, follow=True)
        return response.status_code, len(mailoutbox), shown(response, address)[-1]

    taken = answer(stranger.email)
    as_owner.post("/accounts/email/", {"email": stranger.email, "action_remove": ""}, follow=True)
    free = answer("free@example.com")
    assert taken == free


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_the_forms_show_no_address_that_was_not_typed(client, owner, path):
    assert owner.email not in client.get(path).text
