"""Photos as child records of a pet: purging, moving, checks, export, and the admin panel."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pets.children.registry import AdminPanel, Difference, Left, PetChild
from pets.children.sweeping import FOREVER, Sweeper
from pets.domain import Pet
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, changes
from pettracker_site.aws.errors import BadCursor
from pettracker_site.aws.paging import Page
from pettracker_site.aws.transactions import TransactionRefused, transact
from pettracker_site.files.quota import Usage
from pettracker_site.files.storage import file_storage
from photos.maintenance.purging import Purger

from .domain import Photo, Status
from .maintenance import integrity, sweeping
from .photo_table import is_set
from .repository import PhotoRepository, photos, share_of

_NOT_EXPORTED = frozenset(
    {"OwnerId", "Version", "Sha256", "Placeholder", "Derivatives", "S3Key", "StatusTakenAt", "AdminShard", "AdminTime"}
    | {"OwnerDay", "FavouritePetId", "FavouriteOwnerId"}
)
"""Attributes that only the store and its indexes need."""


class PhotoChild(PetChild):
    """`repository` gives the one that it works on."""

    name = "Photos"
    permission = "view_photos"
    orphan = integrity.Problem.NO_PET
    sweep_findings = sweeping.FINDINGS
    check_findings = integrity.FINDINGS

    def __init__(self, repository: Callable[[], PhotoRepository] = photos) -> None:
        self.repository = repository

    def list_all(self) -> Iterator[list[tuple[str, str]]]:
        repository = self.repository()
        for shard in range(repository.shards):
            for status in (Status.PENDING, *integrity.KEPT):
                for found in repository.walk_shard(status, shard, FOREVER):
                    yield [(photo.id, photo.pet_id) for photo in found]

    def usage(self, pet_id: str) -> Mapping[str, Usage]:
        used: dict[str, Usage] = {}
        for found in self.repository().walk_pet(pet_id):
            for photo in found:
                if photo.status != Status.PURGING:
                    used[photo.owner_id] = used.get(photo.owner_id, Usage()) + share_of(photo)
        return used

    def left(self, pet_id: str, now: datetime) -> Left:
        return self._purger(lambda: now).left(pet_id)

    def purge(self, pet_id: str, now: datetime) -> None:
        self._purger(lambda: now).purge_album(pet_id)

    def move(self, pet: Pet, *, most: int) -> bool:
        """Uploads from before the move are left to their own end, and the move is not over while they are under way."""
        while left := list(islice(self._still_with_others(pet), most + 1)):
            ready = [photo for photo in left if photo.status != Status.PENDING]
            for photo in ready[:most]:
                self._hand_over(photo, pet.owner_id)
            most -= len(ready)
            if most < 0 or len(ready) < len(left):
                return False
        return True

    def sweep(self, sweeper: Sweeper) -> None:
        sweeping.PhotoSweep(sweeper, self._purger(sweeper.clock)).run()

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        return self._check().of_pet(pet, repair=repair, settle=settle)

    def check_strays(self, on_progress: Callable[[int], object]) -> Iterator[Difference]:
        return self._check().of_nobody(on_progress)

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        for status in integrity.KEPT:
            for photo in self.repository().all_for_pet(pet_id, status=status):
                item = photo.to_item()
                yield {name: said for name, said in item.items() if said is not None and name not in _NOT_EXPORTED}

    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        """With a page of them, by one call: those on show, or (`photos=deleted`) in the trash."""
        if not whole:
            return AdminPanel(_("Photos"), pet.photo_count)
        status = Status.DELETED if query.get("photos") == "deleted" else Status.ACTIVE
        album: Page[Photo] = Page(())
        has_bad_cursor = False
        try:
            album = self.repository().list_for_pet(pet.id, status=status, cursor=query.get("cursor", ""))
        except BadCursor:
            has_bad_cursor = True
        return AdminPanel(
            _("Photos"),
            pet.photo_count,
            url=f"{reverse('admin:photos')}?pet={pet.id}&status={status}",
            template="admin/pets_and_photos/_album.html",
            context={"album": album, "status": status},
            has_bad_cursor=has_bad_cursor,
        )

    def _still_with_others(self, pet: Pet) -> Iterator[Photo]:
        """Those that are being purged tell nothing of anybody any more."""
        for found in self.repository().walk_pet(pet.id):
            for photo in found:
                if photo.owner_id != pet.owner_id and photo.status != Status.PURGING:
                    yield photo

    def _hand_over(self, photo: Photo, owner_id: str) -> None:
        """The photo and its share of the quota, together."""
        repository = self.repository()
        update = changes(repository.item(photo), repository.item(replace(photo, owner_id=owner_id)))
        # With what decides whether it is found among the favourites of its owner.
        is_as_read = Attr("OwnerId").eq(photo.owner_id) & Attr("StatusTakenAt").eq(photo.list_key)
        is_as_read &= is_set("Favourite", photo.favourite)
        share = share_of(photo)
        try:
            transact(
                photo=repository.table.update(photo.id, update, is_as_read),
                usage=repository.quota.reserve_unchecked(owner_id, share),
                former_usage=repository.quota.release(photo.owner_id, share),
            )
        except TransactionRefused:
            return  # handed over or taken out meanwhile; the walk after this one looks again

    def _purger(self, clock: Callable[[], datetime] = times.now) -> Purger:
        return Purger(self.repository(), file_storage(), clock)

    def _check(self) -> integrity.PhotoCheck:
        return integrity.PhotoCheck(self.repository(), file_storage())
