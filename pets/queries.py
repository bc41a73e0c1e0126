"""Pets read from DynamoDB, one by one and in lists."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pettracker_site.audit.audit_log import AuditLog
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import ConditionBase, Key, Table, batch_get
from pettracker_site.aws.errors import NotFound
from pettracker_site.aws.paging import Page, Period, count, query_page, walk
from pettracker_site.files.quota import Quota

from .domain import SEPARATOR, Pet, Status

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_OWNER_INDEX = "OwnerId-index"
_DUE_INDEX = "OwnerDue-index"
_SHARD_INDEX = "AdminShard-index"
_MOST_AT_ONCE = 10_000


class PetQueries:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        audit_log: AuditLog,
        *,
        quota: Quota,
        shards: int = 8,
        trash_days: int = 30,
    ) -> None:
        self.table = Table(client, table, "PetId")
        self.audit_log = audit_log
        self.quota = quota
        self.shards = shards
        self._trash = timedelta(days=trash_days)

    def find(self, pet_id: str) -> Pet | None:
        """The pet as of the last write, whatever its status."""
        item = self.table.get(pet_id)
        return Pet.from_item(item) if item else None

    def get(self, pet_id: str) -> Pet:
        """Raises: NotFound."""
        pet = self.find(pet_id)
        if pet is None:
            raise NotFound("pet")
        return pet

    def find_many(self, pet_ids: list[str]) -> list[Pet]:
        """Those of up to 100 pets that exist, as of the last write, by one call."""
        if not pet_ids:
            return []
        items = batch_get(self.table.client, [(self.table, pet_id) for pet_id in pet_ids])
        return [Pet.from_item(item) for item in items if item]

    def list_for_owner(
        self,
        owner_id: str,
        *,
        status: Status = Status.ACTIVE,
        period: Period | None = None,
        cursor: str = "",
        size: int = 24,
    ) -> Page[Pet]:
        """One page of an owner's pets in alphabetical order. Raises: BadCursor."""
        return query_page(
            self.table,
            _OWNER_INDEX,
            _owned(owner_id, status),
            listing=f"pets/{owner_id}/{status}",
            size=size,
            cursor=cursor,
            key_names=("OwnerId", "StatusName", "PetId"),
            make=Pet.from_item,
            period=period,
        )

    def first_due(self, owner_id: str, *, until: date, most: int = 24) -> list[Pet]:
        """Pets of an owner in the order in which something is due, up to a day and on it, as lists show them; by one
        call."""
        return [Pet.from_item(item) for item in self.table.query(_DUE_INDEX, _due(owner_id, until), limit=most)]

    def walk_due(self, owner_id: str, until: date) -> Iterator[list[Pet]]:
        """The same pets, however many, by pieces of up to 100 that are as of the last write: whoever asks what is due
        looks at them once more, since they may be elsewhere by now. Two calls for each piece."""
        key_names = ("DueOwnerId", "NextDue", "PetId")
        for found in walk(self.table, _DUE_INDEX, _due(owner_id, until), key_names=key_names):
            yield self.find_many([item["PetId"] for item in found])

    def all_in_lists(self, owner_id: str, *, status: Status = Status.ACTIVE) -> list[Pet]:
        """All of an owner's pets as lists show them, in alphabetical order, of a very large number the first 10,000.

        One call for each megabyte, which some 1,500 pets fill.
        """
        found = self.table.query(_OWNER_INDEX, _owned(owner_id, status), limit=_MOST_AT_ONCE)
        return [Pet.from_item(item) for item in found]

    def count_for_owner(self, owner_id: str, status: Status | None = None) -> int:
        """How many pets of that status an owner has, or (without one) of any, tombstones included; by one call."""
        is_theirs = Key("OwnerId").eq(owner_id)
        return count(self.table, _OWNER_INDEX, _owned(owner_id, status) if status else is_theirs)

    def all_for_owner(self, owner_id: str, *, status: Status = Status.ACTIVE) -> Iterator[Pet]:
        """Every pet of an owner, however many pages that takes, whole (with notes)."""
        cursor = ""
        while True:
            page = self.list_for_owner(owner_id, status=status, cursor=cursor, size=99)
            yield from self.find_many([pet.id for pet in page.items])
            cursor = page.next
            if not cursor:
                return

    def walk_shard(self, status: Status, shard: int, until: datetime) -> Iterator[list[Pet]]:
        """Pets of all owners by one shard of their status that fell due before `until`, as of the last write."""
        key_names = ("AdminShard", "AdminTime", "PetId")
        for found in walk(self.table, _SHARD_INDEX, in_shard(status, shard, until), key_names=key_names):
            pets = self.find_many([item["PetId"] for item in found])
            yield [pet for pet in pets if pet.status == status and pet.due_at(self._trash) < until]

    def _item(self, pet: Pet) -> dict[str, object]:
        return pet.to_item(shards=self.shards, trash=self._trash)


def in_shard(kind: str, shard: int, until: datetime) -> ConditionBase:
    """What stands in one shard of a status in an `AdminShard-index` with a time before `until`."""
    return Key("AdminShard").eq(f"{kind}#{shard}") & Key("AdminTime").lt(times.to_text(until))


def _due(owner_id: str, until: date) -> ConditionBase:
    return Key("DueOwnerId").eq(owner_id) & Key("NextDue").lt((until + timedelta(days=1)).isoformat())


def _owned(owner_id: str, status: Status) -> ConditionBase:
    return Key("OwnerId").eq(owner_id) & Key("StatusName").begins_with(f"{status}{SEPARATOR}")
