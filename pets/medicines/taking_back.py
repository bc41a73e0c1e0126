"""People take back what they answered to a dose: in one transaction it is as if it had not been said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pets.domain import Pet
from pets.life.answers import delete_answer, read_answer
from pets.life.plans import Plan, plan_of, with_plan
from pets.life.repository import Outcome, life
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused

from .course import course_of
from .domain import GIVEN, Medicine
from .doses import ATTEMPTS, as_refused, counted
from .repository import resumed, with_course

UNDONE_WITHIN = timedelta(hours=24)


class TooLate(Conflict):
    """It was answered too long ago to be taken back."""


def undo(pet: Pet, medicine: Medicine, name: str, now: datetime, *, by: Permit, own: bool) -> bool:
    """Take the answer to that occurrence back, with what follows from it. `own`: only where `by` gave it.

    Whether there was one; taken back already is no error. What was answered since then stays what counts.
    Raises: TooLate; NotFound where it is somebody else's; NotAllowed; TooManyPlans.
    """
    for _attempt in range(ATTEMPTS):
        said = read_answer(pet.id, medicine.id, name)
        if said is None:
            return False
        if own and said["By"] != by.user_id:
            raise NotFound("answer")
        if now - times.from_text(said["At"]) > UNDONE_WITHIN:
            raise TooLate("answer")
        try:
            life().write(pet, _undoing(medicine, said, now), by=by)
        except TransactionRefused as refusal:
            if "answer" in refusal:
                return False  # taken back meanwhile
            pet, medicine = as_refused(refusal, pet, medicine)
        else:
            return True
    raise Conflict("dose")


def _undoing(medicine: Medicine, said: Item, now: datetime) -> Callable[[Pet], Outcome]:
    is_given = said["Outcome"] == GIVEN
    stock = medicine.stock + said["Taken"] if medicine.stock is not None and "Taken" in said else medicine.stock
    after = replace(medicine, given=max(0, medicine.given - is_given), stock=stock)
    differences = Medicine.AUDITED.differences(life().item(medicine), life().item(after))
    entry = life().pets.audit_log.entry(Medicine.KIND, medicine.id, "dose-undone", differences, pet_id=medicine.pet_id)

    def decide(pet: Pet) -> Outcome:
        parts = {"answer": delete_answer(said), "record": counted(medicine, after), "entry": entry}
        return _as_before(pet, after, said, now), parts

    return decide


def _as_before(pet: Pet, medicine: Medicine, said: Item, now: datetime) -> Pet:
    """Without that answer: it is open again where nothing was answered since."""
    if medicine.later_schedule:
        return pet
    kept = course_of(plan_of(pet, medicine.id))
    if kept is None:
        return with_course(pet, resumed(medicine, but=said["Occurrence"]), now)
    course = kept.counting(medicine.given)
    if course.plan.last.get("Occurrence") == said["Occurrence"] and "Before" in said:
        before = course_of(Plan.from_entry(medicine.id, said["Before"]))
        course = course.back_to(before) if before else course
    return with_plan(pet, course.plan)
