"""What people keep, for the admins: asked for a page of people at once, at a constant number of calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pets.domain import Status
from pets.repository import pets
from pettracker_site.aws.parallel import run_in_parallel
from pettracker_site.files.quota import QuotaStatus
from pettracker_site.models import User


@dataclass(frozen=True, slots=True)
class UserUsage:
    """`in_trash` is only told of a single person."""

    pets: int
    quota: QuotaStatus
    in_trash: int = 0


def usage_of_each(people: Iterable[User]) -> dict[str, UserUsage]:
    """By a count for each of up to 100 people and one call for what they keep, all side by side.

    Raises: StoreUnavailable.
    """
    keys = [person.key for person in people]
    if not keys:
        return {}
    counts = [partial(pets().count_for_owner, key, Status.ACTIVE) for key in keys]
    statuses, *numbers = _asked(partial(pets().quota.statuses, keys), *counts)
    return {key: UserUsage(number, statuses[key]) for key, number in zip(keys, numbers, strict=True)}


def usage_of(person: User) -> UserUsage:
    """By three calls. Raises: StoreUnavailable."""
    status, active, deleted = _asked(
        partial(pets().quota.status, person.key),
        partial(pets().count_for_owner, person.key, Status.ACTIVE),
        partial(pets().count_for_owner, person.key, Status.DELETED),
    )
    return UserUsage(active, status, deleted)


def _asked(*tasks: Callable[[], Any]) -> list[Any]:
    return run_in_parallel(tasks)
