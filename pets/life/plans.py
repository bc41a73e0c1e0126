"""What falls due for a pet: entries on the pet itself, and their copies in the table of records, found there by day.

Whatever makes something fall due gives the pet as it becomes; `plan_writes` makes the copies follow. Both are parts of
one transaction (`Life.write`), whose `LifeVersion` is their lock: so the copies ask for nothing themselves.
"""

import uuid
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from pets.domain import Pet, Status
from pettracker_site.aws.dynamo import Id, Item, Write
from pettracker_site.aws.errors import Conflict

from .repository import WHATEVER_IS_THERE, Life

MOST_PLANS = 40  # of one pet: they are read with every list of pets
_SPACE = uuid.UUID("7d2c61b8-52a5-4e0e-9a52-0f8f0c1f5b3e")
KIND = "plan"


class TooManyPlans(Conflict):
    """The pet has as many plans as it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One thing that falls due, perhaps again and again.

    `kind` is that of the record that governs it, `newest` that record's id, and `base` the day that it said.
    `occurrence` names which one is open: the day for which it was planned, as a text. `due` is its day, perhaps put
    off; None where nothing is open any more. `last` is what was answered last: {Occurrence, Outcome, By, At}.
    """

    id: str
    kind: str
    type: str
    title: str
    base: str
    occurrence: str
    due: date | None
    newest: str = ""
    last: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, id: str, *, kind: str, type: str, title: str, due: date, newest: str) -> Self:
        """A plan whose first occurrence is on that day."""
        day = due.isoformat()
        return cls(id=id, kind=kind, type=type, title=title, base=day, occurrence=day, due=due, newest=newest)

    def moved_to(self, due: date | None, last: Mapping[str, Any]) -> Self:
        """With the next occurrence open, planned for that day, or none; `last` is how the one before was answered."""
        return replace(self, occurrence=due.isoformat() if due else self.occurrence, due=due, last=last)

    def put_off(self, due: date) -> Self:
        return replace(self, due=due)

    def to_entry(self) -> dict[str, Any]:
        """As an entry of the pet's `Plans`."""
        entry = {
            "Kind": self.kind,
            "Type": self.type,
            "Title": self.title,
            "Base": self.base,
            "Occurrence": self.occurrence,
            "Due": self.due.isoformat() if self.due else None,
            "Newest": self.newest,
            "Last": dict(self.last),
        }
        return {name: value for name, value in entry.items() if value}

    @classmethod
    def from_entry(cls, id: str, entry: Mapping[str, Any]) -> Self:
        due = entry.get("Due")
        return cls(
            id=id,
            kind=entry.get("Kind", ""),
            type=entry.get("Type", ""),
            title=entry.get("Title", ""),
            base=entry.get("Base", ""),
            occurrence=entry.get("Occurrence", ""),
            due=date.fromisoformat(due) if due else None,
            newest=entry.get("Newest", ""),
            last=entry.get("Last") or {},
        )


def series_id(pet_id: str, type: str, name: str) -> str:
    """The id of the plan of what recurs under that name: whoever notes it again goes on with it."""
    return str(uuid.uuid5(_SPACE, f"{pet_id}/{type}/{name}"))


def plan_of(pet: Pet, id: str) -> Plan | None:
    return Plan.from_entry(id, pet.plans[id]) if id in pet.plans else None


def plans_of(pet: Pet) -> list[Plan]:
    """Those that have a day, in the order of their days."""
    found = (Plan.from_entry(id, entry) for id, entry in pet.plans.items())
    return sorted((plan for plan in found if plan.due), key=lambda plan: (plan.due, plan.title, plan.id))


def with_plan(pet: Pet, plan: Plan) -> Pet:
    """Raises: TooManyPlans where it is a new one and there are 40."""
    if plan.id not in pet.plans and len(pet.plans) >= MOST_PLANS:
        raise TooManyPlans("plans")
    return replace(pet, plans={**pet.plans, plan.id: plan.to_entry()})


def without_plan(pet: Pet, id: str) -> Pet:
    return replace(pet, plans={other: entry for other, entry in pet.plans.items() if other != id})


def plan_writes(life: Life, before: Pet, after: Pet) -> dict[str, Write]:
    """The parts of a transaction that make the copies follow what became of a pet's plans."""
    ids = sorted({*before.plans, *after.plans})
    changed = [id for id in ids if before.plans.get(id) != after.plans.get(id)]
    return copies(life, after, changed)


def copies(life: Life, pet: Pet, ids: Iterable[str]) -> dict[str, Write]:
    """The parts that write these copies as the pet says; those that it does not know go."""
    return {f"plan_{number}": _write(life, pet, id) for number, id in enumerate(ids)}


def to_item(pet_id: str, plan: Plan, *, shards: int) -> Item:
    """The copy in the table of records; one that has a day stands in the index of days."""
    shard = zlib.crc32(plan.id.encode()) % shards
    admin = {"AdminShard": f"{Status.ACTIVE}#{KIND}#{shard}", "AdminTime": plan.id}
    days = {"DueShard": f"{plan.due}#{shard}", "DueKey": f"{pet_id}#{plan.id}"} if plan.due else {}
    kinds = {"Kind": KIND, "Of": plan.kind, "Status": str(Status.ACTIVE)}
    return {"PetId": pet_id, "Record": plan_key(plan.id), **plan.to_entry(), **kinds, **admin, **days}


def plan_key(id: str) -> str:
    return f"{KIND}#{id}"


def _write(life: Life, pet: Pet, id: str) -> Write:
    key: Id = (pet.id, plan_key(id))
    plan = plan_of(pet, id)
    if plan is None:
        return life.table.delete(key, WHATEVER_IS_THERE)
    return life.table.put(to_item(pet.id, plan, shards=life.shards), WHATEVER_IS_THERE)
