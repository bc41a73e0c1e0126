"""Statistics of the whole site, which a job counts over all shards of the indexes and saves for the admins.

Pets and records of their lives are counted without being read out; of photos only owner, bytes and day are. Memory
grows with the owners who have photos, by some 100 bytes for each.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from threading import Lock
from typing import Any

from pets.domain import Status as PetStatus
from pets.life.child import record_children
from pets.life.repository import life
from pets.profile import Kind
from pettracker_site.audit.audit_log import UPLOAD_REFUSED
from pettracker_site.aws.dynamo import Item, Key
from pettracker_site.aws.paging import count, pages
from photos.domain import Status
from photos.repository import PhotoRepository

DAYS = 60  # of uploads
REFUSED_DAYS = 7  # of uploads that were refused: each takes a look at the audit log's whole day
_LARGEST = 10
_SHARD_INDEX, _KIND_INDEX = "AdminShard-index", "AdminKind-index"


@dataclass
class Totals:
    """`pets` by status and kind, `photos` and `length` (in bytes) by status, `uploads` by day in UTC, of what is kept;
    `refused` by reason; `records` of pets' lives by status and kind."""

    pets: Counter[tuple[PetStatus, Kind]] = field(default_factory=Counter)
    tombstones: Counter[str] = field(default_factory=Counter)
    photos: Counter[Status] = field(default_factory=Counter)
    length: Counter[Status] = field(default_factory=Counter)
    uploads: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    records: Counter[tuple[PetStatus, str]] = field(default_factory=Counter)
    photos_of: Counter[str] = field(default_factory=Counter)
    length_of: Counter[str] = field(default_factory=Counter)

    def to_report(self, today: date) -> dict[str, Any]:
        days = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(DAYS))]
        by_kind = {
            str(status): {str(kind): self.pets[status, kind] for kind in Kind if self.pets[status, kind]}
            for status in _IN_LISTS
        }
        largest = self.length_of.most_common(_LARGEST)
        return {
            "Pets": by_kind,
            "Records": {
                str(status): {kind: self.records[status, kind] for kind in record_children()} for status in _IN_LISTS
            },
            "Tombstones": dict(self.tombstones),
            "Photos": {str(each): self.photos[each] for each in _COUNTED},
            "Bytes": {str(each): self.length[each] for each in _COUNTED},
            "Uploads": {day: self.uploads[day] for day in days},
            "Refused": dict(self.refused),
            "Largest": [{"OwnerId": id, "Photos": self.photos_of[id], "Bytes": length} for id, length in largest],
        }


_IN_LISTS = (PetStatus.ACTIVE, PetStatus.DELETED)
_COUNTED = (Status.ACTIVE, Status.DELETED, Status.PENDING)


class SiteStatistics:
    """`on_progress` is told how many records were counted just now. All of it raises StoreUnavailable."""

    def __init__(
        self,
        photos: PhotoRepository,
        today: date,
        *,
        workers: int = 8,
        on_progress: Callable[[int], object] = lambda _: None,
    ) -> None:
        self.photos = photos
        self.pets = photos.pets
        self.today = today
        self.workers = workers
        self.totals = Totals()
        self._on_progress = on_progress
        self._lock = Lock()

    def run(self) -> Totals:
        with ThreadPoolExecutor(self.workers) as pool:
            futures = [pool.submit(task) for task in self._tasks()]
            try:
                for future in futures:
                    future.result()
            finally:
                for future in futures:
                    future.cancel()
        return self.totals

    def _tasks(self) -> Iterator[Callable[[], None]]:
        for shard in range(self.pets.shards):
            for status in _IN_LISTS:
                for kind in Kind:
                    yield partial(self._count_pets, status, kind, shard)
            yield partial(self._count_tombstones, "pets", PetStatus.PURGING, shard)
        for shard in range(self.photos.shards):
            for photo_status in _COUNTED:
                yield partial(self._count_photos, photo_status, shard)
            yield partial(self._count_tombstones, "photos", Status.PURGING, shard)
        for shard in range(life().shards):
            for status in _IN_LISTS:
                for name in record_children():
                    yield partial(self._count_records, status, name, shard)
        for ago in range(REFUSED_DAYS):
            yield partial(self._count_refused, self.today - timedelta(days=ago))

    def _count_pets(self, status: PetStatus, kind: Kind, shard: int) -> None:
        number = count(self.pets.table, _KIND_INDEX, Key("AdminKind").eq(f"{status}#{kind}#{shard}"))
        with self._counted(number):
            self.totals.pets[status, kind] += number

    def _count_records(self, status: PetStatus, kind: str, shard: int) -> None:
        number = count(life().table, _SHARD_INDEX, Key("AdminShard").eq(f"{status}#{kind}#{shard}"))
        with self._counted(number):
            self.totals.records[status, kind] += number

    def _count_tombstones(self, of: str, status: object, shard: int) -> None:
        table = self.pets.table if of == "pets" else self.photos.table
        number = count(table, _SHARD_INDEX, Key("AdminShard").eq(f"{status}#{shard}"))
        with self._counted(number):
            self.totals.tombstones[of] += number

    def _count_photos(self, status: Status, shard: int) -> None:
        condition = Key("AdminShard").eq(f"{status}#{shard}")
        for page in pages(self.photos.table, _SHARD_INDEX, condition, ("OwnerId", "Bytes", "UploadedAt")):
            with self._counted(len(page)):
                self._add(status, page)

    def _add(self, status: Status, page: Iterable[Item]) -> None:
        for item in page:
            owner_id, length = item["OwnerId"], int(item["Bytes"])
            self.totals.photos[status] += 1
            self.totals.length[status] += length
            self.totals.photos_of[owner_id] += 1
            self.totals.length_of[owner_id] += length
            if status != Status.PENDING:
                self.totals.uploads[item["UploadedAt"][:10]] += 1

    def _count_refused(self, day: date) -> None:
        found = self.photos.audit_log.counts_by_route(UPLOAD_REFUSED, day)
        with self._counted(0):
            self.totals.refused += found

    @contextmanager
    def _counted(self, number: int) -> Iterator[None]:
        """One at a time changes the totals, and tells how far it is."""
        with self._lock:
            yield
            self._on_progress(number)
