"""The only way to a photo for its pet's members: through the pet. Each call names the right it needs."""

import uuid
from collections.abc import Collection, Iterable
from typing import TypeGuard

from django.http import HttpRequest

from pets.access import check_own, own_pet, rights
from pets.domain import Pet
from pets.domain import Status as PetStatus
from pets.repository import pets
from pets.roles import Right
from pettracker_site.aws.errors import NotFound

from .domain import Photo, Status
from .repository import photos

SEEN = (Status.ACTIVE,)
SEEN_OR_IN_TRASH = (Status.ACTIVE, Status.DELETED)  # for deleting and restoring, which may be done already


def own_photo(
    request: HttpRequest,
    pet_id: uuid.UUID,
    photo_id: uuid.UUID,
    right: Right,
    *,
    among: Collection[Status] = SEEN,
) -> tuple[Pet, Photo]:
    """A pet and one of its photos whose status is among those, where the person has that right; by one call.

    Raises: NotFound, NotAllowed.
    """
    pet, photo = photos().find_with_pet(str(pet_id), str(photo_id))
    pet = check_own(request, pet, right)
    if not _may_be_seen(photo, request, pet, among):
        raise NotFound("photo")
    return pet, photo


def own_album(request: HttpRequest, pet_id: uuid.UUID) -> tuple[Pet, Photo | None]:
    """A pet, and the photo that `?photo=` says its album is to begin with, where there is one; by one call.

    Raises: NotFound for the pet alone.
    """
    try:
        named = uuid.UUID(request.GET.get("photo", ""))
    except ValueError:
        return own_pet(request, pet_id, Right.VIEW), None
    pet, photo = photos().find_with_pet(str(pet_id), str(named))
    pet = check_own(request, pet, Right.VIEW)
    return pet, photo if _may_be_seen(photo, request, pet, SEEN) else None


def own_pair(request: HttpRequest, pet_id: uuid.UUID, ids: tuple[str, str]) -> tuple[Pet, tuple[Photo, Photo]]:
    """A pet and two of its photos, that which was taken first before the other; by one call.

    Raises: NotFound, also where only one of them is to be seen.
    """
    pet, found = photos().find_both_with_pet(str(pet_id), ids)
    pet = check_own(request, pet, Right.VIEW)
    seen = [photo for photo in found if _may_be_seen(photo, request, pet, SEEN)]
    if len(seen) != 2:
        raise NotFound("photo")
    earlier, later = sorted(seen, key=lambda photo: photo.list_key)
    return pet, (earlier, later)


def seen_pets(request: HttpRequest, found: Iterable[Photo]) -> dict[str, Pet]:
    """The pets of at most 100 photos that are on show and that the person may see, by their ids; by one call."""
    ids = list(dict.fromkeys(photo.pet_id for photo in found))
    return {pet.id: pet for pet in pets().find_many(ids) if pet.status == PetStatus.ACTIVE and rights(request, pet)}


def _may_be_seen(photo: Photo | None, request: HttpRequest, pet: Pet, among: Collection[Status]) -> TypeGuard[Photo]:
    if photo is None or photo.pet_id != pet.id or photo.status not in among:
        return False
    return not is_hidden(request, pet, photo)


def is_hidden(request: HttpRequest, pet: Pet, photo: Photo) -> bool:
    """Whether an admin hid the photo from this person, who may see the pet but does not own it."""
    return photo.hidden and not sees_hidden(request, pet)


def sees_hidden(request: HttpRequest, pet: Pet) -> bool:
    return Right.SEE_HIDDEN in rights(request, pet)
