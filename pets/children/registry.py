"""Registry of child records of pets: photos, and each kind of record to come.

A kind registers once, in the `ready()` of its app (`photos/apps.py`); from then on purging, moving, the sweep, the
check of integrity, the copy of one's data and the admin's page of a pet walk over it, and know no kind by name.
"""

import enum
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise

from pets.domain import Pet
from pettracker_site.files.quota import Usage

if TYPE_CHECKING:
    from .sweeping import Sweeper


class Left(enum.IntEnum):
    """What of a pet that is being purged is still there."""

    NOTHING = 0
    WAITING = 1  # only tombstones, which end by themselves when their time has come
    WORK = 2  # something to remove


@dataclass(frozen=True, slots=True)
class Finding:
    """What a sweep or a check of integrity may find: `line` for whoever runs the command (of a check, with {of},
    {expected} and {found}), `label` for admins; `page` is the admin's page of what it is about, `link` what leads
    there."""

    line: str
    label: Promise
    page: str = ""
    link: Promise | str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a check found, by the code of its finding; `of` names the pet, record, owner or file that it is about."""

    problem: str
    of: str
    expected: str
    found: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class AdminPanel:
    """What the admin's page of a pet shows of a kind of record: how many there are (None where that would have to be
    counted), with a link to their list (`url`), and an own part of the page if it has a `template`, which gets this as
    `panel`. `has_bad_cursor`: whether the address has a cursor of another list."""

    label: Promise
    count: int | None
    url: str = ""
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    has_bad_cursor: bool = False


class PetChild(Protocol):
    """A kind of record that hangs on a pet; to be subclassed, which brings what most kinds need not say themselves.

    All methods raise StoreUnavailable. Writes ask in their own conditions for a pet that is on show, so nothing new can
    come once it is a tombstone.
    """

    name: str
    """Stands in reports and in the copy of one's data, as attributes are written: `Photos`. It never changes."""
    permission: str
    """What admins need before they are shown more than how many there are, such as `view_photos`."""
    orphan: str
    """The code of the finding that a record's pet does not exist."""
    sweep_findings: Mapping[str, Finding]
    """What `sweep` may find, by codes that no other kind has."""
    check_findings: Mapping[str, Finding]
    """What `check` and `check_strays` may find, with `orphan`; by codes that no other kind has."""

    @abstractmethod
    def list_all(self) -> Iterator[list[tuple[str, str]]]:
        """The ids of all records of all pets, each with its pet's, page by page; without tombstones."""

    @abstractmethod
    def left(self, pet_id: str, now: datetime) -> Left:
        """What is still there of a pet that is being purged; only looks."""

    @abstractmethod
    def purge(self, pet_id: str, now: datetime) -> None:
        """Remove what is left of a pet that is being purged, piece by piece, under the sweeper's rights.

        May be cut off anywhere and called again: `left` says what is still to do. Raises: Refused, after all others
        had their turn, where AWS keeps one of them.
        """

    @abstractmethod
    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        """Each record as its owner may take it home, what is in the trash included."""

    @abstractmethod
    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        """For the admin's page of the pet at the address's `query`, by one call at most; not `whole` for who may only
        see how many."""

    def move(self, pet: Pet, *, most: int) -> bool:
        """Let up to `most` records follow the pet to its owner. Whether a look found none that names another.

        Records that name no owner have nothing to do.
        """
        return True

    def usage(self, pet_id: str) -> Mapping[str, Usage]:
        """What the pet's records count in the quota of whom; nothing for a kind that is not counted."""
        return {}

    def sweep(self, sweeper: "Sweeper") -> None:
        """The kind's own part of a sweep: trash over its days, tombstones, files of nobody."""
        return

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """Compare the pet's records with each other, their files and the pet, and repair what may be where `repair`.

        What differs is looked at again after `settle`, since indexes lag behind.
        """
        yield from ()

    def check_strays(self, on_progress: Callable[[int], object]) -> Iterator[Difference]:
        """What belongs to no record of this kind: files, marks. `on_progress` is told how many were looked at."""
        yield from ()


_children: dict[str, PetChild] = {}


def register(child: PetChild) -> None:
    """To be called when the app starts; the second time does nothing. The order of the apps is that of the walks.

    Raises: ValueError where another kind has that name, or one of its codes.
    """
    known = _children.get(child.name)
    if known is not None and type(known) is not type(child):
        raise ValueError(f"two kinds of record have the name {child.name}")
    for other in _children.values():
        if other.name != child.name and (taken := _codes(other) & _codes(child)):
            raise ValueError(f"{child.name} and {other.name} both have {', '.join(sorted(taken))}")
    _children.setdefault(child.name, child)


def children() -> tuple[PetChild, ...]:
    return tuple(_children.values())


def _codes(child: PetChild) -> set[str]:
    return {*child.sweep_findings, *child.check_findings}
