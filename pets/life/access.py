"""The only way to a record of a pet's life for its members: through the pet. Each call names the right it needs."""

import uuid
from collections.abc import Collection

from django.http import HttpRequest

from pets.access import check_own, permit, rights
from pets.domain import Pet, Status
from pets.rights import Permit, check
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound

from .records import R, Record
from .repository import life

SEEN = (Status.ACTIVE,)
SEEN_OR_IN_TRASH = (Status.ACTIVE, Status.DELETED)  # for deleting and restoring, which may be done already


def own_record(
    request: HttpRequest,
    pet_id: uuid.UUID,
    kind: type[R],
    record_id: uuid.UUID,
    right: Right,
    *,
    among: Collection[Status] = SEEN,
) -> tuple[Pet, R]:
    """A pet and one of its records whose status is among those, where the person has that right; by one call.

    Raises: NotFound, also for a record of another pet or kind; NotAllowed.
    """
    found, [item] = life().pet_with(str(pet_id), kind.key_of(str(record_id)))
    pet = check_own(request, found, right)
    record = kind.from_item(item) if item else None
    if record is None or record.status not in among or life().is_over(record, times.now()):
        raise NotFound(kind.KIND)
    return pet, record


def may_delete(request: HttpRequest, pet: Pet, record: Record) -> bool:
    """Whether this person may put a record in the trash: anybody's, or what they added themselves."""
    may = rights(request, pet)
    return Right.EDIT_RECORDS in may or (Right.ADD_RECORDS in may and record.by == str(request.user.pk))


def permit_to_delete(request: HttpRequest, pet: Pet, record: Record) -> tuple[Permit, str]:
    """The permit to put a record in the trash, and whose it has to be: empty for anybody's, as `Life.delete` takes it.

    Who may only add takes back their own, and cannot restore it. Raises: NotAllowed.
    """
    if Right.EDIT_RECORDS in rights(request, pet):
        return permit(request, Right.EDIT_RECORDS), ""
    person = str(request.user.pk)
    right = Right.ADD_RECORDS if record.by == person else Right.EDIT_RECORDS
    check(pet, person, right)
    return permit(request, right), person
