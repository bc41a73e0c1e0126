"""Records of a pet's life in DynamoDB.

Each write is one transaction with the pet: it asks there for the right, and for the `LifeVersion` that was read, which
every such write counts up. So what follows for the pet from its records (its weight, what is due) is worked out from
what is there, however many write at once. Local indexes answer consistently: lists know what was written just now.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from pets.domain import Pet, Status
from pets.repository import PetRepository, has_life_of, pets
from pets.rights import Permit, is_active_and_permits
from pettracker_site.audit.audit_log import current_actor
from pettracker_site.aws import clients, times
from pettracker_site.aws.deadline import is_time_for, pause
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Key, Table, Write, batch_get, batched, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.paging import Page, query_page, walk
from pettracker_site.aws.transactions import MOST_PARTS, TransactionRefused, transact
from pettracker_site.common.editing import EditConflict

from .records import R, Record, read

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LIST_INDEX, TIMELINE_INDEX, SERIES_INDEX = "List-index", "Timeline-index", "Series-index"
PAGE_SIZE = 25
MOST_AT_ONCE = 50  # records of one `add_many`, which leaves room for what follows
_ATTEMPTS = 6
_LIST_KEYS = ("PetId", "ListKey", "Record")
_AFTER_ALL = "~"  # sorts after each day and time

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


class Life:
    """All methods raise StoreUnavailable where DynamoDB does not answer.

    As with pets, a permit `by` is asked for in the write itself; without one, somebody else was asked.
    """

    def __init__(
        self, client: "DynamoDBClient", name: str, pets: PetRepository, *, shards: int = 8, trash_days: int = 30
    ) -> None:
        self.table = Table(client, name, "PetId", "Record")
        self.pets = pets
        self.shards = shards
        self.trash = timedelta(days=trash_days)

    # --- Reads, as of the last write ---------------------------------------------------------------------------------

    def pet_with(self, pet_id: str, *keys: str) -> tuple[Pet | None, list[Item | None]]:
        """A pet, and those of its records (99 at most) with these sort keys, by one call; None for what is missing."""
        pet, *items = batch_get(
            self.table.client, [(self.pets.table, pet_id), *((self.table, (pet_id, key)) for key in keys)]
        )
        return Pet.from_item(pet) if pet else None, items

    def find(self, kind: type[R], pet_id: str, id: str) -> R | None:
        """The record, whatever its status; one that is over its time in the trash is there no more."""
        item = self.table.get((pet_id, kind.key_of(id)))
        record = kind.from_item(item) if item else None
        return None if record and self.is_over(record, times.now()) else record

    def find_keys(self, pet_id: str, keys: Iterable[str]) -> list[Record]:
        """Those of up to 100 records of a pet, by their sort keys, that are on show, the newest first; by one call."""
        items = batch_get(self.table.client, [(self.table, (pet_id, key)) for key in keys])
        found = [read(item) for item in items if item and item["Status"] == Status.ACTIVE]
        return sorted(found, key=lambda record: record.order, reverse=True)

    def page(
        self, kind: type[R], pet_id: str, *, status: Status = Status.ACTIVE, cursor: str = "", size: int = PAGE_SIZE
    ) -> Page[R]:
        """One page of a kind, the newest first (in the trash: the last deleted), by one call. Raises: BadCursor.

        What is over its time in the trash is left out: it can no longer be restored.
        """
        page = query_page(
            self.table,
            LIST_INDEX,
            _listed(kind, pet_id, status),
            listing=f"life/{pet_id}/{status}/{kind.KIND}",
            size=size,
            cursor=cursor,
            key_names=_LIST_KEYS,
            make=kind.from_item,
            newest_first=True,
            consistent=True,
        )
        now = times.now()
        return replace(page, items=tuple(each for each in page.items if not self.is_over(each, now)))

    def since(self, kind: type[R], pet_id: str, day: date, *, most: int) -> list[R]:
        """Those from a day on, the newest first, at most `most`; one call for each megabyte, some 2,000 of them."""
        return self.between(kind, pet_id, day, date.max, most=most)

    def between(self, kind: type[R], pet_id: str, first: date, last: date, *, most: int) -> list[R]:
        """Those of the days from the first to the last, the newest first, at most `most`."""
        prefix = f"{Status.ACTIVE}#{kind.KIND}#"
        is_between = Key("ListKey").between(prefix + first.isoformat(), f"{prefix}{last.isoformat()}{_AFTER_ALL}")
        return self._query(kind, LIST_INDEX, Key("PetId").eq(pet_id) & is_between, most)

    def until(self, kind: type[R], pet_id: str, day: date, *, most: int) -> list[R]:
        """Those up to a day and on it, the newest first, at most `most`."""
        prefix = f"{Status.ACTIVE}#{kind.KIND}#"
        is_until = Key("PetId").eq(pet_id) & Key("ListKey").between(prefix, f"{prefix}{day.isoformat()}{_AFTER_ALL}")
        return self._query(kind, LIST_INDEX, is_until, most)

    def newest(self, kind: type[R], pet_id: str, *, most: int) -> list[R]:
        """The newest by day, by one call: fewer than `most` where those have a megabyte of texts."""
        return self._query(kind, LIST_INDEX, _listed(kind, pet_id, Status.ACTIVE), most, by_one_call=True)

    def newest_of_series(self, kind: type[R], pet_id: str, series: str, *, most: int) -> list[R]:
        """The newest of a series by day, by one call."""
        is_of_series = Key("PetId").eq(pet_id) & Key("SeriesKey").begins_with(f"{series}#")
        return self._query(kind, SERIES_INDEX, is_of_series, most)

    def from_place(self, pet_id: str, boundary: str, backward: bool, most: int) -> list[Record]:
        """Up to `most` of the records of all kinds that stand on the timeline, by one call, as `paging.merged_page`
        reads: from that place on down, or `backward` up from it."""
        condition: ConditionBase = Key("PetId").eq(pet_id)
        if boundary:
            key = Key("TimelineKey")
            condition &= key.gte(boundary) if backward else key.lte(boundary)
        found = self.table.query(TIMELINE_INDEX, condition, limit=most, forward=backward, consistent=True)
        return [read(item) for item in found]

    def walk(self, pet_id: str, kind: str) -> Iterator[Item]:
        """All of a pet's items of a kind, whatever their status; one call for each hundred."""
        for items in walk(self.table, None, _of_kind(pet_id, kind), key_names=self.table.key_names, consistent=True):
            yield from items

    def each(self, kind: type[R], pet_id: str) -> Iterator[R]:
        """All that are on show, the oldest day first; one call for each hundred."""
        listed = _listed(kind, pet_id, Status.ACTIVE)
        for items in walk(self.table, LIST_INDEX, listed, key_names=_LIST_KEYS, consistent=True):
            yield from map(kind.from_item, items)

    def has_any(self, pet_id: str, kind: str) -> bool:
        """Whether a pet has an item of a kind, whatever its status."""
        return bool(self.table.query(None, _of_kind(pet_id, kind), limit=1, consistent=True))

    def remove_all(self, pet_id: str, kind: str) -> None:
        """Delete all of a pet's items of a kind, for a pet that is being purged; a missing one is no error."""
        for items in batched(self.walk(pet_id, kind), MOST_PARTS):
            deletes = (self.table.delete((pet_id, item["Record"]), WHATEVER_IS_THERE) for item in items)
            transact(**{f"item_{number}": delete for number, delete in enumerate(deletes)})

    def is_over(self, record: Record, now: datetime) -> bool:
        """Whether its time in the trash is over: the table lets it go some days later."""
        return record.deleted_at is not None and record.ENDS_BY_TTL and record.due_at(self.trash) <= now

    def _query(
        self, kind: type[R], index: str, condition: ConditionBase, most: int, *, by_one_call: bool = False
    ) -> list[R]:
        found = self.table.query(index, condition, limit=most, forward=False, consistent=True, by_one_call=by_one_call)
        return [kind.from_item(item) for item in found]

    # --- Writes: one transaction each --------------------------------------------------------------------------------

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


def _listed(kind: type[Record], pet_id: str, status: Status) -> ConditionBase:
    return Key("PetId").eq(pet_id) & Key("ListKey").begins_with(f"{status}#{kind.KIND}#")


def _of_kind(pet_id: str, kind: str) -> ConditionBase:
    return Key("PetId").eq(pet_id) & Key("Record").begins_with(f"{kind}#")


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
