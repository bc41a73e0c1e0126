"""Bulk actions on several photos of a pet."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from django.utils import timezone

from pets.domain import Pet
from pets.rights import Permit
from pettracker_site.aws import deadline, times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed
from photos.domain import Photo, Status
from photos.limits import MAX_CHOSEN
from photos.maintenance.purging import Purger
from photos.repository import DuplicatePhoto, PhotoRepository

from .moving import PhotoMover

_READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The changed photos as they are now, by the ids that were asked for, and the numbers of others: `there` of those
    whose bytes the other pet has already."""

    done: Mapping[str, Photo]
    missed: int
    there: int = 0


class BulkPhotoActions:
    """Actions on photos named by a browser: those that are not this pet's are missed, like those that do not exist.

    So are those that are hidden, unless `hidden` says that this person sees them.
    """

    def __init__(self, repository: PhotoRepository, pet: Pet, *, hidden: bool) -> None:
        self.repository = repository
        self.pet = pet
        self.hidden = hidden

    def chosen(self, ids: Sequence[str], status: Status = Status.ACTIVE, *, most: int = MAX_CHOSEN) -> list[Photo]:
        """Those of the first `most` ids that name photos of this pet, as of the last write, in that order; by one call
        for each 100."""
        asked = list(dict.fromkeys(ids))[:most]
        parts = (asked[start : start + _READ_AT_ONCE] for start in range(0, len(asked), _READ_AT_ONCE))
        found = chain.from_iterable(map(self.repository.find_many, parts))
        seen = [photo for photo in found if self.hidden or not photo.hidden]
        return [photo for photo in seen if photo.pet_id == self.pet.id and photo.status == status]

    def delete(self, ids: Sequence[str], *, by: Permit) -> BulkResult:
        now = times.now()
        return self._each(ids, Status.ACTIVE, lambda photo: self.repository.delete(photo, now, by=by))

    def restore(self, ids: Sequence[str], *, by: Permit) -> BulkResult:
        """The last one first: a cover that was passed on from one to the next comes back to the first."""
        outcome = self._each(ids[::-1], Status.DELETED, lambda photo: self.repository.restore(photo, by=by))
        return replace(outcome, done=dict(reversed([*outcome.done.items()])))

    def purge(self, ids: Sequence[str], purger: Purger, *, by: Permit) -> BulkResult:
        """From the trash for good; those that are gone by then, by the same request or of age, are not missed."""
        outcome = self._each(ids, Status.DELETED, lambda photo: purger.begin(photo, by=by))
        gone: Sequence[Photo] = ()
        with suppress(StoreUnavailable):
            gone = self.chosen([id for id in ids if id not in outcome.done], Status.PURGING) if outcome.missed else ()
        return BulkResult({**outcome.done, **{photo.id: photo for photo in gone}}, outcome.missed - len(gone))

    def mark(self, ids: Sequence[str], *, favourite: bool, by: Permit) -> BulkResult:
        return self._each(ids, Status.ACTIVE, lambda photo: self.repository.mark(photo, favourite=favourite, by=by))

    def make_cover(self, ids: Sequence[str], *, by: Permit) -> BulkResult:
        def make_cover(photo: Photo) -> Photo:
            self.repository.make_cover(photo, by=by)
            return photo

        return self._each(ids, Status.ACTIVE, make_cover)

    def redate(self, ids: Sequence[str], moved: Mapping[str, tuple[int, datetime]], *, by: Permit) -> BulkResult:
        """Other times of taking, as if set by hand on the clock where that was.

        `moved` has the version that each photo was seen in: the same sent twice does not move it once more.
        """

        def redate(photo: Photo) -> Photo:
            if photo.id not in moved:
                raise NotFound("version")
            version, taken_at = moved[photo.id]
            clock = photo.clock(timezone.get_current_timezone())
            seen = replace(photo, version=version)
            edited = seen.edited(photo.caption, taken_at, taken_at.astimezone(clock).date(), clock)
            return self.repository.edit(seen, edited, by=by)

        return self._each(ids, Status.ACTIVE, redate)

    def move(self, ids: Sequence[str], to: Pet, mover: PhotoMover, *, by: Permit) -> BulkResult:
        """To another pet of the same owner; each has the request's time anew, after the one before has shown that the
        stores answer. Those that were moved by the same request before count as done."""
        there: list[Photo] = []

        def move(photo: Photo) -> Photo:
            deadline.renew()
            try:
                return mover.move(photo, to, by=by)
            except DuplicatePhoto:
                there.append(photo)
                raise

        outcome = self._each(ids, Status.ACTIVE, move)
        missed = outcome.missed - len(there)
        before: Mapping[str, Photo] = {}
        with suppress(StoreUnavailable):
            before = mover.find_moved([id for id in ids if id not in outcome.done], to) if missed else {}
        return BulkResult({**outcome.done, **before}, missed - len(before), len(there))

    def _each(self, ids: Sequence[str], status: Status, act: Callable[[Photo], Photo]) -> BulkResult:
        """Those that a store does not answer for are missed too, with all after them.

        Raises: NotAllowed where the right was gone before the first one.
        """
        done: dict[str, Photo] = {}
        for photo in self.chosen(ids, status):
            try:
                done[photo.id] = act(photo)
            except (NotFound, Conflict):
                continue
            except NotAllowed:
                if not done:
                    raise
                break
            except StoreUnavailable:
                break
        return BulkResult(done, len(set(ids)) - len(done))
