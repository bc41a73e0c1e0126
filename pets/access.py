"""The only door to a pet for its owner. A stranger's pet looks exactly like one that does not exist."""

import uuid
from collections.abc import Collection

from django.http import HttpRequest

from pettracker_site.aws.errors import NotFound

from .domain import Pet, Status
from .repository import pets

SEEN = (Status.ACTIVE,)
SEEN_OR_IN_TRASH = (Status.ACTIVE, Status.DELETED)  # for deleting and restoring, which may be done already


def own_pet(request: HttpRequest, pet_id: uuid.UUID, *, among: Collection[Status] = SEEN) -> Pet:
    """The pet, by one call, if its status is among those and the person may see it. Raises: NotFound."""
    return check_own(request, pets().find(str(pet_id)), among=among)


def check_own(request: HttpRequest, pet: Pet | None, *, among: Collection[Status] = SEEN) -> Pet:
    """The same for a pet that was read already. Raises: NotFound."""
    if pet is None or pet.status not in among or pet.role_of(str(request.user.pk)) is None:
        raise NotFound("pet")
    return pet
