"""Taking in a document consistently by two stores, as photos are: nothing is shown before all of it is stored.

Look at the file, and make the clean copy of a picture -> mark the file as pending -> put the objects -> one transaction
that shows the document. What breaks off stays pending and invisible, and the sweeper takes it away.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from pets.domain import Pet, Status
from pets.life.repository import AddedBefore
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.storage import FileStorage, StoredBytes, StoredFile, file_storage
from photos.imaging import decoding
from photos.imaging.formats import LARGE, Derivative
from photos.upload.services import digest

from .domain import Document, DocumentType, Loose, LooseFile
from .files import FileKind, decoded_kind, kind_of
from .repository import Documents, UploadExpired, documents


@dataclass(frozen=True, slots=True)
class Described:
    """What people say of a document."""

    type: DocumentType
    on: date
    name: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A document whose objects are put and which is not on show yet; or one that the same form had brought before."""

    document: Document
    was_there: bool = False


class DocumentUploader:
    """Stores and clock are injected, so that tests can replace them."""

    def __init__(self, repository: Documents, storage: FileStorage, clock: Callable[[], datetime] = times.now) -> None:
        self.repository = repository
        self.storage = storage
        self.clock = clock

    def add(self, pet: Pet, nonce: str, file: BinaryIO, described: Described, *, by: Permit) -> Document:
        """Take in a file of at most 25 MB. `nonce` is the form's: sent again with this file, it brings one document.

        Two calls of DynamoDB with the check of access before them, one PUT, or two for a picture.
        Raises: FileRefused, QuotaExceeded and TooBusy (nothing was written), AddedBefore, NotFound where the pet is
        gone, NotAllowed, Conflict where it has to be sent again, StoreUnavailable.
        """
        stored = self.store(pet, nonce, file, described, by=by)
        if stored.was_there:
            return stored.document
        try:
            return self.repository.add(pet, stored.document, by=by)
        except (NotFound, NotAllowed, UploadExpired):
            self.give_up(stored)
            raise

    def store(self, pet: Pet, nonce: str, file: BinaryIO, described: Described, *, by: Permit) -> Stored:
        """All but the last step, which shows it; where that fails, `give_up` is due. Raises: as `add`."""
        kind, copy = _looked_at(file)
        document = self._document(pet, nonce, file, kind, copy, described, by.user_id)
        if found := self.repository.reserve(document):
            if found.status == Status.ACTIVE and found.says_the_same_as(document):
                return Stored(found, was_there=True)
            raise AddedBefore(found)
        self._put_objects(document, file, copy)
        return Stored(document)

    def give_up(self, stored: Stored) -> None:
        """Take away what was put, where it is not going to be shown. What cannot be done now, the sweeper does."""
        with suppress(StoreUnavailable, Conflict):
            pending = LooseFile.of(stored.document, Loose.PENDING, stored.document.created_at)
            self.repository.give_up(pending, self.clock())
            self.storage.delete_all(list(stored.document.keys))

    def _document(
        self,
        pet: Pet,
        nonce: str,
        file: BinaryIO,
        kind: FileKind,
        copy: Derivative | None,
        described: Described,
        person: str,
    ) -> Document:
        sha256, length = digest(file)
        now = self.clock()
        return Document(
            pet_id=pet.id,
            id=Document.id_for(pet.id, person, f"{nonce}/{sha256}"),
            on=described.on,
            by=person,
            created_at=now,
            updated_at=now,
            last_edit=nonce,
            owner_id=pet.owner_id,
            type=described.type,
            file=kind,
            length=length,
            sha256=sha256,
            name=described.name,
            expires_on=described.expires_on,
            copy=(copy.width, copy.height) if copy else None,
        )

    def _put_objects(self, document: Document, file: BinaryIO, copy: Derivative | None) -> None:
        """Where S3 does not answer, the file stays pending: the same form, sent again, may be putting it right now."""
        metadata = {"pet_id": document.pet_id, "uploaded_at": times.to_text(document.created_at)}
        try:
            self.storage.save(document.original_key, StoredFile(file, document.file.content_type, metadata))
            if copy:
                self.storage.save(document.copy_key, StoredBytes(copy.data, "image/webp"))
        except StoreUnavailable:
            raise
        except Exception:
            self.give_up(Stored(document))
            raise


def _looked_at(file: BinaryIO) -> tuple[FileKind, Derivative | None]:
    """What the file is and, of a picture, the one clean copy that is kept. Raises: FileRefused, TooBusy."""
    kind = kind_of(file)
    if not kind.is_picture:
        return kind, None
    prepared = decoding.prepare(file)
    large = next(each for each in prepared.derived.derivatives if each.size == LARGE)
    return decoded_kind(prepared.inspection.format), large


def document_uploader() -> DocumentUploader:
    return DocumentUploader(documents(), file_storage())
