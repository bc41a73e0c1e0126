"""What falls due for a pet: entries on the pet itself, so that they come with it wherever it is read.

Whatever makes something fall due gives the pet as it becomes, and `Life.write` writes it: the pet's `LifeVersion` is
the lock of its plans.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from pets.domain import Pet
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict

MOST_PLANS = 40  # of one pet that are running: they are read with every list of pets
MOST_CLOSED = 40  # that have none any more, and are kept so that what was skipped is not due again
_SPACE = uuid.UUID("7d2c61b8-52a5-4e0e-9a52-0f8f0c1f5b3e")


class TooManyPlans(Conflict):
    """The pet has as many plans as it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One thing that falls due, perhaps again and again.

    `kind` is that of the record that governs it, `newest` that record's id, and `base` the day that it said.
    `occurrence` names which one is open: the day for which it was planned, or the day and time on the wall
    (`2026-11-28T08:00`), as a text. `due` is its day, perhaps put off; None where nothing is open any more. `last` is
    what was answered last: {Occurrence, Outcome, By, At}. `schedule` is what its kind keeps here to tell the
    occurrences after this one. `changed` is when the plan last became another one, as a text (`with_plan` says it).
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
    schedule: Mapping[str, Any] = field(default_factory=dict)
    changed: str = field(default="", compare=False)

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
            "Schedule": dict(self.schedule),
            "Changed": self.changed,
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
            schedule=entry.get("Schedule") or {},
            changed=entry.get("Changed", ""),
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
    """Raises: TooManyPlans where one more would be running and 40 others are."""
    kept, entry = plan_of(pet, plan.id), plan.to_entry()
    others = [id for id, entry in pet.plans.items() if _is_running(entry) and id != plan.id]
    if _is_running(entry) and not _is_running(pet.plans.get(plan.id, {})) and len(others) >= MOST_PLANS:
        raise TooManyPlans("plans")
    plan = replace(plan, changed=kept.changed if plan == kept else times.to_text(times.now()))
    return replace(pet, plans=_that_are_kept({**pet.plans, plan.id: plan.to_entry()}))


def _that_are_kept(plans: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """All that are running, and the 40 others that ended last."""
    closed = sorted((entry.get("Changed", ""), id) for id, entry in plans.items() if not _is_running(entry))
    forgotten = {id for _, id in closed[:-MOST_CLOSED]}
    return {id: entry for id, entry in plans.items() if id not in forgotten}


def _is_running(entry: Mapping[str, Any]) -> bool:
    """Whether it has a day, or a schedule, by which what is given as needed has none."""
    return bool(entry.get("Due") or entry.get("Schedule"))


def without_plan(pet: Pet, id: str) -> Pet:
    return replace(pet, plans={other: entry for other, entry in pet.plans.items() if other != id})
