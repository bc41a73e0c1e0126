"""Taking photos out for good, in steps that may be cut off anywhere.

First the record becomes a tombstone: in one transaction it leaves every list, and nobody gets it back. Then all
versions of its objects go. A PUT that was under way may still arrive, so the tombstone stays until for an hour nothing
of it turned up any more.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from pets.children.purging import is_over
from pets.children.registry import Left
from pets.domain import Pet
from pets.repository import AUDITED_FIELDS_OF_PURGE
from pets.rights import Permit, is_active_and_permits
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Write, batched
from pettracker_site.aws.errors import Conflict, NotFound, Refused
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.quota import Usage
from pettracker_site.files.storage import FileStorage, file_storage
from photos.domain import UPLOAD_TIMEOUT, Photo, Status
from photos.keys import pet_prefixes
from photos.repository import PhotoRepository, photos, share_of

_ATTEMPTS = 4


class Purger:
    """`begin...` only writes records, which is all that a web process may; the rest needs the sweeper's rights.

    All methods raise StoreUnavailable, and may be called again then: what is done already is a success.
    """

    def __init__(
        self, repository: PhotoRepository, storage: FileStorage, clock: Callable[[], datetime] = times.now
    ) -> None:
        self.repository = repository
        self.storage = storage
        self.clock = clock

    def begin(self, photo: Photo, *, by: Permit | None = None) -> Photo:
        """Make a photo a tombstone, as it was read: pending, shown or in the trash. Gives the tombstone.

        In the same transaction its bytes may be uploaded again, its share of the quota is free, and the pet's count
        and cover go on without it; and where somebody acts by a permit, the pet is asked whether they may.
        Raises: NotFound where its status is another one by now, or its pet is not on show; NotAllowed.
        """
        refusal: TransactionRefused | None = None
        for _attempt in range(_ATTEMPTS):
            if photo.status == Status.PURGING:
                return photo
            tombstone = photo.purged(self.clock())
            try:
                transact(**self._tombstone_writes(photo, tombstone, by), **self._given_back(photo))
            except TransactionRefused as error:
                refusal = error  # edited, or its pet or the next cover changed under us: look again
                if by and "pet" in error:
                    by.check(Pet.from_item(error["pet"]) if error["pet"] else None)
            else:
                return tombstone
            current = self.repository.find(photo.id)
            if current is None or not _is_as_due(current, photo):
                raise NotFound("photo") from refusal
            photo = current
        raise Conflict("photo") from refusal

    def resume(self, tombstone: Photo) -> bool:
        """Remove a tombstone's objects, and the tombstone itself where that is due. Whether it is gone."""
        with suppress(Conflict):  # another sweep is at it too
            if self.storage.remove_all_versions(*tombstone.prefixes):
                self.repository.extend_purge(tombstone, self.clock())
            elif is_over(tombstone.purged_at, self.clock()):
                self.repository.end_purge(tombstone)
                return True
        return False

    def is_waiting(self, tombstone: Photo) -> bool:
        """Whether only time is missing until a tombstone goes."""
        return not is_over(tombstone.purged_at, self.clock()) and not self._has_objects(*tombstone.prefixes)

    def left(self, pet_id: str) -> Left:
        """What is still there of the photos of a pet that is being purged."""
        statuses = {photo.status for found in self.repository.walk_pet(pet_id) for photo in found}
        if statuses:
            return Left.WAITING if statuses == {Status.PURGING} else Left.WORK
        return Left.WORK if self._has_objects(*pet_prefixes(pet_id)) else Left.NOTHING

    def purge_album(self, pet_id: str) -> None:
        """Purge all photos of a pet that is being purged, and what is left of files that no photo has any more.

        Raises: Refused, after all others had their turn, where S3 kept one file.
        """
        refusal: Refused | None = None
        ids = [photo.id for found in self.repository.walk_pet(pet_id) for photo in found]  # they leave their places
        for some in batched(ids):
            for photo in self.repository.find_many(some):
                try:
                    self._follow(photo)
                except Refused as error:
                    refusal = error  # one file's, perhaps: the others go
        if refusal:
            raise refusal
        if not ids:
            self.storage.remove_all_versions(*pet_prefixes(pet_id))

    def _follow(self, photo: Photo) -> None:
        """One photo of a purged pet. An upload that may still be under way is left to its own end."""
        is_under_way = photo.status == Status.PENDING and photo.uploaded_at > self.clock() - UPLOAD_TIMEOUT
        if not is_under_way:
            with suppress(NotFound):  # it moved; the next sweep looks again
                self.resume(self.begin(photo))

    def _tombstone_writes(self, photo: Photo, tombstone: Photo, by: Permit | None) -> dict[str, Write]:
        # With its owner, too: handed over meanwhile, its share of the quota is somebody else's.
        is_as_read = Attr("StatusTakenAt").eq(photo.list_key) & Attr("OwnerId").eq(photo.owner_id)
        before, after = self.repository.item(photo), self.repository.item(tombstone)
        differences = AUDITED_FIELDS_OF_PURGE.differences(before, after)
        return {
            "photo": self.repository.table.put(after, is_as_read),
            "entry": self.repository.audit_log.entry("photo", photo.id, "purged", differences),
            **self._with_pet(photo, by),
        }

    def _with_pet(self, photo: Photo, by: Permit | None) -> dict[str, Write]:
        """What the photo's pet loses with it, or is only asked."""
        if photo.status == Status.ACTIVE:
            return self.repository.detach_from_pet(photo, by)
        return {"pet": self.repository.pets.table.check(photo.pet_id, is_active_and_permits(by))} if by else {}

    def _given_back(self, photo: Photo) -> dict[str, Write]:
        """The claim on its bytes, unless another photo has it, and its share of the quota, if it was counted."""
        share = share_of(photo)
        freed = {"usage": self.repository.quota.release(photo.owner_id, share)} if share != Usage() else {}
        return {"claim": self.repository.release_claim(photo), **freed}

    def _has_objects(self, *prefixes: str) -> bool:
        return any(next(self.storage.versions(prefix)) for prefix in prefixes)


def purger() -> Purger:
    return Purger(photos(), file_storage())


def _is_as_due(current: Photo, photo: Photo) -> bool:
    """Whether a photo is still what it was when it was found to be due, or is purged already."""
    is_as_read = (current.status, current.deleted_at) == (photo.status, photo.deleted_at)
    return is_as_read or current.status == Status.PURGING
