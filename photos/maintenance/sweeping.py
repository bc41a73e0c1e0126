"""Photos' part of a sweep: interrupted uploads, expired trash, tombstones, and files and photos that lost each other.

Objects without a record go a day after they came. Its memory grows with the number of photos only, by some 100 bytes
for each.
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pets.children.registry import Finding
from pets.children.sweeping import FOREVER, TOMBSTONE, Sweeper
from pettracker_site.aws.dynamo import batched
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.files.storage import Version
from photos.domain import UPLOAD_TIMEOUT, Photo, Status
from photos.keys import named_by

from .purging import Purger

STRAY_AGE = timedelta(days=1)
_PREFIXES = ("photos/", "thumbs/")


class Swept(enum.StrEnum):
    """What a sweep may find of photos."""

    CUT_OFF = "cut-off"  # uploads that never came to their end
    TRASH_PHOTO = "trash-photo"  # over their days in the trash
    STRAY = "stray"  # files without a photo
    FOREIGN = "foreign"  # files under names that were never made here: left alone
    MISSING = "missing"  # photos without all their files: left alone


FINDINGS: dict[str, Finding] = {
    Swept.CUT_OFF: Finding("Interrupted uploads", _("Interrupted uploads")),
    Swept.TRASH_PHOTO: Finding("Expired photos in the trash", _("Expired photos in the trash")),
    Swept.STRAY: Finding("Orphaned files, without a photo", _("Orphaned files, without a photo")),
    Swept.FOREIGN: Finding("Files with unknown names, not touched", _("Files with unknown names (not touched)")),
    Swept.MISSING: Finding(
        "Photos whose files are missing, not touched",
        _("Photos whose files are missing (not touched)"),
        "admin:photo",
        _("photo %(id)s"),
    ),
}


class PhotoSweep:
    """One sweep over all photos and files, which counts what it finds with the `sweeper`."""

    def __init__(self, sweeper: Sweeper, purger: Purger) -> None:
        self.sweeper = sweeper
        self.purger = purger
        self.photos = purger.repository
        self._files: Counter[bytes] = Counter()
        self._are_files_counted = True
        self._lock = Lock()

    def run(self) -> None:
        """Records by shards, several at once; then the files by pages; then whether the shown photos have theirs."""
        now = self.purger.clock()
        self.sweeper.run_guarded(self._due(now))
        self.sweeper.run_guarded([partial(self._files_under, prefix, now - STRAY_AGE) for prefix in _PREFIXES])
        if self._are_files_counted and not self.sweeper.report.unanswered:
            self.sweeper.run_guarded(self._shown(now))

    def _due(self, now: datetime) -> Iterator[Callable[[], None]]:
        """For each shard of each status: what is done with the records that are due."""
        each = self.sweeper.each
        for shard in range(self.photos.shards):
            cut_off = self.photos.walk_shard(Status.PENDING, shard, now - UPLOAD_TIMEOUT)
            trash = self.photos.walk_shard(Status.DELETED, shard, now)
            tombstones = self.photos.walk_shard(Status.PURGING, shard, FOREVER)
            yield partial(each, cut_off, Swept.CUT_OFF, self._purge)
            yield partial(each, trash, Swept.TRASH_PHOTO, self._purge)
            yield partial(each, tombstones, TOMBSTONE, self.purger.resume, self.purger.is_waiting)

    def _purge(self, photo: Photo) -> None:
        self.purger.resume(self.purger.begin(photo))

    def _files_under(self, prefix: str, until: datetime) -> None:
        try:
            for page in self.purger.storage.versions(prefix):
                self._check_files(page, until)
                self.sweeper.on_progress(len(page))
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
            self.sweeper.find(Swept.FOREIGN, len({each.key for each in foreign}))
        known = self._known({photo_id for _pet_id, photo_id in filter(None, by_photo)})
        for names, versions in by_photo.items():
            if names in known:
                shown = sum(each.is_latest and each.length is not None for each in versions)
                with self._lock:
                    self._files[UUID(known[names]).bytes] += shown
            elif stray := [each for each in versions if each.modified < until]:
                files = len({each.key for each in stray})
                self.sweeper.find(Swept.STRAY, files)
                if self.sweeper.apply:
                    with self.sweeper.guarded(stray[0].key):
                        self.purger.storage.remove_versions(stray)
                        self.sweeper.repair(Swept.STRAY, files)

    def _known(self, photo_ids: set[str]) -> dict[tuple[str, str] | None, str]:
        """The photos among these that have a record, by pet and photo as keys name them."""
        found = [photo for piece in batched(sorted(photo_ids)) for photo in self.photos.find_many(piece)]
        return {(photo.pet_id, photo.id): photo.id for photo in found}

    def _shown(self, now: datetime) -> Iterator[Callable[[], None]]:
        for shard in range(self.photos.shards):
            yield partial(self._missing, self.photos.walk_shard(Status.ACTIVE, shard, FOREVER), now)
            yield partial(self._missing, self.photos.walk_shard(Status.DELETED, shard, FOREVER), now)

    def _missing(self, pages: Iterable[list[Photo]], began: datetime) -> None:
        for page in pages:
            for photo in page:
                is_doubtful = self._files[UUID(photo.id).bytes] != len(photo.keys)
                if is_doubtful and photo.uploaded_at < began:
                    with self.sweeper.guarded(photo.id):
                        self._look_closer(photo)
            self.sweeper.on_progress(len(page))

    def _look_closer(self, photo: Photo) -> None:
        """A photo that seemed to miss files: those it has now, if it is still there."""
        if set(photo.keys) <= self.purger.storage.lengths(*photo.prefixes).keys():
            return
        current = self.photos.find(photo.id)
        if current is not None and current.status in (Status.ACTIVE, Status.DELETED):
            self.sweeper.find(Swept.MISSING, name=photo.id)
