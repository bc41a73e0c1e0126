"""Photos coming, going and leading the album: transactions over the photo, its claim and its pet's count and cover."""

import time
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings

from pets.domain import Pet
from pets.domain import Status as PetStatus
from pets.repository import pets
from pets.rights import Permit, is_active_and_permits, raise_refusal
from pets.roles import Right
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws import clients
from pettracker_site.aws.dynamo import Attr, ConditionBase, Update, Write, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.quota import Limits, NoRoom, Usage, within_limits

from .domain import Photo, Status
from .photo_table import PhotoTable, is_set

_ATTEMPTS = 4
_PAUSE_SECONDS = 0.1  # times 1, 2, 3: an index of DynamoDB seldom lags behind for longer
AUDITED_FIELDS = AuditedFields(values=("Status", "PetId", "OwnerId", "TakenAt", "Hidden"), texts=("Caption",))
"""What the audit log tells of a photo."""


class DuplicatePhoto(Conflict):
    """The pet already has a photo of the same bytes: `photo_id`."""

    def __init__(self, photo_id: str) -> None:
        super().__init__("same bytes")
        self.photo_id = photo_id


class UploadExpired(Conflict):
    """The upload took so long that the sweeper has removed it as interrupted."""


class PhotoRepository(PhotoTable):
    """The records, and what changes together with them. All methods raise StoreUnavailable as those do.

    As with pets, what people change takes their permit `by`, and raises NotFound or NotAllowed where its right is gone.
    """

    def reserve(self, photo: Photo) -> None:
        """Write the record as `pending` and take its share of the quota, before any object is put.

        By one call; by two where the owner has individual limits, which the first one's refusal tells.
        Raises: DuplicatePhoto, QuotaExceeded.
        """
        within_limits(self.quota, lambda own: self._reserve(photo, own))

    def _reserve(self, photo: Photo, own: Limits | None) -> None:
        """Raises: NoRoom under these limits; DuplicatePhoto."""
        is_new = Attr("PhotoId").not_exists()
        try:
            transact(
                photo=self.table.put(self.item(photo), is_new),
                claim=self.table.check(photo.claim_id, is_new),
                usage=self.quota.reserve(photo.owner_id, share_of(photo), own),
            )
        except TransactionRefused as refusal:
            if found := refusal.get("photo"):
                if found.get("Sha256") != photo.sha256:
                    raise
                return  # our own reservation, whose answer was lost; it may have filled the album itself
            if claim := refusal.get("claim"):
                raise DuplicatePhoto(claim["ClaimedBy"]) from refusal
            raise NoRoom(refusal.get("usage")) from refusal

    def activate(self, photo: Photo, user_id: str) -> Photo:
        """Show the photo: `pending` to `active`, the claim on its bytes, the pet's count and cover, all or nothing.

        Raises: DuplicatePhoto where another upload of the same bytes was faster; NotFound where the pet is gone or
        moved; NotAllowed where this person may not add photos; UploadExpired where the sweeper was faster.
        """
        by = Permit(user_id, Right.ADD_PHOTOS)
        has_not_moved = Attr("OwnerId").eq(photo.owner_id)  # it is the owner's quota that the photo was counted in
        active = photo.activated()
        is_pending = Attr("Status").eq(Status.PENDING.value)
        is_unclaimed = Attr("PhotoId").not_exists()
        counted = Update(add={"PhotoCount": 1}, if_absent={"CoverPhotoId": photo.id})
        try:
            transact(
                photo=self._update(photo, active, is_pending),
                claim=self.table.put(photo.claim(shards=self.shards), is_unclaimed),
                pet=self.pets.table.update(photo.pet_id, counted, has_not_moved & is_active_and_permits(by)),
            )
        except TransactionRefused as refusal:
            claimed = refusal.get("claim")
            if claimed and claimed["ClaimedBy"] == photo.id:
                return active  # our own commit, whose answer was lost
            if claimed:
                raise DuplicatePhoto(claimed["ClaimedBy"]) from refusal
            if "photo" in refusal:
                raise UploadExpired("swept") from refusal
            raise_refusal(refusal.get("pet"), by, refusal)
        return active

    def discard_reservation(self, photo: Photo) -> None:
        """Remove the record of an upload that came to nothing and give its share of the quota back, once.

        Raises: Conflict where the photo is shown meanwhile, or the sweeper has taken it over.
        """
        is_pending = Attr("Status").eq(Status.PENDING.value)
        try:
            transact(
                photo=self.table.delete(photo.id, is_pending),
                usage=self.quota.release(photo.owner_id, share_of(photo)),
            )
        except TransactionRefused as refusal:
            if current := refusal["photo"]:
                raise Conflict("not pending", current=current) from refusal

    def delete(self, photo: Photo, now: datetime, *, by: Permit | None = None) -> Photo:
        """Put the photo in the trash and, where it was the cover, another one in its place."""
        return self._move(photo.id, Status.ACTIVE, lambda current: current.deleted(now), by)

    def restore(self, photo: Photo, *, by: Permit | None = None) -> Photo:
        """Out of the trash; the cover again where it was that, and the one that took its place still is."""
        return self._move(photo.id, Status.DELETED, lambda current: current.restored(), by)

    def make_cover(self, photo: Photo, *, by: Permit | None = None) -> None:
        """Raises: NotFound where the photo or its pet is not to be seen, or the photo is hidden; NotAllowed."""
        is_shown = Attr("Status").eq(Status.ACTIVE.value) & Attr("PetId").eq(photo.pet_id)
        is_shown &= Attr("Hidden").not_exists()  # a cover is seen by everybody who may see the pet
        cover = Update({"CoverPhotoId": photo.id})
        try:
            transact(
                photo=self.table.check(photo.id, is_shown),
                pet=self.pets.table.update(photo.pet_id, cover, is_active_and_permits(by)),
            )
        except TransactionRefused as refusal:
            if "pet" in refusal:
                raise_refusal(refusal["pet"], by, refusal)
            raise NotFound("photo") from refusal

    def detach_from_pet(self, photo: Photo, by: Permit | None = None) -> dict[str, Write]:
        """What its pet loses with a photo that was shown: one of its count, and perhaps the cover, which is passed on.

        Its part `pet` asks for the permit too. A pet that is being purged, or gone, has nothing to lose any more.
        Raises: NotFound where somebody acts by a permit and the pet is not on show.
        """
        pet = self.pets.find(photo.pet_id)
        if by and (pet is None or pet.status != PetStatus.ACTIVE):
            raise NotFound("pet")
        if pet is None or pet.status == PetStatus.PURGING:
            return {}
        if pet.cover_photo_id != photo.id:
            uncounted = Update(add={"PhotoCount": -1})
            is_not_cover: ConditionBase = Attr("PetId").exists() & Attr("CoverPhotoId").ne(photo.id)
            is_not_cover = is_not_cover & is_active_and_permits(by) if by else is_not_cover
            return {"pet": self.pets.table.update(pet.id, uncounted, is_not_cover)}
        return self.replace_cover(photo, pet, counted=-1, by=by)

    def replace_cover(self, photo: Photo, pet: Pet, *, counted: int = 0, by: Permit | None = None) -> dict[str, Write]:
        """Another cover, if there is a photo for it, in the place of this one; the count changes by `counted`."""
        is_cover: ConditionBase = Attr("CoverPhotoId").eq(photo.id)
        is_cover = is_cover & is_active_and_permits(by) if by else is_cover
        add = {"PhotoCount": counted} if counted else {}
        next_cover = self._next_cover(photo, attempts=_ATTEMPTS if pet.photo_count > 1 else 1)
        if next_cover is None:
            # Nor may one come between this look and the write: it would be shown without being the cover.
            is_last = is_cover & Attr("PhotoCount").eq(pet.photo_count)
            uncovered = Update(add=add, remove=["CoverPhotoId"])
            return {"pet": self.pets.table.update(pet.id, uncovered, is_last)}
        succeeded = Update({"CoverPhotoId": next_cover.id}, add=add)
        is_shown = Attr("StatusTakenAt").eq(next_cover.list_key) & Attr("Hidden").not_exists()
        return {
            "pet": self.pets.table.update(pet.id, succeeded, is_cover),
            "next_cover": self.table.check(next_cover.id, is_shown),
        }

    def _move(self, photo_id: str, source: Status, move: Any, by: Permit | None) -> Photo:
        """Trash or restore with the pet's count and cover in one transaction; being there already is success."""
        refusal: TransactionRefused | None = None
        as_cover = True
        for _attempt in range(_ATTEMPTS):
            photo = self.find(photo_id)
            if photo is None:
                raise NotFound("photo")
            moved: Photo = move(photo)
            if photo.status == moved.status:
                return photo
            if photo.status != source:
                raise NotFound("photo")
            try:
                transact(**self._move_parts(photo, moved, by, as_cover=as_cover))
            except TransactionRefused as error:
                refusal = error  # the photo, its pet or the next cover changed under us: look again
                if "pet" in error and by:
                    current = error["pet"]
                    by.check(Pet.from_item(current) if current else None)
                if "pet" in error and moved.status == Status.ACTIVE:
                    if not as_cover or not photo.cover_passed_to:
                        raise NotFound("pet") from error
                    as_cover = False  # another one is the cover by now
            else:
                return moved
        raise Conflict("photo") from refusal

    def _move_parts(self, photo: Photo, moved: Photo, by: Permit | None, *, as_cover: bool) -> dict[str, Write]:
        is_as_marked = is_set("Favourite", photo.favourite) & is_set("Hidden", photo.hidden)
        is_as_read = Attr("StatusTakenAt").eq(photo.list_key) & Attr("OwnerId").eq(photo.owner_id) & is_as_marked
        if moved.status == Status.ACTIVE:
            parts = {"pet": self._counted_again(photo, by, as_cover=as_cover)}
        else:
            parts = self.detach_from_pet(photo, by)
            if "next_cover" in parts:
                moved = replace(moved, cover_passed_to=parts["next_cover"].key["PhotoId"])
        return {"photo": self._update(photo, moved, is_as_read), "entry": self._audit_entry(photo, moved), **parts}

    def _counted_again(self, photo: Photo, by: Permit | None, *, as_cover: bool) -> Write:
        condition, cover = is_active_and_permits(by), {} if photo.hidden else {"CoverPhotoId": photo.id}
        if not (as_cover and cover and photo.cover_passed_to):
            return self.pets.table.update(photo.pet_id, Update(add={"PhotoCount": 1}, if_absent=cover), condition)
        is_as_left = condition & Attr("CoverPhotoId").eq(photo.cover_passed_to)
        return self.pets.table.update(photo.pet_id, Update(cover, add={"PhotoCount": 1}), is_as_left)

    def _next_cover(self, photo: Photo, *, attempts: int = 1) -> Photo | None:
        """The last taken of the pet's other photos, as of the last write: an index may still show what is deleted.

        Nor may it show yet what came just now: where there must be others, it is asked `attempts` times.
        """
        for attempt in range(attempts):
            time.sleep(_PAUSE_SECONDS * attempt)
            page = self.list_for_pet(photo.pet_id, size=10)
            others = self.find_many([each.id for each in page.items if each.id != photo.id])
            if shown := [each for each in others if each.status == Status.ACTIVE and not each.hidden]:
                return max(shown, key=lambda each: each.list_key)
        return None

    def _audit_entry(self, photo: Photo, moved: Photo) -> Write:
        action = "restored" if moved.status == Status.ACTIVE else "deleted"
        differences = AUDITED_FIELDS.differences(self.item(photo), self.item(moved))
        return self.audit_log.entry("photo", photo.id, action, differences)

    def _update(self, before: Photo, after: Photo, condition: ConditionBase) -> Write:
        return self.table.update(before.id, changes(self.item(before), self.item(after)), condition)


def share_of(photo: Photo) -> Usage:
    """What the photo takes of its owner's quota: nothing while it is only to take the place of one that counts."""
    return Usage() if photo.moved_from else Usage(photos=1, length=photo.length)


@cache
def photos() -> PhotoRepository:
    """The process's repository."""
    return PhotoRepository(
        clients.dynamodb(),
        settings.PHOTOS_TABLE,
        pets(),
        shards=settings.ADMIN_SHARDS,
        trash_days=settings.TRASH_DAYS,
    )
