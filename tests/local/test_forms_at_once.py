"""Pairs of browsers that send at the same moment, by the whole site on the embedded AWS: one effect, told to both."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from pets.children.integrity import Comparison
from pets.domain import Pet
from pets.life.answers import ANSWER
from pets.life.repository import life
from pets.medicines.domain import Medicine
from pets.repository import pets
from pettracker_site.aws import clients
from pettracker_site.models import User
from photos.domain import Photo, Status
from photos.repository import photos
from photos.upload.services import UploadOutcome
from tests.conftest import logged_in
from tests.medicines import an_earlier_dose, hourly
from tests.pictures import jpeg
from tests.site.forms import edit_form, file, pet_form
from tests.store.makers import new_pet

# Committed, so that each thread's own connection finds the people there.
pytestmark = [pytest.mark.usefixtures("album"), pytest.mark.django_db(transaction=True)]
PAIRS = 10
STEP_SECONDS = 0.004
Send = Callable[[], HttpResponse]


@pytest.fixture
def tabs(owner: User) -> list[Client]:
    """Two browsers of one person, who has looked at a page in each."""
    both = [logged_in(owner) for _ in range(2)]
    for each in both:
        each.get("/preferences/")
    return both


@pytest.fixture
def pet(owner: User) -> Pet:
    return pets().add(new_pet(owner_id=owner.key))


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[HttpResponse]]]:
    """The answers to two requests that are sent at the same moment."""
    barrier = Barrier(2)

    def send(request: Send) -> HttpResponse:
        barrier.wait(timeout=10)
        return request()

    def hang_up(_: int) -> None:
        barrier.wait(timeout=10)  # one for each thread
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        yield lambda *requests: list(pool.map(send, requests))
        list(pool.map(hang_up, range(2)))


def later(number: int, send: Send) -> Send:
    """A little later than in the pair before, so that in the end it has met the other request at its every step."""

    def wait_and_send() -> HttpResponse:
        time.sleep(number * STEP_SECONDS)
        return send()

    return wait_and_send


def statuses(answers: list[HttpResponse]) -> list[int]:
    return sorted(each.status_code for each in answers)


def uploading(tab: Client, pet: Pet, content: bytes) -> Send:
    """As the queue's script sends a file."""
    sent = {"photos": file("a.jpg", content)}
    return partial(tab.post, f"/pets/{pet.id}/photos/add/", sent, headers={"accept": "application/json"})


def upload(tab: Client, pet: Pet, content: bytes) -> Photo:
    """The first one of its pet."""
    assert uploading(tab, pet, content)().status_code == 201
    [photo] = of_the_album(pet)
    return photo


def of_the_album(pet: Pet) -> list[Photo]:
    return list(photos().all_for_pet(pet.id))


def is_consistent(pet: Pet) -> bool:
    """Records, counts, cover, quota and files tell the same story, and no file is left that nobody shows."""
    differences = list(Comparison(pets(), wait=lambda seconds: None).of_owner(pet.owner_id))
    kept = [
        each["Key"]
        for folder in ("photos", "thumbs")
        for page in clients.s3()
        .get_paginator("list_objects_v2")
        .paginate(Bucket=settings.FILE_BUCKET, Prefix=f"{folder}/{pet.id}/")
        for each in page.get("Contents", [])
    ]
    return not differences and sorted(kept) == sorted(key for photo in of_the_album(pet) for key in photo.keys)


def test_the_form_for_a_pet_sent_twice_adds_one_and_leads_to_it_both_times(at_once, tabs, owner):
    for number in range(PAIRS):
        typed = pet_form(name=f"Pet {number:02}")
        answers = at_once(*(partial(tab.post, "/pets/add/", typed) for tab in tabs))
        assert statuses(answers) == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
    assert [each.name for each in pets().all_for_owner(owner.key)] == [f"Pet {number:02}" for number in range(PAIRS)]


def test_of_two_tabs_that_edit_a_pet_one_saves_and_the_other_is_shown_both_versions(at_once, tabs, pet):
    path = f"/pets/{pet.id}/edit/"
    for number in range(PAIRS):
        before = pets().get(pet.id)
        typed = [edit_form(before, notes=f"{who} {number}") for who in ("Robin", "Kim")]
        answers = at_once(*(partial(tab.post, path, each) for tab, each in zip(tabs, typed, strict=True)))
        assert statuses(answers) == [302, 409]
        now = pets().get(pet.id)
        saved, lost = typed if answers[0].status_code == 302 else typed[::-1]
        told = next(each.text for each in answers if each.status_code == 409)
        assert (now.version, now.profile.notes) == (before.version + 1, saved["notes"])
        assert saved["notes"] in told
        assert lost["notes"] in told


def test_an_edit_sent_twice_is_saved_once_and_no_conflict_with_itself(at_once, tabs, pet):
    path = f"/pets/{pet.id}/edit/"
    for number in range(PAIRS):
        before = pets().get(pet.id)
        typed = edit_form(before, notes=f"after {number}")
        assert statuses(at_once(*(partial(tab.post, path, typed) for tab in tabs))) == [302, 302]
        now = pets().get(pet.id)
        assert (now.version, now.profile.notes) == (before.version + 1, typed["notes"])


def test_a_dose_that_two_give_is_given_once_and_the_second_is_told_who_was_first(at_once, tabs, pet):
    medicine = hourly(pet, stock=Decimal(100))
    path = f"/pets/{pet.id}/medicines/{medicine.id}/dose/"
    for number in range(PAIRS):
        dose = {"action": "given", "occurrence": an_earlier_dose(number), "page": "medicine", "sure": "yes"}
        forms = [{**dose, "nonce": str(UUID(int=2 * number + which))} for which in range(2)]
        answers = at_once(*(partial(tab.post, path, form) for tab, form in zip(tabs, forms, strict=True)))
        assert statuses(answers) == [302, 302]
        told = sorted(str(next(iter(get_messages(each.wsgi_request)))) for each in answers)
        assert [each.split()[0] for each in told] == ["Given:", "This"]
    now = life().find(Medicine, pet.id, medicine.id)
    assert (now.given, now.stock) == (PAIRS, 100 - PAIRS)
    assert len(list(life().walk(pet.id, ANSWER))) == PAIRS
    assert is_consistent(pet)


def test_a_file_sent_twice_is_one_photo_and_both_are_told_which(at_once, tabs, pet):
    for number in range(PAIRS):
        answers = at_once(*(uploading(tab, pet, jpeg(64 + number).getvalue()) for tab in tabs))
        assert statuses(answers) == [200, 201]
        told = [each.json()["files"][0] for each in answers]
        assert {UploadOutcome(each["outcome"]) for each in told} == {UploadOutcome.ADDED, UploadOutcome.ALREADY_THERE}
        assert told[0]["url"] == told[1]["url"]
    assert pets().get(pet.id).photo_count == len(of_the_album(pet)) == PAIRS
    assert is_consistent(pet)


def test_a_photo_that_is_deleted_while_its_file_is_sent_again_is_in_the_trash_or_back(at_once, tabs, pet, tell):
    outcomes: Counter[str] = Counter()
    content = jpeg().getvalue()
    photo = upload(tabs[0], pet, content)
    for number in range(PAIRS):
        deleting = partial(tabs[0].post, f"/pets/{pet.id}/photos/{photo.id}/delete/")
        sending = uploading(tabs[1], pet, content)
        # Now the one waits, now the other.
        pair = (deleting, later(number, sending)) if number % 2 else (later(number, deleting), sending)
        deleted, sent = at_once(*pair)
        assert (deleted.status_code, sent.status_code) == (302, 200)
        outcome = UploadOutcome(sent.json()["files"][0]["outcome"])
        outcomes[outcome.value] += 1
        now = photos().find(photo.id)
        assert (
            now.status == {UploadOutcome.RESTORED: Status.ACTIVE, UploadOutcome.ALREADY_THERE: Status.DELETED}[outcome]
        )
        assert pets().get(pet.id).photo_count == (now.status == Status.ACTIVE)
        if now.status == Status.DELETED:
            assert tabs[0].post(f"/pets/{pet.id}/photos/{photo.id}/restore/").status_code == 302
    assert [each.id for each in of_the_album(pet)] == [photo.id]
    assert is_consistent(pet)
    tell(f"a photo deleted while its file is sent again: {dict(outcomes)}")


def test_a_pet_that_is_deleted_while_a_photo_is_sent_has_it_or_tells_that_it_is_gone(at_once, tabs, pet, tell):
    outcomes: Counter[int] = Counter()
    number = 0
    # The first pets go while their photo is on its way, the last ones after it; how late that is, the machine decides.
    while number < PAIRS or set(outcomes) != {201, 404}:
        number += 1
        deleting = partial(tabs[0].post, f"/pets/{pet.id}/delete/")
        deleted, sent = at_once(
            later(number * (1 + number // PAIRS), deleting), uploading(tabs[1], pet, jpeg(64 + number).getvalue())
        )
        assert deleted.status_code == 302
        assert sent.status_code in (201, 404)
        outcomes[sent.status_code] += 1
        assert tabs[0].post(f"/pets/{pet.id}/restore/").status_code == 302
        assert pets().get(pet.id).photo_count == len(of_the_album(pet)) == outcomes[201]
    assert is_consistent(pet)
    tell(f"a pet deleted while a photo is sent: {outcomes[201]} went in, {outcomes[404]} were told that it is gone")
