"""A weight as it was taken, and what several of them say of a change. Plain values in, plain values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from pets.life.records import Record, kind
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws.dynamo import Item

from .units import TypedUnit

_SLIP = 6  # so many times as much, or as little, is rather a slip of the decimal point than a change
_SHORTEST = timedelta(days=7)  # of what a rate is told
_MONTH = timedelta(days=30)
_LATEST_MONTH = timedelta(days=60)
# So many days, and the part of the weight that is worth a word within them.
_NOTABLE = ((timedelta(days=14), Decimal("0.05")), (timedelta(days=31), Decimal("0.10")))


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Weight(Record):
    """`entered` is what was typed, in `unit`; `kilograms` what it is. `approximate`: a guess, which no flag counts."""

    KIND: ClassVar[str] = "weight"
    ON_TIMELINE: ClassVar[bool] = True
    AUDITED: ClassVar[AuditedFields] = AuditedFields(
        values=("Status", "On", "Kg", "Unit", "Approximate"), texts=("Note", "Documents", "Entered")
    )

    kilograms: Decimal
    entered: str
    unit: TypedUnit
    approximate: bool = False

    def own_item(self) -> Item:
        return {
            "Kg": self.kilograms,
            "Entered": self.entered,
            "Unit": str(self.unit),
            "Approximate": self.approximate or None,
        }

    @classmethod
    def own_fields(cls, item: Item) -> dict[str, Any]:
        """Of an index that has only the kilograms, it was entered in those."""
        kilograms = item["Kg"]
        return {
            "kilograms": kilograms,
            "entered": item.get("Entered", str(kilograms)),
            "unit": TypedUnit(item.get("Unit", TypedUnit.KG)),
            "approximate": item.get("Approximate", False),
        }


def is_a_jump(before: Decimal, now: Decimal) -> bool:
    """Whether one is about ten times the other or more, as after a slip of the decimal point or with another unit."""
    return max(before, now) >= _SLIP * min(before, now)


@dataclass(frozen=True, slots=True)
class Change:
    """From one weight to a later one. `kilograms` are negative for less; `share` is the part of the earlier weight.

    It is None where they are less than 7 days apart, of which nothing can be said.
    """

    since: date
    days: int
    kilograms: Decimal
    share: Decimal | None


def change(earlier: Weight, later: Weight) -> Change:
    days = later.on - earlier.on
    difference = later.kilograms - earlier.kilograms
    share = difference / earlier.kilograms if days >= _SHORTEST else None
    return Change(earlier.on, days.days, difference, share)


def since_last(weights: Sequence[Weight]) -> Change | None:
    """From the weight before to the newest; these begin with the newest. None for one alone."""
    return change(weights[1], weights[0]) if len(weights) > 1 else None


def since_a_month(weights: Sequence[Weight]) -> Change | None:
    """To the newest from what was measured about a month before, where that is not the one before anyway."""
    for at, earlier in enumerate(weights[1:], 1):
        days = weights[0].on - earlier.on
        if days >= _MONTH:
            return change(earlier, weights[0]) if days <= _LATEST_MONTH and at > 1 else None
    return None


def notable(weights: Sequence[Weight]) -> Change | None:
    """A change of 5 % within two weeks or of 10 % within a month, up to the newest, the one over the longest time.

    Guesses do not count, and nothing under 7 days apart does.
    """
    exact = [each for each in weights if not each.approximate]
    if not exact or exact[0] is not weights[0]:
        return None
    found = None
    for earlier in exact[1:]:
        changed = change(earlier, exact[0])
        within = timedelta(days=changed.days)
        if changed.share is not None and any(within <= span and abs(changed.share) >= part for span, part in _NOTABLE):
            found = changed
    return found
