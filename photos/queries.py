"""Photo records read from DynamoDB, one by one and in lists."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pets.domain import Pet
from pets.queries import in_shard
from pets.repository import PetRepository
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Key, Table, batch_get
from pettracker_site.aws.paging import Cursor, Page, Period, query_page, walk

from .domain import Photo, Status

_PET_INDEX = "PetId-index"
_FAVOURITE_INDEX = "Favourite-index"
_OWNER_FAVOURITE_INDEX = "OwnerFavourite-index"
_SHARD_INDEX = "AdminShard-index"
_KEYS = ("PetId", "StatusTakenAt", "PhotoId")
_DAY_INDEX = "OwnerDay-index"
_AFTER_ALL = "~"  # sorts after each time


class PhotoQueries:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(self, client: Any, table: str, pets: PetRepository, *, shards: int = 8, trash_days: int = 30) -> None:
        self.client = client
        self.audit_log = pets.audit_log
        self.quota = pets.quota
        self.table = Table(client, table, "PhotoId")
        self.pets = pets
        self.shards = shards
        self._trash = timedelta(days=trash_days)

    def find(self, photo_id: str) -> Photo | None:
        """The photo as of the last write, whatever its status."""
        item = self.table.get(photo_id)
        return Photo.from_item(item) if item else None

    def find_with_pet(self, pet_id: str, photo_id: str) -> tuple[Pet | None, Photo | None]:
        """Both as of the last write, by one call."""
        pet, photo = batch_get(self.client, [(self.pets.table, pet_id), (self.table, photo_id)])
        return (Pet.from_item(pet) if pet else None, Photo.from_item(photo) if photo else None)

    def find_both_with_pet(self, pet_id: str, photo_ids: tuple[str, str]) -> tuple[Pet | None, list[Photo | None]]:
        """The pet and two photos as of the last write, by one call."""
        pet, *found = batch_get(self.client, [(self.pets.table, pet_id), *((self.table, id) for id in photo_ids)])
        return (Pet.from_item(pet) if pet else None, [Photo.from_item(item) if item else None for item in found])

    def find_many(self, photo_ids: Sequence[str]) -> list[Photo]:
        """Those of up to 100 photos that exist, as of the last write, by one call."""
        if not photo_ids:
            return []
        items = batch_get(self.client, [(self.table, photo_id) for photo_id in photo_ids])
        return [Photo.from_item(item) for item in items if item]

    def list_for_pet(
        self,
        pet_id: str,
        *,
        status: Status = Status.ACTIVE,
        period: Period | None = None,
        cursor: str = "",
        first: Photo | None = None,
        size: int = 24,
    ) -> Page[Photo]:
        """One page of a pet's photos, the last taken first, or beginning with `first`. Raises: BadCursor."""
        return self._listed(
            _PET_INDEX,
            _of_pet(pet_id, status),
            _KEYS,
            listing=f"photos/{pet_id}/{status}",
            cursor=cursor,
            first=first,
            size=size,
            period=period,
        )

    def favourites_of_pet(
        self, pet_id: str, *, cursor: str = "", first: Photo | None = None, size: int = 24
    ) -> Page[Photo]:
        """One page of a pet's favourites, the last taken first, or beginning with `first`. Raises: BadCursor."""
        return self._listed(
            _FAVOURITE_INDEX,
            Key("FavouritePetId").eq(pet_id),
            ("FavouritePetId", "TakenAt", "PhotoId"),
            listing=f"favourites/{pet_id}",
            cursor=cursor,
            first=first,
            size=size,
        )

    def captioned(self, pet_id: str, *, most: int, start: Item | None = None) -> tuple[list[Photo], Item | None]:
        """Those with a caption among the next `most` of a pet's photos, the last taken first; and where to go on, None
        at the end. `start` is such a position. One call for each megabyte of records, which are some 1,000.
        """
        has_caption = Attr("Caption").exists()
        found, last = self.table.look_through(
            _PET_INDEX, _of_pet(pet_id, Status.ACTIVE), most=most, only=has_caption, start=start
        )
        return [Photo.from_item(item) for item in found], last

    def favourites_of_owner(
        self, owner_id: str, *, cursor: str = "", first: Photo | None = None, size: int = 24
    ) -> Page[Photo]:
        """The same of all pets of an owner, whether they are to be seen or in the trash. Raises: BadCursor."""
        return self._listed(
            _OWNER_FAVOURITE_INDEX,
            Key("FavouriteOwnerId").eq(owner_id),
            ("FavouriteOwnerId", "TakenAt", "PhotoId"),
            listing=f"favourites/owner/{owner_id}",
            cursor=cursor,
            first=first,
            size=size,
        )

    def of_days(self, owner_id: str, first: str, last: str, *, before: date, most: int) -> list[Photo]:
        """An owner's photos taken from day `first` to day `last` ("MM-DD") of years before that of `before`.

        At most `most`, those of the last day and the latest year first.
        """
        # Keys are in UTC and years on the wall: New Year's night may stand on the other side of the border.
        until = f"active#{last}#{before.year}-01-02"
        is_of_days = Key("OwnerId").eq(owner_id) & Key("OwnerDay").between(f"active#{first}#", until)
        found = self.table.query(_DAY_INDEX, is_of_days, limit=most, forward=False)
        return [photo for photo in map(Photo.from_item, found) if photo.taken_on.year < before.year]

    def all_for_pet(self, pet_id: str, *, status: Status = Status.ACTIVE) -> Iterator[Photo]:
        """Every photo of a pet, however many pages that takes, the last taken first."""
        cursor = ""
        while True:
            page = self.list_for_pet(pet_id, status=status, cursor=cursor, size=200)
            yield from page.items
            cursor = page.next
            if not cursor:
                return

    def walk_shard(self, status: Status, shard: int, until: datetime) -> Iterator[list[Photo]]:
        """Photos of all owners by one shard of their status that fell due before `until`, as of the last write."""
        key_names = ("AdminShard", "AdminTime", "PhotoId")
        for found in walk(self.table, _SHARD_INDEX, in_shard(status, shard, until), key_names=key_names):
            photos = self.find_many([item["PhotoId"] for item in found])
            yield [photo for photo in photos if photo.status == status and photo.due_at(self._trash) < until]

    def walk_claims(self, shard: int) -> Iterator[list[Item]]:
        """Claims by one shard, as of the last write."""
        key_names = ("AdminShard", "AdminTime", "PhotoId")
        for found in walk(self.table, _SHARD_INDEX, Key("AdminShard").eq(f"claim#{shard}"), key_names=key_names):
            claims = batch_get(self.client, [(self.table, item["PhotoId"]) for item in found])
            yield [claim for claim in claims if claim]

    def walk_pet(self, pet_id: str) -> Iterator[list[Photo]]:
        """All photos of a pet whatever their status, as of the last write."""
        for items in self.walk_pet_items(pet_id):
            yield [Photo.from_item(item) for item in items]

    def walk_pet_items(self, pet_id: str) -> Iterator[list[Item]]:
        """The same as they are kept."""
        for found in walk(self.table, _PET_INDEX, Key("PetId").eq(pet_id), key_names=_KEYS):
            items = batch_get(self.client, [(self.table, item["PhotoId"]) for item in found])
            yield [item for item in items if item]

    def ids(self, status: Status) -> Iterator[str]:
        """The ids of all photos of that status, of all owners, shard by shard."""
        key_names = ("AdminShard", "AdminTime", "PhotoId")
        for shard in range(self.shards):
            condition = Key("AdminShard").eq(f"{status}#{shard}")
            for found in walk(self.table, _SHARD_INDEX, condition, key_names=key_names):
                yield from (item["PhotoId"] for item in found)

    def from_place(self, pet_id: str, boundary: str, backward: bool, most: int) -> list[Photo]:
        """Up to `most` of a pet's active photos by one call, as `paging.merged_page` reads: from that place on down, or
        `backward` up from it."""
        condition = _of_pet(pet_id, Status.ACTIVE)
        if boundary:
            ends = (boundary, _AFTER_ALL) if backward else ("", boundary)
            low, high = (f"{Status.ACTIVE}#{end}" for end in ends)
            condition = Key("PetId").eq(pet_id) & Key("StatusTakenAt").between(low, high)
        found = self.table.query(_PET_INDEX, condition, limit=most, forward=backward)
        return [Photo.from_item(item) for item in found]

    def last_before(self, pet_id: str, moment: datetime, *, hidden: bool = True) -> Photo | None:
        """The last of a pet's active photos that were taken before that moment, by one call; as for `neighbours`."""
        condition = Key("PetId").eq(pet_id) & Key("StatusTakenAt").between("active#", f"active#{times.to_text(moment)}")
        only = None if hidden else Attr("Hidden").not_exists()
        found = self.table.query(_PET_INDEX, condition, limit=1, forward=False, only=only)
        return Photo.from_item(found[0]) if found else None

    def neighbours(self, photo: Photo, *, hidden: bool = True) -> tuple[Photo | None, Photo | None]:
        """The photos taken just after and just before this one (newer, older), by two calls.

        Those that are hidden count unless `hidden` is False.
        """
        newer = self._neighbour(photo, hidden=hidden, forward=True)
        older = self._neighbour(photo, hidden=hidden, forward=False)
        return newer, older

    def beside(self, photo: Photo, *, gone: Collection[str], hidden: bool = True) -> Photo | None:
        """The photo that stands where this one stood when it and the others of `gone` left the album: the one taken
        before them, else the one after them. Up to 50 ids, which the index may still show. By one call, two at the end.
        """
        older = self._neighbour(photo, hidden=hidden, forward=False, gone=gone)
        return older or self._neighbour(photo, hidden=hidden, forward=True, gone=gone)

    def _neighbour(self, photo: Photo, *, hidden: bool, forward: bool, gone: Collection[str] = ()) -> Photo | None:
        start = {"PetId": photo.pet_id, "StatusTakenAt": photo.list_key, "PhotoId": photo.id}
        condition = _of_pet(photo.pet_id, photo.status)
        only = None if hidden else Attr("Hidden").not_exists()
        found = self.table.query(_PET_INDEX, condition, limit=1 + len(gone), start=start, forward=forward, only=only)
        return next((Photo.from_item(item) for item in found if item["PhotoId"] not in gone), None)

    def _listed(
        self,
        index: str,
        condition: ConditionBase,
        key_names: tuple[str, ...],
        *,
        listing: str,
        cursor: str,
        first: Photo | None,
        size: int,
        period: Period | None = None,
    ) -> Page[Photo]:
        """One page by one query. `first` was read already, so what is asked for are the photos after it."""
        key = {name: str(self.item(first)[name]) for name in key_names} if first else {}
        page = query_page(
            self.table,
            index,
            condition,
            listing=listing,
            size=size - 1 if first else size,
            cursor=Cursor(key).sign(listing) if first else cursor,
            key_names=key_names,
            make=Photo.from_item,
            newest_first=True,
            period=period,
        )
        if first is None:
            return page
        return Page((first, *page.items), previous=Cursor(key, backward=True).sign(listing), next=page.next)

    def item(self, photo: Photo) -> Item:
        return photo.to_item(shards=self.shards, trash=self._trash)


def _of_pet(pet_id: str, status: Status) -> ConditionBase:
    return Key("PetId").eq(pet_id) & Key("StatusTakenAt").begins_with(f"{status}#")
