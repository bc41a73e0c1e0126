"""A care record, and what follows from it for what is due: plain values in, plain values out."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Self

from pets.domain import Pet, plain
from pets.life.plans import Plan, plan_of, series_id, with_plan, without_plan
from pets.life.records import Record, kind
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws.dynamo import Item

from .facts import FACTS, CareType, type_of
from .intervals import Interval, usual

_ANSWER_SPACE = uuid.UUID("b7f0a5b2-0c0b-4a4d-8b1c-0a7c0b8f7b55")
_COURSE = Interval(3, "months")  # doses of a first course follow each other sooner than that
_NOT_REPEATED = frozenset({"batch", "expires", "valid_from", "dose", "site", "reaction", "cost", "findings", "weight"})


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Care(Record):
    """`facts` are by the names of `FACTS`; `answers` is the occurrence of its series that it was made for by "done".

    `private_note` is left out of what is printed. `more_facts` are those that only a later release knows, as they are
    stored.
    """

    KIND: ClassVar[str] = "care"
    ON_TIMELINE: ClassVar[bool] = True
    PAGE: ClassVar[str] = "care:record"
    AUDITED: ClassVar[AuditedFields] = AuditedFields(
        values=("Status", "On", "Type", "NextDue"), texts=("Title", "Note", "PrivateNote", "Facts", "Documents")
    )

    type: CareType
    title: str = ""
    next_due: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private_note: str = ""
    answers: str = ""
    more_facts: Mapping[str, Any] = field(default_factory=dict)

    def own_item(self) -> Item:
        facts = {each.stored_as: each.type.to_plain(self.facts[name]) for name, each in FACTS.items() if self.has(name)}
        return {
            "Type": str(self.type),
            "Title": self.title or None,
            "NextDue": self.next_due.isoformat() if self.next_due else None,
            "Series": self.series or None,
            "Facts": {**self.more_facts, **facts} or None,
            "PrivateNote": self.private_note or None,
            "Answers": self.answers or None,
        }

    @classmethod
    def own_fields(cls, item: Item) -> dict[str, Any]:
        kept = item.get("Facts") or {}
        known = {each.stored_as for each in FACTS.values()}
        return {
            "type": CareType(item["Type"]),
            "title": item.get("Title", ""),
            "next_due": date.fromisoformat(item["NextDue"]) if "NextDue" in item else None,
            "facts": {name: e.type.from_plain(kept[e.stored_as]) for name, e in FACTS.items() if e.stored_as in kept},
            "private_note": item.get("PrivateNote", ""),
            "answers": item.get("Answers", ""),
            "more_facts": {name: said for name, said in kept.items() if name not in known},
        }

    def has(self, name: str) -> bool:
        """Whether it says something of that fact."""
        return self.facts.get(name) not in (None, "")

    @property
    def name(self) -> str:
        """What it is, in words."""
        return self.title or str(self.type.label)

    @property
    def series(self) -> str:
        """What comes again after it is one series by its name; visits are one, and treatments by what they are against,
        since next time it may be for another reason, and with another product. Empty where nothing falls due."""
        if not type_of(self.type).next:
            return ""
        names = {CareType.VISIT: "", CareType.PARASITES: str(self.facts.get("against", ""))}
        return series_id(self.pet_id, str(self.type), names.get(self.type, plain(self.title).strip()))

    @property
    def plan_title(self) -> str:
        """What is due after it, in words that hold whatever the next one is for."""
        against = self.facts.get("against")
        if self.type == CareType.PARASITES and against:
            return f"{against.label} · {self.title}" if self.title else str(against.label)
        return str(self.type.label) if self.type == CareType.VISIT else self.name

    def repeated(self, pet: Pet, on: date, by: str, now: datetime, *, occurrence: str, nonce: str) -> Self:
        """The record of the same once more, which answers what was due, with what is usual after it."""
        made_for = f"{self.series}/{occurrence}/{nonce}"
        facts = {name: value for name, value in self.facts.items() if name not in _NOT_REPEATED}
        if self.type == CareType.PARASITES and pet.profile.weight is not None:
            facts["weight"] = pet.profile.weight
        return type(self)(
            pet_id=self.pet_id,
            id=str(uuid.uuid5(_ANSWER_SPACE, made_for)),
            on=on,
            by=by,
            created_at=now,
            updated_at=now,
            last_edit=nonce,
            type=self.type,
            title=self.title,
            facts=facts,
            next_due=self.next_after(pet, on),
            answers=occurrence,
        )

    def gap(self) -> Interval | None:
        """After how long it was due again; None where that was once, or never."""
        shortest = type_of(self.type).shortest
        if self.next_due is None or self.next_due <= self.on or shortest is None:
            return None
        return Interval.between(self.on, self.next_due) if (self.next_due - self.on).days >= shortest else None

    def next_after(self, pet: Pet, on: date) -> date | None:
        """When it is due again if it is done on that day: after as long as last time, but for the first course of a
        young animal, which ends. None where it does not come again by itself."""
        gap = self.gap()
        if gap is None:
            return None
        row = usual(self.type, pet.kind, pet.profile.breed, self.title)
        is_of_first_course = self.type == CareType.VACCINATION and (self.next_due or on) < _COURSE.after(self.on)
        if row and is_of_first_course:
            return row.next(on, pet.profile.birth_date, None)
        return gap.after(on)


def follow_series(pet: Pet, series: str, newest: Care | None) -> Pet:
    """The pet as it becomes where that is the newest record of a series: it alone says what is due.

    What was put off or skipped since then stays. Raises: TooManyPlans.
    """
    if newest is None or newest.next_due is None:
        return without_plan(pet, series)
    made = Plan.of(
        series,
        kind=Care.KIND,
        type=str(newest.type),
        title=newest.plan_title,
        due=newest.next_due,
        newest=newest.id,
    )
    kept = plan_of(pet, series)
    if kept and (kept.newest, kept.base) == (made.newest, made.base):
        return with_plan(pet, replace(kept, title=made.title))
    return with_plan(pet, made)


def newest_of(records: Iterable[Care]) -> Care | None:
    return max(records, key=lambda record: record.order, default=None)


def skipped_to(record: Care, occurrence: date, today: date) -> date | None:
    """The day behind today on which it is due where an occurrence is skipped; None where it does not come again."""
    gap = record.gap()
    if gap is None:
        return None
    next, times = occurrence, 0
    while next <= today:
        times += 1
        next = Interval(gap.count * times, gap.unit).after(occurrence)
    return next if times else gap.after(occurrence)
