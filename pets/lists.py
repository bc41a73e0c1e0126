"""Lists of all owners' pets for admins, by the sharded indexes, never by a scan."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings

from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Key
from pettracker_site.aws.paging import Page, Period, query_page
from pettracker_site.aws.shards import ShardedIndex

from .domain import Pet, Status, sort_name
from .profile import Kind
from .repository import PetRepository, pets

SIZE = 25
LETTERS = 2  # of a name, at least: its first two are the partition that is searched


class PetLists:
    """All methods raise StoreUnavailable where DynamoDB does not answer; those with a cursor BadCursor.

    The time of a pet is that of its creation; in the trash, that at which it is due to go for good.
    """

    def __init__(self, pets: PetRepository, *, trash_days: int) -> None:
        self.pets = pets
        self.table = pets.table
        self._trash = timedelta(days=trash_days)
        self._all = ShardedIndex(self.table, "AdminShard-index", "AdminShard", "AdminTime", pets.shards)
        self._of_kind = ShardedIndex(self.table, "AdminKind-index", "AdminKind", "AdminTime", pets.shards)

    def newest(
        self,
        status: Status,
        kind: Kind | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str = "",
        size: int = SIZE,
    ) -> Page[Pet]:
        """One page, newest first, by one call for each shard; `until` itself is not in it."""
        index, what = self._named(status, kind)
        return index.page(what, Pet.from_item, size=size, cursor=cursor, since=_text(since), until=_text(until))

    def each(
        self, status: Status, kind: Kind | None = None, *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Pet]:
        """All that `newest` lists, page after page."""
        index, what = self._named(status, kind)
        return map(Pet.from_item, index.each(what, since=_text(since), until=_text(until)))

    def of_owner(
        self,
        owner_id: str,
        status: Status,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str = "",
        size: int = SIZE,
    ) -> Page[Pet]:
        """One page of an owner's pets in alphabetical order, by one call; no dates where they are being purged."""
        period = due_in(status, "CreatedAt", since, until, trash=self._trash)
        return self.pets.list_for_owner(owner_id, status=status, period=period, cursor=cursor, size=size)

    def named(self, prefix: str, status: Status, *, cursor: str = "", size: int = SIZE) -> Page[Pet]:
        """One page in alphabetical order of those whose name begins so, by one call.

        A single letter finds only names that are no longer than it.
        """
        sought = sort_name(prefix)
        return query_page(
            self.table,
            "AdminName-index",
            Key("AdminName").eq(f"{status}#{sought[:LETTERS]}") & Key("SortName").begins_with(sought),
            listing=f"pets/named/{status}/{sought}",
            size=size,
            cursor=cursor,
            key_names=("AdminName", "SortName", "PetId"),
            make=Pet.from_item,
        )

    def chipped(self, microchip: str, *, cursor: str = "", size: int = SIZE) -> Page[Pet]:
        """Those that carry this chip, whatever their status, by one call."""
        return query_page(
            self.table,
            "Microchip-index",
            Key("Microchip").eq(microchip),
            listing=f"pets/chip/{microchip}",
            size=size,
            cursor=cursor,
            key_names=("Microchip", "PetId"),
            make=Pet.from_item,
        )

    def place(self, pet: Pet) -> str:
        """Where the pet stands in `newest`."""
        return f"{times.to_text(self.time(pet))}#{pet.id}"

    def time(self, pet: Pet) -> datetime:
        """The time by which it stands there."""
        return pet.due_at(self._trash)

    def _named(self, status: Status, kind: Kind | None) -> tuple[ShardedIndex, str]:
        return (self._of_kind, f"{status}#{kind}") if kind else (self._all, str(status))


def due_in(
    status: str, began: str, since: datetime | None, until: datetime | None, *, trash: timedelta
) -> Period | None:
    """A period of the time that pets and photos stand by, as the index of one owner or pet carries it: `began` names
    when a record that is on show came in. None for any time."""
    if not (since or until):
        return None
    assert status != Status.PURGING, "the index does not know when"
    if status == Status.DELETED:
        return Period("DeletedAt", since and since - trash, until and until - trash)
    return Period(began, since, until)


def _text(moment: datetime | None) -> str:
    return times.to_text(moment) if moment else ""


@cache
def pet_lists() -> PetLists:
    """The process's lists."""
    return PetLists(pets(), trash_days=settings.TRASH_DAYS)
