"""Permissions on a pet: its members, and the table of roles and rights. No Django, no AWS."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from pettracker_site.aws import times


class Role(enum.StrEnum):
    OWNER = "owner"
    CO_OWNER = "co-owner"
    CARER = "carer"
    VIEWER = "viewer"


class Right(enum.StrEnum):
    """A permission on a pet, its photos and the records of its life."""

    VIEW = "view"
    EDIT = "edit"
    DELETE = "delete"  # the pet, to the trash and back
    ADD_PHOTOS = "add-photos"
    EDIT_PHOTOS = "edit-photos"  # their captions and dates
    ARRANGE = "arrange"  # favourites and the cover
    DELETE_PHOTOS = "delete-photos"  # to the trash and back
    MOVE_PHOTOS = "move-photos"  # to another pet of the same owner, who needs it on both
    ADD_RECORDS = "add-records"  # of its life: what was measured or done, and to take one's own back
    EDIT_RECORDS = "edit-records"  # anybody's, to the trash and back too
    EMPTY_TRASH = "empty-trash"  # the pet, or photos of it, from the trash for good
    DOWNLOAD = "download"  # originals, with all that a camera writes into them
    SEE_HIDDEN = "see-hidden"  # what an admin hid from everybody but the owner


_OWNERS = frozenset({Role.OWNER, Role.CO_OWNER})
_CARERS = _OWNERS | {Role.CARER}
ROLES: Mapping[Right, frozenset[Role]] = {
    Right.VIEW: frozenset(Role),
    Right.EDIT: _OWNERS,
    Right.DELETE: frozenset({Role.OWNER}),
    Right.ADD_PHOTOS: _CARERS,
    Right.EDIT_PHOTOS: _CARERS,
    Right.ARRANGE: _OWNERS,
    Right.DELETE_PHOTOS: _OWNERS,
    Right.MOVE_PHOTOS: frozenset({Role.OWNER}),
    Right.ADD_RECORDS: _CARERS,
    Right.EDIT_RECORDS: _OWNERS,
    Right.EMPTY_TRASH: frozenset({Role.OWNER}),
    Right.DOWNLOAD: _OWNERS,
    Right.SEE_HIDDEN: frozenset({Role.OWNER}),
}
"""Which roles have which right, defined only here. Admins' permissions (move, purge) are Django's."""


@dataclass(frozen=True, slots=True)
class Member:
    """`until` is the first moment at which the role holds no more, None where it has no end; `since` when it began."""

    role: Role
    since: datetime
    until: datetime | None = None

    def to_item(self) -> dict[str, str]:
        """As an entry of a pet's `Members`. Both times are texts as `times.to_text` writes them, and sort by time."""
        item = {"Role": str(self.role), "Since": times.to_text(self.since)}
        return item | ({"Until": times.to_text(self.until)} if self.until else {})

    @classmethod
    def from_item(cls, entry: Any) -> Self | None:
        """None for an invalid entry: it grants no rights."""
        try:
            until = times.from_text(entry["Until"]) if "Until" in entry else None
            return cls(Role(entry["Role"]), times.from_text(entry["Since"]), until)
        except (KeyError, TypeError, ValueError):
            return None

    def holds(self, now: datetime) -> bool:
        return self.until is None or self.until > now


def rights_of(role: Role | None) -> frozenset[Right]:
    """The rights of that role; none without a role."""
    return frozenset(right for right, roles in ROLES.items() if role in roles)
