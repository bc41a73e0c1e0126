"""Taking documents out for good, in steps that may be cut off anywhere.

First the document goes in one transaction, in which the mark of a removal comes to stand for its file; where it hangs
on more records than fit into one, it is taken off the others before, in transactions of their own. Then all versions of
its objects go. A PUT that was under way may still arrive, so the mark stays until for an hour nothing of it turned up
any more.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from pets.children.purging import is_over
from pets.children.registry import Left
from pets.domain import Pet, Status
from pets.life.repository import Outcome
from pets.rights import Permit, is_active_and_permits, raise_refusal
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Write
from pettracker_site.aws.errors import Conflict, NotFound, Refused
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.storage import FileStorage, file_storage

from . import expiry
from .domain import UPLOAD_TIMEOUT, Document, Loose, LooseFile, prefix_of_pet
from .repository import Documents, documents

_MOST_TOLD: Final = 90  # records, in one transaction of 100 parts


class DocumentPurger:
    """`begin` and `give_up` only write records, which is all that a web process may; the rest needs the sweeper's
    rights.

    All methods raise StoreUnavailable, and may be called again then: what is done already is a success.
    """

    def __init__(self, repository: Documents, storage: FileStorage, clock: Callable[[], datetime] = times.now) -> None:
        self.repository = repository
        self.storage = storage
        self.clock = clock

    def begin(self, document: Document, *, by: Permit | None = None) -> LooseFile:
        """Take a document out, as it was read, and give the mark under which its objects are to be removed.

        Its share of the quota is free then. Where somebody acts by a permit, the pet is asked whether they may.
        Raises: NotFound where it was changed or handed over meanwhile, or its pet is not on show; NotAllowed; Conflict
        where the pet's life changed again and again.
        """
        try:
            document = self._on_few_records(document, by)
            file, parts = self.repository.removal(document, self.clock())
            self._write(document, partial(expiry.gone, document=document) if _is_due(document) else None, parts, by)
        except TransactionRefused as refusal:
            if begun := refusal.get("file"):
                return LooseFile.from_item(begun)  # perhaps by our own write, whose answer was lost
            if "pet" in refusal:
                raise_refusal(refusal["pet"], by, refusal)
            raise NotFound(Document.KIND) from refusal
        return file

    def _on_few_records(self, document: Document, by: Permit | None) -> Document:
        """The document on no more records than can be told when it goes. Raises: TransactionRefused, as `_write`."""
        while len(document.records) > _MOST_TOLD:
            some = frozenset(sorted(document.records)[:_MOST_TOLD])
            self._write(document, lambda pet: (pet, {}), self.repository.taking_off(document, some), by)
            document = replace(document, records=document.records - some)
        return document

    def _write(
        self, document: Document, decide: Callable[[Pet], Outcome] | None, parts: dict[str, Write], by: Permit | None
    ) -> None:
        """With what `decide` says for its pet, where that is on show; without it, asking the pet for the right only."""
        life = self.repository.life
        pet = life.pets.find(document.pet_id) if decide else None
        if decide and pet and pet.status == Status.ACTIVE:
            life.write(pet, lambda pet: _joined(decide(pet), parts), by=by)
        elif by:
            transact(**parts, pet=life.pets.table.check(document.pet_id, is_active_and_permits(by)))
        else:
            transact(**parts)

    def give_up(self, file: LooseFile) -> LooseFile:
        """Take over the file of an upload that was interrupted. Raises: Conflict where it is a document's by now."""
        return self.repository.give_up(file, self.clock()) if file.status is Loose.PENDING else file

    def resume(self, file: LooseFile) -> bool:
        """Remove a file's objects, and its mark where that is due. Whether it is gone."""
        with suppress(Conflict):  # another sweep is at it too
            if self.storage.remove_all_versions(*file.prefixes):
                self.repository.keep_on(file, self.clock())
            elif is_over(file.since, self.clock()):
                self.repository.end(file)
                return True
        return False

    def is_waiting(self, file: LooseFile) -> bool:
        """Whether only time is missing until a mark goes."""
        return not is_over(file.since, self.clock()) and not self._has_objects(*file.prefixes)

    def left(self, pet_id: str) -> Left:
        """What is still there of the documents of a pet that is being purged."""
        if next(self.repository.of_pet(pet_id), None):
            return Left.WORK
        if loose := list(self.repository.loose_of_pet(pet_id)):
            is_ending = all(each.status is Loose.PURGING and self.is_waiting(each) for each in loose)
            return Left.WAITING if is_ending else Left.WORK
        return Left.WORK if self._has_objects(prefix_of_pet(pet_id)) else Left.NOTHING

    def purge_pet(self, pet_id: str) -> None:
        """Purge all documents of a pet that is being purged, and what is left of files that none has any more.

        Raises: Refused, after all others had their turn, where S3 kept one file.
        """
        refusal: Refused | None = None
        found: list[Document | LooseFile] = [*self.repository.of_pet(pet_id), *self.repository.loose_of_pet(pet_id)]
        for each in found:
            try:
                self._follow(each)
            except Refused as error:
                refusal = error
        if refusal:
            raise refusal
        if not found:
            self.storage.remove_all_versions(prefix_of_pet(pet_id))

    def _follow(self, found: Document | LooseFile) -> None:
        """One of a purged pet. An upload that may still be under way is left to its own end."""
        with suppress(NotFound, Conflict):  # it was changed; the next sweep looks again
            if isinstance(found, Document):
                self.resume(self.begin(found))
            elif found.status is Loose.PURGING or found.since <= self.clock() - UPLOAD_TIMEOUT:
                self.resume(self.give_up(found))

    def _has_objects(self, *prefixes: str) -> bool:
        return any(next(self.storage.versions(prefix)) for prefix in prefixes)


def _is_due(document: Document) -> bool:
    return document.status == Status.ACTIVE and document.expires_on is not None


def _joined(outcome: Outcome, parts: dict[str, Write]) -> Outcome:
    becomes, follows = outcome
    return becomes, {**follows, **parts}


def document_purger() -> DocumentPurger:
    return DocumentPurger(documents(), file_storage())
