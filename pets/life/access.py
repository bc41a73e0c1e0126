"""The only way to a record of a pet's life for its members: through the pet. Each call names the right it needs."""

import uuid
from collections.abc import Collection

from django.http import HttpRequest

from pets.access import check_own
from pets.domain import Pet, Status
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound

from .records import R
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
