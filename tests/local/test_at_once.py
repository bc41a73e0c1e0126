"""Pairs of threads that want the same thing at the same moment, on the embedded AWS: one effect each.

PETTRACKER_SOAK=1 (`make soak`) takes a hundred pairs, else five.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest

from pets.children.integrity import Comparison
from pets.children.moving import mover
from pets.children.registry import Difference
from pets.children.sweeping import Sweeper
from pets.domain import Pet
from pets.repository import pets
from pettracker_site.aws.errors import NotFound
from pettracker_site.common.editing import EditConflict
from pettracker_site.files.quota import QuotaExceeded
from pettracker_site.files.storage import StoredBytes, file_storage
from photos.domain import Status, new_id
from photos.hiding import hide
from photos.maintenance.integrity import Problem
from photos.maintenance.purging import Purger
from photos.maintenance.sweeping import Swept
from photos.repository import DuplicatePhoto, photos
from tests.store.makers import NOW, new_pet, new_photo

pytestmark = pytest.mark.usefixtures("album")
PAIRS = 100 if os.environ.get("PETTRACKER_SOAK") else 5


@pytest.fixture
def pet() -> Pet:
    """The pet of an owner who has no other."""
    return pets().add(new_pet(owner_id=new_id()))


@pytest.fixture
def at_once() -> Iterator[Callable[..., list[object]]]:
    """What two calls at the same moment come to: what they give, or what they raise."""
    barrier = Barrier(2)

    def answer(call: Callable[[], object]) -> object:
        barrier.wait(timeout=10)
        try:
            return call()
        except (NotFound, EditConflict, DuplicatePhoto, QuotaExceeded) as error:
            return type(error)

    with ThreadPoolExecutor(2) as pool:
        yield lambda *calls: list(pool.map(answer, calls))


def differences(pet: Pet) -> list[Difference]:
    """Where counts, covers, claims and quota of the pet's owner do not tell the same story (there are no files)."""
    comparison = Comparison(pets(), wait=lambda seconds: None)
    return [each for each in comparison.of_owner(pet.owner_id) if each.problem != Problem.FILE]


def test_a_sweep_with_many_hands_ends_everything_that_is_due_once(pet):
    later = datetime.now(UTC) + timedelta(days=2)
    kept = upload(new_photo(pet, content="kept"))
    for number in range(20):
        photo = new_photo(pet, content=f"swept {number}")
        photos().reserve(photo)
        for key in (*photo.keys, *photo.keys):  # two versions
            file_storage().save(key, StoredBytes(b"bytes", "image/webp"))
    with ThreadPoolExecutor(2) as pool:
        sweepers = [Sweeper(pets(), clock=lambda: later, apply=True) for _ in range(2)]
        reports = list(pool.map(lambda sweeper: sweeper.run(), sweepers))
    assert sum(report.repaired[Swept.CUT_OFF] for report in reports) >= 20
    assert not any(report.unanswered for report in reports)
    assert all(next(file_storage().versions(prefix)) == [] for prefix in ("photos/", "thumbs/"))
    assert photos().find(kept.id).status == Status.ACTIVE
    assert differences(pet) == []


def test_a_form_sent_twice_makes_one_pet(at_once):
    for number in range(PAIRS):
        pet = Pet.new("double", f"form {number}", new_pet().profile, NOW)
        assert at_once(*[partial(pets().add, pet)] * 2) == [pet, pet]
    assert len(list(pets().all_for_owner("double"))) == PAIRS


def test_of_two_edits_one_is_saved_and_the_other_is_told(at_once, pet):
    for _ in range(PAIRS):
        edits = [replace(pet.profile, notes=f"{who} {pet.version}") for who in ("Robin", "Kim")]
        saved = at_once(*(partial(pets().edit, pet, each, NOW, "form") for each in edits))
        [now] = [each for each in saved if each is not EditConflict]
        assert EditConflict in saved
        assert (now.version, now.profile) == (pet.version + 1, pets().get(pet.id).profile)
        pet = now


def test_an_edit_sent_twice_is_saved_once(at_once, pet):
    for _ in range(PAIRS):
        profile = replace(pet.profile, notes=f"after {pet.version}")
        one, other = at_once(*[partial(pets().edit, pet, profile, NOW, "form")] * 2)
        assert one == other == replace(one, version=pet.version + 1)
        pet = one


def upload(photo):
    photos().reserve(photo)
    return photos().activate(photo, photo.owner_id)


def test_of_two_uploads_of_the_same_bytes_one_is_shown(at_once, pet):
    for number in range(PAIRS):
        one, other = (new_photo(pet, content=f"same {number}") for _ in range(2))
        answers = at_once(partial(upload, one), partial(upload, other))
        assert answers.count(DuplicatePhoto) == 1
        for photo, answer in zip((one, other), answers, strict=True):
            if answer is DuplicatePhoto:
                photos().discard_reservation(photo) if photos().find(photo.id) else None
    assert pets().get(pet.id).photo_count == PAIRS
    assert differences(pet) == []


def test_of_two_uploads_into_the_last_place_of_an_album_one_goes_in(at_once, monkeypatch):
    pet = pets().add(new_pet(owner_id="full"))
    quota = photos().quota
    for number in range(PAIRS):
        monkeypatch.setattr(quota, "photos", number + 1)
        answers = at_once(*(partial(photos().reserve, new_photo(pet)) for _ in range(2)))
        assert sorted(answers, key=str) == [QuotaExceeded, None]
        assert quota.used("full").photos == number + 1


def test_a_photo_that_is_deleted_while_another_is_uploaded_leaves_the_count_right(at_once, pet):
    cover = upload(new_photo(pet))
    for _ in range(PAIRS):
        new = new_photo(pet)
        at_once(partial(photos().delete, cover, NOW), partial(upload, new))
        now = pets().get(pet.id)
        assert (now.photo_count, now.cover_photo_id) == (1, new.id)
        cover = new
    assert differences(pet) == []


def test_a_pet_that_is_deleted_while_a_photo_is_uploaded_has_it_or_not(at_once, pet):
    outcomes: Counter[object] = Counter()
    for number in range(PAIRS):
        photo = new_photo(pet)
        photos().reserve(photo)
        _, answer = at_once(partial(pets().delete, pet, NOW), partial(photos().activate, photo, photo.owner_id))
        is_shown = photos().find(photo.id).status == Status.ACTIVE
        assert is_shown == (answer is not NotFound)
        outcomes[is_shown] += 1
        if not is_shown:
            photos().discard_reservation(photo)
        assert pets().get(pet.id).photo_count == outcomes[True], number
        pet = pets().restore(pets().get(pet.id))
    assert differences(pet) == []


def test_a_photo_that_is_deleted_and_restored_at_once_is_counted_as_it_is(at_once, pet):
    photo = upload(new_photo(pet))
    for _ in range(PAIRS):
        at_once(partial(photos().delete, photo, NOW), partial(photos().restore, photo))
        is_shown = photos().find(photo.id).status == Status.ACTIVE
        assert pets().get(pet.id).photo_count == is_shown
        if not is_shown:
            photos().restore(photo)


def test_a_photo_that_is_restored_while_it_is_purged_is_one_or_the_other(at_once, pet):
    purger = Purger(photos(), file_storage())
    for _ in range(PAIRS):
        photo = photos().delete(upload(new_photo(pet)), NOW)
        begun, restored = at_once(partial(purger.begin, photo), partial(photos().restore, photo))
        assert (begun is NotFound) != (restored is NotFound)
        status = photos().find(photo.id).status
        assert status == (Status.PURGING if restored is NotFound else Status.ACTIVE)
    assert differences(pet) == []


def test_a_photo_that_is_purged_while_it_is_handed_over_counts_for_nobody(at_once):
    purger, one, other = Purger(photos(), file_storage()), new_id(), new_id()
    for _ in range(PAIRS):
        pet = pets().add(new_pet(owner_id=one))
        photo = upload(new_photo(pet))
        pet = mover().begin(pets().get(pet.id), other)
        at_once(partial(purger.begin, photo), partial(mover().resume, pet.id))
        assert photos().find(photo.id).status == Status.PURGING
        assert [photos().quota.used(owner).photos for owner in (one, other)] == [0, 0]


def test_a_photo_that_is_hidden_while_it_is_made_the_cover_does_not_stay_it(at_once, pet):
    seen, photo = upload(new_photo(pet)), upload(new_photo(pet))
    for _ in range(PAIRS):
        at_once(partial(hide, photos(), photo, hidden=True), partial(photos().make_cover, photo))
        assert pets().get(pet.id).cover_photo_id == seen.id
        photo = hide(photos(), photos().find(photo.id), hidden=False)
    assert differences(pet) == []
