"""Records of a pet's life in DynamoDB.

Each write is one transaction with the pet: it asks there for the right, and for the `LifeVersion` that was read, which
every such write counts up. So what follows for the pet from its records (its weight, what is due) is worked out from
what is there, however many write at once.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from django.conf import settings

from pets.domain import Pet, Status
from pets.repository import has_life_of, pets
from pets.rights import Permit, is_active_and_permits
from pettracker_site.audit.audit_log import current_actor
from pettracker_site.aws import clients, times
from pettracker_site.aws.deadline import is_time_for, pause
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Write, batched, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import MOST_PARTS, TransactionRefused, transact
from pettracker_site.common.editing import EditConflict

from .queries import LifeQueries
from .records import R, Record

MOST_AT_ONCE = 50  # records of one `add_many`, which leaves room for what follows
_ATTEMPTS = 6

WHATEVER_IS_THERE: ConditionBase = Attr("Record").not_exists() | Attr("Record").exists()
"""Always holds, since a write needs a condition: for what the pet's `LifeVersion` guards in the same transaction."""

Outcome = tuple[Pet, Mapping[str, Write]]
"""A pet as it becomes, and the parts of the transaction that brings it there."""
Follow = Callable[[Pet, R], Outcome]
"""What follows from a record, as it becomes, for its pet, as it is: the pet's weight or plans, and writes besides.

It may read, and is called again where the pet's life went on meanwhile.
"""
FollowMany = Callable[[Pet, Sequence[R]], Outcome]
"""The same for several records that are new."""


class AddedBefore(Conflict):
    """The same form was sent before with other content: `record` is the one that it made."""

    def __init__(self, record: Record) -> None:
        super().__init__("added before")
        self.record = record


def nothing_follows(pet: Pet, record: Record) -> Outcome:
    """For a kind that the pet itself knows nothing of."""
    return pet, {}


class Life(LifeQueries):
    """All methods raise StoreUnavailable where DynamoDB does not answer.

    As with pets, a permit `by` is asked for in the write itself; without one, somebody else was asked.
    """

    def add(self, pet: Pet, record: R, follow: Follow[R] = nothing_follows, *, by: Permit | None) -> R:
        """Put a new record. Idempotent: for a form sent twice, the existing record is the answer.

        Raises: AddedBefore where the form was sent before with something else in it; NotFound; NotAllowed; Conflict
        where the pet's life changed again and again; TransactionRefused where a part that follows was refused.
        """
        put = self.table.put(self.item(record), Attr("Record").not_exists())
        entry = self._entry("added", None, record) if current_actor().as_admin else {}

        def decide(pet: Pet) -> Outcome:
            becomes, parts = follow(pet, record)
            return becomes, {"record": put, **entry, **parts}

        try:
            self.write(pet, decide, by=by)
        except TransactionRefused as refusal:
            if "record" not in refusal:
                raise
            return self._added_before(refusal, record)
        return record

    def add_many(self, pet: Pet, records: Sequence[R], follow: FollowMany[R], *, by: Permit) -> list[R]:
        """Put new records of one kind, at most `MOST_AT_ONCE`, by one transaction with what follows from them.

        One whose key is there already falls out, whatever it says and whatever its status, and the rest goes again.
        Those that this call added are the answer, also where the answer of an earlier attempt was lost: `last_edit`
        tells them from others. Raises: as `add`, AddedBefore where the same `last_edit` wrote something else.
        """
        added: list[R] = []
        left = {f"record_{number}": record for number, record in enumerate(records)}
        puts = {name: self.table.put(self.item(record), Attr("Record").not_exists()) for name, record in left.items()}

        def decide(pet: Pet) -> Outcome:
            becomes, parts = follow(pet, list(left.values()))
            return becomes, {**{name: puts[name] for name in left}, **parts}

        while left:
            try:
                self.write(pet, decide, by=by)
            except TransactionRefused as refusal:
                there = [name for name in left if name in refusal]
                if not there:
                    raise
                for name in there:
                    added += self._of_this_call(refusal[name], left.pop(name))
            else:
                return added + list(left.values())
        return added

    def edit(self, pet: Pet, record: R, edited: R, follow: Follow[R] = nothing_follows, *, by: Permit | None) -> R:
        """Write what was edited, if nobody did since `record` was read. Finding it written already is success.

        Raises: EditConflict; NotFound where it is not on show any more; else as `add`.
        """
        try:
            return self._change(pet, record, edited, follow, by=by, action="edited", says=current_actor().as_admin)
        except TransactionRefused as refusal:
            current = self._current(refusal, record)
            if current.status != Status.ACTIVE:
                raise NotFound(record.KIND) from refusal
            if current.says_the_same_as(edited):
                return current
            raise EditConflict(current) from refusal

    def delete(
        self, pet: Pet, record: R, follow: Follow[R] = nothing_follows, *, by: Permit | None, own: str = ""
    ) -> R:
        """Put a record in the trash; being there already is success. `own`: only if that person made it.

        Raises: as `add`.
        """
        is_own: ConditionBase | None = Attr("By").eq(own) if own else None
        if own and record.by != own:
            raise NotFound(record.KIND)
        return self._change_status(pet, record, Status.DELETED, follow, by, is_own)

    def restore(self, pet: Pet, record: R, follow: Follow[R] = nothing_follows, *, by: Permit | None) -> R:
        """Bring a record back from the trash; being on show already is success. Raises: as `add`."""
        return self._change_status(pet, record, Status.ACTIVE, follow, by, None)

    def purge(self, pet: Pet, record: R, follow: Follow[R] = nothing_follows, *, by: Permit | None) -> None:
        """Delete a record for good, as it was read; being gone already is success.

        `follow` is asked what follows from its delete. Raises: as `add`; NotFound where it changed meanwhile.
        """
        gone = record if record.deleted_at else record.deleted(by.user_id if by else current_actor().id, times.now())
        is_as_read = Attr("Version").eq(record.version) & Attr("Status").eq(record.status.value)
        delete = self.table.delete((record.pet_id, record.key), is_as_read)
        differences = record.AUDITED.differences(self.item(record), {})
        entry = self.pets.audit_log.entry(record.KIND, record.id, "purged", differences, pet_id=record.pet_id)

        def decide(pet: Pet) -> Outcome:
            becomes, parts = follow(pet, gone)
            return becomes, {"record": delete, "entry": entry, **parts}

        try:
            self.write(pet, decide, by=by)
        except TransactionRefused as refusal:
            if "record" not in refusal:
                raise
            if refusal["record"] is not None:
                raise NotFound(record.KIND) from refusal

    def write(self, pet: Pet, decide: Callable[[Pet], Outcome], *, by: Permit | None) -> Pet:
        """One transaction of the pet, as it becomes, and the parts that `decide` gives for the pet as it is.

        Where only the pet's life went on meanwhile, it is decided anew. The pet as it became is the answer.
        Raises: TransactionRefused where another part than the pet's was refused; NotFound, NotAllowed; Conflict where
        the pet's life changed again and again.
        """
        for failures in range(1, _ATTEMPTS + 1):
            becomes, parts = decide(pet)
            becomes = replace(becomes, life_version=pet.life_version + 1)
            try:
                transact(**parts, pet=self._update_of(pet, becomes, by))
            except TransactionRefused as refusal:
                if "pet" in refusal:
                    pet = _still_permitted(refusal, by)
                if refusal.refused.keys() != {"pet"}:
                    raise
                seconds = pause(failures)
                if failures == _ATTEMPTS or not is_time_for(seconds):
                    break
                time.sleep(seconds)
            else:
                return becomes
        raise Conflict("life")

    def remove_all(self, pet_id: str, kind: str) -> None:
        """Delete all of a pet's items of a kind, or below one (`answer#<plan>`); a missing one is no error."""
        for items in batched(self.walk(pet_id, kind), MOST_PARTS):
            deletes = (self.table.delete((pet_id, item["Record"]), WHATEVER_IS_THERE) for item in items)
            transact(**{f"item_{number}": delete for number, delete in enumerate(deletes)})

    def item(self, record: Record) -> Item:
        return record.to_item(shards=self.shards, trash=self.trash)

    def _update_of(self, pet: Pet, becomes: Pet, by: Permit | None) -> Write:
        is_as_read = is_active_and_permits(by) & Attr("OwnerId").eq(pet.owner_id) & has_life_of(pet)
        return self.pets.table.update(pet.id, changes(pet.to_item(), becomes.to_item()), is_as_read)

    def _change_status(
        self, pet: Pet, record: R, status: Status, follow: Follow[R], by: Permit | None, only: ConditionBase | None
    ) -> R:
        is_delete = status == Status.DELETED
        action = "deleted" if is_delete else "restored"
        for _attempt in range(_ATTEMPTS):
            now, who = times.now(), by.user_id if by else current_actor().id
            if self.is_over(record, now):
                raise NotFound(record.KIND)
            if record.status == status:
                return record
            changed = record.deleted(who, now) if is_delete else record.restored(who, now)
            try:
                return self._change(pet, record, changed, follow, by=by, action=action, says=True, only=only)
            except TransactionRefused as refusal:
                record = self._current(refusal, record)  # edited meanwhile, or changed already
        raise Conflict(record.KIND)

    def _change(
        self,
        pet: Pet,
        record: R,
        changed: R,
        follow: Follow[R],
        *,
        by: Permit | None,
        action: str,
        says: bool,
        only: ConditionBase | None = None,
    ) -> R:
        """Raises: TransactionRefused where the record is not as it was read, or a part that follows was refused."""
        is_as_read = Attr("Version").eq(record.version) & Attr("Status").eq(record.status.value)
        condition = is_as_read & only if only else is_as_read
        update = self.table.update(
            (record.pet_id, record.key), changes(self.item(record), self.item(changed)), condition
        )
        entry = self._entry(action, record, changed) if says else {}

        def decide(pet: Pet) -> Outcome:
            becomes, parts = follow(pet, changed)
            return becomes, {"record": update, **entry, **parts}

        self.write(pet, decide, by=by)
        return changed

    def _entry(self, action: str, before: Record | None, after: Record) -> dict[str, Write]:
        old = self.item(before) if before else {}
        differences = after.AUDITED.differences(old, self.item(after))
        return {"entry": self.pets.audit_log.entry(after.KIND, after.id, action, differences, pet_id=after.pet_id)}

    def _current(self, refusal: TransactionRefused, record: R) -> R:
        """The record as a refusal found it. Raises: NotFound; the refusal, where it was not the record's."""
        if "record" not in refusal:
            raise refusal
        item = refusal["record"]
        if item is None:
            raise NotFound(record.KIND) from refusal
        return type(record).from_item(item)

    def _of_this_call(self, item: Item | None, record: R) -> list[R]:
        """The record where the item in its place was written by the very same call. Raises: AddedBefore."""
        found = type(record).from_item(item) if item else None
        if found is None or (found.by, found.last_edit) != (record.by, record.last_edit) or not record.last_edit:
            return []
        if found.version == 1 and not found.says_the_same_as(record):
            raise AddedBefore(found)
        return [record]

    def _added_before(self, refusal: TransactionRefused, record: R) -> R:
        found = self._current(refusal, record)
        if found.by != record.by:
            raise Conflict(record.KIND) from refusal
        if found.status == Status.ACTIVE and found.says_the_same_as(record):
            return found
        raise AddedBefore(found) from refusal


def _still_permitted(refusal: TransactionRefused, by: Permit | None) -> Pet:
    """The pet as a refusal found it, where it is still on show and the person may still write. Raises: NotFound,
    NotAllowed."""
    item = refusal["pet"]
    pet = Pet.from_item(item) if item else None
    if by:
        by.check(pet)
    if pet is None or pet.status != Status.ACTIVE:
        raise NotFound("pet") from refusal
    return pet


@cache
def life() -> Life:
    """The process's repository."""
    return Life(
        clients.dynamodb(),
        settings.RECORDS_TABLE,
        pets(),
        shards=settings.ADMIN_SHARDS,
        trash_days=settings.TRASH_DAYS,
    )
