"""What changes the record of one photo and needs no second table."""

from dataclasses import replace
from datetime import datetime
from functools import reduce
from operator import and_

from pets.rights import Permit, is_active_and_permits, raise_refusal
from pettracker_site.audit.audit_log import AuditedFields, current_actor
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Update, Write, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused, transact, write_with
from pettracker_site.common.editing import EditConflict

from .domain import Photo, Status
from .queries import PhotoQueries

SPARSE_KEYS = ("OwnerDay", "FavouritePetId", "FavouriteOwnerId")
_ATTEMPTS = 4
_MADE_ANEW = AuditedFields(values=("DerivedAt",))
_READ_ANEW = AuditedFields(
    values=("TakenAt", "TakenFrom", "TakenZone", "Found", "Camera"), beside={"TakenAt": "TakenZone"}
)


class PhotoTable(PhotoQueries):
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def edit(self, photo: Photo, edited: Photo, *, by: Permit | None = None) -> Photo:
        """Write another caption or date if nobody edited the photo since `photo` was read.

        Finding it written already is success: our own write whose answer was lost, or a form that was sent again.
        Raises: EditConflict; NotFound where it is not to be seen any more; NotAllowed.
        """
        is_unchanged = Attr("Version").eq(photo.version) & Attr("Status").eq(Status.ACTIVE.value)
        update = changes(self.item(photo), self.item(edited))
        try:
            self._change(photo, update, is_unchanged, by)
            return edited
        except Conflict as conflict:
            current = Photo.from_item(conflict.current) if conflict.current else None
            if current is None or current.status != Status.ACTIVE:
                raise NotFound("photo") from conflict
            if current.says_the_same_as(edited):
                return current
            raise EditConflict(current) from conflict

    def mark(self, photo: Photo, *, favourite: bool, by: Permit | None = None) -> Photo:
        """Make the photo a favourite, or none any more.

        Raises: NotFound where it is not to be seen any more; NotAllowed; Conflict where it moved again and again.
        """
        refusal: Conflict | None = None
        for _attempt in range(_ATTEMPTS):
            is_shown = Attr("Status").eq(Status.ACTIVE.value) & Attr("PetId").eq(photo.pet_id)
            is_as_read = is_shown & Attr("OwnerId").eq(photo.owner_id)
            marks = {"Favourite": True, "FavouritePetId": photo.pet_id, "FavouriteOwnerId": photo.owner_id}
            try:
                self._change(photo, Update(marks) if favourite else Update(remove=marks), is_as_read, by)
            except Conflict as conflict:
                current = Photo.from_item(conflict.current) if conflict.current else None
                if current is None or current.status != Status.ACTIVE or current.pet_id != photo.pet_id:
                    raise NotFound("photo") from conflict
                photo, refusal = current, conflict  # its owner is another one by now
            else:
                return photo.marked(favourite)
        raise Conflict("owner") from refusal

    def _change(self, photo: Photo, update: Update, condition: ConditionBase, by: Permit | None) -> None:
        """One call, in which the pet is asked too whether this person may. Raises: Conflict, NotFound, NotAllowed."""
        if by is None:
            self.table.update(photo.id, update, condition).run()
            return
        try:
            transact(
                photo=self.table.update(photo.id, update, condition),
                pet=self.pets.table.check(photo.pet_id, is_active_and_permits(by)),
            )
        except TransactionRefused as refusal:
            if "pet" in refusal:  # what the photo is by now is not for who has no right to it
                raise_refusal(refusal["pet"], by, refusal)
            raise Conflict("condition", current=refusal["photo"]) from refusal

    def end_purge(self, photo: Photo) -> None:
        """Delete a tombstone that has not changed since it was read; a missing one is no error.

        Raises: Conflict.
        """
        try:
            self.table.delete(photo.id, _is_that_tombstone(photo)).run()
        except Conflict as conflict:
            if conflict.current is not None:
                raise

    def extend_purge(self, photo: Photo, now: datetime) -> None:
        """Keep a tombstone for another hour, since something was removed just now. Raises: Conflict."""
        later = self.item(replace(photo, purged_at=now))
        update = Update({name: later[name] for name in ("PurgedAt", "AdminTime")})
        self.table.update(photo.id, update, _is_that_tombstone(photo)).run()

    def sparse_keys(self, photo: Photo) -> Item:
        """The keys of the indexes that have only some photos in them: of each day, and of favourites."""
        item = self.item(photo)
        return {name: item[name] for name in SPARSE_KEYS}

    def write_sparse_keys(self, photo: Photo) -> None:
        """Write those anew that follow from the photo as it was read. Raises: Conflict where it changed meanwhile."""
        item = self.item(photo)
        same = ("Status", "PetId", "OwnerId", "TakenAt", "TakenOn")
        is_as_read = reduce(and_, (Attr(name).eq(item[name]) for name in same), is_set("Favourite", photo.favourite))
        keys = self.sparse_keys(photo)
        update = Update(
            {name: key for name, key in keys.items() if key}, remove=[name for name, key in keys.items() if not key]
        )
        self.table.update(photo.id, update, is_as_read).run()

    def rederive(self, photo: Photo, rederived: Photo) -> Photo:
        """Let the record name other derivatives; where an admin has it done, with its entry in the audit log.

        Raises: NotFound where the photo is on its way out, or gone.
        """
        is_kept = Attr("Status").is_in([Status.ACTIVE.value, Status.DELETED.value])
        before, after = self.item(photo), self.item(rederived)
        update = changes(before, after)
        try:
            if not current_actor().as_admin:
                return Photo.from_item(self.table.update(photo.id, update, is_kept).run())
            entry = self.audit_log.entry("photo", photo.id, "rederived", _MADE_ANEW.differences(before, after))
            write_with(self.table.update(photo.id, update, is_kept), entry=entry)
            return rederived
        except Conflict as conflict:
            raise NotFound("photo") from conflict

    def release_claim(self, photo: Photo) -> Write:
        """The part of a transaction that takes the claim on a photo's bytes away, unless another photo has it."""
        is_its_own = Attr("PhotoId").not_exists() | Attr("ClaimedBy").eq(photo.id)
        return self.table.delete(photo.claim_id, is_its_own).as_optional()

    def reread(self, photo: Photo, reread: Photo) -> None:
        """Let the record say what its original says, where nobody changed or moved the photo since it was read.

        Told in the audit log. Raises: Conflict.
        """
        is_as_read = Attr("Version").eq(photo.version) & Attr("StatusTakenAt").eq(photo.list_key)
        before, after = self.item(photo), self.item(reread)
        entry = self.audit_log.entry("photo", photo.id, "reread", _READ_ANEW.differences(before, after))
        write_with(self.table.update(photo.id, changes(before, after), is_as_read), entry=entry)


def is_set(attribute: str, value: bool) -> ConditionBase:
    """That a mark, which is there or not, is as it was read."""
    condition: ConditionBase = Attr(attribute).exists() if value else Attr(attribute).not_exists()
    return condition


def _is_that_tombstone(photo: Photo) -> ConditionBase:
    assert photo.purged_at is not None
    return Attr("Status").eq(Status.PURGING.value) & Attr("PurgedAt").eq(times.to_text(photo.purged_at))
