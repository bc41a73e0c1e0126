"""Regenerates derivatives: when sizes change, when they are made better, or when one is lost.

A derivative keeps its key, which only ever shows this one photo. Browsers meet the new copy with the next address, for
that changes with each window of signing; whoever stands between (CloudFront) has to be told (docs/photos.md).
Objects come first, then the record that names them, then what it no longer names goes: at no time does a page point to
nothing, and what is cut off anywhere is simply done again.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.files.storage import FileStorage, StoredBytes, file_storage
from photos.domain import Photo, Size, Status
from photos.imaging import decoding, formats
from photos.repository import PhotoRepository, photos
from photos.upload.services import sizes_of

from .originals import original


class Rederiver:
    """Stores and clock are injected, so that tests can replace them.

    `keep_old` leaves sizes in place that are no longer made, for web processes that still ask for them.
    """

    def __init__(
        self,
        repository: PhotoRepository,
        storage: FileStorage,
        *,
        keep_old: bool = False,
        clock: Callable[[], datetime] = times.now,
    ) -> None:
        self.repository = repository
        self.storage = storage
        self.keep_old = keep_old
        self.clock = clock

    def ids(self) -> Iterator[str]:
        """The ids of all photos that have derivatives: those shown, and those in the trash."""
        for status in (Status.ACTIVE, Status.DELETED):
            yield from self.repository.ids(status)

    def is_due(self, photo: Photo, made_before: datetime | None = None) -> bool:
        """Whether the photo lacks a size, has one too many, or has derivatives from before that time."""
        if photo.status not in (Status.ACTIVE, Status.DELETED):
            return False
        if made_before is not None and (photo.derived_at or photo.uploaded_at) < made_before:
            return True
        return bool(_missing(photo) or (_surplus(photo) and not self.keep_old))

    def rederive(self, photo: Photo) -> Photo:
        """All derivatives and the placeholder made anew from the original.

        Raises: OriginalMissing; FileRefused; TooBusy; NotFound where the photo is on its way out; StoreUnavailable,
        of which Refused may be about this photo alone.
        """
        with original(self.storage, photo) as file:
            prepared = decoding.prepare(file)
        derived, seen = prepared.derived, prepared.inspection
        for each in derived.derivatives:
            self.storage.save(photo.derivative_key(each.size), StoredBytes(each.data, "image/webp"))
        old = _surplus(photo)
        kept = old if self.keep_old else ()
        sizes = tuple(sorted(sizes_of(derived) + kept, key=lambda size: size.name))
        try:
            rederived = self.repository.rederive(photo, photo.rederived(sizes, derived.placeholder, self.clock(), seen))
        except NotFound:
            with suppress(StoreUnavailable):  # the second pass of a purge would find them, too
                self.storage.delete_all([photo.derivative_key(each.size) for each in derived.derivatives])
            raise
        if gone := [photo.derivative_key(size.name) for size in old if size not in kept]:
            self.storage.delete_all(gone)
        return rederived


def rederiver(*, keep_old: bool = False) -> Rederiver:
    return Rederiver(photos(), file_storage(), keep_old=keep_old)


def _missing(photo: Photo) -> set[int]:
    return set(formats.SIZES) - {size.name for size in photo.sizes}


def _surplus(photo: Photo) -> tuple[Size, ...]:
    return tuple(size for size in photo.sizes if size.name not in formats.SIZES)
