"""What people answer to what is due: done, skipped, put off; and that they take an answer back.

Each is one transaction with the pet. Which occurrence is open, the pet's plans say, under the lock of its life: of two
who answer the same one, the second is told who was first, and when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pets.domain import Pet
from pets.life.answers import delete_answer, put_answer, read_answer
from pets.life.plans import Plan, plan_of, with_plan
from pets.life.repository import Outcome, life
from pets.rights import Permit
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Item, Write
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.transactions import TransactionRefused

from .domain import Care, follow_series, newest_of, skipped_to
from .repository import with_next

POSTPONED = {"3-days": 3, "1-week": 7, "2-weeks": 14}
DONE, SKIPPED = "done", "skipped"


class NotOpen(Conflict):
    """It was answered before, or is due no more. `answer` is who did (`By`), when (`At`) and how (`Outcome`); None
    where nobody knows; `due` is its day where it was put off."""

    def __init__(self, answer: Item | None = None, due: date | None = None) -> None:
        super().__init__("not open")
        self.answer = answer
        self.due = due


class EditedSince(Conflict):
    """The record that "done" made was edited since, so it is not taken back with it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers which occurrence of a plan, and when; `nonce` is that of the form, `today` the day on their wall."""

    plan_id: str
    occurrence: str
    nonce: str
    today: date
    by: Permit

    def said(self, outcome: str, now: datetime) -> dict[str, Any]:
        return {"Occurrence": self.occurrence, "Outcome": outcome, "By": self.by.user_id, "At": times.to_text(now)}


def done(pet: Pet, answer: Answer) -> Plan | None:
    """Make the record of it and the next one: the plan as it is then, None where nothing more is due.

    The same form twice is a success. Raises: NotOpen; NotFound; NotAllowed.
    """
    now = times.now()

    def follow(pet: Pet, plan: Plan) -> tuple[Pet, dict[str, Write]]:
        newest = _newest(pet, plan)
        record = newest.repeated(
            pet, answer.today, answer.by.user_id, now, occurrence=plan.occurrence, nonce=answer.nonce
        )
        said = answer.said(DONE, now)
        becomes = follow_series(pet, plan.id, newest_of([newest, record]))
        if (next := plan_of(becomes, plan.id)) and next.newest == record.id:
            becomes = with_plan(becomes, next.moved_to(next.due, said))
        put = life().table.put(life().item(record), Attr("Record").not_exists())
        return becomes, {"record": put, "answer": _put(pet, plan, answer, {**said, "Made": record.id})}

    return _answer(pet, answer, follow)


def skip(pet: Pet, answer: Answer) -> Plan | None:
    """Let this one go: the plan as it is then, with its next day where it comes again. Raises: as `done`."""
    now = times.now()

    def follow(pet: Pet, plan: Plan) -> tuple[Pet, dict[str, Write]]:
        occurrence = date.fromisoformat(plan.occurrence)
        next = skipped_to(_newest(pet, plan), occurrence, answer.today) if plan.kind == Care.KIND else None
        said = answer.said(SKIPPED, now)
        return with_plan(pet, plan.moved_to(next, said)), {"answer": _put(pet, plan, answer, said)}

    return _answer(pet, answer, follow)


def postpone(pet: Pet, answer: Answer, due: date, days: int) -> Plan | None:
    """Put it off by so many days from its day, or from today where that is past. `due` is the day that was shown.

    Being put off to that day already is success. Raises: NotOpen with the day where it was put off otherwise; NotFound.
    """
    try:
        later = max(due, answer.today) + timedelta(days=days)
    except OverflowError:  # after the year 9999, on which nothing is due
        raise NotOpen from None

    def decide(pet: Pet) -> Outcome:
        plan = _open(pet, answer)
        if plan.due not in (due, later):
            raise NotOpen(due=plan.due)
        return with_plan(pet, plan.put_off(later)), {}

    if (plan := plan_of(pet, answer.plan_id)) and (plan.occurrence, plan.due) == (answer.occurrence, later):
        return plan
    return plan_of(life().write(pet, decide, by=answer.by), answer.plan_id)


def put_back(pet: Pet, plan_id: str, occurrence: str, due: date, before: date, *, by: Permit) -> Plan | None:
    """Take back that it was put off: from `due`, the day that was shown, to the one `before`, at most back to the day
    for which it was planned. Being due on that day already is success. Raises: as `postpone`.
    """

    def decide(pet: Pet) -> Outcome:
        plan = plan_of(pet, plan_id)
        if plan is None or plan.due is None or plan.occurrence != occurrence:
            raise NotOpen
        if plan.due not in (due, before):
            raise NotOpen(due=plan.due)
        return with_plan(pet, plan.put_off(before)), {}

    if not occurrence[:10] <= before.isoformat() <= due.isoformat():
        raise NotOpen
    return plan_of(life().write(pet, decide, by=by), plan_id)


def undo(pet: Pet, plan_id: str, occurrence: str, *, by: Permit, own: bool) -> bool:
    """Take an answer back, with the record that it made: it is due again as before. `own`: only where `by` gave it.

    Whether there was one; taken back already is no error. What was noted since then stays what counts.
    Raises: EditedSince; NotFound where it is somebody else's; NotAllowed.
    """
    said = read_answer(pet.id, plan_id, occurrence)
    if said is None:
        return False
    if own and said["By"] != by.user_id:
        raise NotFound("answer")
    made = said.get("Made", "")

    def decide(pet: Pet) -> Outcome:
        return _as_before(pet, plan_id, said), _taken_back(pet, said)

    try:
        life().write(pet, decide, by=by)
    except TransactionRefused as refusal:
        if "answer" in refusal:
            return False  # taken back meanwhile
        if made and "record" in refusal:
            raise EditedSince("care") from refusal
        raise
    return True


# --- Parts -----------------------------------------------------------------------------------------------------------


def _answer(pet: Pet, answer: Answer, follow: Callable[[Pet, Plan], tuple[Pet, dict[str, Write]]]) -> Plan | None:
    def decide(pet: Pet) -> Outcome:
        return follow(pet, _open(pet, answer))

    try:
        becomes = life().write(pet, decide, by=answer.by)
    except (NotOpen, TransactionRefused) as refusal:
        if isinstance(refusal, TransactionRefused) and "record" not in refusal:
            raise
        said = read_answer(pet.id, answer.plan_id, answer.occurrence)
        if said and said["Nonce"] == answer.nonce and said["By"] == answer.by.user_id:
            return plan_of(pet, answer.plan_id)  # by the same form, sent twice
        raise NotOpen(said) from None
    return plan_of(becomes, answer.plan_id)


def _open(pet: Pet, answer: Answer) -> Plan:
    """The plan, where the occurrence that was shown is open. Raises: NotOpen."""
    plan = plan_of(pet, answer.plan_id)
    if plan is None or plan.due is None or plan.occurrence != answer.occurrence:
        raise NotOpen
    return plan


def _newest(pet: Pet, plan: Plan) -> Care:
    """The record that governs a plan. Raises: NotFound."""
    found = life().newest_of_series(Care, pet.id, plan.id, most=1)
    if not found:
        raise NotFound("care")
    return found[0]


def _put(pet: Pet, plan: Plan, answer: Answer, said: dict[str, Any]) -> Write:
    kept = {**said, "Nonce": answer.nonce, "Before": plan.to_entry()}
    return put_answer(pet.id, plan.id, plan.occurrence, kept)


def _as_before(pet: Pet, plan_id: str, said: Item) -> Pet:
    before, made = Plan.from_entry(plan_id, said["Before"]), said.get("Made", "")
    now = plan_of(pet, plan_id)
    if not made:
        is_last = now is not None and now.last.get("Occurrence") == said["Occurrence"]
        return with_plan(pet, before) if is_last else pet
    becomes = with_next(pet, [plan_id], but=made)
    again = plan_of(becomes, plan_id)
    is_same = again is not None and (again.newest, again.base) == (before.newest, before.base)
    return with_plan(becomes, before) if is_same else becomes


def _taken_back(pet: Pet, said: Item) -> dict[str, Write]:
    table, parts = life().table, {"answer": delete_answer(said)}
    if made := said.get("Made"):
        item = table.get((pet.id, Care.key_of(made)))
        if item:
            differences = Care.AUDITED.differences(item, {})
            entry = life().pets.audit_log.entry(Care.KIND, made, "deleted", differences, pet_id=pet.id)
            is_as_made = Attr("Version").eq(1) & Attr("Status").eq("active")
            parts |= {"record": table.delete((pet.id, Care.key_of(made)), is_as_made), "entry": entry}
    return parts
