"""Purging a pet: deletes all its child records, its own tombstone last.

Each step may be cut off anywhere, and is begun again by the next sweep. While something was there to remove, the
tombstone stays for another hour, since more may be on its way.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from pets.domain import Pet
from pets.repository import PetRepository
from pettracker_site.aws.errors import Conflict, Refused

from .registry import Left, children

PURGE_DELAY = timedelta(hours=1)  # a tombstone is deleted after an hour in which nothing more turned up


def is_waiting(tombstone: Pet, now: datetime) -> bool:
    """Whether nothing is left to do but wait for the tombstone's hour. Raises: StoreUnavailable."""
    left = max((child.left(tombstone.id, now) for child in children()), default=Left.NOTHING)
    return left == Left.WAITING or (left == Left.NOTHING and not is_over(tombstone.purged_at, now))


def resume(pets: PetRepository, tombstone: Pet, now: datetime) -> bool:
    """Remove what is left, and the tombstone itself where that is due. Whether the pet is gone.

    Raises: Refused, after every kind had its turn; StoreUnavailable.
    """
    left = [(child, child.left(tombstone.id, now)) for child in children()]
    at_work = [child for child, what in left if what == Left.WORK]
    refusal: Refused | None = None
    for child in at_work:
        try:
            child.purge(tombstone.id, now)
        except Refused as error:
            refusal = error
    if refusal:
        raise refusal
    with suppress(Conflict):  # another sweep is at it too
        if at_work:
            pets.extend_purge(tombstone, now)
        elif all(what == Left.NOTHING for _, what in left) and is_over(tombstone.purged_at, now):
            pets.end_purge(tombstone)
            return True
    return False


def is_over(purged_at: datetime | None, now: datetime) -> bool:
    """Whether a tombstone has stood for its hour."""
    return purged_at is not None and purged_at <= now - PURGE_DELAY
