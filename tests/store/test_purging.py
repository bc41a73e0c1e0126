"""Purging: nothing of a photo is left, its tombstone last."""

from datetime import timedelta

import pytest

from pets.children import purging
from pets.domain import Status as PetStatus
from pettracker_site.aws import clients
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.files.storage import StoredBytes, file_storage
from photos.domain import Status
from photos.maintenance.purging import Purger
from photos.repository import UploadExpired
from tests.store.makers import NOW, OWNER, new_pet, new_photo
from tests.uploads import OBJECTS

HOUR = timedelta(hours=1)


class Clock:
    now = NOW + timedelta(days=40)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def purger(photo_records, clock):
    return Purger(photo_records, file_storage(), clock)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(photo_records, pet):
    def add(*, days: int = 0, content: str = "", shown: bool = True):
        photo = new_photo(pet, days=days, content=content)
        photo_records.reserve(photo)
        put(photo)
        return photo_records.activate(photo, OWNER) if shown else photo

    return add


def put(photo):
    for key in photo.keys:
        file_storage().save(key, StoredBytes(b"bytes", "image/webp"))


def versions() -> list[str]:
    return [each.key for prefix in ("photos/", "thumbs/") for page in file_storage().versions(prefix) for each in page]


def test_a_purged_photo_is_gone_with_all_its_versions_after_an_hour(photo_records, purger, clock, add):
    photo = add()
    file_storage().delete_all(list(photo.keys))  # leaves old versions under delete markers
    put(photo)
    tombstone = purger.begin(photo)
    assert len(versions()) == 3 * OBJECTS
    assert not purger.resume(tombstone)
    assert versions() == []
    clock.now += HOUR - timedelta(seconds=1)
    assert not purger.resume(photo_records.find(photo.id))
    clock.now += timedelta(seconds=1)
    assert purger.resume(photo_records.find(photo.id))
    assert photo_records.find(photo.id) is None


def test_what_arrives_late_is_removed_and_keeps_the_tombstone_for_another_hour(photo_records, purger, clock, add):
    photo = add()
    purger.resume(purger.begin(photo))
    clock.now += HOUR
    put(photo)
    assert not purger.resume(photo_records.find(photo.id))
    assert versions() == []
    clock.now += HOUR
    assert purger.resume(photo_records.find(photo.id))


def test_a_tombstone_tells_nothing_of_the_picture(photo_records, purger, add):
    photo = add()
    photo = photo_records.edit(photo, photo.edited("At the beach", photo.taken_at, photo.taken_on))
    photo_records.mark(photo, favourite=True)
    purger.begin(photo_records.find(photo.id))
    item = {name: value for name, value in photo_records.table.get(photo.id).items() if value}
    assert not {"Caption", "Placeholder", "OwnerDay", "Sha256", "Found"} & set(item)
    assert not {"Favourite", "FavouritePetId", "FavouriteOwnerId"} & set(item)
    assert item["TakenAt"] == item["UploadedAt"]


def test_a_caption_that_is_written_while_the_purge_begins_does_not_outlive_it(photo_records, purger, add):
    photo = add()
    photo_records.edit(photo, photo.edited("At the beach", photo.taken_at, photo.taken_on))
    assert purger.begin(photo).status == Status.PURGING  # as read before the edit
    assert "Caption" not in photo_records.table.get(photo.id)


def test_another_photo_keeps_its_objects(purger, add):
    kept, gone = add(), add(days=1)
    purger.resume(purger.begin(gone))
    assert sorted(versions()) == sorted(kept.keys)


def test_a_shown_photo_that_is_purged_leaves_count_and_cover_right(pet_records, purger, pet, add):
    cover, _, last = add(), add(days=1), add(days=2)
    purger.begin(cover)
    now = pet_records.get(pet.id)
    assert (now.photo_count, now.cover_photo_id) == (2, last.id)


def test_the_same_bytes_may_be_uploaded_again_after_a_purge(purger, add):
    purger.begin(add(content="same"))
    add(content="same")


def test_a_claim_that_is_another_photos_stays(photo_records, purger, add):
    first = add(content="same", shown=False)
    second = add(content="same")
    purger.begin(first)
    assert photo_records.table.get(second.claim_id)["ClaimedBy"] == second.id


def test_a_purged_photo_cannot_be_restored(photo_records, purger, add):
    photo = photo_records.delete(add(), NOW)
    purger.begin(photo)
    with pytest.raises(NotFound):
        photo_records.restore(photo)


def test_an_upload_that_was_taken_over_is_never_shown(photo_records, purger, add):
    photo = add(shown=False)
    purger.begin(photo)
    with pytest.raises(UploadExpired):
        photo_records.activate(photo, OWNER)


def test_an_upload_that_was_shown_meanwhile_is_not_taken_over(photo_records, purger, add):
    photo = add(shown=False)
    photo_records.activate(photo, OWNER)
    with pytest.raises(NotFound):
        purger.begin(photo)


def test_a_pet_is_gone_when_all_its_photos_are(pet_records, photo_records, purger, clock, pet, add):
    add(), add(days=1), photo_records.delete(add(days=2), NOW)
    tombstone = pet_records.begin_purge(pet_records.delete(pet, NOW), clock())
    assert not purging.resume(pet_records, tombstone, clock())
    assert versions() == []
    clock.now += HOUR
    assert not purging.resume(pet_records, tombstone, clock())
    for photo in [photo for found in photo_records.walk_pet(pet.id) for photo in found]:
        assert purger.resume(photo)
    assert purging.resume(pet_records, pet_records.get(pet.id), clock())
    assert pet_records.find(pet.id) is None
    assert photo_records.quota.used(OWNER).photos == 0


def test_a_pets_purge_that_was_cut_off_goes_on(pet_records, photo_records, clock, pet, add, monkeypatch):
    add(), add(days=1)
    tombstone = pet_records.begin_purge(pet_records.delete(pet, NOW), clock())
    with monkeypatch.context() as patch:
        patch.setattr(Purger, "resume", lambda self, photo: (_ for _ in ()).throw(StoreUnavailable("cut off")))
        with pytest.raises(StoreUnavailable):
            purging.resume(pet_records, tombstone, clock())
    purging.resume(pet_records, tombstone, clock())
    assert versions() == []
    assert {photo.status for found in photo_records.walk_pet(pet.id) for photo in found} == {Status.PURGING}


def test_an_upload_to_a_purged_pet_is_left_to_its_own_end_while_it_may_be_under_way(
    pet_records, photo_records, clock, pet, add
):
    photo = add(shown=False)
    tombstone = pet_records.begin_purge(pet_records.delete(pet, NOW), clock())
    clock.now = photo.uploaded_at + timedelta(minutes=59)
    purging.resume(pet_records, tombstone, clock())
    assert photo_records.find(photo.id).status == Status.PENDING
    assert len(versions()) == OBJECTS


def test_a_pets_tombstone_tells_nothing_of_the_pet(pet_records):
    pet = pet_records.add(new_pet("Rex", notes="bites", microchip="276098100123456"))
    pet_records.begin_purge(pet, NOW)
    item = pet_records.table.get(pet.id)
    assert "Rex" not in str(item)
    assert not {"Notes", "Microchip", "BirthDate", "Weight"} & set(item)
    assert pet_records.get(pet.id).status == PetStatus.PURGING


def test_more_versions_than_a_page_holds_are_all_removed(aws):
    client, bucket = clients.s3(), file_storage().bucket_name
    for number in range(23):
        client.put_object(Bucket=bucket, Key=f"photos/pet/{number}.jpg", Body=b"")
    listing = "before-parameter-build.s3.ListObjectVersions"
    client.meta.events.register(listing, lambda params, **_: params.update(MaxKeys=10), unique_id="short pages")
    assert file_storage().remove_all_versions("photos/pet/") == 23
    client.meta.events.unregister(listing, unique_id="short pages")
    assert versions() == []
