"""The same picture sent several times at once, by real threads: one photo, and nothing left over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from io import BytesIO
from threading import Barrier, Lock

import pytest
from django.conf import settings

from pets.repository import PetRepository
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients
from pettracker_site.files.quota import Quota, Usage
from pettracker_site.files.storage import file_storage
from photos.repository import PhotoRepository
from photos.upload.services import Uploader, UploadOutcome
from tests.pictures import jpeg
from tests.store.makers import OWNER, new_pet

THREADS = 4


class OneCallAtATime:
    """DynamoDB's transactions are all or nothing also between threads; moto's are not, so each of its calls is."""

    def __init__(self, client) -> None:
        self._client = client
        self._lock = Lock()

    def __getattr__(self, name):
        method = getattr(self._client, name)

        def locked(**arguments):
            with self._lock:
                return method(**arguments)

        return locked


class AllAtOnce:
    """A storage whose first file waits for those of the other threads: by then, each has reserved its record."""

    def __init__(self, storage, barrier: Barrier) -> None:
        self._storage = storage
        self._barrier = barrier
        self._is_first = True

    def save(self, name, content):
        if self._is_first:
            self._is_first = False
            self._barrier.wait(timeout=30)
        return self._storage.save(name, content)

    def delete_all(self, names):
        self._storage.delete_all(names)


@pytest.fixture
def send_at_once(aws, pet):
    def send_at_once():
        client, barrier = OneCallAtATime(clients.dynamodb()), Barrier(THREADS)
        quota = Quota(client, settings.ACCOUNTS_TABLE)
        pets = PetRepository(client, settings.PETS_TABLE, audit_log(), quota=quota)
        records = PhotoRepository(client, settings.PHOTOS_TABLE, pets)
        picture = jpeg().getvalue()

        def send(_):
            uploader = Uploader(records, AllAtOnce(file_storage(), barrier))
            return uploader.upload(pet, OWNER, BytesIO(picture), zone=UTC)

        with ThreadPoolExecutor(THREADS) as threads:
            return list(threads.map(send, range(THREADS)))

    return send_at_once


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


def test_one_is_added_and_the_others_are_told_that_it_is_there(send_at_once):
    uploads = send_at_once()
    assert sorted(each.outcome.name for each in uploads) == ["ADDED", *["ALREADY_THERE"] * (THREADS - 1)]
    assert len({each.photo.id for each in uploads}) == 1


def test_there_is_one_photo_and_it_counts_as_one(send_at_once, pet, pet_records, photo_records):
    [added] = [each.photo for each in send_at_once() if each.outcome is UploadOutcome.ADDED]
    now = pet_records.get(pet.id)
    assert (now.photo_count, now.cover_photo_id) == (1, added.id)
    assert [photo.id for photo in photo_records.list_for_pet(pet.id).items] == [added.id]
    assert photo_records.quota.used(OWNER) == Usage(1, added.length, pets=1)


def test_nothing_of_the_others_is_left_over(send_at_once, photo_records):
    [added] = [each.photo for each in send_at_once() if each.outcome is UploadOutcome.ADDED]
    stored = clients.s3().list_objects_v2(Bucket=settings.FILE_BUCKET)["Contents"]
    assert sorted(each["Key"] for each in stored) == sorted(added.keys)
    records = clients.dynamodb().scan(TableName=settings.PHOTOS_TABLE)["Items"]
    assert sorted(item["PhotoId"] for item in records) == sorted([added.id, added.claim_id])
