"""Photos for tests, by the upload itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import BinaryIO
from unittest import mock

from django.utils import timezone

from pets.domain import Pet
from pettracker_site.aws.dynamo import Attr, Update
from photos.domain import Photo, new_id
from photos.imaging import decoding
from photos.imaging.formats import SIZES, Prepared
from photos.repository import photos
from photos.upload.services import uploader
from tests.pictures import jpeg

OBJECTS = 1 + len(SIZES)
"""Of a photo: the original and its derivatives."""


def upload(pet: Pet, width: int = 64, height: int = 48) -> Photo:
    """A small picture of this size; it is decoded once for each process of tests, which takes longer than all else."""
    found = prepared(width, height)
    with mock.patch.object(decoding, "prepare", return_value=found):
        return uploader().upload(pet, pet.owner_id, jpeg(width, height), zone=timezone.get_current_timezone()).photo


def fill_album(pet: Pet, count: int) -> list[Photo]:
    """An uploaded photo and others like it, as records without objects; the oldest is the first."""
    first, records = upload(pet), photos()
    album = [replace(first, id=new_id(), sha256=f"{number:064}", **_later(first, number)) for number in range(1, count)]
    for photo in album:
        records.table.put(records.item(photo), Attr("PhotoId").not_exists()).run()
    records.pets.table.update(pet.id, Update(add={"PhotoCount": len(album)}), Attr("PhotoCount").eq(1)).run()
    return [first, *album]


def _later(photo: Photo, seconds: int) -> dict:
    after = timedelta(seconds=seconds)
    return {"uploaded_at": photo.uploaded_at + after, "taken_at": photo.taken_at + after}


@cache
def prepared(width: int, height: int):
    return decoding.prepare(jpeg(width, height))


@contextmanager
def decoded_once() -> Iterator[None]:
    """Whatever is uploaded meanwhile: the same bytes are decoded by the first who sends them, also for processes that
    are forked then."""
    prepare = decoding.prepare

    @cache
    def of(data: bytes) -> Prepared:
        return prepare(BytesIO(data))

    def prepare_once(file: BinaryIO) -> Prepared:
        file.seek(0)
        return of(file.read())

    with mock.patch.object(decoding, "prepare", prepare_once):
        yield
