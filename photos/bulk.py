"""One action on several photos of a pet: each photo's outcome is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pets.domain import Pet
from pettracker_site.aws import recent, times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable

from .domain import Photo, Status
from .repository import PhotoRepository

MOST = recent.MOST_IDS  # at a time, so that the next page can lay all of them over its list


@dataclass(frozen=True, slots=True)
class Outcome:
    """The photos that are now as asked, and how many could not be."""

    done: tuple[Photo, ...]
    missed: int


class Bulk:
    """Actions on photos named by a browser: those that are not this pet's are missed, like those that do not exist."""

    def __init__(self, repository: PhotoRepository, pet: Pet) -> None:
        self.repository = repository
        self.pet = pet

    def chosen(self, ids: Sequence[str], status: Status = Status.ACTIVE) -> list[Photo]:
        """Those of the first 50 ids that name photos of this pet, as of the last write, in that order."""
        found = self.repository.find_many(list(dict.fromkeys(ids))[:MOST])
        return [photo for photo in found if photo.pet_id == self.pet.id and photo.status == status]

    def delete(self, ids: Sequence[str]) -> Outcome:
        now = times.now()
        return self._each(ids, Status.ACTIVE, lambda photo: self.repository.delete(photo, now))

    def restore(self, ids: Sequence[str]) -> Outcome:
        return self._each(ids, Status.DELETED, self.repository.restore)

    def mark(self, ids: Sequence[str], *, favourite: bool) -> Outcome:
        return self._each(ids, Status.ACTIVE, lambda photo: self.repository.mark(photo, favourite=favourite))

    def _each(self, ids: Sequence[str], status: Status, act: Callable[[Photo], Photo]) -> Outcome:
        """Those that a store does not answer for are missed too, with all after them."""
        done: list[Photo] = []
        for photo in self.chosen(ids, status):
            try:
                done.append(act(photo))
            except (NotFound, Conflict):
                continue
            except StoreUnavailable:
                break
        return Outcome(tuple(done), len(set(ids)) - len(done))
