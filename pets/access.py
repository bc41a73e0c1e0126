"""The only door to a pet for its owner. A stranger's pet looks exactly like one that does not exist."""

import uuid

from django.http import HttpRequest

from pettracker_site.aws.errors import NotFound

from .domain import Pet, Status
from .repository import pets


def own_pet(request: HttpRequest, pet_id: uuid.UUID, *, status: Status = Status.ACTIVE) -> Pet:
    """The pet, by one call, if it is of that status and the person may see it. Raises: NotFound."""
    return check_own(request, pets().find(str(pet_id)), status=status)


def check_own(request: HttpRequest, pet: Pet | None, *, status: Status = Status.ACTIVE) -> Pet:
    """The same for a pet that was read already. Raises: NotFound."""
    if pet is None or pet.status != status or pet.role_of(str(request.user.pk)) is None:
        raise NotFound("pet")
    return pet
