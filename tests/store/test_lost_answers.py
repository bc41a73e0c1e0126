"""A write that took place although its answer was lost: one effect, and a success in the end."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ReadTimeoutError
from django.conf import settings

from pets.children.moving import Mover
from pets.repository import PetRepository
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.files.quota import Quota, Usage
from pettracker_site.files.storage import file_storage
from photos.domain import Photo, Status
from photos.maintenance.purging import Purger
from photos.repository import PhotoRepository
from tests.store.makers import NOW, OWNER, STRANGER, new_pet, new_photo

WRITES = {"put_item", "update_item", "delete_item", "transact_write_items"}
NEW_OWNER = "33333333-3333-4333-8333-333333333333"
LATER = NOW + timedelta(days=1)


class Line:
    """The real client on a bad line: while `bad`, each write takes place and then `happens`."""

    def __init__(self, real):
        self.real, self.happens, self.writes = real, None, 0

    def __getattr__(self, operation):
        real = getattr(self.real, operation)
        if operation not in WRITES:
            return real

        def write(**request):
            self.writes += 1
            return self.happens(real, request) if self.happens else real(**request)

        return write


def sent_again(real, request):
    """The answer is lost, and botocore sends the very same request once more."""
    real(**request)
    return real(**request)


def lost(real, request):
    """The answer is lost, and those of all further attempts."""
    real(**request)
    raise ReadTimeoutError(endpoint_url="dynamodb")


class Album:
    """A pet with two photos, the first its cover, and one in the trash, on a line that can be made bad."""

    def __init__(self, owner=OWNER):
        self.owner = owner
        self.line = Line(clients.dynamodb())
        quota = Quota(self.line, settings.ACCOUNTS_TABLE)
        self.pets = PetRepository(self.line, settings.PETS_TABLE, audit_log(), quota=quota)
        self.photos = PhotoRepository(self.line, settings.PHOTOS_TABLE, self.pets)
        self.purger = Purger(self.photos, file_storage(), lambda: LATER)
        self.mover = Mover(self.pets, self.line, settings.ACCOUNTS_TABLE)
        self.new = new_pet("Max", owner)
        self.pet = self.pets.add(new_pet(owner_id=owner))
        self.cover, self.second, self.third = (self.add(days) for days in range(3))
        self.trashed = self.photos.delete(self.third, NOW)
        self.reserved = new_photo(self.pet, days=3)
        self.photos.reserve(self.reserved)

    def add(self, days: int) -> Photo:
        photo = new_photo(self.pet, days=days)
        self.photos.reserve(photo)
        return self.photos.activate(photo, self.owner)

    def facts(self):
        """The pet with its count and cover, the status and details of each photo, what the owner keeps."""
        pet = self.pets.get(self.pet.id)
        photos = [photo for found in self.photos.walk_pet(pet.id) for photo in found]
        details = {photo.id: (photo.status, photo.caption, photo.favourite) for photo in photos}
        keeps = sum(photo.status != Status.PURGING for photo in photos)
        counted = {owner: self.pets.quota.used(owner).pets for owner in (self.owner, NEW_OWNER)}
        owned = Counter(each.owner_id for each in map(self.pets.find, (self.pet.id, self.new.id)) if _counts(each))
        assert counted == {owner: owned[owner] for owner in counted}
        length = sum(photo.length for photo in photos)
        assert self.pets.quota.used(self.owner) == Usage(keeps, length, pets=counted[self.owner])
        if pet.status != "purging":
            assert pet.photo_count == sum(status == Status.ACTIVE for status, *_ in details.values())
        is_moved = pet.owner_id == NEW_OWNER
        return pet.status, pet.name, pet.version, is_moved, pet.photo_count, pet.cover_photo_id, details


def _counts(pet) -> bool:
    return pet is not None and pet.status != "purging"


@pytest.fixture
def album(aws):
    return Album()


FLOWS = {
    "add a pet": lambda a: a.pets.add(a.new),
    "edit a pet": lambda a: a.pets.edit(a.pet, replace(a.pet.profile, name="Max"), NOW, "form"),
    "delete a pet": lambda a: a.pets.delete(a.pet, NOW),
    "move a pet": lambda a: a.mover.begin(a.pet, NEW_OWNER),
    "purge a pet": lambda a: a.pets.begin_purge(a.pet, NOW),
    "reserve": lambda a: a.photos.reserve(a.fresh),
    "activate": lambda a: a.photos.activate(a.reserved, a.owner),
    "forget": lambda a: a.photos.discard_reservation(a.reserved),
    "edit a photo": lambda a: a.photos.edit(a.second, a.second.edited("At sea", NOW, NOW.date())),
    "mark": lambda a: a.photos.mark(a.second, favourite=True),
    "make cover": lambda a: a.photos.make_cover(a.second),
    "delete the cover": lambda a: a.photos.delete(a.cover, NOW),
    "delete another": lambda a: a.photos.delete(a.second, NOW),
    "restore": lambda a: a.photos.restore(a.trashed),
    "purge the cover": lambda a: a.purger.begin(a.cover),
    "purge from the trash": lambda a: a.purger.begin(a.trashed),
    "purge what is pending": lambda a: a.purger.begin(a.reserved),
}


def expected(flow) -> tuple:
    """What the flow leaves on a good line, for another owner (who gives it to the same new owner)."""
    clients.dynamodb().delete_item(
        TableName=settings.ACCOUNTS_TABLE, Key={"AccountId": {"S": NEW_OWNER}, "Item": {"S": "usage"}}
    )
    album = Album(STRANGER)
    album.fresh = new_photo(album.pet, days=4)
    before = album.facts()
    FLOWS[flow](album)
    after = album.facts()
    assert before != after or flow == "add a pet"
    return shape(album, after)


def shape(album, facts):
    """Facts that can be compared between two albums: ids by their names."""
    names = {photo.id: name for name, photo in vars(album).items() if isinstance(photo, Photo)}
    *pet, cover, photos = facts
    return *pet, names.get(cover), {names[id]: details for id, details in photos.items()}


@pytest.mark.parametrize("flow", FLOWS)
def test_a_write_that_is_sent_again_has_one_effect_and_is_a_success(album, flow):
    album.fresh = new_photo(album.pet, days=4)
    album.line.happens = sent_again
    FLOWS[flow](album)
    assert album.line.writes
    assert shape(album, album.facts()) == expected(flow)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_that_is_begun_anew_after_its_answer_was_lost_has_one_effect_and_is_a_success(album, flow):
    album.fresh = new_photo(album.pet, days=4)
    album.line.happens = lost
    with pytest.raises(StoreUnavailable):
        FLOWS[flow](album)
    album.line.happens = None
    FLOWS[flow](album)
    assert shape(album, album.facts()) == expected(flow)


def test_a_last_free_place_that_ones_own_lost_reservation_took_is_no_full_album(album):
    album.photos.quota.photos = 5
    photo = new_photo(album.pet)
    album.line.happens = sent_again
    album.photos.reserve(photo)
    assert album.photos.quota.used(OWNER).photos == 5


def test_a_form_sent_again_after_its_answer_was_lost_finds_its_own_words(album):
    """The second time it is made from the photo as it is by now, under the version that it was opened with."""
    album.photos.edit(album.second, album.second.edited("At sea", NOW, NOW.date()))
    now = album.photos.find(album.second.id)
    again = album.photos.edit(replace(now, version=1), now.edited("At sea", NOW, NOW.date()))
    assert again == now


def test_a_pet_that_went_while_its_photo_was_deleted_leaves_no_trace(album):
    detach_from_pet = album.photos.detach_from_pet

    def too_late(photo, by):
        actions = detach_from_pet(photo, by)
        album.line.real.delete_item(TableName=settings.PETS_TABLE, Key={"PetId": {"S": album.pet.id}})
        return actions

    album.photos.detach_from_pet = too_late
    album.photos.delete(album.second, NOW)
    assert album.pets.find(album.pet.id) is None


def test_a_photo_that_was_restored_meanwhile_is_not_purged(album):
    album.photos.restore(album.trashed)
    with pytest.raises(NotFound):
        album.purger.begin(album.trashed)
    assert album.photos.find(album.trashed.id).status == Status.ACTIVE


def test_a_pet_that_was_restored_meanwhile_is_not_purged(album):
    deleted = album.pets.delete(album.pet, NOW)
    album.pets.restore(deleted)
    with pytest.raises(NotFound):
        album.pets.begin_purge(deleted, NOW)
    assert album.pets.get(album.pet.id).status == "active"
