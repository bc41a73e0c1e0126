"""Too many tries: a pause, told in words, for who tries and not for the others."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from photos import throttle
from tests.people import PASSWORD
from tests.pictures import jpeg
from tests.site.forms import file

pytestmark = pytest.mark.django_db


def answers(post, times) -> list[int]:
    return [post().status_code for _ in range(times)]


def is_a_pause(response) -> bool:
    return (
        response.status_code == 429 and int(response["Retry-After"]) > 0 and "A little pause, please" in response.text
    )


def test_logins_from_one_address_are_slowed_down(client):
    answers(lambda: client.post("/accounts/login/", {"login": "x@example.com", "password": "guess"}), 30)
    assert is_a_pause(client.post("/accounts/login/", {"login": "y@example.com", "password": "guess"}))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post("/accounts/login/", {"login": "y@example.com", "password": "guess"}).status_code == 200


def test_guessing_one_persons_password_from_many_addresses_is_slowed_down(owner):
    for number in range(5):
        guesser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        guesser.post("/accounts/login/", {"login": owner.email, "password": "guess"})
    sixth = Client(REMOTE_ADDR="192.0.2.99").post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert "Too many failed login attempts" in sixth.text


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


def test_uploads_of_a_person_are_slowed_down_and_those_of_others_go_on(
    as_owner, as_stranger, stranger, pet, add_pet, photo_records, settings
):
    settings.UPLOADS_PER_HOUR = 3
    add = f"/pets/{pet.id}/photos/add/"
    for shade in range(3):
        assert as_owner.post(add, {"photos": file("a.jpg", jpeg(64 + shade))}).status_code == 302
    refused = as_owner.post(add, {"photos": file("a.jpg", jpeg(80))})
    assert is_a_pause(refused)
    assert int(refused["Retry-After"]) <= throttle.HOUR_SECONDS
    assert len(photo_records.list_for_pet(pet.id).items) == 3
    assert as_owner.get(add).status_code == 200
    other = add_pet("Other", person=stranger)
    assert as_stranger.post(f"/pets/{other.id}/photos/add/", {"photos": file("a.jpg", jpeg())}).status_code == 302


def test_each_file_of_a_form_counts(as_owner, pet, photo_records, settings):
    settings.UPLOADS_PER_HOUR = 3
    several = [file(f"{shade}.jpg", jpeg(64 + shade)) for shade in range(4)]
    assert as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": several}).status_code == 429
    assert not photo_records.list_for_pet(pet.id).items


def test_uploads_are_taken_again_in_the_next_hour(as_owner, pet, settings, monkeypatch):
    settings.UPLOADS_PER_HOUR = 1
    add = f"/pets/{pet.id}/photos/add/"
    as_owner.post(add, {"photos": file("a.jpg", jpeg())})
    assert as_owner.post(add, {"photos": file("a.jpg", jpeg(80))}).status_code == 429
    soon = throttle.time.time() + throttle.HOUR_SECONDS
    monkeypatch.setattr(throttle.time, "time", lambda: soon)
    assert as_owner.post(add, {"photos": file("a.jpg", jpeg(80))}).status_code == 302


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


def test_refused_by_the_throttle_says_nothing_of_whether_a_pet_is_there(as_stranger, pet, settings):
    settings.UPLOADS_PER_HOUR = 0
    made_up = "/pets/00000000-0000-4000-8000-000000000000/photos/add/"
    answers = [
        as_stranger.post(path, {"photos": file("a.jpg", jpeg())}).status_code
        for path in (f"/pets/{pet.id}/photos/add/", made_up)
    ]
    assert answers == [429, 429]
