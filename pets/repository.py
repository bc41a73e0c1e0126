"""Pets in DynamoDB: what is written for their own sake; queries.py reads them.

What hangs on a pet checks it, and writes its part of it (counts, the cover), in transactions of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from django.conf import settings

from pettracker_site.audit.audit_log import AuditedFields, audit_log, current_actor
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Update, Write, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused, transact, write_with
from pettracker_site.common.editing import EditConflict
from pettracker_site.files.quota import Limits, NoRoom, Quota, Usage, within_limits

from .domain import Pet, Status
from .profile import PROFILE_FIELDS, Profile
from .queries import PetQueries
from .rights import Permit

_HAS_NO_COVER = Attr("CoverPhotoId").not_exists()
_ATTEMPTS = 4
ONE_PET = Usage(pets=1)
AUDITED_FIELDS = AuditedFields(
    values=("Status", "OwnerId", *(field.stored_as for field in PROFILE_FIELDS if field.audit_value)),
    texts=tuple(field.stored_as for field in PROFILE_FIELDS if not field.audit_value),
)
"""What the audit log tells of a pet."""
AUDITED_FIELDS_OF_PURGE = AuditedFields(values=("Status",))
"""What it tells where a record becomes a tombstone: all the rest of it goes."""
_SAID = {Status.ACTIVE: "restored", Status.DELETED: "deleted"}


class AlreadyAdded(Conflict):
    """The same form was sent before with other content: `pet` is the one it made."""

    def __init__(self, pet: Pet) -> None:
        super().__init__("added before")
        self.pet = pet


class PetRepository(PetQueries):
    """All methods raise StoreUnavailable where DynamoDB does not answer.

    What a pet's people change takes their permit `by`, and raises NotFound or NotAllowed where its right is gone by the
    time of the write. Without one, somebody else was asked: admins act by their own rights, commands by none.
    """

    def add(self, pet: Pet, **also: Write) -> Pet:
        """Put a new pet, and `also` what comes with it. Idempotent: a form sent twice gets the existing pet.

        By one call; by two where the owner has a limit of their own, which the first one's refusal tells.
        Raises: AlreadyAdded where the form was sent before with something else in it; QuotaExceeded.
        """
        return within_limits(self.quota, lambda own: self._put(pet, own, also))

    def _put(self, pet: Pet, own: Limits | None, also: Mapping[str, Write]) -> Pet:
        """Raises: NoRoom under these limits; AlreadyAdded."""
        is_new = Attr("PetId").not_exists()
        put = self.table.put(self._item(pet), is_new)
        try:
            transact(pet=put, usage=self.quota.reserve(pet.owner_id, ONE_PET, own), **also)
        except TransactionRefused as refusal:
            if current := refusal.get("pet"):
                return _added_before(Pet.from_item(current), pet)
            raise NoRoom(refusal.get("usage")) from refusal
        return pet

    def edit(self, pet: Pet, profile: Profile, now: datetime, edit: str, *, by: Permit | None = None) -> Pet:
        """Write the new profile if nobody edited the pet since `pet` was read. `edit` is the form's nonce.

        Weight, photo count, cover and status are never written here.
        Raises: EditConflict; NotFound where it was deleted.
        """
        is_active = Attr("Status").eq(Status.ACTIVE.value)
        audit_action = "edited" if current_actor().as_admin else ""
        for _attempt in range(_ATTEMPTS):
            is_unchanged = Attr("Version").eq(pet.version) & self._has_marks(pet)
            profile = replace(profile, weight=pet.profile.weight)
            edited = pet.edited(profile, now, edit)
            try:
                return self.write(pet, edited, _permitted(is_active & is_unchanged, by), audit_action=audit_action)
            except Conflict as conflict:
                current = Pet.from_item(conflict.current) if conflict.current else None
                if current is None or current.status != Status.ACTIVE:
                    raise NotFound("pet") from conflict
                if by:
                    by.check(current)
                if current.profile == replace(profile, weight=current.profile.weight):
                    return current  # our own write, whose answer was lost, or the very same from elsewhere
                if current.version != pet.version:
                    raise EditConflict(current) from conflict
                pet = current  # only what lists show of it besides is another
        raise EditConflict(pet)

    def focus(self, pet: Pet, x: int, y: int, *, by: Permit | None = None) -> Pet:
        """Say which place of the pet's cover is to be seen where it is cut, in fourths of its width and height.

        Raises: NotFound where the cover is another one by now, or the pet is not on show; NotAllowed; Conflict where
        what lists show of it changed again and again.
        """
        for _attempt in range(_ATTEMPTS):
            is_cover = Attr("CoverPhotoId").eq(pet.cover_photo_id) & Attr("Status").eq(Status.ACTIVE.value)
            focused = Update({"Marks": self._item(pet.focused(x, y))["Marks"]})
            try:
                return Pet.from_item(
                    self.table.update(pet.id, focused, _permitted(self._has_marks(pet) & is_cover, by)).run()
                )
            except Conflict as conflict:
                current = Pet.from_item(conflict.current) if conflict.current else None
                if by:
                    by.check(current)
                if current is None or current.status != Status.ACTIVE or current.cover_photo_id != pet.cover_photo_id:
                    raise NotFound("pet") from conflict
                pet = current
        raise Conflict("marks")

    def delete(self, pet: Pet, now: datetime, *, by: Permit | None = None) -> Pet:
        """Put the pet in the trash; its photos stay as they are and are hidden with it."""
        return self._change_status(pet, lambda current: current.deleted(now), by)

    def restore(self, pet: Pet, *, by: Permit | None = None) -> Pet:
        return self._change_status(pet, lambda current: current.restored(), by)

    def begin_purge(self, pet: Pet, now: datetime, *, by: Permit | None = None) -> Pet:
        """Take a pet out for good, as it was read: shown or in the trash. Its tombstone is the answer.

        It leaves every list at once; its photos and their objects are removed by whoever sweeps. Being purged already
        is success. Raises: NotFound where it was restored, deleted, moved or gone meanwhile; NotAllowed.
        """
        if pet.status == Status.PURGING:
            return pet
        tombstone = pet.purged(now)
        deleted = times.to_text(pet.deleted_at) if pet.deleted_at else None
        is_of_then = Attr("DeletedAt").eq(deleted) if deleted else Attr("DeletedAt").not_exists()
        is_as_read = Attr("Status").eq(pet.status.value) & Attr("OwnerId").eq(pet.owner_id) & is_of_then
        try:
            before, after = self._item(pet), self._item(tombstone)
            entry = self.audit_log.entry("pet", pet.id, "purged", AUDITED_FIELDS_OF_PURGE.differences(before, after))
            write_with(
                self.table.put(after, _permitted(is_as_read, by)),
                entry=entry,
                usage=self.quota.release(pet.owner_id, ONE_PET),
            )
        except Conflict as conflict:
            current = Pet.from_item(conflict.current) if conflict.current else None
            if current is None or current.status != Status.PURGING:
                if by:
                    by.check(current)
                raise NotFound("pet") from conflict
            return current
        return tombstone

    def end_purge(self, pet: Pet) -> None:
        """Delete a tombstone that has not changed since it was read; a missing one is no error.

        Raises: Conflict.
        """
        try:
            self.table.delete(pet.id, self._is_that_tombstone(pet)).run()
        except Conflict as conflict:
            if conflict.current is not None:
                raise

    def extend_purge(self, pet: Pet, now: datetime) -> None:
        """Keep a tombstone for another hour, since something was removed just now. Raises: Conflict."""
        later = self._item(replace(pet, purged_at=now))
        update = Update({name: later[name] for name in ("PurgedAt", "AdminTime")})
        self.table.update(pet.id, update, self._is_that_tombstone(pet)).run()

    def _is_that_tombstone(self, pet: Pet) -> ConditionBase:
        assert pet.purged_at is not None
        return Attr("Status").eq(Status.PURGING.value) & Attr("PurgedAt").eq(times.to_text(pet.purged_at))

    def correct(self, pet: Pet, *, photo_count: int, cover_photo_id: str) -> Pet:
        """Write another count and cover where both are still as read. Raises: Conflict where a photo came or went."""
        has_cover = Attr("CoverPhotoId").eq(pet.cover_photo_id) if pet.cover_photo_id else _HAS_NO_COVER
        is_as_read = Attr("PhotoCount").eq(pet.photo_count) & Attr("Status").eq(pet.status.value) & has_cover
        corrected = replace(pet, photo_count=photo_count, cover_photo_id=cover_photo_id)
        update = changes(self._item(pet), self._item(corrected))
        return Pet.from_item(self.table.update(pet.id, update, is_as_read).run())

    def marks_kept(self, pet_id: str) -> object:
        """What lists have of a pet by its map `Marks`, as it is kept; None for nothing."""
        return (self.table.get(pet_id) or {}).get("Marks")

    def due_kept(self, pet_id: str) -> tuple[object, object]:
        """To whom something is due and when, as the index of that has a pet; None for nothing."""
        item = self.table.get(pet_id) or {}
        return item.get("DueOwnerId"), item.get("NextDue")

    def write_due(self, pet: Pet) -> None:
        """Write anew to whom something is due and when, as it follows from the pet. Raises: Conflict where its life
        went on meanwhile."""
        item = self._item(pet)
        due = {name: item[name] for name in ("DueOwnerId", "NextDue")}
        there = {name: value for name, value in due.items() if value}
        update = Update(there, remove=sorted(due.keys() - there.keys()))
        is_as_read = Attr("Status").eq(pet.status.value) & Attr("OwnerId").eq(pet.owner_id) & has_life_of(pet)
        self.table.update(pet.id, update, is_as_read).run()

    def write_marks(self, pet: Pet, kept: object) -> None:
        """Write the map `Marks` anew as it follows from the pet, where it still is what was kept.

        Raises: Conflict where the pet or the map was edited meanwhile.
        """
        is_kept = Attr("Marks").eq(kept) if kept else Attr("Marks").not_exists()
        is_as_read = Attr("Version").eq(pet.version) & Attr("Status").eq(pet.status.value) & is_kept
        self.table.update(pet.id, Update({"Marks": self._item(pet)["Marks"]}), is_as_read).run()

    def _has_marks(self, pet: Pet) -> ConditionBase:
        """That the map `Marks` is as it was read; where there is none yet, there is nothing to lose."""
        marks, is_not_there = self._item(pet)["Marks"], Attr("Marks").not_exists()
        return is_not_there | Attr("Marks").eq(marks) if marks else is_not_there

    def _change_status(self, pet: Pet, change: Callable[[Pet], Pet], by: Permit | None) -> Pet:
        """Move a pet from one status to another; finding it there already is success."""
        for _attempt in range(_ATTEMPTS):
            changed = change(pet)
            if pet.status == changed.status:
                return pet
            changed = replace(changed, life_version=pet.life_version + 1)  # it says anew what is due to whom
            is_as_read = Attr("Status").eq(pet.status.value) & Attr("Version").eq(pet.version) & has_life_of(pet)
            try:
                return self.write(pet, changed, _permitted(is_as_read, by), audit_action=_SAID[changed.status])
            except Conflict as conflict:
                if conflict.current is None:
                    raise NotFound("pet") from conflict
                current = Pet.from_item(conflict.current)
                if by:
                    by.check(current)
                if current.status == changed.status:
                    return current
                if current.status != pet.status:
                    raise NotFound("pet") from conflict
                pet = current  # edited meanwhile: the same change again, on what is there now
        raise Conflict("status")

    def write(
        self,
        pet: Pet,
        changed: Pet,
        condition: ConditionBase,
        *,
        audit_action: str,
        **also: Write,
    ) -> Pet:
        """Write what differs, and with it what the audit log says was done (nothing where `audit_action` is empty).

        `also` comes with it in the same transaction.
        Raises: Conflict with the current item where the condition does not hold.
        """
        before, after = self._item(pet), self._item(changed)
        update = self.table.update(pet.id, changes(before, after), condition)
        if audit_action:
            also["entry"] = self.audit_log.entry("pet", pet.id, audit_action, AUDITED_FIELDS.differences(before, after))
        if not also:
            return Pet.from_item(update.run())
        write_with(update, **also)
        return changed


def has_life_of(pet: Pet) -> ConditionBase:
    """That no record of its life that counts for the pet itself (weights, what is due) came, went or changed."""
    version = Attr("LifeVersion")
    is_as_read: ConditionBase = version.eq(pet.life_version) if pet.life_version else version.not_exists()
    return is_as_read


def _added_before(current: Pet, pet: Pet) -> Pet:
    """What a form that was sent before finds. Raises: AlreadyAdded, Conflict."""
    if current.owner_id != pet.owner_id:
        raise Conflict("pet")
    if current.status == Status.ACTIVE and current.profile == pet.profile:
        return current
    raise AlreadyAdded(current)


def _permitted(condition: ConditionBase, by: Permit | None) -> ConditionBase:
    return condition & by.condition() if by else condition


@cache
def pets() -> PetRepository:
    """The process's repository."""
    return PetRepository(
        clients.dynamodb(),
        settings.PETS_TABLE,
        audit_log(),
        quota=Quota(
            clients.dynamodb(),
            settings.ACCOUNTS_TABLE,
            photos=settings.QUOTA_PHOTOS,
            megabytes=settings.QUOTA_MEGABYTES,
            pets=settings.QUOTA_PETS,
        ),
        shards=settings.ADMIN_SHARDS,
        trash_days=settings.TRASH_DAYS,
    )
