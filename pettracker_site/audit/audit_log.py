"""The audit log: who did what to a record, and when. An entry is written together with its change, or neither is.

Entries name people and records by id only, and tell no text that a person typed: nothing in them has to go when a
person is deleted. They end by themselves after a set time, by DynamoDB's TTL.
"""

import uuid
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Self

from django.conf import settings

from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Item, Key, Table, Update, Write, batched
from pettracker_site.aws.paging import Page, pages, query_page
from pettracker_site.aws.shards import ShardedIndex
from pettracker_site.aws.transactions import MOST_PARTS, transact

SIZE = 50
UPLOAD_REFUSED = "upload-refused"  # an action whose route is the reason


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person's id, or the name of a job. `as_admin` where somebody acts on others' records."""

    id: str = "system"
    request_id: str = ""
    as_admin: bool = False


_NOBODY = Actor()
_acting: ContextVar[Actor] = ContextVar("acting", default=_NOBODY)


def current_actor() -> Actor:
    return _acting.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Everything within the block is done by this actor."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)


@dataclass(frozen=True, slots=True)
class AuditedFields:
    """Which attributes of a record are audited: `values` with before and after, `texts` only as changed.

    `beside` maps a value to another one that it is read by, and that is recorded with it even if it did not change.
    """

    values: Collection[str]
    texts: Collection[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)

    def differences(self, before: Item, after: Item) -> dict[str, Any]:
        def differing(names: Collection[str]) -> list[str]:
            return [name for name in names if before.get(name) != after.get(name)]

        changed = differing(self.values)
        names = [*changed, *(other for name, other in self.beside.items() if name in changed and other not in changed)]
        changes = {name: {"Before": before.get(name), "After": after.get(name)} for name in names}
        return {"Changes": changes or None, "Changed": differing(self.texts) or None}


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`changes` maps a field to its value before and after, `changed` names texts; `count` is how often it was done.

    `pet_id` is the pet of a record that is only found through it; empty for all others.
    """

    record_id: str
    kind: str
    action: str
    actor_id: str
    as_admin: bool
    at: datetime
    request_id: str = ""
    route: str = ""
    count: int = 1
    changes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    pet_id: str = ""

    @classmethod
    def from_item(cls, item: Item) -> Self:
        return cls(
            record_id=item["RecordId"],
            kind=item["Kind"],
            action=item["Action"],
            actor_id=item["ActorId"],
            as_admin=bool(item.get("AsAdmin", False)),
            at=times.from_text(item["At"].partition("#")[0]),
            request_id=item.get("RequestId", ""),
            route=item.get("Route", ""),
            count=int(item.get("Count", 1)),
            changes=item.get("Changes", {}),
            changed=tuple(item.get("Changed", ())),
            pet_id=item.get("PetId", ""),
        )


class AuditLog:
    """All methods that read raise StoreUnavailable where DynamoDB does not answer, and BadCursor."""

    def __init__(self, client: Any, table: str, *, shards: int, days: int) -> None:
        self.table = Table(client, table, "RecordId", "At")
        self._shards = shards
        self._life = timedelta(days=days)
        self._days = ShardedIndex(self.table, "Day-index", "DayShard", "At", shards)

    def entry(
        self,
        kind: str,
        record_id: str,
        action: str,
        differences: Mapping[str, Any] | None = None,
        *,
        pet_id: str | None = None,
    ) -> Write:
        """The part of a transaction that writes down what whoever acts now does to a record.

        `pet_id` is for a record that is only found through its pet.
        """
        item = self._item(kind, record_id, action, f"{times.to_text(times.now())}#{uuid.uuid4().hex}")
        return self.table.put(item | dict(differences or {}) | {"PetId": pet_id}, Attr("At").not_exists())

    def write(self, kind: str, record_id: str, action: str, differences: Mapping[str, Any] | None = None) -> None:
        """An entry on its own, where what it tells is no change of a record in DynamoDB. Raises: StoreUnavailable."""
        self.entry(kind, record_id, action, differences).run()

    def write_all(self, entries: Iterable[Write]) -> None:
        """Several entries on their own: of up to 100 all, or none. Raises: StoreUnavailable."""
        for batch in batched(entries, MOST_PARTS):
            transact(**{f"entry_{number}": entry for number, entry in enumerate(batch)})

    def count(self, kind: str, record_id: str, action: str, route: str, times_done: int = 1) -> None:
        """Count events that may come in thousands: one entry for each actor, action, route and minute.

        Raises: StoreUnavailable.
        """
        minute = times.now().replace(second=0, microsecond=0)
        at = f"{times.to_text(minute)}#{action}#{route}#{record_id}#{current_actor().id}"
        item = self._item(kind, record_id, action, at) | {"Route": route}
        names = item.keys() - {*self.table.key_names, "RequestId"}
        attributes = {name: item[name] for name in names if item[name] is not None}
        is_the_same = Attr("ActorId").not_exists() | Attr("ActorId").eq(item["ActorId"])
        self.table.update((record_id, at), Update(attributes, add={"Count": times_done}), is_the_same).run()

    def counts_by_route(self, action: str, day: date) -> Counter[str]:
        """How often the action was counted on a day in UTC, by route. Reads the whole day, so it is for jobs.

        Raises: StoreUnavailable.
        """
        found: Counter[str] = Counter()
        for shard in range(self._shards):
            condition = Key("DayShard").eq(f"{day.isoformat()}#{shard}")
            for page in pages(self.table, "Day-index", condition, ("Action", "Route", "Count")):
                for item in page:
                    if item["Action"] == action:
                        found[item["Route"]] += int(item["Count"])
        return found

    def of_record(self, record_id: str, *, cursor: str = "", size: int = SIZE) -> Page[AuditEntry]:
        """One page of what was done to a record, the last first, by one call."""
        return self._query(None, "RecordId", record_id, ("RecordId", "At"), cursor, size)

    def by_actor(self, actor_id: str, *, cursor: str = "", size: int = SIZE) -> Page[AuditEntry]:
        """One page of what a person did, the last first, by one call."""
        return self._query("Actor-index", "ActorId", actor_id, ("ActorId", "At", "RecordId"), cursor, size)

    def of_day(self, day: date, *, cursor: str = "", size: int = SIZE) -> Page[AuditEntry]:
        """One page of what was done on a day in UTC, the last first, by one call for each shard."""
        return self._days.page(day.isoformat(), AuditEntry.from_item, cursor=cursor, size=size)

    def _query(
        self, index: str | None, name: str, value: str, key_names: tuple[str, ...], cursor: str, size: int
    ) -> Page[AuditEntry]:
        return query_page(
            self.table,
            index,
            Key(name).eq(value),
            listing=f"audit/{name}/{value}",
            size=size,
            cursor=cursor,
            key_names=key_names,
            make=AuditEntry.from_item,
            newest_first=True,
        )

    def _item(self, kind: str, record_id: str, action: str, at: str) -> Item:
        actor = current_actor()
        shard = zlib.crc32(f"{record_id}{at}".encode()) % self._shards
        return {
            "RecordId": record_id,
            "At": at,
            "Kind": kind,
            "Action": action,
            "ActorId": actor.id,
            "AsAdmin": actor.as_admin or None,
            "RequestId": actor.request_id or None,
            "DayShard": f"{at[:10]}#{shard}",
            "ExpiresAt": int((times.now() + self._life).timestamp()),
        }


@cache
def audit_log() -> AuditLog:
    """The process's audit log."""
    return AuditLog(clients.dynamodb(), settings.AUDIT_TABLE, shards=settings.ADMIN_SHARDS, days=settings.AUDIT_DAYS)
