"""Moving a photo to another of its owner's pets, in steps that may be cut off anywhere.

An object's key names its pet and shows one photo only, so the photo gets a new record there. Reserve it as pending ->
copy the objects on the server -> one transaction: it is shown, and what it was before becomes a tombstone, whose
objects go as in a purge. Until then the photo stays where it is, whole. What is cut off is swept as an interrupted
upload; begun again, it goes on with the same record.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pets.domain import Pet
from pets.rights import Permit, is_active_and_permits, raise_refusal
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Update, Write
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.storage import FileStorage, file_storage
from photos.domain import Photo, Status
from photos.repository import DuplicatePhoto, PhotoRepository, UploadExpired, photos

_ATTEMPTS = 4
_WRITTEN = (
    *("OwnerId", "Version", "Favourite", "Hidden"),
    *("Derivatives", "DerivedAt", "TakenFrom", "TakenZone", "Found"),
)
"""Attributes that tell whether a record that is on show was written since."""
_AUDITED = AuditedFields(values=("PetId", "PhotoId"))


class PhotoMover:
    """All methods raise StoreUnavailable, and may be called again then: what is done already is a success."""

    def __init__(
        self, repository: PhotoRepository, storage: FileStorage, clock: Callable[[], datetime] = times.now
    ) -> None:
        self.repository = repository
        self.storage = storage
        self.clock = clock

    def move(self, photo: Photo, pet: Pet, *, by: Permit) -> Photo:
        """The photo as one of that pet's, with all that was written about it; of the quota it takes what it took.

        Two transactions, two reads, and a copy for each of its objects; two reads more where it was the cover.
        Raises: DuplicatePhoto where that pet has the same bytes already; NotFound where the photo or one of the pets
        is not to be seen any more, or they are not of one owner; NotAllowed; UploadExpired where the sweeper was
        faster; Conflict where it was changed again and again.
        """
        if photo.pet_id == pet.id:
            return photo
        pending = self._reserve(photo, pet, by)
        copied: Photo | None = None
        refusal: TransactionRefused | None = None
        for _attempt in range(_ATTEMPTS):
            item = self.repository.table.get(photo.id)
            if item is None or (photo := Photo.from_item(item)).status != Status.ACTIVE:
                return self._moved_meanwhile(pending)
            if copied is None or (copied.derived_at, copied.sizes) != (photo.derived_at, photo.sizes):
                self._copy(photo, pending)
                copied = photo
            moved = replace(photo, id=pending.id, pet_id=pending.pet_id)
            try:
                transact(**self._parts(photo, item, moved, by))
            except TransactionRefused as error:
                refusal = error
                if "moved" in error:
                    return self._moved_meanwhile(pending)
                if claim := error.get("claim"):
                    raise DuplicatePhoto(claim["ClaimedBy"]) from error
                for part in ("to", "pet"):
                    if part in error:  # its count or cover, perhaps: then we look again
                        by.check(Pet.from_item(found) if (found := error[part]) else None)
                if "to" in error:
                    raise NotFound("pet") from error
            else:
                return moved
        raise Conflict("photo") from refusal

    def find_moved(self, ids: Sequence[str], pet: Pet) -> dict[str, Photo]:
        """Those of up to 100 photos that are this pet's by now: they were moved before, by an answer that was lost.

        By one call where there are none; ids that no photo ever had are none.
        """
        found: dict[str, Photo] = {}
        left = {moved_id(id, pet.id): id for id in ids}
        for _attempt in range(_ATTEMPTS):
            known = self.repository.find_many(list(left))
            found |= {left[each.id]: each for each in known if each.status == Status.ACTIVE}
            left = {moved_id(each.id, pet.id): left[each.id] for each in known if each.status == Status.PURGING}
        return found

    def _reserve(self, photo: Photo, pet: Pet, by: Permit) -> Photo:
        """The pending record, which may be from an earlier try; one that was swept has a successor of another id."""
        may_move = Attr("OwnerId").eq(photo.owner_id) & is_active_and_permits(by)
        is_new = Attr("PhotoId").not_exists()
        id = photo.id
        for _attempt in range(_ATTEMPTS):
            id = moved_id(id, pet.id)
            pending = photo.moving_to(pet.id, id, self.clock())
            try:
                transact(
                    moved=self.repository.table.put(self.repository.item(pending), is_new),
                    claim=self.repository.table.check(pending.claim_id, is_new),
                    pet=self.repository.pets.table.check(photo.pet_id, may_move),
                    to=self.repository.pets.table.check(pet.id, may_move),
                )
            except TransactionRefused as refusal:
                for part in ("pet", "to"):
                    if part in refusal:
                        raise_refusal(refusal[part], by, refusal)
                item, claim = refusal.get("moved"), refusal.get("claim")
                if item and item["Status"] != Status.PURGING:
                    return Photo.from_item(item)
                if claim and not item:
                    raise DuplicatePhoto(claim["ClaimedBy"]) from refusal
            else:
                return pending
        raise Conflict("photo")

    def _copy(self, photo: Photo, pending: Photo) -> None:
        metadata = {"pet_id": pending.pet_id, "uploaded_at": times.to_text(photo.uploaded_at)}
        self.storage.copy(photo.original_key, pending.original_key, photo.content_type, metadata)
        for size in photo.sizes:
            self.storage.copy(photo.derivative_key(size.name), pending.derivative_key(size.name), "image/webp")

    def _parts(self, photo: Photo, item: Item, moved: Photo, by: Permit) -> dict[str, Write]:
        """The one transaction. What a later release wrote beside the record's attributes comes along."""
        repository = self.repository
        tombstone = photo.purged(self.clock())
        before, after = repository.item(photo), repository.item(moved)
        new = {name: value for name, value in item.items() if name not in after} | after
        is_pending = Attr("Status").eq(Status.PENDING.value)
        may_take = Attr("OwnerId").eq(photo.owner_id) & is_active_and_permits(by)
        counted = Update(add={"PhotoCount": 1}, if_absent={} if photo.hidden else {"CoverPhotoId": moved.id})
        differences = _AUDITED.differences(before, after)
        return {
            "moved": repository.table.put(new, is_pending),
            "photo": repository.table.put(repository.item(tombstone), _is_as_read(item, before)),
            "claim": repository.table.put(moved.claim(shards=repository.shards), Attr("PhotoId").not_exists()),
            "former_claim": repository.release_claim(photo),
            "to": repository.pets.table.update(moved.pet_id, counted, may_take),
            **repository.detach_from_pet(photo, by),
            "entry": repository.audit_log.entry("photo", photo.id, "moved-to-pet", differences),
            "entry_there": repository.audit_log.entry("photo", moved.id, "moved-to-pet", differences),
        }

    def _moved_meanwhile(self, pending: Photo) -> Photo:
        """By our own transaction, whose answer was lost, or by the same request sent twice.

        Raises: NotFound where the photo went another way; UploadExpired.
        """
        current = self.repository.find(pending.id)
        if current and current.status == Status.ACTIVE:
            return current
        if current and current.status == Status.PENDING:
            raise NotFound("photo")
        raise UploadExpired("swept")


def photo_mover() -> PhotoMover:
    return PhotoMover(photos(), file_storage())


def moved_id(photo_id: str, pet_id: str) -> str:
    """The photo's id as one of that pet's: a second try meets the record of the first."""
    return str(uuid.uuid5(uuid.UUID(photo_id), pet_id))


def _is_as_read(item: Item, known: Mapping[str, Any]) -> ConditionBase:
    """That nothing was written about the photo meanwhile: its words, its marks, or what a later release knows."""
    is_same: ConditionBase = Attr("StatusTakenAt").eq(item["StatusTakenAt"])
    for name in (*_WRITTEN, *sorted(item.keys() - known.keys())):
        is_same &= Attr(name).eq(item[name]) if name in item else Attr(name).not_exists()
    return is_same
