"""Moving a photo to another pet of its owner: all of it goes along, once, or it stays where it is, whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from pets.children.moving import mover
from pets.children.sweeping import Sweeper
from pets.domain import Pet
from pets.rights import Permit
from pets.roles import Right, Role
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.quota import Usage
from pettracker_site.files.storage import StoredBytes, file_storage
from photos.album.moving import PhotoMover, moved_id
from photos.domain import Photo, Status
from photos.hiding import hide
from photos.repository import DuplicatePhoto, UploadExpired
from tests import stores
from tests.people import let_in
from tests.store.makers import OWNER, STRANGER, new_pet, new_photo

BY = Permit(OWNER, Right.MOVE_PHOTOS)
HOUR = timedelta(hours=1)


@pytest.fixture
def rex(pet_records) -> Pet:
    return pet_records.add(new_pet("Rex"))


@pytest.fixture
def luna(pet_records) -> Pet:
    return pet_records.add(new_pet("Luna"))


@pytest.fixture
def add(photo_records):
    def add(pet: Pet, *, days: int = 0, content: str = "") -> Photo:
        photo = new_photo(pet, days=days, content=content)
        photo_records.reserve(photo)
        for number, key in enumerate(photo.keys):
            file_storage().save(key, StoredBytes(f"{photo.sha256} {number}".encode(), "image/webp"))
        return photo_records.activate(photo, pet.owner_id)

    return add


@pytest.fixture
def photo_mover(photo_records) -> PhotoMover:
    return PhotoMover(photo_records, file_storage())


def contents(photo: Photo) -> list[bytes]:
    return [stores.files()[key] for key in photo.keys]


def sweep(pet_records, after: timedelta) -> None:
    report = Sweeper(pet_records, clock=lambda: times.now() + after, apply=True, workers=1).run()
    assert report.is_clean


def test_all_that_is_written_about_it_goes_along_under_keys_of_the_new_pet(photo_records, photo_mover, rex, luna, add):
    photo = add(rex)
    photo = photo_records.edit(photo, photo.edited("At sea", photo.taken_at + HOUR, photo.taken_on))
    photo = hide(photo_records, photo_records.mark(photo, favourite=True), hidden=True)
    photo = photo_records.rederive(photo, replace(photo, derived_at=photo.uploaded_at))
    later = Update({"Marks": {"dose": {"Times": [8, 20]}}})
    photo_records.table.update(photo.id, later, Attr("PhotoId").exists()).run()
    before, pictures = photo_records.table.get(photo.id), contents(photo)
    moved = photo_mover.move(photo, luna, by=BY)
    assert moved == replace(photo, id=moved_id(photo.id, luna.id), pet_id=luna.id)
    after = photo_records.table.get(moved.id)
    names_it = {"PhotoId", "PetId", "S3Key", "StatusTakenAt", "AdminShard", "AdminTime", "OwnerDay", "FavouritePetId"}
    assert {name for name in before | after if before.get(name) != after.get(name)} <= names_it
    assert contents(moved) == pictures
    head = clients.s3().head_object(Bucket=settings.FILE_BUCKET, Key=moved.original_key)
    assert head["Metadata"] == {"pet_id": luna.id, "uploaded_at": times.to_text(photo.uploaded_at)}
    assert (head["ContentType"], head["CacheControl"]) == ("image/jpeg", "private, max-age=31536000, immutable")


def test_counts_covers_claims_and_quota_are_right_afterwards(pet_records, photo_records, photo_mover, rex, luna, add):
    cover, second = add(rex), add(rex, days=1)
    used = photo_records.quota.used(OWNER)
    moved = photo_mover.move(cover, luna, by=BY)
    now, there = pet_records.get(rex.id), pet_records.get(luna.id)
    assert (now.photo_count, now.cover_photo_id) == (1, second.id)
    assert (there.photo_count, there.cover_photo_id) == (1, moved.id)
    assert photo_records.find(cover.id).status == Status.PURGING
    assert photo_records.table.get(cover.claim_id) is None
    assert photo_records.table.get(moved.claim_id)["ClaimedBy"] == moved.id
    assert photo_records.quota.used(OWNER) == used


def test_a_hidden_photo_becomes_no_cover(pet_records, photo_records, photo_mover, rex, luna, add):
    photo_mover.move(hide(photo_records, add(rex), hidden=True), luna, by=BY)
    assert pet_records.get(luna.id).cover_photo_id == ""


def test_the_moved_photo_is_whole_after_its_old_pet_is_purged_and_swept(
    pet_records, photo_records, photo_mover, rex, luna, add
):
    photo, _ = add(rex), add(rex, days=1)
    pictures = contents(photo)
    moved = photo_mover.move(photo, luna, by=BY)
    pet_records.begin_purge(pet_records.get(rex.id), times.now())
    for hours in (2, 4, 6, 30):
        sweep(pet_records, hours * HOUR)
    assert pet_records.find(rex.id) is None
    assert photo_records.find(moved.id) == moved
    assert contents(moved) == pictures
    assert set(stores.files()) == set(moved.keys)
    assert photo_records.quota.used(OWNER) == Usage(1, moved.length, pets=1)


def test_the_files_that_it_leaves_behind_go_with_the_next_sweeps(pet_records, photo_mover, rex, luna, add):
    photo = add(rex)
    moved = photo_mover.move(photo, luna, by=BY)
    assert set(stores.files()) == {*photo.keys, *moved.keys}  # a web process removes no versions
    sweep(pet_records, 2 * HOUR)
    assert {each.partition(" ")[0] for each in stores.versions()} == set(moved.keys)


def test_it_can_be_moved_back_and_forth(pet_records, photo_records, photo_mover, rex, luna, add):
    photo = add(rex)
    there = photo_mover.move(photo, luna, by=BY)
    back = photo_mover.move(there, rex, by=BY)
    again = photo_mover.move(back, luna, by=BY)
    assert len({photo.id, there.id, back.id, again.id}) == 4
    assert photo_records.find(again.id).status == Status.ACTIVE
    assert (pet_records.get(rex.id).photo_count, pet_records.get(luna.id).photo_count) == (0, 1)


@pytest.mark.parametrize("in_trash", [False, True])
def test_a_pet_that_has_the_same_bytes_already_gets_no_second_one(photo_records, photo_mover, rex, luna, add, in_trash):
    photo, twin = add(rex, content="same"), add(luna, content="same")
    if in_trash:
        photo_records.delete(twin, twin.uploaded_at)
    with pytest.raises(DuplicatePhoto) as duplicate:
        photo_mover.move(photo, luna, by=BY)
    assert duplicate.value.photo_id == twin.id
    assert photo_records.find(photo.id) == photo
    assert photo_records.find(moved_id(photo.id, luna.id)) is None


def test_the_same_bytes_that_come_while_files_are_copied_leave_the_photo_where_it_is(
    photo_records, photo_mover, rex, luna, add, monkeypatch
):
    photo = add(rex, content="same")
    monkeypatch.setattr(photo_mover, "_copy", lambda *_: add(luna, content="same"))
    with pytest.raises(DuplicatePhoto):
        photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(photo.id) == photo


@pytest.mark.parametrize("most", [1, 2])
def test_a_full_album_is_no_reason_not_to_move(photo_records, photo_mover, rex, luna, add, monkeypatch, most):
    photo = add(rex)
    monkeypatch.setattr(photo_records.quota, "photos", most)
    photo_mover.move(photo, luna, by=BY)
    assert photo_records.quota.used(OWNER).photos == 1


def test_a_move_that_is_cut_off_takes_nothing_of_the_quota_and_goes_on_when_begun_again(
    photo_records, photo_mover, rex, luna, add, monkeypatch
):
    photo = add(rex)
    cut_off(photo_mover, photo, luna, monkeypatch)
    pending = photo_records.find(moved_id(photo.id, luna.id))
    assert (pending.status, pending.moved_from) == (Status.PENDING, photo.id)
    assert photo_records.quota.used(OWNER).photos == 1
    assert photo_records.find(photo.id) == photo
    photo_records.edit(photo, photo.edited("At sea", photo.taken_at, photo.taken_on))
    moved = photo_mover.move(photo, luna, by=BY)
    assert (moved.id, moved.caption, moved.moved_from) == (pending.id, "At sea", "")


def test_a_move_that_is_cut_off_is_swept_as_an_upload_is_and_can_begin_once_more(
    pet_records, photo_records, photo_mover, rex, luna, add, monkeypatch
):
    photo = add(rex)
    cut_off(photo_mover, photo, luna, monkeypatch)
    sweep(pet_records, 2 * HOUR)
    assert photo_records.find(moved_id(photo.id, luna.id)).status == Status.PURGING
    assert set(stores.files()) == set(photo.keys)
    assert photo_records.quota.used(OWNER).photos == 1
    moved = photo_mover.move(photo, luna, by=BY)
    assert moved.id == moved_id(moved_id(photo.id, luna.id), luna.id)
    assert photo_mover.find_moved([photo.id], luna) == {photo.id: moved}


def cut_off(photo_mover, photo: Photo, pet: Pet, monkeypatch) -> None:
    """After half of the files."""
    copy, left = photo_mover.storage.copy, [None] * 2
    with monkeypatch.context() as patch:
        patch.setattr(photo_mover.storage, "copy", lambda *each: copy(*each) if left and not left.pop() else hang())
        with pytest.raises(StoreUnavailable):
            photo_mover.move(photo, pet, by=BY)


def hang() -> None:
    raise StoreUnavailable("cut off")


def test_what_is_swept_while_files_are_copied_is_not_shown(photo_records, photo_mover, rex, luna, add, monkeypatch):
    photo = add(rex)
    monkeypatch.setattr(photo_mover, "_copy", lambda *_: sweep(photo_records.pets, 2 * HOUR))
    with pytest.raises(UploadExpired):
        photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(photo.id) == photo


def test_two_at_once_move_it_once(pet_records, photo_records, photo_mover, rex, luna, add, monkeypatch):
    photo, other = add(rex), PhotoMover(photo_records, file_storage())
    monkeypatch.setattr(photo_mover, "_copy", lambda *_: other.move(photo, luna, by=BY))
    moved = photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(moved.id) == moved
    assert (pet_records.get(rex.id).photo_count, pet_records.get(luna.id).photo_count) == (0, 1)


def test_what_is_written_just_before_the_transaction_goes_along(
    photo_records, photo_mover, rex, luna, add, monkeypatch
):
    photo, parts, tries = add(rex), photo_mover._parts, []

    def too_late(*read):
        made = parts(*read)
        if not tries:
            photo_records.mark(photo, favourite=True)
            marks = Update({"Marks": {"dose": 1}})
            photo_records.table.update(photo.id, marks, Attr("PhotoId").exists()).run()
        tries.append(read)
        return made

    monkeypatch.setattr(photo_mover, "_parts", too_late)
    moved = photo_mover.move(photo, luna, by=BY)
    assert len(tries) == 2
    assert photo_records.find(moved.id).favourite
    assert photo_records.table.get(moved.id)["Marks"] == {"dose": 1}


@pytest.mark.parametrize("which", ["Rex", "Luna"])
def test_a_pet_in_the_trash_neither_gives_nor_takes(pet_records, photo_records, photo_mover, rex, luna, add, which):
    photo = add(rex)
    pet = rex if which == "Rex" else luna
    pet_records.delete(pet_records.get(pet.id), times.now())
    with pytest.raises(NotFound):
        photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(moved_id(photo.id, luna.id)) is None


@pytest.mark.parametrize("which", ["Rex", "Luna"])
@pytest.mark.parametrize("moment", ["before", "meanwhile"])
def test_whoever_is_only_a_co_owner_of_one_of_them_moves_nothing(
    photo_records, photo_mover, rex, luna, add, monkeypatch, which, moment
):
    photo = add(rex)

    def take_away(*_) -> None:
        let_in(rex if which == "Rex" else luna, OWNER, Role.CO_OWNER)

    if moment == "before":
        take_away()
    monkeypatch.setattr(photo_mover, "_copy", take_away)
    with pytest.raises(NotAllowed):
        photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(photo.id) == photo


def test_a_pet_of_somebody_else_takes_nothing(pet_records, photo_records, photo_mover, rex, add):
    photo, theirs = add(rex), pet_records.add(new_pet("Max", STRANGER))
    with pytest.raises(NotFound):
        photo_mover.move(photo, theirs, by=BY)
    assert photo_records.find(photo.id) == photo


def test_a_pet_that_gets_another_owner_meanwhile_takes_nothing(photo_records, photo_mover, rex, luna, add, monkeypatch):
    photo = add(rex)
    monkeypatch.setattr(photo_mover, "_copy", lambda *_: mover().begin(luna, STRANGER))
    with pytest.raises(NotFound):
        photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(photo.id) == photo


def test_a_photo_that_is_deleted_meanwhile_is_not_moved(photo_records, photo_mover, rex, luna, add, monkeypatch):
    photo = add(rex)
    monkeypatch.setattr(photo_mover, "_copy", lambda *_: photo_records.delete(photo, times.now()))
    with pytest.raises(NotFound):
        photo_mover.move(photo, luna, by=BY)
    assert photo_records.find(photo.id).status == Status.DELETED


def test_both_records_tell_where_it_went(photo_mover, rex, luna, add):
    photo = add(rex)
    moved = photo_mover.move(photo, luna, by=BY)
    for id in (photo.id, moved.id):
        entry = audit_log().of_record(id).items[0]
        assert entry.action == "moved-to-pet"
        assert entry.changes["PetId"] == {"Before": rex.id, "After": luna.id}
        assert entry.changes["PhotoId"] == {"Before": photo.id, "After": moved.id}
