"""Lists of all pets' records for admins, kind by kind, by the sharded index, never by a scan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pets.domain import Pet, Status
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item, batch_get, batched
from pettracker_site.aws.paging import Page
from pettracker_site.aws.shards import ShardedIndex

from .queries import PAGE_SIZE
from .records import Record
from .repository import Life, life


@dataclass(frozen=True, slots=True)
class Listed:
    """A record and its pet, which may be gone."""

    record: Record
    pet: Pet | None

    @property
    def id(self) -> str:
        """By which it is found again: kind, pet and record."""
        return f"{self.record.KIND}/{self.record.pet_id}/{self.record.id}"

    @property
    def is_of_pet_on_show(self) -> bool:
        return self.pet is not None and self.pet.status == Status.ACTIVE

    @property
    def status(self) -> str:
        """The record's, while it may be changed: nothing is, of a pet that is not on show."""
        return str(self.record.status) if self.is_of_pet_on_show else "of a pet not on show"

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def owner_id(self) -> str:
        return self.pet.owner_id if self.pet else ""


def newest(
    kind: type[Record],
    status: Status,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str = "",
    size: int = PAGE_SIZE,
) -> Page[Listed]:
    """One page of a kind over all pets, newest first, by one call for each shard and one for all records and pets.

    The time of a record is that of its creation; in the trash, that at which it is due to go for good. The records are
    as of the last write, and those that are no more what the index says are left out: so a page may be short.
    Raises: BadCursor, StoreUnavailable.
    """
    table = life().table
    index = ShardedIndex(table, "AdminShard-index", "AdminShard", "AdminTime", life().shards)
    since_text, until_text = (times.to_text(each) if each else "" for each in (since, until))
    page: Page[Item] = index.page(
        f"{status}#{kind.KIND}", lambda item: item, size=size, cursor=cursor, since=since_text, until=until_text
    )
    found = find_many(kind, ((item["PetId"], item["Record"].partition("#")[2]) for item in page.items))
    return Page(tuple(each for each in found if each.record.status == status), page.previous, page.next)


def of_pet(kind: type[Record], pet_id: str, status: Status, *, cursor: str = "") -> Page[Listed]:
    """One page of a pet's records of a kind, the newest day (in the trash: the last deleted) first, by two calls.

    Raises: BadCursor, StoreUnavailable.
    """
    pet = life().pets.find(pet_id)
    return life().page(kind, pet_id, status=status, cursor=cursor).of(lambda record: Listed(record, pet))


def find_many(kind: type[Record], ids: Iterable[tuple[str, str]]) -> list[Listed]:
    """Those of these pets and ids that are there, each with its pet; one call for each 50. Raises: StoreUnavailable."""
    return [each for some in batched(ids, 50) for each in _found(life(), kind, some)]


def _found(life: Life, kind: type[Record], ids: list[tuple[str, str]]) -> list[Listed]:
    now = times.now()
    records = [(life.table, (pet_id, kind.key_of(id))) for pet_id, id in ids]
    pets = [(life.pets.table, pet_id) for pet_id in dict.fromkeys(pet_id for pet_id, _ in ids)]
    items = batch_get(life.table.client, [*records, *pets])
    known = {item["PetId"]: Pet.from_item(item) for item in items[len(ids) :] if item}
    found = (kind.from_item(item) for item in items[: len(ids)] if item)
    return [Listed(record, known.get(record.pet_id)) for record in found if not life.is_over(record, now)]
