"""How much people keep, for the admins: asked for a page of people at once, at a constant number of calls."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pets.domain import Status
from pets.repository import pets
from pettracker_site.aws.shards import side_by_side
from pettracker_site.models import User
from photos.quota import Account
from photos.repository import photos


@dataclass(frozen=True, slots=True)
class Kept:
    """`in_trash` is only told of a single person."""

    pets: int
    account: Account
    in_trash: int = 0


def kept_by(people: Iterable[User]) -> dict[str, Kept]:
    """By a count for each of up to 100 people and one call for what they keep, all side by side.

    Raises: StoreUnavailable.
    """
    keys = [person.key for person in people]
    if not keys:
        return {}
    counts = [partial(pets().count_for_owner, key, Status.ACTIVE) for key in keys]
    accounts, *numbers = _asked(partial(photos().quota.accounts, keys), *counts)
    return {key: Kept(number, accounts[key]) for key, number in zip(keys, numbers, strict=True)}


def kept_by_one(person: User) -> Kept:
    """By three calls. Raises: StoreUnavailable."""
    account, active, deleted = _asked(
        partial(photos().quota.account, person.key),
        partial(pets().count_for_owner, person.key, Status.ACTIVE),
        partial(pets().count_for_owner, person.key, Status.DELETED),
    )
    return Kept(active, account, deleted)


def _asked(*tasks: Callable[[], Any]) -> list[Any]:
    return side_by_side(tasks)
