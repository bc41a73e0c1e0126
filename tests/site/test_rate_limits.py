"""Too many tries: a pause, told in words, for who tries and not for the others."""

import math
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from pettracker_site.common import rate_limit
from tests.people import PASSWORD
from tests.pictures import jpeg
from tests.site.forms import file
from tests.site.second_factor import code_of

pytestmark = pytest.mark.django_db


def answers(post, times) -> list[int]:
    return [post().status_code for _ in range(times)]


def is_a_pause(response, minutes: int | None = None) -> bool:
    """A page that says in words, too, when to come back."""
    seconds = int(response["Retry-After"]) if response.status_code == 429 else 0
    told = math.ceil(seconds / 60)
    words = "Wait a minute," if told == 1 else f"Wait {told} minutes,"
    return (
        seconds > 0 and "Please wait a moment" in response.text and words in response.text and minutes in (None, told)
    )


def guess(address: str, number: int = 0, password: str = "guess"):
    """One try to log in, each number from another address of the network."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/login/", {"login": address, "password": password})


def test_logins_from_one_address_are_slowed_down(client):
    answers(lambda: client.post("/accounts/login/", {"login": "x@example.com", "password": "guess"}), 30)
    assert is_a_pause(client.post("/accounts/login/", {"login": "y@example.com", "password": "guess"}))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/accounts/login/", {"login": "y@example.com", "password": "guess"}).status_code == 200


def test_guessing_one_persons_password_from_many_addresses_is_slowed_down(owner):
    assert [guess(owner.email, number).status_code for number in range(5)] == [200] * 5
    sixth, seventh = guess(owner.email, 6), guess(owner.email, 7, PASSWORD)
    assert is_a_pause(sixth, minutes=5)
    assert is_a_pause(seventh, minutes=5)
    assert "guess" not in sixth.text
    assert "sessionid" not in seventh.cookies


@pytest.mark.parametrize(
    "typed", ["OWNER@example.com", "owner@EXAMPLE.com.", " owner@example.com\u200b", "owner\uff20example.com"]
)
def test_however_the_address_is_typed_its_tries_are_one_count(owner, typed):
    for number in range(5):
        guess(owner.email, number)
    assert is_a_pause(guess(typed, 6, PASSWORD), minutes=5)


def test_whatever_host_and_port_a_request_names_the_tries_are_one_count(owner, settings):
    settings.HOST_PORTS = None
    settings.ALLOWED_HOSTS = ["*"]
    tries = [
        Client(REMOTE_ADDR=f"192.0.2.{number}", headers={"host": f"site{number}.example:{7000 + number}"}).post(
            "/accounts/login/", {"login": owner.email, "password": "guess"}
        )
        for number in range(6)
    ]
    assert [each.status_code for each in tries] == [200] * 5 + [429]


def is_slowed_down(address_of_the_network: str) -> bool:
    client = Client(REMOTE_ADDR=address_of_the_network)
    return client.post("/accounts/login/", {"login": "z@example.com", "password": "guess"}).status_code == 429


@pytest.mark.parametrize("kind", ["totp", "recovery code"])
def test_a_good_code_forgives_its_account_and_not_the_network(owner, kind):
    """Who has an account of their own could guess at others without end."""
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    code = code_of(secret) if kind == "totp" else RecoveryCodes.activate(owner).get_unused_codes()[0]
    network = "192.0.2.99"
    for number in range(10):
        Client(REMOTE_ADDR=network).post("/accounts/login/", {"login": f"x{number}@example.com", "password": "guess"})
        if number == 5:  # with tries left
            client = Client(REMOTE_ADDR=network)
            client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
            assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert is_slowed_down(network)


def test_wrong_codes_are_forgotten_after_a_good_one(owner):
    secret = generate_totp_secret()
    TOTP.activate(owner, secret)
    client = Client()
    for code in (*["000000"] * 4, code_of(secret)):
        client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        answer = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert answer.status_code == 302
    again = Client()
    again.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert answers(lambda: again.post("/accounts/2fa/authenticate/", {"code": "000000"}), 4) == [200] * 4


def test_a_password_set_anew_by_mail_forgives_the_account_and_not_the_network(owner, mailoutbox):
    network = "192.0.2.99"
    client = Client(REMOTE_ADDR=network)
    for number in range(5):
        client.post("/accounts/login/", {"login": owner.email, "password": "guess"})
        client.post("/accounts/login/", {"login": f"x{number}@example.com", "password": "guess"})
    client.post("/accounts/password/reset/", {"email": owner.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/password/reset/key/" in word)
    form = client.get(link.partition("testserver")[2], follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "another-long-word", "password2": "another-long-word"})
    assert guess(owner.email, 1, "another-long-word").status_code == 302
    assert is_slowed_down(network)


def test_after_the_pause_that_was_told_the_password_is_taken_again(owner, monkeypatch):
    from allauth.core.internal import ratelimit

    for number in range(5):
        guess(owner.email, number)
    pause = int(guess(owner.email, 6, PASSWORD)["Retry-After"])
    soon = ratelimit.time.time() + pause
    monkeypatch.setattr(ratelimit.time, "time", lambda: soon)
    assert guess(owner.email, 7, PASSWORD).status_code == 302


def test_failed_logins_from_one_address_of_the_network_are_slowed_down(client):
    """Each for another account."""
    tries = [guess(f"x{number}@example.com") for number in range(11)]
    assert [each.status_code for each in tries[:10]] == [200] * 10
    assert is_a_pause(tries[10])


def test_guessing_the_code_of_a_second_factor_is_slowed_down(owner):
    TOTP.activate(owner, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert answers(lambda: client.post("/accounts/2fa/authenticate/", {"code": "000000"}), 5) == [200] * 5
    assert is_a_pause(client.post("/accounts/2fa/authenticate/", {"code": "000000"}), minutes=5)


def test_guessing_the_password_of_who_left_a_page_open_is_slowed_down(as_owner):
    tries = [as_owner.post("/accounts/reauthenticate/", {"password": "guess"}) for _ in range(6)]
    assert [each.status_code for each in tries[:5]] == [200] * 5
    assert is_a_pause(tries[5], minutes=5)


def test_resets_are_slowed_down_for_one_address_of_mail_and_for_one_of_the_network(client, mailoutbox):
    for _ in range(5):
        client.post("/accounts/password/reset/", {"email": "x@example.com"})
    sent = len(mailoutbox)
    assert is_a_pause(client.post("/accounts/password/reset/", {"email": "x@example.com"}))
    assert len(mailoutbox) == sent
    answers(lambda: client.post("/accounts/password/reset/", {"email": "y@example.com"}), 15)
    assert is_a_pause(client.post("/accounts/password/reset/", {"email": "z@example.com"}))


def test_sign_ups_from_one_address_are_slowed_down(client):
    for number in range(20):
        Client().post("/accounts/signup/", {"email": f"new{number}@example.com", "password1": PASSWORD})
    assert is_a_pause(client.post("/accounts/signup/", {"email": "one@example.com", "password1": PASSWORD}))


@pytest.fixture
def still_hour(monkeypatch) -> None:
    """The clock's hour, by which uploads are counted, does not turn during the test."""
    now = time.time()
    monkeypatch.setattr(rate_limit.time, "time", lambda: now)


@pytest.mark.usefixtures("still_hour")
def test_uploads_of_a_person_are_slowed_down_and_those_of_others_go_on(
    as_owner, as_stranger, stranger, pet, add_pet, photo_records, settings
):
    settings.UPLOADS_PER_HOUR = 3
    add = f"/pets/{pet.id}/photos/add/"
    for shade in range(3):
        assert as_owner.post(add, {"photos": file("a.jpg", jpeg(64 + shade))}).status_code == 302
    refused = as_owner.post(add, {"photos": file("a.jpg", jpeg(80))})
    assert is_a_pause(refused)
    assert int(refused["Retry-After"]) <= rate_limit.HOUR_SECONDS
    assert len(photo_records.list_for_pet(pet.id).items) == 3
    assert as_owner.get(add).status_code == 200
    other = add_pet("Other", person=stranger)
    assert as_stranger.post(f"/pets/{other.id}/photos/add/", {"photos": file("a.jpg", jpeg())}).status_code == 302


def test_each_file_of_a_form_counts(as_owner, pet, photo_records, settings):
    settings.UPLOADS_PER_HOUR = 3
    several = [file(f"{shade}.jpg", jpeg(64 + shade)) for shade in range(4)]
    assert as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": several}).status_code == 429
    assert not photo_records.list_for_pet(pet.id).items


@pytest.mark.usefixtures("still_hour")
def test_uploads_are_taken_again_in_the_next_hour(as_owner, pet, settings, monkeypatch):
    settings.UPLOADS_PER_HOUR = 1
    add = f"/pets/{pet.id}/photos/add/"
    as_owner.post(add, {"photos": file("a.jpg", jpeg())})
    assert as_owner.post(add, {"photos": file("a.jpg", jpeg(80))}).status_code == 429
    soon = rate_limit.time.time() + rate_limit.HOUR_SECONDS
    monkeypatch.setattr(rate_limit.time, "time", lambda: soon)
    assert as_owner.post(add, {"photos": file("a.jpg", jpeg(80))}).status_code == 302


@pytest.mark.usefixtures("still_hour")
def test_the_count_lives_in_the_database_where_all_processes_find_it(as_owner, pet, settings):
    from pettracker_site.settings import base

    settings.CACHES = base.CACHES
    call_command("createcachetable")
    settings.UPLOADS_PER_HOUR = 2
    add = f"/pets/{pet.id}/photos/add/"
    for shade in range(2):
        assert as_owner.post(add, {"photos": file("a.jpg", jpeg(64 + shade))}).status_code == 302
        del caches["default"]  # as another process, which knows only what was written
    assert as_owner.post(add, {"photos": file("a.jpg", jpeg(80))}).status_code == 429


def test_refused_by_the_rate_limit_says_nothing_of_whether_a_pet_is_there(as_stranger, pet, settings):
    settings.UPLOADS_PER_HOUR = 0
    made_up = "/pets/00000000-0000-4000-8000-000000000000/photos/add/"
    answers = [
        as_stranger.post(path, {"photos": file("a.jpg", jpeg())}).status_code
        for path in (f"/pets/{pet.id}/photos/add/", made_up)
    ]
    assert answers == [429, 429]
