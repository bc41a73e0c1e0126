"""The only door to a photo for its owner: through its pet."""

import uuid
from collections.abc import Collection

from django.http import HttpRequest

from pets.access import check_own
from pets.domain import Pet
from pettracker_site.aws.errors import NotFound

from .domain import Photo, Status
from .repository import photos

SEEN = (Status.ACTIVE,)
SEEN_OR_IN_TRASH = (Status.ACTIVE, Status.DELETED)  # for deleting and restoring, which may be done already


def own_photo(
    request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID, *, among: Collection[Status] = SEEN
) -> tuple[Pet, Photo]:
    """A pet and one of its photos whose status is among those, by one call. Raises: NotFound."""
    pet, photo = photos().find_with_pet(str(pet_id), str(photo_id))
    pet = check_own(request, pet)
    if photo is None or photo.pet_id != pet.id or photo.status not in among:
        raise NotFound("photo")
    return pet, photo
