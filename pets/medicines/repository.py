"""Medicines in DynamoDB: the kit's writes, with what follows for what is due."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time

from pets.domain import Pet, Status
from pets.life.answers import answers_between, remove_answers
from pets.life.plans import plan_of, with_plan, without_plan
from pets.life.repository import Follow, Outcome, life
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Write

from .course import Course, course_of
from .domain import Medicine

AFTER_ALL = "~"  # sorts after each occurrence
Also = Callable[[Pet, Medicine], Mapping[str, Write]]


def nothing_else(pet: Pet, medicine: Medicine) -> Mapping[str, Write]:
    return {}


def add(pet: Pet, medicine: Medicine, *, by: Permit | None, also: Also = nothing_else) -> Medicine:
    """`also` gives what is to be written with it. Raises: as `Life.add`; TooManyPlans."""
    return life().add(pet, medicine, _follow(also, is_new=True), by=by)


def edit(pet: Pet, medicine: Medicine, edited: Medicine, *, by: Permit | None, also: Also = nothing_else) -> Medicine:
    """Raises: as `Life.edit`; TooManyPlans."""
    if edited.schedule != medicine.schedule:
        edited = replace(edited, planned_since=edited.updated_at)
    return life().edit(pet, medicine, edited, _follow(also), by=by)


def delete(pet: Pet, medicine: Medicine, *, by: Permit | None, own: str = "") -> Medicine:
    """Raises: as `Life.delete`."""
    return life().delete(pet, medicine, follow, by=by, own=own)


def restore(pet: Pet, medicine: Medicine, *, by: Permit | None) -> Medicine:
    """Raises: as `Life.restore`; TooManyPlans."""
    return life().restore(pet, medicine, follow, by=by)


def remove(pet: Pet, medicine: Medicine) -> None:
    """Delete it for good with all its doses. Raises: as `Life.purge`."""
    remove_answers(medicine.pet_id, medicine.id)
    life().purge(pet, medicine, follow, by=None)


# --- What is due by it -----------------------------------------------------------------------------------------------


def follow(pet: Pet, medicine: Medicine) -> Outcome:
    """What follows for its pet where a medicine becomes that: it has a plan while it is on show and has not ended."""
    return with_medicine(pet, medicine), {}


def with_medicine(pet: Pet, medicine: Medicine, *, is_new: bool = False) -> Pet:
    """The pet as it becomes. What was answered stays answered. Raises: TooManyPlans.

    A plan by a schedule that only a later release knows stays as it is.
    """
    if medicine.status != Status.ACTIVE:
        return without_plan(pet, medicine.id)
    if medicine.later_schedule:
        return pet
    now = times.now()
    if kept := course_of(plan_of(pet, medicine.id)):
        course = _edited(kept, medicine, now)
    else:
        course = Course.started(medicine) if is_new else resumed(medicine)
    return with_course(pet, course, now)


def with_course(pet: Pet, course: Course, now: datetime) -> Pet:
    """The pet with that plan, or without one where the medicine has ended. Raises: TooManyPlans."""
    if course.is_at_end() or course.is_over(now):
        return without_plan(pet, course.plan.id)
    return with_plan(pet, course.plan)


def resumed(medicine: Medicine, *, but: str = "") -> Course:
    """Its course behind the newest dose that was answered, which is read; `but` names one that goes."""
    course = Course.started(medicine)
    known = answers_between(medicine.pet_id, medicine.id, "", AFTER_ALL, most=2)
    newest = next((item for item in known if item["Occurrence"] != but), None)
    return course.answered(newest) if newest else course


def made_right(pet: Pet) -> Pet:
    """The pet as it is where its plans follow from all its medicines; reads them all, for jobs."""
    now, becomes = times.now(), pet
    found = {each.id: each for each in map(Medicine.from_item, life().walk(pet.id, Medicine.KIND))}
    for id, entry in pet.plans.items():
        if entry.get("Kind") == Medicine.KIND and id not in found:
            becomes = without_plan(becomes, id)
    for medicine in found.values():
        kept = course_of(plan_of(becomes, medicine.id))
        if kept and medicine.status == Status.ACTIVE and kept.is_over(now):
            continue  # it goes with the next write of the medicine
        if kept:
            becomes = with_plan(becomes, kept.counting(medicine.given).refilled(medicine.refill_on).plan)
        becomes = with_medicine(becomes, medicine)
    return becomes


def correct(pet: Pet) -> Pet:
    """Let what is due follow from the pet's medicines, where it does not. Raises: as `Life.write`; TooManyPlans."""
    return life().write(pet, lambda pet: (made_right(pet), {}), by=None)


def _follow(also: Also, *, is_new: bool = False) -> Follow[Medicine]:
    def decide(pet: Pet, medicine: Medicine) -> Outcome:
        return with_medicine(pet, medicine, is_new=is_new), also(pet, medicine)

    return decide


def _edited(before: Course, medicine: Medicine, now: datetime) -> Course:
    """Another schedule counts from now on: a dose whose time has come stays open where it still has its time.

    One that counts from the day of its last dose goes on to do so.
    """
    medicine = replace(medicine, given=before.given, refill_on=before.refill_on)  # an edit says nothing of these
    counts_on = _counts_on(before, medicine)
    if counts_on:
        medicine = replace(medicine, schedule=replace(medicine.schedule, anchor=before.schedule.anchor))
    schedule, last, open = medicine.schedule, before.plan.last, before.open(now)
    if schedule == before.schedule:
        return before.with_words_of(medicine)
    course = Course.started(medicine)
    course = replace(course, plan=replace(course.plan, last=last))
    if open and open <= course.clock(now) and schedule.is_occurrence(open):
        return course.at(open)
    if not last:
        return course
    since = datetime.combine(schedule.anchor, time.max) if counts_on else course.clock(now)
    return course.at(schedule.next(max(since, before.wall(last["Occurrence"]))))


def _counts_on(before: Course, medicine: Medicine) -> bool:
    """Whether it counts from the day of its last dose, and nobody chose a first day behind that."""
    since, schedule = before.schedule.anchor, medicine.schedule
    if not (before.schedule.from_done and schedule.from_done and since <= schedule.last_day):
        return False
    is_moved = medicine.on.isoformat() != before.plan.base
    return not is_moved or (bool(before.plan.last) and medicine.on <= since)
