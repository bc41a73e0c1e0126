"""How much an owner keeps: an item in the table of accounts that changes in the transactions that move the photos.

What counts is every photo with its original's bytes, from its reservation until it is purged: the trash counts too.
Whoever has limits of their own has them in that item as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pets.quota import MOST_PETS, USAGE, counted, own_limit
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Table, Update, batch_get
from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.transactions import Action, transact

from .domain import Photo

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_MOST_PHOTOS, _MOST_MEGABYTES = "MostPhotos", "MostMegabytes"
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """At most so many photos, megabytes and pets; 0 stands for no limit."""

    photos: int = 0
    megabytes: int = 0
    pets: int = 0

    @classmethod
    def own(cls, item: Item | None) -> "Limits | None":
        """Those of an owner who has limits of their own."""
        if not item or _MOST_PHOTOS not in item:
            return None
        return cls(int(item[_MOST_PHOTOS]), int(item[_MOST_MEGABYTES]), int(item.get(MOST_PETS, 0)))


class QuotaExceeded(Conflict):
    """With this photo the owner would keep more than `quota` allows."""

    def __init__(self, quota: Limits) -> None:
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


@dataclass(frozen=True, slots=True)
class Account:
    """What an owner keeps, and may keep at most; `own` where those are limits of their own."""

    usage: Usage
    limits: Limits
    own: bool = False
    pets: int = 0


class Quota:
    """At most so many photos and megabytes for each owner who has no limits of their own; 0 stands for no limit.

    How many `pets` they may have is only told here: pets/quota.py counts them.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, *, photos: int = 0, megabytes: int = 0, pets: int = 0
    ) -> None:
        self.table = Table(client, table, "AccountId", "Item")
        self.photos = photos
        self.megabytes = megabytes
        self.pets = pets

    @property
    def everybodys(self) -> Limits:
        return Limits(self.photos, self.megabytes, self.pets)

    def used(self, owner_id: str) -> Usage:
        """As of the last write, by one call."""
        return Usage.from_item(self.table.get((owner_id, USAGE)))

    def account(self, owner_id: str) -> Account:
        """As of the last write, by one call."""
        return self._account(self.table.get((owner_id, USAGE)))

    def accounts(self, owner_ids: Sequence[str]) -> dict[str, Account]:
        """Those of up to 100 owners, as of the last write, by one call."""
        items = batch_get(self.table.client, [(self.table, (owner_id, USAGE)) for owner_id in owner_ids])
        return {owner_id: self._account(item) for owner_id, item in zip(owner_ids, items, strict=True)}

    def limit(self, owner_id: str, own: Limits | None, also: Sequence[Action] = ()) -> None:
        """Give an owner limits of their own; None: those of everybody again. What is kept already stays."""
        zeros = {"Photos": 0, "Bytes": 0}
        if own:
            limits = {_MOST_PHOTOS: own.photos, _MOST_MEGABYTES: own.megabytes, MOST_PETS: own.pets}
            update = Update(limits, if_absent=zeros)
        else:
            update = Update(remove=[_MOST_PHOTOS, _MOST_MEGABYTES, MOST_PETS], if_absent=zeros)
        limited = self.table.update_request((owner_id, USAGE), update, _is_of(owner_id))
        transact(self.table.client, [{"Update": limited}, *also])

    def forget(self, owner_id: str) -> None:
        """Remove all that is kept about an owner; what is not there is no error."""
        self.table.delete((owner_id, USAGE), _is_of(owner_id))

    def take(self, photo: Photo, own: Limits | None = None) -> Action:
        """The photo's share is taken, on condition that there is room for it, and that `own` are the owner's limits."""
        are_the_limits: ConditionBase = Attr(_MOST_PHOTOS).not_exists()
        if own:
            are_the_limits = Attr(_MOST_PHOTOS).eq(own.photos) & Attr(_MOST_MEGABYTES).eq(own.megabytes)
        condition = are_the_limits & _has_room_for(photo, own or self.everybodys)
        return self._change(photo.owner_id, 1, photo.length, condition)

    def give_back(self, photo: Photo) -> Action:
        """The photo's share is free again, on condition that it was counted: never less than nothing."""
        is_counted = Attr("Photos").gte(1) & Attr("Bytes").gte(photo.length)
        return self._change(photo.owner_id, -1, -photo.length, is_counted)

    def take_over(self, photo: Photo, owner_id: str) -> Action:
        """The photo's share counts for another owner now, whether there is room or not: that was for others to ask."""
        return self._change(owner_id, 1, photo.length, _is_of(owner_id))

    def correct(self, owner_id: str, counted: Usage, usage: Usage) -> None:
        """Write `usage` where still `counted` is written. Raises: Conflict where a photo came or went meanwhile."""
        is_same = Attr("Photos").eq(counted.photos) & Attr("Bytes").eq(counted.length)
        is_absent = Attr("Photos").not_exists() & Attr("Bytes").not_exists()
        is_as_read: ConditionBase = is_same if counted != Usage() else is_same | is_absent
        right = Update({"Photos": usage.photos, "Bytes": usage.length})
        self.table.update((owner_id, USAGE), right, is_as_read)

    def _change(self, owner_id: str, photos: int, length: int, condition: ConditionBase) -> Action:
        update = Update(add={"Photos": photos, "Bytes": length})
        return {"Update": self.table.update_request((owner_id, USAGE), update, condition)}

    def _account(self, item: Item | None) -> Account:
        own = Limits.own(item)
        if own and own_limit(item) is None:
            own = replace(own, pets=self.pets)  # from before pets were counted
        return Account(Usage.from_item(item), own or self.everybodys, own is not None, counted(item))


def _is_of(owner_id: str) -> ConditionBase:
    """Always holds: a write needs a condition."""
    return Attr("AccountId").not_exists() | Attr("AccountId").eq(owner_id)


def _has_room_for(photo: Photo, limits: Limits) -> ConditionBase:
    most_bytes = limits.megabytes * _MEGABYTE
    is_below: ConditionBase = Attr("Photos").lt(limits.photos) if limits.photos else Attr("Photos").gte(0)
    fits: ConditionBase = Attr("Bytes").lte(most_bytes - photo.length) if limits.megabytes else Attr("Bytes").gte(0)
    is_first = Attr("AccountId").not_exists()
    is_small = photo.length <= most_bytes or not limits.megabytes
    return is_first | (is_below & fits) if is_small else is_below & fits
