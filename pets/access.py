"""The only way to a pet for its members, and who they are. Each call names the right it needs.

A stranger's pet looks exactly like one that does not exist; to who may see a pet, what they may not do to it is said.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest

from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound

from .domain import Pet, Status
from .repository import pets
from .rights import Permit, check
from .roles import Right, rights_of
from .weights.units import Unit

SEEN = (Status.ACTIVE,)
SEEN_OR_IN_TRASH = (Status.ACTIVE, Status.DELETED)  # for deleting and restoring, which may be done already


def own_pet(request: HttpRequest, pet_id: uuid.UUID, right: Right, *, among: Collection[Status] = SEEN) -> Pet:
    """The pet, by one call, if its status is among those and the person may do that. Raises: NotFound, NotAllowed."""
    return check_own(request, pets().find(str(pet_id)), right, among=among)


def check_own(request: HttpRequest, pet: Pet | None, right: Right, *, among: Collection[Status] = SEEN) -> Pet:
    """The same for a pet that was read already. Raises: NotFound, NotAllowed."""
    if pet is None or pet.status not in among:
        raise NotFound("pet")
    return check(pet, str(request.user.pk), right)


def permit(request: HttpRequest, right: Right) -> Permit:
    """The permit for a write, which checks the right again."""
    return Permit(str(request.user.pk), right)


def rights(request: HttpRequest, pet: Pet) -> frozenset[Right]:
    """All rights of the person, for pages that show the possible actions."""
    return rights_of(pet.role_of(str(request.user.pk), times.now()))


@dataclass(frozen=True, slots=True)
class Owner:
    """The person behind a request, as pets and photos need to know them. (The user model is in a package above.)"""

    id: str
    unit: Unit


def owner_of(request: HttpRequest) -> Owner:
    user = cast(Any, request.user)
    return Owner(id=str(user.pk), unit="lb" if user.weight_unit == "lb" else "kg")
