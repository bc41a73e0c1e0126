"""The whole comparison: whether records, files, counts, covers, claims and quota tell the same story.

Owner by owner, in the order of their ids, so that it can go on where it was cut off. What differs is read again after a
moment before it counts as a difference: indexes lag behind, and owners go on living in their albums meanwhile.
"""

import enum
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from pets.domain import Pet
from pets.domain import Status as PetStatus
from pets.quota import Usage
from pets.roles import Role
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import batch_get, batched
from pettracker_site.aws.errors import Conflict

from .domain import Photo, Status
from .keys import named_by, pet_prefixes
from .moving import Mover
from .repository import PhotoRepository, share_of
from .storage import PhotoStorage

_FOREVER = datetime.max.replace(tzinfo=UTC)
_KEPT = (Status.ACTIVE, Status.DELETED)
_MOMENT_SECONDS = 3  # longer than an index of DynamoDB usually lags behind


class Problem(enum.StrEnum):
    COUNT = "count"
    COVER = "cover"
    USAGE = "usage"
    PETS = "pets"
    OWNER = "owner"
    CLAIM = "claim"
    FILE = "file"
    NO_PET = "no-pet"
    NO_RECORD = "no-record"


@dataclass(frozen=True, slots=True)
class Difference:
    """`of` names the pet, photo, owner, claim or file that it is about."""

    problem: Problem
    of: str
    expected: str
    found: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class _Album:
    """A pet and its photos, as of the last write."""

    pet: Pet
    photos: tuple[Photo, ...]

    @property
    def shown(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.status == Status.ACTIVE]

    @property
    def cover(self) -> str:
        """The cover that it should have: the one it has, if everybody may see that, else the last taken of those."""
        by_time = sorted((each for each in self.shown if not each.hidden), key=lambda photo: photo.list_key)
        ids = [photo.id for photo in by_time]
        return self.pet.cover_photo_id if self.pet.cover_photo_id in ids else (ids[-1] if ids else "")

    @property
    def usage(self) -> Usage:
        """What they count in their owner's quota, with the pet itself: a pet counts until it is a tombstone."""
        shares = [share_of(photo) for photo in self.photos if photo.status != Status.PURGING]
        return sum(shares, Usage(pets=int(self.pet.status != PetStatus.PURGING)))


class Comparison:
    """Only looks, unless it is to `repair` counts, covers and quotas. All methods raise StoreUnavailable.

    While it looks at what is nobody's, `seen` is told how many records or files it looked at just now.
    """

    def __init__(
        self,
        repository: PhotoRepository,
        storage: PhotoStorage,
        *,
        repair: bool = False,
        wait: Callable[[float], None] = time.sleep,
        seen: Callable[[int], object] = lambda number: None,
    ) -> None:
        self.photos = repository
        self.pets = repository.pets
        self.storage = storage
        self.repair = repair
        self._wait = wait
        self.seen = seen
        accounts = repository.quota.table
        self._moves = Mover(repository, accounts.client, accounts.name)

    def owners(self) -> list[str]:
        """All who have or had a pet, by id. (Some 100 bytes of memory for each.)"""
        shards = [(status, shard) for status in PetStatus for shard in range(self.pets.shards)]
        pages = (page for status, shard in shards for page in self.pets.walk_shard(status, shard, _FOREVER))
        return sorted({pet.owner_id for page in pages for pet in page})

    def of_owner(self, owner_id: str) -> Iterator[Difference]:
        """What differs in an owner's albums and in what they are said to keep."""
        usage = Usage()
        for album in self._albums(owner_id):
            usage += album.usage
            if album.pet.status != PetStatus.PURGING:
                yield from self._owner(album.pet)
                yield from self._count_and_cover(album)
            yield from self._claims(album)
            yield from self._files(album)
        if self.pets.quota.used(owner_id) != usage:
            yield from self._usage(owner_id)

    def of_nobody(self) -> Iterator[Difference]:
        """Photos without a pet, claims without their photo, and files without a record, by shards and pages."""
        for shard in range(self.photos.shards):
            for status in (Status.PENDING, *_KEPT):
                for photos in self.photos.walk_shard(status, shard, _FOREVER):
                    yield from self._without_pet(photos)
                    self.seen(len(photos))
            for claims in self.photos.walk_claims(shard):
                claimed = {photo.claim_id: photo.id for photo in self._find([each["ClaimedBy"] for each in claims])}
                for claim in claims:
                    if claimed.get(claim["PhotoId"]) != claim["ClaimedBy"] and self.photos.table.get(claim["PhotoId"]):
                        yield Difference(Problem.CLAIM, claim["PhotoId"], "the photo that claims it", "none")
        for prefix in ("photos/", "thumbs/"):
            for page in self.storage.versions(prefix):
                yield from self._without_record(
                    [each.key for each in page if each.is_latest and each.length is not None]
                )
                self.seen(len(page))

    def _albums(self, owner_id: str) -> Iterator[_Album]:
        return map(self._album, self._all_pets(owner_id))

    def _all_pets(self, owner_id: str) -> Iterator[Pet]:
        for status in PetStatus:
            yield from self.pets.all_for_owner(owner_id, status=status)

    def _album(self, pet: Pet) -> _Album:
        return _Album(pet, tuple(photo for found in self.photos.walk_pet(pet.id) for photo in found))

    def _count_and_cover(self, seen: _Album) -> Iterator[Difference]:
        if _is_right(seen):
            return
        self._wait(_MOMENT_SECONDS)
        pet = self.pets.find(seen.pet.id)
        if pet is None or pet.status == PetStatus.PURGING or _is_right(album := self._album(pet)):
            return
        count, cover = len(album.shown), album.cover
        repaired = False
        if self.repair:
            with suppress(Conflict):
                self.pets.correct(pet, photo_count=count, cover_photo_id=cover)
                repaired = True
        if count != pet.photo_count:
            yield Difference(Problem.COUNT, pet.id, str(count), str(pet.photo_count), repaired)
        if cover != pet.cover_photo_id:
            yield Difference(Problem.COVER, pet.id, cover or "none", pet.cover_photo_id or "none", repaired)

    def _usage(self, owner_id: str) -> Iterator[Difference]:
        """What an owner is said to keep, in pets and in what hangs on them."""
        self._wait(_MOMENT_SECONDS)
        quota = self.pets.quota
        counted = quota.used(owner_id)
        usage = sum((album.usage for album in self._albums(owner_id)), Usage())
        if usage == counted or quota.used(owner_id) != counted or self._is_moving(owner_id):
            return
        repaired = False
        if self.repair:
            with suppress(Conflict):
                quota.correct(owner_id, counted, usage)
                repaired = True
        if usage.pets != counted.pets:
            yield Difference(Problem.PETS, owner_id, str(usage.pets), str(counted.pets), repaired)
        if (usage.photos, usage.length) != (counted.photos, counted.length):
            yield Difference(Problem.USAGE, owner_id, _words(usage), _words(counted), repaired)

    def _owner(self, pet: Pet) -> Iterator[Difference]:
        """Whose pet it is, is its owner by role, and nobody else is: a person has to look at anything else."""
        owners = [person for person in pet.members if pet.role_of(person, times.now()) is Role.OWNER]
        if owners != [pet.owner_id] and self.pets.find(pet.id) == pet:
            yield Difference(Problem.OWNER, pet.id, pet.owner_id, ", ".join(owners) or "none")

    def _is_moving(self, owner_id: str) -> bool:
        """Whether photos are on their way from or to this person: they count for whom they name, until it is ended."""
        for pet_id in self._moves.unfinished():
            pet = self.pets.find(pet_id)
            named = {photo.owner_id for found in self.photos.walk_pet(pet_id) for photo in found}
            if owner_id in named or (pet is not None and pet.owner_id == owner_id):
                return True
        return False

    def _claims(self, album: _Album) -> Iterator[Difference]:
        kept = [photo for photo in album.photos if photo.status in _KEPT]
        for some in batched(kept):
            claims = batch_get(self.photos.client, [(self.photos.table, photo.claim_id) for photo in some])
            for photo, claim in zip(some, claims, strict=True):
                found = claim["ClaimedBy"] if claim else "none"
                if found != photo.id and self._is_still(photo):
                    yield Difference(Problem.CLAIM, photo.claim_id, photo.id, found)

    def _files(self, album: _Album) -> Iterator[Difference]:
        kept = [photo for photo in album.photos if photo.status in _KEPT]
        lengths = self.storage.lengths(*pet_prefixes(album.pet.id)) if kept else {}
        for photo in kept:
            missing = [key for key in photo.keys if key not in lengths]
            length = lengths.get(photo.original_key, photo.length)
            if (missing or length != photo.length) and self._is_still(photo):
                for key in missing:
                    yield Difference(Problem.FILE, key, "a file", "none")
                if length != photo.length:
                    yield Difference(Problem.FILE, photo.original_key, f"{photo.length} bytes", f"{length} bytes")

    def _without_pet(self, photos: list[Photo]) -> Iterator[Difference]:
        pets = {
            pet.id for some in batched(sorted({each.pet_id for each in photos})) for pet in self.pets.find_many(some)
        }
        for photo in photos:
            if photo.pet_id not in pets and self._is_still(photo):
                yield Difference(Problem.NO_PET, photo.id, f"pet {photo.pet_id}", "none")

    def _without_record(self, keys: list[str]) -> Iterator[Difference]:
        names = {key: named_by(key) for key in keys}
        known = {(photo.pet_id, photo.id) for photo in self._find([name[1] for name in names.values() if name])}
        for key, name in names.items():
            if name not in known:
                yield Difference(Problem.NO_RECORD, key, "a record", "none")

    def _find(self, photo_ids: Iterable[str]) -> list[Photo]:
        return [photo for some in batched(sorted(set(photo_ids))) for photo in self.photos.find_many(some)]

    def _is_still(self, photo: Photo) -> bool:
        current = self.photos.find(photo.id)
        return current is not None and current.status == photo.status


def _is_right(album: _Album) -> bool:
    return (len(album.shown), album.cover) == (album.pet.photo_count, album.pet.cover_photo_id)


def _words(usage: Usage) -> str:
    return f"{usage.photos} photos, {usage.length} bytes"
