"""The integrity check of photos: whether records, files, counts, covers and claims are consistent."""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pets.children.integrity import PET_LINK, PET_PAGE
from pets.children.registry import Difference, Finding
from pets.domain import Pet
from pets.domain import Status as PetStatus
from pettracker_site.aws.dynamo import Item, batch_get, batched
from pettracker_site.aws.errors import Conflict
from pettracker_site.files.storage import FileStorage
from photos.domain import Photo, Status
from photos.keys import named_by, pet_prefixes
from photos.photo_table import SPARSE_KEYS
from photos.repository import PhotoRepository

KEPT = (Status.ACTIVE, Status.DELETED)


class Problem(enum.StrEnum):
    """What a check may find of photos."""

    COUNT = "count"
    COVER = "cover"
    CLAIM = "claim"
    KEYS = "keys"
    FILE = "file"
    NO_PET = "no-pet"
    NO_RECORD = "no-record"


FINDINGS: dict[str, Finding] = {
    Problem.COUNT: Finding(
        "Number of photos of pet {of}: {found}, should be {expected}",
        _("Pets with a wrong number of photos"),
        PET_PAGE,
        PET_LINK,
    ),
    Problem.COVER: Finding(
        "Cover of pet {of}: {found}, should be {expected}", _("Pets with a wrong cover"), PET_PAGE, PET_LINK
    ),
    Problem.CLAIM: Finding("Claim {of}: {found}, should be {expected}", _("Wrong duplicate markers")),
    Problem.KEYS: Finding(
        "Photo {of} in lists of days and favourites: {found}, should be {expected}",
        _("Photos that lists of days or favourites miss or show wrongly"),
        "admin:photo",
        _("photo %(id)s"),
    ),
    Problem.FILE: Finding("File {of}: {found}, should be {expected}", _("Files that differ from their photo")),
    Problem.NO_PET: Finding(
        "Photo {of}: its {expected} does not exist", _("Photos without a pet"), "admin:photo", _("photo %(id)s")
    ),
    Problem.NO_RECORD: Finding(
        "File {of}: no photo has it (`manage.py sweep` removes it after a day)", _("Orphaned files, without a photo")
    ),
}


@dataclass(frozen=True, slots=True)
class _Album:
    """A pet and its photos, as of the last write; `keys` are those of sparse indexes as they are kept, by photo."""

    pet: Pet
    photos: tuple[Photo, ...]
    keys: Mapping[str, Item]

    @property
    def shown(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.status == Status.ACTIVE]

    @property
    def kept(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.status in KEPT]

    @property
    def cover(self) -> str:
        """The cover that it should have: the one it has, if everybody may see that, else the last taken of those."""
        by_time = sorted((each for each in self.shown if not each.hidden), key=lambda photo: photo.list_key)
        ids = [photo.id for photo in by_time]
        return self.pet.cover_photo_id if self.pet.cover_photo_id in ids else (ids[-1] if ids else "")

    @property
    def is_right(self) -> bool:
        return (len(self.shown), self.cover) == (self.pet.photo_count, self.pet.cover_photo_id)


class PhotoCheck:
    """All methods raise StoreUnavailable."""

    def __init__(self, repository: PhotoRepository, storage: FileStorage) -> None:
        self.photos = repository
        self.pets = repository.pets
        self.storage = storage

    def of_pet(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """Count, cover, index keys, claims and files of a pet's photos; the first three are repaired where `repair`."""
        album = self._album(pet)
        if pet.status != PetStatus.PURGING and not album.is_right:
            settle()
            yield from self._count_and_cover(pet.id, repair=repair)
        yield from self._index_keys(album, repair=repair)
        yield from self._claims(album)
        yield from self._files(album)

    def of_nobody(self, on_progress: Callable[[int], object]) -> Iterator[Difference]:
        """Claims without their photo, and files without a record, by shards and pages."""
        for shard in range(self.photos.shards):
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
                on_progress(len(page))

    def _album(self, pet: Pet) -> _Album:
        items = [item for found in self.photos.walk_pet_items(pet.id) for item in found]
        keys = {item["PhotoId"]: {name: item.get(name) for name in SPARSE_KEYS} for item in items}
        return _Album(pet, tuple(map(Photo.from_item, items)), keys)

    def _count_and_cover(self, pet_id: str, *, repair: bool) -> Iterator[Difference]:
        pet = self.pets.find(pet_id)
        if pet is None or pet.status == PetStatus.PURGING or (album := self._album(pet)).is_right:
            return
        count, cover = len(album.shown), album.cover
        repaired = False
        if repair:
            with suppress(Conflict):
                self.pets.correct(pet, photo_count=count, cover_photo_id=cover)
                repaired = True
        if count != pet.photo_count:
            yield Difference(Problem.COUNT, pet.id, str(count), str(pet.photo_count), repaired)
        if cover != pet.cover_photo_id:
            yield Difference(Problem.COVER, pet.id, cover or "none", pet.cover_photo_id or "none", repaired)

    def _index_keys(self, album: _Album, *, repair: bool) -> Iterator[Difference]:
        """Keys and what they follow from were read at once, so what differs has no need to be looked at again."""
        for photo in album.photos:
            kept, expected = album.keys[photo.id], self.photos.sparse_keys(photo)
            if kept == expected:
                continue
            repaired = False
            if repair:
                with suppress(Conflict):
                    self.photos.write_sparse_keys(photo)
                    repaired = True
            yield Difference(Problem.KEYS, photo.id, _names(expected), _names(kept), repaired)

    def _claims(self, album: _Album) -> Iterator[Difference]:
        for some in batched(album.kept):
            claims = batch_get(self.photos.client, [(self.photos.table, photo.claim_id) for photo in some])
            for photo, claim in zip(some, claims, strict=True):
                found = claim["ClaimedBy"] if claim else "none"
                if found != photo.id and self._is_still(photo):
                    yield Difference(Problem.CLAIM, photo.claim_id, photo.id, found)

    def _files(self, album: _Album) -> Iterator[Difference]:
        lengths = self.storage.lengths(*pet_prefixes(album.pet.id)) if album.kept else {}
        for photo in album.kept:
            missing = [key for key in photo.keys if key not in lengths]
            length = lengths.get(photo.original_key, photo.length)
            if (missing or length != photo.length) and self._is_still(photo):
                for key in missing:
                    yield Difference(Problem.FILE, key, "a file", "none")
                if length != photo.length:
                    yield Difference(Problem.FILE, photo.original_key, f"{photo.length} bytes", f"{length} bytes")

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


def _names(keys: Mapping[str, object]) -> str:
    """Which keys there are, with their values, which are ids and times."""
    return ", ".join(f"{name} {key}" for name, key in keys.items() if key) or "none"
