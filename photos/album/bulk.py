"""Bulk actions on several photos of a pet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pets.domain import Pet
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed
from photos.domain import Photo, Status
from photos.limits import MAX_CHOSEN
from photos.repository import PhotoRepository


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The changed photos, and the number of others."""

    done: tuple[Photo, ...]
    missed: int


class BulkPhotoActions:
    """Actions on photos named by a browser: those that are not this pet's are missed, like those that do not exist.

    So are those that are hidden, unless `hidden` says that this person sees them.
    """

    def __init__(self, repository: PhotoRepository, pet: Pet, *, hidden: bool) -> None:
        self.repository = repository
        self.pet = pet
        self.hidden = hidden

    def chosen(self, ids: Sequence[str], status: Status = Status.ACTIVE) -> list[Photo]:
        """Those of the first 50 ids that name photos of this pet, as of the last write, in that order."""
        found = self.repository.find_many(list(dict.fromkeys(ids))[:MAX_CHOSEN])
        seen = [photo for photo in found if self.hidden or not photo.hidden]
        return [photo for photo in seen if photo.pet_id == self.pet.id and photo.status == status]

    def delete(self, ids: Sequence[str], *, by: Permit) -> BulkResult:
        now = times.now()
        return self._each(ids, Status.ACTIVE, lambda photo: self.repository.delete(photo, now, by=by))

    def restore(self, ids: Sequence[str], *, by: Permit) -> BulkResult:
        return self._each(ids, Status.DELETED, lambda photo: self.repository.restore(photo, by=by))

    def mark(self, ids: Sequence[str], *, favourite: bool, by: Permit) -> BulkResult:
        return self._each(ids, Status.ACTIVE, lambda photo: self.repository.mark(photo, favourite=favourite, by=by))

    def _each(self, ids: Sequence[str], status: Status, act: Callable[[Photo], Photo]) -> BulkResult:
        """Those that a store does not answer for are missed too, with all after them.

        Raises: NotAllowed where the right was gone before the first one.
        """
        done: list[Photo] = []
        for photo in self.chosen(ids, status):
            try:
                done.append(act(photo))
            except (NotFound, Conflict):
                continue
            except NotAllowed:
                if not done:
                    raise
                break
            except StoreUnavailable:
                break
        return BulkResult(tuple(done), len(set(ids)) - len(done))
