"""What a person changed a moment ago is noted for 20 seconds, whatever runs at once, and no header grows with it."""

import logging
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from pettracker_site.common import read_your_writes
from pettracker_site.common.models import RecentChange
from tests import pictures
from tests.conftest import logged_in
from tests.site.forms import file, pet_form

PHOTOS = 24


@pytest.fixture
def request_of(rf: RequestFactory):
    """A request of that person, whose browser has been told that something changed."""

    def request_of(person):
        request = rf.get("/")
        request.user = person
        request.COOKIES |= {"recent-photo": "1", "recent-pet": "1"}
        return request

    return request_of


def ids(count: int) -> list[str]:
    return [str(uuid.uuid4()) for _ in range(count)]


def cookie_header(client) -> str:
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items() if cookie.value)


def test_changes_made_at_once_are_all_told_though_none_of_them_saw_another(request_of, owner):
    changed = ids(PHOTOS)
    started = [request_of(owner) for _ in changed]
    for request, id in zip(started, changed, strict=True):
        request.COOKIES.clear()  # as they were when all of these requests left the browser
        read_your_writes.remember(HttpResponse(), "photo", [id], after=request)
    assert sorted(read_your_writes.changed_ids(request_of(owner), "photo")) == sorted(changed)


def test_photos_sent_at_once_are_in_the_album_at_once(owner, pet, aws, monkeypatch):
    from photos.repository import photos

    empty = photos().list_for_pet(pet.id)
    browser = logged_in(owner)
    for number in range(6):
        lane = logged_in(owner)  # each left before any other was answered
        lane.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", pictures.jpeg(64 + number, 48))})
        browser.cookies.update({name: each for name, each in lane.cookies.items() if name.startswith("recent-")})
    monkeypatch.setattr(type(photos()), "list_for_pet", lambda *_, **__: empty)  # the index knows of none yet
    assert len(browser.get(f"/pets/{pet.id}/").context["page"].items) == 6


def test_all_cookies_together_stay_far_below_what_a_server_takes(as_owner, pet, add_photo):
    photos = [add_photo(pet, shade) for shade in range(3)]
    as_owner.cookies["timezone"] = "America/Argentina/ComodRivadavia"
    for turn in range(20):
        as_owner.post("/pets/add/", pet_form(name=f"Pet {turn}"))
        for act in ("delete", "restore", "favourite"):
            as_owner.post(f"/pets/{pet.id}/photos/{photos[turn % 3].id}/{act}/")
    names = [name for name in as_owner.cookies if name.startswith("recent-")]
    assert sorted(names) == ["recent-pet", "recent-photo"]
    assert len(cookie_header(as_owner)) < 4_000  # messages that nobody has seen yet take half of it


def test_the_newest_change_comes_first_and_a_record_once(request_of, owner):
    first, second = ids(2)
    for id in (first, second, first):
        read_your_writes.remember(HttpResponse(), "photo", [id], after=request_of(owner))
    assert read_your_writes.changed_ids(request_of(owner), "photo") == [first, second]


def test_no_more_than_50_are_told_and_those_are_the_newest(request_of, owner):
    old, new = ids(30), ids(50)
    for some in (old, new):
        read_your_writes.remember(HttpResponse(), "photo", some, after=request_of(owner))
    assert sorted(read_your_writes.changed_ids(request_of(owner), "photo")) == sorted(new)


def test_what_somebody_else_changed_is_theirs_alone(request_of, owner, stranger):
    read_your_writes.remember(HttpResponse(), "photo", ids(1), after=request_of(owner))
    assert read_your_writes.changed_ids(request_of(stranger), "photo") == []


def test_pets_and_photos_are_noted_apart(request_of, owner):
    read_your_writes.remember(HttpResponse(), "photo", ids(1), after=request_of(owner))
    assert read_your_writes.changed_ids(request_of(owner), "pet") == []


def test_after_twenty_seconds_it_is_forgotten_and_the_next_change_tidies_up(request_of, owner, stranger, monkeypatch):
    read_your_writes.remember(HttpResponse(), "photo", ids(3), after=request_of(owner))
    later = timezone.now() + timedelta(seconds=read_your_writes.SECONDS + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert read_your_writes.changed_ids(request_of(owner), "photo") == []
    read_your_writes.remember(HttpResponse(), "photo", ids(1), after=request_of(stranger))
    assert RecentChange.objects.count() == 1


def test_who_changed_nothing_is_not_looked_up(request_of, owner, django_assert_num_queries):
    request = request_of(owner)
    request.COOKIES.clear()
    with django_assert_num_queries(0):
        assert read_your_writes.changed_ids(request, "photo") == []


def test_a_change_that_cannot_be_noted_is_done_all_the_same(as_owner, pet, monkeypatch, caplog):
    def locked(*_, **__):
        raise OperationalError("database is locked")

    monkeypatch.setattr(RecentChange.objects, "bulk_create", locked)
    with caplog.at_level(logging.WARNING):
        assert as_owner.post(f"/pets/{pet.id}/delete/").status_code == 302
    assert "could not be noted" in caplog.text
    assert "Rex" in as_owner.get("/pets/trash/").text
