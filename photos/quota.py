"""How much an owner keeps: an item in the table of accounts that changes in the transactions that move the photos.

What counts is every photo with its original's bytes, from its reservation until it is purged: the trash counts too.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Table, Update
from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.transactions import Action

from .domain import Photo

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_USAGE = "usage"
_MEGABYTE = 1024 * 1024


class QuotaExceeded(Conflict):
    """With this photo the owner would keep more than `quota` allows."""

    def __init__(self, quota: "Quota") -> None:
        super().__init__("quota")
        self.quota = quota


@dataclass(frozen=True, slots=True)
class Usage:
    """`length` is in bytes."""

    photos: int = 0
    length: int = 0

    @classmethod
    def from_item(cls, item: Item | None) -> "Usage":
        return cls(int(item.get("Photos", 0)), int(item.get("Bytes", 0))) if item else cls()


class Quota:
    """At most so many photos and megabytes for each owner; 0 stands for no limit."""

    def __init__(self, client: "DynamoDBClient", table: str, *, photos: int = 0, megabytes: int = 0) -> None:
        self.table = Table(client, table, "AccountId", "Item")
        self.photos = photos
        self.megabytes = megabytes

    def used(self, owner_id: str) -> Usage:
        """As of the last write, by one call."""
        return Usage.from_item(self.table.get((owner_id, _USAGE)))

    def take(self, photo: Photo) -> Action:
        """The photo's share is taken, on condition that there is room for it."""
        return self._change(photo.owner_id, 1, photo.length, self._has_room_for(photo))

    def give_back(self, photo: Photo) -> Action:
        """The photo's share is free again, on condition that it was counted: never less than nothing."""
        is_counted = Attr("Photos").gte(1) & Attr("Bytes").gte(photo.length)
        return self._change(photo.owner_id, -1, -photo.length, is_counted)

    def take_over(self, photo: Photo, owner_id: str) -> Action:
        """The photo's share counts for another owner now, whether there is room or not: that was for others to ask."""
        is_theirs = Attr("AccountId").not_exists() | Attr("AccountId").eq(owner_id)
        return self._change(owner_id, 1, photo.length, is_theirs)

    def correct(self, owner_id: str, counted: Usage, usage: Usage) -> None:
        """Write `usage` where still `counted` is written. Raises: Conflict where a photo came or went meanwhile."""
        is_same = Attr("Photos").eq(counted.photos) & Attr("Bytes").eq(counted.length)
        is_absent = Attr("AccountId").not_exists()
        is_as_read: ConditionBase = is_same if counted != Usage() else is_same | is_absent
        right = Update({"Photos": usage.photos, "Bytes": usage.length})
        self.table.update((owner_id, _USAGE), right, is_as_read)

    def _change(self, owner_id: str, photos: int, length: int, condition: ConditionBase) -> Action:
        update = Update(add={"Photos": photos, "Bytes": length})
        return {"Update": self.table.update_request((owner_id, _USAGE), update, condition)}

    def _has_room_for(self, photo: Photo) -> ConditionBase:
        most_bytes = self.megabytes * _MEGABYTE
        is_below: ConditionBase = Attr("Photos").lt(self.photos) if self.photos else Attr("Photos").gte(0)
        fits: ConditionBase = Attr("Bytes").lte(most_bytes - photo.length) if self.megabytes else Attr("Bytes").gte(0)
        is_first = Attr("AccountId").not_exists()
        is_small = photo.length <= most_bytes or not self.megabytes
        return is_first | (is_below & fits) if is_small else is_below & fits
