"""What people answer to a dose: given, or skipped.

Each is one transaction of the answer, the medicine and its pet. The answer is put only where there is none: of two who
give the same dose, one does, and the second is told who was first, and when.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pets.domain import Pet
from pets.life.answers import answers_between, put_answer, read_answer
from pets.life.plans import plan_of
from pets.life.repository import Outcome, life
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Write, changes
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused

from .course import MOST_DAYS_LATE, Course, course_of
from .domain import GIVEN, Medicine
from .repository import AFTER_ALL, with_course
from .schedule import occurrence, wall_of

EARLY = timedelta(hours=1)  # before its time a dose is given without a question
APART = timedelta(minutes=15)  # of what is given as needed, where the medicine names no hours
_DAY = timedelta(hours=24)
ATTEMPTS = 6


class AnsweredBefore(Conflict):
    """`said` is who did (`By`), when (`At`) and how (`Outcome`)."""

    def __init__(self, said: Item) -> None:
        super().__init__("answered before")
        self.said = said


class NotADose(Conflict):
    """The medicine has no such dose, it is still to come, or nobody can note it any more."""


class TooSoon(Conflict):
    """`given` are the doses that were given last, the newest first."""

    def __init__(self, given: list[Item]) -> None:
        super().__init__("too soon")
        self.given = given


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers which dose, and how; `nonce` is that of the form. `occurrence` is empty for one that is given as
    needed. `is_sure`: even where it is too soon."""

    occurrence: str
    outcome: str
    nonce: str
    by: Permit
    now: datetime
    is_sure: bool = False

    @property
    def name(self) -> str:
        """The occurrence by which the answer is kept: of what is given as needed the minute in UTC."""
        if self.occurrence:
            return self.occurrence
        return f"{occurrence(self.now.astimezone(UTC).replace(tzinfo=None))}~{self.nonce}"

    def is_said_by(self, said: Item) -> bool:
        return bool(said["Nonce"] == self.nonce and said["By"] == self.by.user_id)


@dataclass(frozen=True, slots=True)
class Noted:
    """What came of it: the pet as it became, the occurrence, and how much was given."""

    pet: Pet
    occurrence: str
    dose: Decimal | None = None


def answer(pet: Pet, medicine: Medicine, said: Answer) -> Noted:
    """Note that a dose was given or skipped. The same form twice is a success.

    Raises: AnsweredBefore; TooSoon; NotADose; NotFound, NotAllowed; Conflict where others write again and again.
    """
    for _attempt in range(ATTEMPTS):
        try:
            return _answer(pet, medicine, said)
        except NotADose:
            before = read_answer(pet.id, medicine.id, said.occurrence) if said.occurrence else None
            if before is None:
                raise
            return _by_the_same_form(pet, said, before)
        except TransactionRefused as refusal:
            if before := refusal.get("answer"):
                return _by_the_same_form(pet, said, before)
            pet, medicine = as_refused(refusal, pet, medicine)
    raise Conflict("dose")


# --- Parts -----------------------------------------------------------------------------------------------------------


def _answer(pet: Pet, medicine: Medicine, said: Answer) -> Noted:
    """Raises: as `answer`; TransactionRefused."""
    made = said.name
    dose: Decimal | None = None

    def decide(pet: Pet) -> Outcome:
        nonlocal dose
        course = course_of(plan_of(pet, medicine.id))
        if said.occurrence:
            wall = wall_of(said.occurrence)
            is_open = _is_open(course, medicine, wall, said)
        elif course and course.is_as_needed and not course.is_over(said.now):
            wall, is_open = course.clock(said.now), True
            _check_apart(pet, medicine, said)
        else:
            raise NotADose("dose")
        dose = medicine.schedule.dose_on(wall, medicine.dose) if said.outcome == GIVEN else None
        after = _after(medicine, dose)
        item = _item(said, made, dose, medicine, wall, after)
        if course:
            item |= {"Before": course.plan.to_entry()} if is_open else {}
            course = course.counting(after.given)
            becomes = with_course(pet, course.answered(item) if is_open else course, said.now)
        else:
            becomes = pet
        parts = {
            "answer": put_answer(pet.id, medicine.id, made, item, Attr("Record").not_exists()),
            "record": counted(medicine, after),
        }
        return becomes, parts

    try:
        becomes = life().write(pet, decide, by=said.by)
    except _SameForm as before:
        return Noted(pet, before.name)
    return Noted(becomes, made, dose)


class _SameForm(Exception):
    """What is given as needed was noted by this very form; `name` is the occurrence."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _is_open(course: Course | None, medicine: Medicine, wall: datetime, said: Answer) -> bool:
    """Whether it is the dose that is open; else it is an earlier one. Raises: NotADose; TooSoon."""
    schedule = course.schedule if course else medicine.schedule
    moment = schedule.moment(wall)
    if course and wall == course.open(said.now):
        if said.outcome == GIVEN and moment - said.now > EARLY and not said.is_sure:
            raise TooSoon([dict(course.plan.last)] if course.plan.last else [])
        return True
    is_noted_late = timedelta(0) <= said.now - moment <= timedelta(days=MOST_DAYS_LATE)
    are_all_given = medicine.most_doses is not None and medicine.given >= medicine.most_doses
    if not is_noted_late or are_all_given or schedule.from_done or not schedule.is_occurrence(wall):
        raise NotADose("dose")
    return False


def _check_apart(pet: Pet, medicine: Medicine, said: Answer) -> None:
    """Of what is given as needed: reads the doses of two days. Raises: TooSoon; _SameForm."""
    since = occurrence((said.now - 2 * _DAY).astimezone(UTC).replace(tzinfo=None))
    known = answers_between(pet.id, medicine.id, since, AFTER_ALL, most=100)
    if same := next((each for each in known if said.is_said_by(each)), None):
        raise _SameForm(same["Occurrence"])
    if said.is_sure or said.outcome != GIVEN:
        return
    given = [each for each in known if each["Outcome"] == GIVEN]
    ago = [said.now - times.from_text(each["At"]) for each in given]
    hours, most = medicine.schedule.least_hours, medicine.schedule.most_a_day
    is_close = bool(ago) and min(ago) < (timedelta(hours=hours) if hours else APART)
    of_a_day = [each for each, length in zip(given, ago, strict=True) if length < _DAY]
    if is_close or (most is not None and len(of_a_day) >= most):
        raise TooSoon(of_a_day or given[:1])


def _item(
    said: Answer, name: str, dose: Decimal | None, medicine: Medicine, wall: datetime, after: Medicine
) -> dict[str, Any]:
    """The answer as it is kept: `Due` is when it was due, `Taken` what went from the stock."""
    item: dict[str, Any] = {
        "Occurrence": name,
        "Outcome": said.outcome,
        "By": said.by.user_id,
        "At": times.to_text(said.now),
        "Nonce": said.nonce,
    }
    if said.occurrence:
        item["Due"] = times.to_text(medicine.schedule.moment(wall))
    if dose is not None:
        item |= {"Dose": dose, "Unit": str(medicine.unit)}
    if medicine.stock is not None and after.stock is not None and medicine.stock != after.stock:
        item["Taken"] = medicine.stock - after.stock
    return item


def _after(medicine: Medicine, dose: Decimal | None) -> Medicine:
    """With what a dose takes from the stock, which is never less than nothing."""
    if dose is None:
        return medicine
    stock = max(Decimal(0), medicine.stock - dose) if medicine.stock is not None else None
    return replace(medicine, given=medicine.given + 1, stock=stock)


def counted(medicine: Medicine, after: Medicine) -> Write:
    """The medicine's part: it is as it was read, which is on show; with other counts, where they change."""
    before, counts = medicine.counted(), after.counted()
    is_same: ConditionBase = Attr("Version").eq(medicine.version) & Attr("Status").eq(medicine.status.value)
    for name, value in before.items():
        is_same &= Attr(name).not_exists() if value is None else Attr(name).eq(value)
    key, table = (medicine.pet_id, medicine.key), life().table
    if counts == before:
        return table.check(key, is_same)
    return table.update(key, changes(before, counts), is_same)


def _by_the_same_form(pet: Pet, said: Answer, before: Item) -> Noted:
    """Raises: AnsweredBefore where it was another's."""
    if not said.is_said_by(before):
        raise AnsweredBefore(before)
    return Noted(pet, before["Occurrence"], before.get("Dose"))


def as_refused(refusal: TransactionRefused, pet: Pet, medicine: Medicine) -> tuple[Pet, Medicine]:
    """Both as a refusal found them. Raises: NotFound; the refusal, where it was another's."""
    if "record" not in refusal:
        raise refusal
    item, pet_item = refusal["record"], refusal.get("pet")
    found = Medicine.from_item(item) if item else None
    if found is None or found.status != medicine.status:
        raise NotFound(Medicine.KIND) from refusal
    return (Pet.from_item(pet_item) if pet_item else pet), found
