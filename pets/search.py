"""Search over one's own pets, by name, kind and breed: all of them are read, and compared here."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache

from pettracker_site.aws.paging import Cursor, Page

from .domain import Pet, sort_name
from .profile import UNKNOWN_BREED


def matcher(typed: str) -> Callable[[Pet], bool]:
    """Whether each of the words stands somewhere in a pet's name, kind or breed, whatever their case and accents."""
    words = sort_name(typed).split()

    def matches(pet: Pet) -> bool:
        breed = "" if pet.profile.breed == UNKNOWN_BREED else pet.profile.breed
        said = f"{sort_name(pet.name)}\n{_plain(str(pet.kind.label))}\n{_plain(breed)}"
        return all(word in said for word in words)

    return matches


def page_among(pets: Iterable[Pet], *, listing: str, cursor: str, size: int) -> Page[Pet]:
    """One page of pets that were read already, in alphabetical order. Raises: BadCursor."""
    ordered = sorted(pets, key=lambda pet: pet.list_key)
    keys = [pet.list_key for pet in ordered]
    at = Cursor.read(cursor, listing) if cursor else None
    first = 0
    if at:
        key = at.key["StatusName"]
        first = max(0, bisect_left(keys, key) - size) if at.backward else bisect_right(keys, key)
    shown, rest = ordered[first : first + size], ordered[first + size :]

    def cursor_at(pet: Pet, *, backward: bool) -> str:
        return Cursor({"StatusName": pet.list_key}, backward).sign(listing)

    return Page(
        tuple(shown),
        previous=cursor_at(shown[0], backward=True) if first and shown else "",
        next=cursor_at(shown[-1], backward=False) if rest and shown else "",
    )


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """As `sort_name`, for what many pets share."""
    return sort_name(text)
