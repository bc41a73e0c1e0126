"""One-time codes: that of now or of the step before, each once, however it was pasted."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from pettracker_site.accounts import second_factor
from tests.people import PASSWORD
from tests.site.second_factor import code_of
from tests.site.test_accounts import reauthenticated

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Stands at the middle of a step; `later` moves it on, in steps."""

    class Clock:
        now = time.time() // 30 * 30 + 15

        def time(self):
            return self.now

        def later(self, steps):
            self.now += 30 * steps

    clock = Clock()
    monkeypatch.setattr(second_factor, "time", clock)
    monkeypatch.setattr("tests.site.second_factor.time", clock)
    return clock


@pytest.fixture
def secret(owner, clock) -> str:
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    return secret


def is_taken(owner, code: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    return client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302


@pytest.mark.parametrize(("steps_ago", "taken"), [(-1, False), (0, True), (1, True), (2, False)])
def test_the_code_of_now_or_of_the_step_before_is_right(owner, secret, steps_ago, taken):
    assert is_taken(owner, code_of(secret, steps_ago)) is taken


@pytest.mark.parametrize("steps_ago", [0, 1])
def test_no_code_is_taken_twice(owner, secret, steps_ago):
    code = code_of(secret, steps_ago)
    assert is_taken(owner, code)
    assert not is_taken(owner, code)


def test_nor_once_its_own_step_is_over(owner, secret, clock):
    code = code_of(secret)
    assert is_taken(owner, code)
    clock.later(steps=1)
    assert not is_taken(owner, code)
    assert is_taken(owner, code_of(secret))


def test_nor_after_a_later_one_was(owner, secret):
    assert is_taken(owner, code_of(secret))
    assert not is_taken(owner, code_of(secret, 1))


def test_nor_where_it_set_the_factor_up(owner, as_owner, clock):
    client = reauthenticated(as_owner)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    code = code_of(secret, 1)  # typed slowly
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert owner.authenticator_set.filter(type="totp").exists()
    assert not is_taken(owner, code)
    assert is_taken(owner, code_of(secret))


def test_nor_where_it_proves_again_who_one_is(owner, as_owner, secret):
    code = code_of(secret)
    assert as_owner.post("/accounts/2fa/reauthenticate/", {"code": code}).status_code == 302
    assert not is_taken(owner, code)


@pytest.mark.parametrize("pasted", ["{0} {1}", "\u200e{0}\u00a0{1}\u200b", "{0}-{1}"])
def test_what_comes_along_with_a_pasted_code_does_not_count(owner, secret, pasted):
    code = code_of(secret)
    assert is_taken(owner, pasted.format(code[:3], code[3:]))


def test_digits_of_a_wide_keyboard_are_digits(owner, secret):
    assert is_taken(owner, "".join(chr(ord("\uff10") + int(each)) for each in code_of(secret)))


def test_what_is_no_code_is_refused_by_its_length(owner, secret):
    assert not is_taken(owner, "\u0301" * 500_000)


def test_a_form_that_finds_the_factor_active_by_then_goes_on_to_the_recovery_codes(owner, as_owner, monkeypatch):
    """The other of two that were sent at once was a moment faster, after this one was looked at."""
    TOTP.activate(owner, generate_totp_secret())
    monkeypatch.setattr("pettracker_site.accounts.views.is_mfa_enabled", lambda *_: False)
    response = reauthenticated(as_owner).post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert response.url == "/accounts/2fa/recovery-codes/"
