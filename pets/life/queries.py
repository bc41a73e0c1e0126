"""Records of a pet's life, read from DynamoDB as of the last write.

Local indexes answer consistently: lists know what was written just now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pets.domain import Pet, Status
from pets.repository import PetRepository
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import ConditionBase, Item, Key, Table, batch_get
from pettracker_site.aws.paging import Page, query_page, walk

from .records import R, Record, read

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LIST_INDEX, TIMELINE_INDEX, SERIES_INDEX = "List-index", "Timeline-index", "Series-index"
PAGE_SIZE = 25
_LIST_KEYS = ("PetId", "ListKey", "Record")
_AFTER_ALL = "~"  # sorts after each day and time


class LifeQueries:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(
        self, client: "DynamoDBClient", name: str, pets: PetRepository, *, shards: int = 8, trash_days: int = 30
    ) -> None:
        self.table = Table(client, name, "PetId", "Record")
        self.pets = pets
        self.shards = shards
        self.trash = timedelta(days=trash_days)

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

    def is_over(self, record: Record, now: datetime) -> bool:
        """Whether its time in the trash is over: the table lets it go some days later."""
        return record.deleted_at is not None and record.ENDS_BY_TTL and record.due_at(self.trash) <= now

    def _query(
        self, kind: type[R], index: str, condition: ConditionBase, most: int, *, by_one_call: bool = False
    ) -> list[R]:
        found = self.table.query(index, condition, limit=most, forward=False, consistent=True, by_one_call=by_one_call)
        return [kind.from_item(item) for item in found]


def _listed(kind: type[Record], pet_id: str, status: Status) -> ConditionBase:
    return Key("PetId").eq(pet_id) & Key("ListKey").begins_with(f"{status}#{kind.KIND}#")


def _of_kind(pet_id: str, kind: str) -> ConditionBase:
    return Key("PetId").eq(pet_id) & Key("Record").begins_with(f"{kind}#")
