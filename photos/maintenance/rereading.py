"""Reading originals again, when more of what they say is understood: the date, who says it, and what they carry.

What a person wrote stays. That is told by the record, where it is new enough to say who set its date. Of an older one
the date is taken for a person's where caption or date were ever edited, unless it is the very moment of the upload, or
just what the original says. The name that a file came with, and its device's date, are not kept: where the original
says no date, what they said stays.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final

from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.files.storage import FileStorage, file_storage
from photos.domain import Photo, Status
from photos.imaging import decoding
from photos.imaging.formats import WIDEST_OFFSET, Found, Inspection
from photos.repository import PhotoRepository, photos
from photos.taken import TakenAt, TakenFrom, name_of
from photos.upload.dating import NO_HINTS, Dated, dated

from .originals import original

_KEPT: Final = (Status.ACTIVE, Status.DELETED)
_STEP_OF_OFFSETS: Final = timedelta(minutes=15)
_ATTEMPTS: Final = 3


class Rereader:
    """Stores are injected, so that tests can replace them.

    `zone_of` gives the zone of an owner, by their id: that of cameras without an offset, as at the upload. Without
    `apply` nothing is written.
    """

    def __init__(
        self,
        repository: PhotoRepository,
        storage: FileStorage,
        zone_of: Callable[[str], tzinfo],
        *,
        apply: bool,
    ) -> None:
        self.repository = repository
        self.storage = storage
        self.zone_of = zone_of
        self.apply = apply

    def ids(self, after: str = "") -> list[str]:
        """The ids of the photos on show and in the trash that come after that one, in their order."""
        return sorted(photo_id for status in _KEPT for photo_id in self.repository.ids(status) if photo_id > after)

    def is_due(self, photo: Photo) -> bool:
        return photo.status in _KEPT

    def reread(self, photo: Photo) -> bool:
        """Bring the record up to date; whether there was anything to change.

        Raises: OriginalMissing; FileRefused; TooBusy; NotFound where the photo is on its way out; Conflict where it
        is changed again and again; StoreUnavailable, of which Refused may be about this photo alone.
        """
        with original(self.storage, photo) as file:
            seen = decoding.prepare(file).inspection
        for _attempt in range(_ATTEMPTS):
            fresh = reread(photo, seen, self.zone_of(photo.owner_id))
            if fresh == photo:
                return False
            if not self.apply:
                return True
            try:
                self.repository.reread(photo, fresh)
            except Conflict:
                photo = self._as_it_is(photo)
            else:
                return True
        raise Conflict("photo")

    def _as_it_is(self, photo: Photo) -> Photo:
        current = self.repository.find(photo.id)
        if current is None or not self.is_due(current):
            raise NotFound("photo")
        return current


def rereader(zone_of: Callable[[str], tzinfo], *, apply: bool) -> Rereader:
    return Rereader(photos(), file_storage(), zone_of, apply=apply)


def reread(photo: Photo, seen: Inspection, zone: tzinfo) -> Photo:
    """The record as the original, `seen` as it is now, lets it be; another date counts as an edit."""
    carried = replace(photo, found=tuple(each for each in Found if each in seen.found), camera=seen.camera)
    says = _date(photo, seen.taken, photo.clock(zone))
    fresh = replace(carried, taken_at=says.at, taken_on=says.on, taken_zone=says.zone, taken_from=says.source)
    return fresh if fresh == carried else replace(fresh, version=photo.version + 1)


def _date(photo: Photo, taken: TakenAt | None, clock: tzinfo) -> Dated:
    """`clock` is that of the wall where nothing says another."""
    kept = Dated(photo.taken_at, photo.taken_on, photo.taken_zone, photo.taken_from)
    if photo.taken_from is TakenFrom.TYPED:
        return kept
    is_of_the_upload = photo.taken_at == photo.uploaded_at
    if taken is None:
        is_untold = photo.taken_from is None and is_of_the_upload
        return replace(kept, source=TakenFrom.UPLOAD) if is_untold else kept
    says = dated(taken, NO_HINTS, photo.uploaded_at, clock)
    if photo.taken_from is not None or says.at == photo.taken_at:
        return says
    if photo.version > 1 and not is_of_the_upload:
        return kept  # somebody edited it, and may have set the date
    then = _offset_then(photo, taken)
    return says if then is None else replace(kept, zone=name_of(timezone(then)), source=taken.source)


def _offset_then(photo: Photo, taken: TakenAt) -> timedelta | None:
    """How far that wall's clock was from UTC, where the record was made of the very same time in some zone."""
    if taken.offset is not None or taken.in_utc or taken.local.date() != photo.taken_on:
        return None
    distance = taken.local - photo.taken_at.astimezone(UTC).replace(tzinfo=None)
    return distance if abs(distance) <= WIDEST_OFFSET and not distance % _STEP_OF_OFFSETS else None
