"""What a large file costs on its way through: no copy of it in memory, no threads, one PUT."""

import threading

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory

from pettracker_site.aws import clients
from pettracker_site.files.storage import StoredFile, file_storage

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("size", "kind"), [(2.4, InMemoryUploadedFile), (2.6, TemporaryUploadedFile)])
def test_above_two_and_a_half_megabytes_a_file_travels_through_a_temporary_one(size, kind):
    sent = SimpleUploadedFile("a.jpg", bytes(int(size * MEGABYTE)), "image/jpeg")
    request = RequestFactory().post("/", {"photos": sent})
    assert type(request.FILES["photos"]) is kind


def test_an_original_of_25_megabytes_is_stored_by_one_put_from_the_thread_that_has_it(aws_calls, tmp_path):
    path = tmp_path / "large.jpg"
    path.write_bytes(bytes(25 * MEGABYTE))
    before, seen = threading.active_count(), []

    def look(**_):
        seen.append((threading.current_thread(), threading.active_count()))

    events = clients.s3().meta.events
    events.register("before-send.s3.PutObject", look, unique_id="look")
    aws_calls.clear()
    try:
        with path.open("rb") as file:
            file_storage().save("photos/pet/photo.jpg", StoredFile(file, "image/jpeg", {}))
    finally:
        events.unregister("before-send.s3.PutObject", unique_id="look")
    assert aws_calls == {"PutObject": 1}
    assert seen == [(threading.current_thread(), before)]
