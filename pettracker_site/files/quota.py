"""Quotas: usage and limits of a person, in one item of the accounts table.

It changes in the transactions that add, move and purge pets, photos and documents, so it is exact. A pet counts until
it is purged; a photo or document, with its original's bytes, from its reservation until then. The trash counts too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Self, TypeVar

from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Table, Update, Write, batch_get
from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.transactions import transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")
USAGE = "usage"  # the item's name, beside the person's id
_MEGABYTE = 1024 * 1024
_ATTEMPTS = 4


def counted_as(attribute: str) -> int:
    """A field of Usage, stored under this name."""
    return field(default=0, metadata={"attribute": attribute})


def _limit(attribute: str, of: str, *, unit: int = 1) -> int:
    """A field of Limits, stored under this name: so many units `of` what is counted under that name."""
    return field(default=0, metadata={"attribute": attribute, "of": of, "unit": unit})


@dataclass(frozen=True, slots=True)
class Usage:
    """What a person keeps, or one record counts as: numbers of photos, pets and documents, and bytes (`length`)."""

    photos: int = counted_as("Photos")
    length: int = counted_as("Bytes")
    pets: int = counted_as("Pets")
    documents: int = counted_as("Documents")

    @classmethod
    def from_item(cls, item: Item | None) -> Self:
        item = item or {}
        return cls(**{each.name: int(item.get(each.metadata["attribute"], 0)) for each in fields(cls)})

    def __add__(self, other: Self) -> Self:
        return replace(
            self, **{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        )

    def counts(self) -> dict[str, int]:
        """By the names of their attributes."""
        return {each.metadata["attribute"]: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most photos, megabytes and pets; 0 means no limit."""

    photos: int = _limit("MostPhotos", "Photos")
    megabytes: int = _limit("MostMegabytes", "Bytes", unit=_MEGABYTE)
    pets: int = _limit("MostPets", "Pets")

    @classmethod
    def own(cls, item: Item | None) -> Self | None:
        """Those of a person who has individual limits."""
        if not item or _OWN not in item:
            return None
        return cls(**{each.name: int(item.get(each.metadata["attribute"], 0)) for each in fields(cls)})

    def to_item(self) -> dict[str, int]:
        return {each.metadata["attribute"]: getattr(self, each.name) for each in fields(self)}

    def most(self) -> dict[str, int]:
        """By the names of what counts towards them."""
        return {each.metadata["of"]: getattr(self, each.name) * each.metadata["unit"] for each in fields(self)}


_OWN = next(iter(Limits().to_item()))  # there where a person has individual limits: all come and go together


class QuotaExceeded(Conflict):
    """With this the person would keep more than `limits` allow."""

    def __init__(self, limits: Limits) -> None:
        super().__init__("quota")
        self.limits = limits


class NoRoom(Exception):
    """The quota's part of a transaction was refused: `item` is what is counted, with the person's own limits."""

    def __init__(self, item: Item | None) -> None:
        self.item = item


@dataclass(frozen=True, slots=True)
class QuotaStatus:
    """A person's usage and limits; `own`: whether the limits are individual."""

    usage: Usage
    limits: Limits
    own: bool = False


class Quota:
    """Usage and limits of all people. The arguments are the default limits; 0 means no limit.

    All methods but those that only build a part of a transaction raise StoreUnavailable.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, *, photos: int = 0, megabytes: int = 0, pets: int = 0
    ) -> None:
        self.table = Table(client, table, "AccountId", "Item")
        self.photos = photos
        self.megabytes = megabytes
        self.pets = pets

    @property
    def default_limits(self) -> Limits:
        return Limits(self.photos, self.megabytes, self.pets)

    def used(self, person_id: str) -> Usage:
        """As of the last write, by one call."""
        return Usage.from_item(self.table.get((person_id, USAGE)))

    def status(self, person_id: str) -> QuotaStatus:
        """As of the last write, by one call."""
        return self._status(self.table.get((person_id, USAGE)))

    def statuses(self, person_ids: Sequence[str]) -> dict[str, QuotaStatus]:
        """Those of up to 100 people, as of the last write, by one call."""
        items = batch_get(self.table.client, [(self.table, (person_id, USAGE)) for person_id in person_ids])
        return {person_id: self._status(item) for person_id, item in zip(person_ids, items, strict=True)}

    def limit(self, person_id: str, own: Limits | None, **also: Write) -> None:
        """Set a person's individual limits; None: the default limits again. Nothing stored is removed.

        `also` comes with it in the same transaction.
        """
        update = Update(own.to_item()) if own else Update(remove=list(Limits().to_item()))
        transact(limits=self.table.update((person_id, USAGE), update, _always(person_id)), **also)

    def delete(self, person_id: str) -> None:
        """Delete a person's usage and limits; a missing item is no error."""
        self.table.delete((person_id, USAGE), _always(person_id)).run()

    def correct(self, person_id: str, counted: Usage, right: Usage) -> None:
        """Write what is `right` where still `counted` is written. Raises: Conflict where something came or went."""
        is_as_read = _always(person_id)
        for name, number in counted.counts().items():
            is_as_read &= _is(name, number)
        self.table.update((person_id, USAGE), Update(right.counts()), is_as_read).run()

    # --- Parts of transactions ---------------------------------------------------------------------------------------

    def reserve(self, person_id: str, share: Usage, own: Limits | None = None) -> Write:
        """Add the share to the usage, on condition that it is within the limits, which are `own` or the default."""
        condition: ConditionBase = Attr(_OWN).exists() if own else Attr(_OWN).not_exists()
        for name, number in own.to_item().items() if own else ():
            condition &= _is(name, number)
        most = (own or self.default_limits).most()
        for name, number in share.counts().items():
            if number and most.get(name):
                has_room: ConditionBase = Attr(name).lte(most[name] - number)
                condition &= has_room | Attr(name).not_exists() if number <= most[name] else has_room
        return self._add(person_id, share.counts(), condition)

    def reserve_unchecked(self, person_id: str, share: Usage) -> Write:
        """Add the share without checking the limits, when an admin moves a pet."""
        return self._add(person_id, share.counts(), _always(person_id))

    def release(self, person_id: str, share: Usage) -> Write:
        """Subtract the share if it was counted; the usage never becomes negative."""
        counts = {name: number for name, number in share.counts().items() if number}
        condition: ConditionBase = Attr("AccountId").exists()
        for name, number in counts.items():
            condition &= Attr(name).gte(number)
        return self._add(person_id, {name: -number for name, number in counts.items()}, condition).as_optional()

    def _add(self, person_id: str, counts: dict[str, int], condition: ConditionBase) -> Write:
        added = Update(add={name: number for name, number in counts.items() if number})
        return self.table.update((person_id, USAGE), added, condition)

    def _status(self, item: Item | None) -> QuotaStatus:
        own = Limits.own(item)
        return QuotaStatus(Usage.from_item(item), own or self.default_limits, own is not None)


def within_limits(quota: Quota, attempt: Callable[[Limits | None], T]) -> T:
    """Try it under the default limits; if that is refused, again under the person's individual limits.

    `attempt` raises NoRoom where the quota's part of its transaction was refused.
    Raises: QuotaExceeded; Conflict where the limits were changed again and again.
    """
    own: Limits | None = None
    for _attempt in range(_ATTEMPTS):
        try:
            return attempt(own)
        except NoRoom as refusal:
            met, own = own, Limits.own(refusal.item)
            if own == met:
                raise QuotaExceeded(own or quota.default_limits) from refusal
    raise Conflict("quota")


def _always(person_id: str) -> ConditionBase:
    """Always holds: a write needs a condition."""
    return Attr("AccountId").not_exists() | Attr("AccountId").eq(person_id)


def _is(name: str, number: int) -> ConditionBase:
    """An attribute that is missing counts as 0."""
    is_same: ConditionBase = Attr(name).eq(number)
    return is_same if number else is_same | Attr(name).not_exists()
