"""Uploading a photo consistently to two stores.

The order matters: nothing is shown before all of it is stored, and a failure never removes what is shown.
Validate and derive -> reserve the record as pending -> put the objects -> one transaction that shows it.
An interrupted upload stays pending and invisible.
"""

import enum
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import BinaryIO

from pets.domain import Pet
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.storage import FileStorage, StoredBytes, StoredFile, file_storage
from photos.domain import Photo, Size, Status, new_id
from photos.imaging import decoding
from photos.imaging.formats import Derived, Found, Prepared
from photos.repository import DuplicatePhoto, PhotoRepository, UploadExpired, photos

from .dating import NO_HINTS, Hints, dated

_CHUNK = 1024 * 1024


class UploadOutcome(enum.Enum):
    ADDED = "added"
    ALREADY_THERE = "already-there"
    RESTORED = "restored"  # the same bytes were in the trash


@dataclass(frozen=True, slots=True)
class Uploaded:
    photo: Photo
    outcome: UploadOutcome


class Uploader:
    """Uploads photos. Stores and clock are injected, so that tests can replace them."""

    def __init__(
        self, repository: PhotoRepository, storage: FileStorage, clock: Callable[[], datetime] = times.now
    ) -> None:
        self.repository = repository
        self.storage = storage
        self.clock = clock

    def upload(self, pet: Pet, user_id: str, file: BinaryIO, *, zone: tzinfo, hints: Hints = NO_HINTS) -> Uploaded:
        """Take in a picture of at most 25 MB; `zone` is where a camera without an offset is taken to have been;
        `hints` date what says nothing itself.

        Three calls of DynamoDB with the check of access before it, five PUTs.
        Raises: FileRefused, QuotaExceeded and TooBusy (nothing was written), NotFound where the pet is gone,
        NotAllowed where it takes no photos of this person any more, Conflict where it has to be sent again,
        StoreUnavailable.
        """
        prepared = decoding.prepare(file)
        photo = _record(pet, prepared, digest(file), self.clock(), zone, hints)
        try:
            self.repository.reserve(photo)
        except DuplicatePhoto as duplicate:
            return self._duplicate(duplicate, user_id)
        self._put_objects(photo, file, prepared.derived)
        try:
            return Uploaded(self.repository.activate(photo, user_id), UploadOutcome.ADDED)
        except DuplicatePhoto as duplicate:
            self._clean_up(photo)
            return self._duplicate(duplicate, user_id)
        except (NotFound, NotAllowed, UploadExpired):
            self._clean_up(photo)
            raise
        except StoreUnavailable:
            # Whether the commit took place is unknown. Nothing is cleaned up: it might be on show by now.
            found = self.repository.find(photo.id)
            if found is not None and found.status == Status.ACTIVE:
                return Uploaded(found, UploadOutcome.ADDED)
            raise

    def _put_objects(self, photo: Photo, file: BinaryIO, derived: Derived) -> None:
        metadata = {"pet_id": photo.pet_id, "uploaded_at": times.to_text(photo.uploaded_at)}
        try:
            self.storage.save(photo.original_key, StoredFile(file, photo.content_type, metadata))
            for each in derived.derivatives:
                self.storage.save(photo.derivative_key(each.size), StoredBytes(each.data, "image/webp"))
        except StoreUnavailable:
            # A PUT without an answer may still take place, later than this: the pending record goes on naming it.
            with suppress(StoreUnavailable):
                self.storage.delete_all(list(photo.keys))
            raise
        except Exception:
            self._clean_up(photo)
            raise

    def _clean_up(self, photo: Photo) -> None:
        """Take away what this upload put, objects first: while they may be there, the pending record names them."""
        with suppress(StoreUnavailable, Conflict):
            self.storage.delete_all(list(photo.keys))
            self.repository.discard_reservation(photo)

    def _duplicate(self, duplicate: DuplicatePhoto, user_id: str) -> Uploaded:
        photo = self.repository.find(duplicate.photo_id)
        if photo is not None and photo.status == Status.ACTIVE:
            return Uploaded(photo, UploadOutcome.ALREADY_THERE)
        if photo is not None and photo.status == Status.DELETED:
            permit = Permit(user_id, Right.ADD_PHOTOS)  # it comes in once more
            with suppress(NotFound):  # its time in the trash was over just now
                return Uploaded(self.repository.restore(photo, by=permit), UploadOutcome.RESTORED)
        raise Conflict("the photo of the same bytes is just being removed for good")


def uploader() -> Uploader:
    return Uploader(photos(), file_storage())


def _record(
    pet: Pet,
    prepared: Prepared,
    digest: tuple[str, int],
    now: datetime,
    zone: tzinfo,
    hints: Hints,
) -> Photo:
    inspection = prepared.inspection
    sha256, length = digest
    taken = dated(inspection.taken, hints, now, zone)
    return Photo(
        id=new_id(),
        pet_id=pet.id,
        owner_id=pet.owner_id,
        content_type=inspection.content_type,
        extension=inspection.extension,
        width=inspection.width,
        height=inspection.height,
        length=length,
        sha256=sha256,
        uploaded_at=now,
        taken_at=taken.at,
        taken_on=taken.on,
        taken_zone=taken.zone,
        taken_from=taken.source,
        sizes=sizes_of(prepared.derived),
        placeholder=prepared.derived.placeholder,
        found=tuple(each for each in Found if each in inspection.found),
        missing=inspection.missing,
        camera=inspection.camera,
    )


def sizes_of(derived: Derived) -> tuple[Size, ...]:
    return tuple(Size(each.size, each.width, each.height) for each in derived.derivatives)


def digest(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hexadecimal and length in bytes, read piece by piece."""
    digest, length = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        length += len(chunk)
    file.seek(0)
    return digest.hexdigest(), length
