"""Photo records one by one and in lists: what needs no second table."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from pets.domain import Pet
from pets.repository import PetRepository
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Key, Table, Update, batch_get, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.paging import Page, query_page

from .domain import Photo, Status

_PET_INDEX = "PetId-index"
_FAVOURITE_INDEX = "Favourite-index"
_KEYS = ("PetId", "StatusTakenAt", "PhotoId")


class PhotoRecords:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(self, client: Any, table: str, pets: PetRepository, *, shards: int = 8, trash_days: int = 30) -> None:
        self.client = client
        self.table = Table(client, table, "PhotoId")
        self.pets = pets
        self._shards = shards
        self._trash = timedelta(days=trash_days)

    def find(self, photo_id: str) -> Photo | None:
        """The photo as of the last write, whatever its status."""
        item = self.table.get(photo_id)
        return Photo.from_item(item) if item else None

    def find_with_pet(self, pet_id: str, photo_id: str) -> tuple[Pet | None, Photo | None]:
        """Both as of the last write, by one call."""
        pet, photo = batch_get(self.client, [(self.pets.table, pet_id), (self.table, photo_id)])
        return (Pet.from_item(pet) if pet else None, Photo.from_item(photo) if photo else None)

    def find_many(self, photo_ids: Sequence[str]) -> list[Photo]:
        """Those of up to 100 photos that exist, as of the last write, by one call."""
        if not photo_ids:
            return []
        items = batch_get(self.client, [(self.table, photo_id) for photo_id in photo_ids])
        return [Photo.from_item(item) for item in items if item]

    def list_for_pet(
        self, pet_id: str, *, status: Status = Status.ACTIVE, cursor: str = "", size: int = 24
    ) -> Page[Photo]:
        """One page of a pet's photos, the last taken first. Raises: BadCursor."""
        return query_page(
            self.table,
            _PET_INDEX,
            _of_pet(pet_id, status),
            listing=f"photos/{pet_id}/{status}",
            size=size,
            cursor=cursor,
            key_names=_KEYS,
            make=Photo.from_item,
            newest_first=True,
        )

    def favourites_of_pet(self, pet_id: str, *, cursor: str = "", size: int = 24) -> Page[Photo]:
        """One page of a pet's favourites, the last taken first. Raises: BadCursor."""
        return query_page(
            self.table,
            _FAVOURITE_INDEX,
            Key("FavouritePetId").eq(pet_id),
            listing=f"favourites/{pet_id}",
            size=size,
            cursor=cursor,
            key_names=("FavouritePetId", "TakenAt", "PhotoId"),
            make=Photo.from_item,
            newest_first=True,
        )

    def all_for_pet(self, pet_id: str, *, status: Status = Status.ACTIVE) -> Iterator[Photo]:
        """Every photo of a pet, however many pages that takes, the last taken first."""
        cursor = ""
        while True:
            page = self.list_for_pet(pet_id, status=status, cursor=cursor, size=200)
            yield from page.items
            cursor = page.next
            if not cursor:
                return

    def neighbours(self, photo: Photo) -> tuple[Photo | None, Photo | None]:
        """The photos taken just after and just before this one (newer, older), by two calls."""
        newer = self._neighbour(photo, forward=True)
        older = self._neighbour(photo, forward=False)
        return newer, older

    def _neighbour(self, photo: Photo, *, forward: bool) -> Photo | None:
        start = {"PetId": photo.pet_id, "StatusTakenAt": photo.list_key, "PhotoId": photo.id}
        condition = _of_pet(photo.pet_id, photo.status)
        found = self.table.query(_PET_INDEX, condition, limit=1, start=start, forward=forward)
        return Photo.from_item(found[0]) if found else None

    def edit(self, photo: Photo, edited: Photo) -> Photo:
        """Write another caption or date if nobody edited the photo since `photo` was read.

        Raises: Conflict; NotFound where it is not to be seen any more.
        """
        is_unchanged = Attr("Version").eq(photo.version) & Attr("Status").eq(Status.ACTIVE.value)
        update = changes(self._item(photo), self._item(edited))
        try:
            return Photo.from_item(self.table.update(photo.id, update, is_unchanged))
        except Conflict as conflict:
            current = Photo.from_item(conflict.current) if conflict.current else None
            if current is None or current.status != Status.ACTIVE:
                raise NotFound("photo") from conflict
            if current == edited:
                return current  # our own write, whose answer was lost
            raise

    def mark(self, photo: Photo, *, favourite: bool) -> Photo:
        """Make the photo a favourite, or none any more. Raises: NotFound where it is not to be seen any more."""
        is_shown = Attr("Status").eq(Status.ACTIVE.value) & Attr("PetId").eq(photo.pet_id)
        after = self._item(photo.marked(favourite))
        marks = {name: after[name] for name in ("Favourite", "FavouritePetId")}
        update = Update(marks) if favourite else Update(remove=marks)
        try:
            return Photo.from_item(self.table.update(photo.id, update, is_shown))
        except Conflict as conflict:
            raise NotFound("photo") from conflict

    def _item(self, photo: Photo) -> Item:
        return photo.to_item(shards=self._shards, trash=self._trash)


def _of_pet(pet_id: str, status: Status) -> ConditionBase:
    return Key("PetId").eq(pet_id) & Key("StatusTakenAt").begins_with(f"{status}#")
