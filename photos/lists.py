"""Lists of all owners' photos for admins, by the sharded index, never by a scan."""

from datetime import datetime, timedelta
from functools import cache

from django.conf import settings

from pets.lists import due_in
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Key
from pettracker_site.aws.paging import Page, query_page
from pettracker_site.aws.shards import ShardedIndex

from .domain import Photo, Status
from .photo_table import PhotoTable
from .repository import photos

SIZE = 40


class PhotoLists:
    """All methods raise StoreUnavailable where DynamoDB does not answer, and BadCursor.

    The time of a photo is that of its upload; in the trash, that at which it is due to go for good.
    """

    def __init__(self, photos: PhotoTable, *, trash_days: int) -> None:
        self.photos = photos
        self.table = photos.table
        self._trash = timedelta(days=trash_days)
        self._all = ShardedIndex(self.table, "AdminShard-index", "AdminShard", "AdminTime", photos.shards)

    def newest(
        self,
        status: Status,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str = "",
        size: int = SIZE,
    ) -> Page[Photo]:
        """One page, newest first, by one call for each shard; `until` itself is not in it."""
        return self._all.page(
            str(status),
            Photo.from_item,
            size=size,
            cursor=cursor,
            since=times.to_text(since) if since else "",
            until=times.to_text(until) if until else "",
        )

    def of_pet(
        self,
        pet_id: str,
        status: Status,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str = "",
        size: int = SIZE,
    ) -> Page[Photo]:
        """One page of a pet's photos, the last taken first, by one call; no dates where they are being purged."""
        period = due_in(status, "UploadedAt", since, until, trash=self._trash)
        return self.photos.list_for_pet(pet_id, status=status, period=period, cursor=cursor, size=size)

    def of_owner(
        self,
        owner_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        cursor: str = "",
        size: int = SIZE,
    ) -> Page[Photo]:
        """One page of an owner's photos that are on show, by the day of the year, by one call."""
        return query_page(
            self.table,
            "OwnerDay-index",
            Key("OwnerId").eq(owner_id) & Key("OwnerDay").begins_with(f"{Status.ACTIVE}#"),
            listing=f"photos/owner/{owner_id}",
            size=size,
            cursor=cursor,
            key_names=("OwnerId", "OwnerDay", "PhotoId"),
            make=Photo.from_item,
            period=due_in(Status.ACTIVE, "UploadedAt", since, until, trash=self._trash),
        )

    def place(self, photo: Photo) -> str:
        """Where the photo stands in `newest`."""
        return f"{times.to_text(self.time(photo))}#{photo.id}"

    def time(self, photo: Photo) -> datetime:
        """The time by which it stands there."""
        return photo.due_at(self._trash)


@cache
def photo_lists() -> PhotoLists:
    """The process's lists."""
    return PhotoLists(photos(), trash_days=settings.TRASH_DAYS)
