"""Permission checks within the write itself: whoever lost a right during the request is refused by DynamoDB."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, document_path
from pettracker_site.aws.errors import NotFound
from pettracker_site.common.errors import NotAllowed

from .domain import Pet, Status
from .roles import ROLES, Right


@dataclass(frozen=True, slots=True)
class Permit:
    """Who acts, and the right they had when they asked. The write checks it again, on the pet as it is then."""

    user_id: str
    right: Right

    def condition(self) -> ConditionBase:
        """The condition on the pet's item."""
        return may(self.user_id, self.right, times.now())

    def check(self, pet: Pet | None) -> None:
        """Why a write was refused, if the right was missing. Raises: NotFound, NotAllowed."""
        check(pet, self.user_id, self.right)


def may(user_id: str, right: Right, now: datetime) -> ConditionBase:
    """That a person's role gives them the right now; the pet's status is asked for beside it, where it matters."""
    role, until = Attr(document_path("Members", user_id, "Role")), Attr(document_path("Members", user_id, "Until"))
    has_role = role.is_in([str(role) for role in sorted(ROLES[right])])
    is_not_over: ConditionBase = until.not_exists() | until.gt(times.to_text(now))
    return has_role & is_not_over


def check(pet: Pet | None, user_id: str, right: Right) -> Pet:
    """The pet, where this person has that right now. Raises: NotFound where they may not see it; NotAllowed."""
    role = pet.role_of(user_id, times.now()) if pet else None
    if pet is None or role not in ROLES[Right.VIEW] or pet.status == Status.PURGING:
        raise NotFound("pet")
    if role not in ROLES[right]:
        raise NotAllowed(right)
    return pet


# --- For the transactions of what hangs on a pet ---------------------------------------------------------------------


def is_active_and_permits(by: Permit | None) -> ConditionBase:
    """The condition on the pet's item that it is on show and, where a person acts by a permit, that they may."""
    is_active: ConditionBase = Attr("Status").eq(Status.ACTIVE.value)
    return is_active & by.condition() if by else is_active


def raise_refusal(pet: Item | None, by: Permit | None, cause: Exception) -> NoReturn:
    """Why the pet, which the refusal found to be so, did not meet `is_active_and_permits`.

    Raises: NotAllowed where the person lost the right; else NotFound.
    """
    if by:
        by.check(Pet.from_item(pet) if pet else None)
    raise NotFound("pet") from cause
