"""A running medicine as its pet keeps it in its plans: which dose is open, and what comes after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Self

from pets.domain import Pet
from pets.life.plans import Plan
from pettracker_site.aws import times
from pettracker_site.common.time_zones import zone_or_utc

from .days import Repeat
from .domain import GIVEN, Medicine, Unit
from .schedule import Schedule, occurrence, wall_of

MOST_DAYS_LATE = 7
"""For so long a dose may still be noted, and a medicine that ended still waits for its last one."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """`plan` as the pet has it, and what stands in its schedule. `given` counts the doses, of `most_doses` at most.

    The plan's occurrence is the first one behind all that were answered; it is due as soon as its day has come.
    """

    plan: Plan
    schedule: Schedule
    dose: Decimal
    unit: Unit
    most_doses: int | None
    given: int
    refill_on: date | None

    @classmethod
    def of(cls, plan: Plan) -> Self:
        kept = plan.schedule
        return cls(
            plan=plan,
            schedule=Schedule.from_plain(kept),
            dose=Decimal(kept["Dose"]),
            unit=Unit(kept["Unit"]),
            most_doses=int(kept["MostDoses"]) if "MostDoses" in kept else None,
            given=int(kept.get("Given", 0)),
            refill_on=date.fromisoformat(kept["RefillOn"]) if "RefillOn" in kept else None,
        )

    @classmethod
    def started(cls, medicine: Medicine) -> Self:
        """Before anything was answered."""
        plan = Plan(
            id=medicine.id,
            kind=Medicine.KIND,
            type=Medicine.KIND,
            title=medicine.name,
            base=medicine.on.isoformat(),
            occurrence="",
            due=None,
            newest=medicine.id,
            schedule=_kept(medicine, medicine.schedule),
        )
        return cls.of(plan).at(_first_asked_for(medicine))

    def at(self, next: datetime | None) -> Self:
        """With that dose as the next one."""
        return replace(
            self,
            plan=replace(self.plan, occurrence=occurrence(next) if next else "", due=next.date() if next else None),
        )

    def with_words_of(self, medicine: Medicine) -> Self:
        """With what that medicine says besides its schedule; what was answered stays."""
        kept = _kept(medicine, self.schedule)
        return type(self).of(replace(self.plan, title=medicine.name, base=medicine.on.isoformat(), schedule=kept))

    @property
    def next(self) -> datetime | None:
        """The time on the wall of the first dose that nobody answered; None for what is given as needed."""
        return wall_of(self.plan.occurrence) if self.plan.due else None

    @property
    def is_as_needed(self) -> bool:
        return self.schedule.repeat == Repeat.AS_NEEDED

    def open(self, now: datetime) -> datetime | None:
        """The time on the wall of the dose that is to be answered: the latest whose time has come, or the next."""
        next, latest = self.next, self.schedule.latest(now)
        if next is None or latest is None or latest <= next:
            return next
        if self.schedule.from_done and latest.date() > next.date():
            return datetime.combine(next.date(), self.schedule.times[-1])  # the days behind it wait for it
        return latest

    def left_on(self, day: date) -> Iterator[datetime]:
        """Times on the wall of that day's doses that nobody answered; none where they wait for an earlier day's."""
        next = self.next
        if next is None or (self.schedule.from_done and next.date() < day):
            return
        number = max(0, self.most_doses - self.given) if self.most_doses is not None else None
        yield from islice((wall for wall in self.schedule.between(day, day) if wall >= next), number)

    def is_over(self, now: datetime) -> bool:
        """Whether its last day is past, with the time in which its last dose may be noted."""
        late = (self.today(now) - self.schedule.last_day).days
        return late > (0 if self.is_as_needed else MOST_DAYS_LATE)

    def today(self, now: datetime) -> date:
        """The day on its own wall."""
        return self.clock(now).date()

    def clock(self, now: datetime) -> datetime:
        """What the clock on its wall shows."""
        return now.astimezone(zone_or_utc(self.schedule.zone)).replace(tzinfo=None)

    def wall(self, occurrence: str) -> datetime:
        """When that is on its wall, also of a dose that was given as needed. Raises: ValueError."""
        minute, is_as_needed, _ = occurrence.partition("~")
        if not is_as_needed:
            return wall_of(occurrence)
        return self.clock(wall_of(minute).replace(tzinfo=UTC))

    # --- What an answer makes of it ----------------------------------------------------------------------------------

    def answered(self, said: Mapping[str, Any]) -> Self:
        """Once a dose was answered, as that is kept."""
        wall, day = self.wall(said["Occurrence"]), self.today(times.from_text(said["At"]))
        schedule, next = self.schedule.after_dose(wall, day if said["Outcome"] == GIVEN else wall.date())
        last = {name: said[name] for name in ("Occurrence", "Outcome", "By", "At")}
        return replace(self, schedule=schedule, plan=replace(self.plan, last=last))._kept_anew().at(next)

    def counting(self, given: int) -> Self:
        return replace(self, given=given)._kept_anew()

    def refilled(self, refill_on: date | None) -> Self:
        schedule = {name: said for name, said in self.plan.schedule.items() if name != "RefillOn"}
        schedule |= {"RefillOn": refill_on.isoformat()} if refill_on else {}
        return replace(self, refill_on=refill_on, plan=replace(self.plan, schedule=schedule))

    def back_to(self, before: Self) -> Self:
        """With what was open before the last answer; only what was answered before it, where the schedule changed."""
        last = replace(self, plan=replace(self.plan, last=before.plan.last))
        if not before.schedule.says_the_same_as(self.schedule):
            return last
        plan = replace(last.plan, occurrence=before.plan.occurrence, due=before.plan.due)
        return replace(last, schedule=before.schedule, plan=plan)._kept_anew()

    @property
    def are_all_given(self) -> bool:
        """Whether it ends by a number of doses, and so many were given."""
        return self.most_doses is not None and self.given >= self.most_doses

    def is_at_end(self) -> bool:
        """Whether nothing more is to be given."""
        return self.are_all_given or (not self.is_as_needed and self.plan.due is None)

    def _kept_anew(self) -> Self:
        """With the plan's own schedule as this says it."""
        fixed = {name: said for name, said in self.plan.schedule.items() if name in _OWN and name != "Given"}
        given = {"Given": self.given} if self.given else {}
        return replace(self, plan=replace(self.plan, schedule={**self.schedule.to_plain(), **fixed, **given}))


_OWN = frozenset({"Dose", "Unit", "MostDoses", "Given", "RefillOn"})


def _first_asked_for(medicine: Medicine) -> datetime | None:
    """The time on the wall of the dose that is asked for first.

    What was due over an hour before the schedule was written down is not asked for where the next dose follows within
    a day: whoever gave it can note it as an earlier one.
    """
    schedule, written = medicine.schedule, medicine.planned_at
    before = schedule.latest(written)
    if before is None or schedule.from_done or written - schedule.moment(before) <= _HOUR:
        return schedule.first()
    next = schedule.next(before)
    return next if next and next - before <= _DAY else schedule.first()


def course_of(plan: Plan | None) -> Course | None:
    """That of a plan; None where there is none, or only a later release knows its schedule."""
    try:
        return Course.of(plan) if plan else None
    except (KeyError, ValueError):
        return None


def courses_of(pet: Pet, now: datetime) -> Iterator[Course]:
    """The medicines that a pet is given now, by the plans that it has."""
    for id, entry in pet.plans.items():
        if entry.get("Kind") == Medicine.KIND:
            course = course_of(Plan.from_entry(id, entry))
            if course and not course.is_over(now):
                yield course


def _kept(medicine: Medicine, schedule: Schedule) -> dict[str, Any]:
    own = {
        "Dose": format(medicine.dose.normalize(), "f"),
        "Unit": str(medicine.unit),
        "MostDoses": medicine.most_doses,
        "Given": medicine.given or None,
        "RefillOn": medicine.refill_on.isoformat() if medicine.refill_on else None,
    }
    return schedule.to_plain() | {name: said for name, said in own.items() if said is not None}
