"""Photos for tests, by the upload itself."""

from functools import cache
from unittest import mock

from django.utils import timezone

from pets.domain import Pet
from photos.domain import Photo
from photos.imaging import decoding
from photos.upload.services import uploader
from tests.pictures import jpeg


def upload(pet: Pet, width: int = 64, height: int = 48) -> Photo:
    """A small picture of this size; it is decoded once for each process of tests, which takes longer than all else."""
    prepared = _prepared(width, height)
    with mock.patch.object(decoding, "prepare", return_value=prepared):
        return uploader().upload(pet, pet.owner_id, jpeg(width, height), zone=timezone.get_current_timezone()).photo


@cache
def _prepared(width: int, height: int):
    return decoding.prepare(jpeg(width, height))
