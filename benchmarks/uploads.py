"""What an upload costs above what it cannot do without: `python -m benchmarks.uploads`.

To S3, above a bare `put_object` of the same file; as a whole, from the request's first byte to the photo shown, above
the scaled decode. All of it to the embedded AWS, which this starts. Exits with 1 where a goal is missed. Linux only.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import memory, samples
from benchmarks.aws import django_on, embedded_aws
from benchmarks.goals import Measure, conclude, show

MAX_TIME = 1.8  # of the bare put_object's
MAX_MEMORY = 5.0  # MB above the bare put_object's
ROUNDS = 15
BYTES = 25 * 1024 * 1024
BOUNDARY = "a-boundary-that-no-picture-has"

BEFORE = """
import django
django.setup()
from benchmarks import uploads
from photos.imaging.decoding import pool
uploads.warm_up()
def decoders():
    return pool().pids
large = uploads.Path(sys.argv[1])
"""
WORKS = {
    "storage": "uploads.through_storage(large)",
    "bare": "uploads.bare(large)",
    "whole": "uploads.as_a_whole(large)",
    "decode": "pool().prepare(large.open('rb'))",
}


def through_storage(path: Path) -> None:
    from pettracker_site.files.storage import StoredFile, file_storage

    with path.open("rb") as file:
        file_storage().save("photos/pet/ours.jpg", StoredFile(file, "image/jpeg", {"pet_id": "pet"}))


def bare(path: Path) -> None:
    from django.conf import settings

    from pettracker_site.aws import clients

    with path.open("rb") as file:
        clients.s3().put_object(Bucket=settings.FILE_BUCKET, Key="photos/pet/bare.jpg", Body=file)


def as_a_whole(path: Path) -> None:
    """All that a request does with a file: parsed, looked at, derived, stored and recorded."""
    from zoneinfo import ZoneInfo

    from django.core.handlers.wsgi import WSGIRequest

    from pets.domain import Pet
    from pets.profile import Kind, Profile
    from pets.repository import pets
    from pettracker_site.aws import times
    from photos.forms import UploadForm, picture
    from photos.upload.services import uploader

    pet = pets().add(Pet.new("owner", path.name, Profile("Rex", Kind.DOG), times.now()))
    body = path.with_suffix(".form")
    with body.open("rb") as stream:
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                "CONTENT_LENGTH": str(body.stat().st_size),
                "wsgi.input": stream,
            }
        )
        form = UploadForm(files=request.FILES)
        form.is_valid()
        [file] = form.accepted
        uploader().upload(pet, pet.owner_id, picture(file), zone=ZoneInfo("UTC"))
        request.close()


def write_form(path: Path) -> None:
    """The body of a request that sends the file."""
    head = 'Content-Disposition: form-data; name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = f"--{BOUNDARY}\r\n{head}".encode() + path.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
    path.with_suffix(".form").write_bytes(body)


def warm_up() -> None:
    """What the first call alone costs: clients, their models, connections."""
    small = Path(os.environ["SMALL_FILE"])
    for way in (bare, through_storage, as_a_whole):
        way(small)


def seconds(path: Path) -> tuple[list[float], list[float]]:
    """The times of both ways, taken in turns so that a busy machine is busy for both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for way, taken in zip((through_storage, bare), times, strict=True):
            began = time.perf_counter()
            way(path)
            taken.append(time.perf_counter() - began)
    return times


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as name, embedded_aws(Path(name)) as endpoint:
        prepare(Path(name), endpoint)
        large = Path(name) / "large.jpg"
        warm_up()
        ours, theirs = seconds(large)
        yield Measure(
            "25 MB to S3: time, of a bare put_object's",
            min(ours) / min(theirs),
            MAX_TIME,
            details=f"best of {ROUNDS} rounds: {min(ours) * 1000:.0f} ms, bare {min(theirs) * 1000:.0f} ms; "
            f"by medians {statistics.median(ours) / statistics.median(theirs):.2f}",
        )
        peaks = {way: memory.peak(BEFORE, work, str(large)) for way, work in WORKS.items()}
        yield Measure(
            "25 MB to S3: peak of memory, above a bare put_object's",
            peaks["storage"] - peaks["bare"],
            MAX_MEMORY,
            " MB",
            f"{peaks['storage']:.1f} MB, bare {peaks['bare']:.1f} MB",
        )
        yield Measure(
            "25 MB JPEG of 48 MP uploaded: peak of memory, above the decode's",
            peaks["whole"] - peaks["decode"],
            MAX_MEMORY,
            " MB",
            f"{peaks['whole']:.1f} MB, decode {peaks['decode']:.1f} MB",
        )


def prepare(folder: Path, endpoint: str) -> None:
    """Django on the embedded AWS with its tables and bucket; a large picture and a small one, each in a form too."""
    large, small = folder / "large.jpg", folder / "small.jpg"
    samples.photo(*samples.MEGAPIXELS[48]).save(large, quality=90)
    with large.open("ab") as file:  # phones put more behind a picture, such as its film
        file.write(os.urandom(BYTES - large.stat().st_size))
    samples.photo(640, 480).save(small)
    for path in (large, small):
        write_form(path)
    django_on(endpoint, DATABASE_URL="sqlite://:memory:", S3_READ_TIMEOUT="60", SMALL_FILE=str(small))


if __name__ == "__main__":
    sys.exit(conclude(show("uploads", measures())))
