"""What was cut off is ended, what is over its time goes, what belongs to nobody is removed; the rest is only told.

Safe at any time, also twice at once and while uploads run: each record moves under a condition before its objects are
touched, and objects without a record go a day after they came.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any
from uuid import UUID

from pets.domain import Pet
from pets.domain import Status as PetStatus
from pettracker_site.aws.dynamo import batched
from pettracker_site.aws.errors import Conflict, NotFound, Refused, StoreUnavailable

from .domain import UPLOAD_PATIENCE, Photo, Status
from .keys import named_by
from .purging import Purger
from .storage import Version

STRAY_AGE = timedelta(days=1)
MOST_NAMED = 100  # photos with missing files, and what was refused, that a report names; it counts all of them
_FOREVER = datetime.max.replace(tzinfo=UTC)


class Kind(enum.StrEnum):
    CUT_OFF = "cut-off"  # uploads that never came to their end
    TRASH_PHOTO = "trash-photo"  # over their days in the trash
    TRASH_PET = "trash-pet"
    TOMBSTONE = "tombstone"  # purges that can go on
    STRAY = "stray"  # files without a photo
    FOREIGN = "foreign"  # files under names that were never made here: left alone
    MISSING = "missing"  # photos without all their files: left alone


@dataclass
class Report:
    """How many of each kind were found, and how many of those mended.

    `unanswered`: where a store did not answer; `refused`: where it said no, of which `denied` names the first.
    """

    found: Counter[Kind] = field(default_factory=Counter)
    mended: Counter[Kind] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    unanswered: int = 0
    refused: int = 0
    denied: list[str] = field(default_factory=list)

    @property
    def left(self) -> Counter[Kind]:
        return self.found - self.mended

    @property
    def is_clean(self) -> bool:
        """Whether all is well by now: nothing was found, or all of it was mended."""
        return not self.left and not self.unanswered and not self.refused


class Sweeper:
    """Only looks, unless it is to `apply`. `seen` is told how many records or files were looked at just now.

    Its memory grows with the number of photos only, by some 100 bytes for each.
    """

    def __init__(
        self,
        purger: Purger,
        *,
        apply: bool = False,
        workers: int = 4,
        seen: Callable[[int], object] = lambda number: None,
    ) -> None:
        self.purger = purger
        self.photos = purger.repository
        self.pets = purger.repository.pets
        self.apply = apply
        self.workers = workers
        self.report = Report()
        self._seen = seen
        self._files: Counter[bytes] = Counter()
        self._are_files_counted = True
        self._lock = Lock()

    def run(self) -> Report:
        """Records by shards, several at once; then the files by pages; then whether the shown photos have theirs."""
        now = self.purger.clock()
        self._side_by_side(self._due(now))
        self._side_by_side([partial(self._files_under, prefix, now - STRAY_AGE) for prefix in ("photos/", "thumbs/")])
        if self._are_files_counted and not self.report.unanswered:
            self._side_by_side(self._shown(now))
        return self.report

    def _due(self, now: datetime) -> Iterator[Callable[[], None]]:
        """For each shard of each status: what is done with the records that are due."""
        for shard in range(self.photos.shards):
            cut_off = self.photos.walk_shard(Status.PENDING, shard, now - UPLOAD_PATIENCE)
            trash = self.photos.walk_shard(Status.DELETED, shard, now)
            tombstones = self.photos.walk_shard(Status.PURGING, shard, _FOREVER)
            yield partial(self._each, cut_off, Kind.CUT_OFF, self._purge)
            yield partial(self._each, trash, Kind.TRASH_PHOTO, self._purge)
            yield partial(self._each, tombstones, Kind.TOMBSTONE, self.purger.go_on, self.purger.is_waiting)
        for shard in range(self.pets.shards):
            trash_pets = self.pets.walk_shard(PetStatus.DELETED, shard, now)
            pet_tombstones = self.pets.walk_shard(PetStatus.PURGING, shard, _FOREVER)
            go_on, is_waiting = self.purger.go_on_with_pet, self.purger.is_waiting_for_photos
            yield partial(self._each, trash_pets, Kind.TRASH_PET, self._purge_pet)
            yield partial(self._each, pet_tombstones, Kind.TOMBSTONE, go_on, is_waiting)

    def _each(
        self,
        pages: Iterable[list[Any]],
        kind: Kind,
        act: Callable[[Any], object],
        is_waiting: Callable[[Any], bool] = lambda record: False,
    ) -> None:
        for page in pages:
            for record in page:
                with self._guarded(record.id):
                    if is_waiting(record):
                        continue
                    self._find(kind)
                    if self.apply:
                        with suppress(NotFound, Conflict):  # it moved meanwhile, as somebody wished
                            act(record)
                        self._mend(kind)
            self._seen(len(page))

    def _purge(self, photo: Photo) -> None:
        self.purger.go_on(self.purger.begin(photo))

    def _purge_pet(self, pet: Pet) -> None:
        self.purger.go_on_with_pet(self.purger.begin_pet(pet))

    def _files_under(self, prefix: str, until: datetime) -> None:
        try:
            for page in self.purger.storage.versions(prefix):
                self._check_files(page, until)
                self._seen(len(page))
        except StoreUnavailable:
            self._are_files_counted = False
            raise

    def _check_files(self, page: list[Version], until: datetime) -> None:
        """Counts the files of photos, removes those of none. A record is written before its files: so it is read after
        them, and what has none then has none any more."""
        by_photo: defaultdict[tuple[str, str] | None, list[Version]] = defaultdict(list)
        for version in page:
            by_photo[named_by(version.key)].append(version)
        if foreign := by_photo.pop(None, []):
            self._find(Kind.FOREIGN, len({each.key for each in foreign}))
        known = self._known({photo_id for _, photo_id in filter(None, by_photo)})
        for names, versions in by_photo.items():
            if names in known:
                shown = sum(each.is_latest and each.length is not None for each in versions)
                with self._lock:
                    self._files[UUID(known[names]).bytes] += shown
            elif stray := [each for each in versions if each.modified < until]:
                files = len({each.key for each in stray})
                self._find(Kind.STRAY, files)
                if self.apply:
                    with self._guarded(stray[0].key):
                        self.purger.storage.remove_versions(stray)
                        self._mend(Kind.STRAY, files)

    def _known(self, photo_ids: set[str]) -> dict[tuple[str, str] | None, str]:
        """The photos among these that have a record, by pet and photo as keys name them."""
        found = [photo for some in batched(sorted(photo_ids)) for photo in self.photos.find_many(some)]
        return {(photo.pet_id, photo.id): photo.id for photo in found}

    def _shown(self, now: datetime) -> Iterator[Callable[[], None]]:
        for shard in range(self.photos.shards):
            yield partial(self._missing, self.photos.walk_shard(Status.ACTIVE, shard, _FOREVER), now)
            yield partial(self._missing, self.photos.walk_shard(Status.DELETED, shard, _FOREVER), now)

    def _missing(self, pages: Iterable[list[Photo]], began: datetime) -> None:
        for page in pages:
            for photo in page:
                is_doubtful = self._files[UUID(photo.id).bytes] != len(photo.keys)
                if is_doubtful and photo.uploaded_at < began:
                    with self._guarded(photo.id):
                        self._look_closer(photo)
            self._seen(len(page))

    def _look_closer(self, photo: Photo) -> None:
        """A photo that seemed to miss files: those it has now, if it is still there."""
        if set(photo.keys) <= self.purger.storage.lengths(*photo.prefixes).keys():
            return
        current = self.photos.find(photo.id)
        if current is not None and current.status in (Status.ACTIVE, Status.DELETED):
            self._find(Kind.MISSING)
            with self._lock:
                self.report.missing = sorted([*self.report.missing, photo.id])[:MOST_NAMED]

    def _find(self, kind: Kind, number: int = 1) -> None:
        with self._lock:
            self.report.found[kind] += number

    def _mend(self, kind: Kind, number: int = 1) -> None:
        with self._lock:
            self.report.mended[kind] += number

    @contextmanager
    def _guarded(self, name: str = "") -> Iterator[None]:
        """A store that does not answer is counted, one that says no as well and by name, and the rest goes on."""
        try:
            yield
        except Refused:
            with self._lock:
                self.report.refused += 1
                self.report.denied = sorted({*self.report.denied, name} - {""})[:MOST_NAMED]
        except StoreUnavailable:
            with self._lock:
                self.report.unanswered += 1

    def _side_by_side(self, jobs: Iterable[Callable[[], None]]) -> None:
        def guarded(job: Callable[[], None]) -> None:
            with self._guarded():
                job()

        with ThreadPoolExecutor(self.workers) as pool:
            # Each in a copy of this context, which tells the trail who sweeps.
            for begun in [pool.submit(copy_context().run, guarded, job) for job in jobs]:
                begun.result()
