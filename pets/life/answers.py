"""What people answered to what was due: `answer#<plan>#<occurrence>` beside the pet's records, in no index."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pets.children.registry import AdminPanel, Finding, Left, PetChild
from pets.domain import Pet
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Key, Write

from .repository import WHATEVER_IS_THERE, life

ANSWER = "answer"


def answer_key(plan_id: str, occurrence: str) -> str:
    return f"{ANSWER}#{plan_id}#{occurrence}"


def read_answer(pet_id: str, plan_id: str, occurrence: str) -> Item | None:
    return life().table.get((pet_id, answer_key(plan_id, occurrence)))


def answers_between(pet_id: str, plan_id: str, first: str, last: str, *, most: int) -> list[Item]:
    """Those whose occurrences lie between two texts, the last ones first, at most `most`; by one call."""
    is_between = Key("Record").between(answer_key(plan_id, first), answer_key(plan_id, last))
    return life().table.query(None, Key("PetId").eq(pet_id) & is_between, limit=most, forward=False, consistent=True)


def put_answer(
    pet_id: str, plan_id: str, occurrence: str, said: Mapping[str, Any], condition: ConditionBase = WHATEVER_IS_THERE
) -> Write:
    """Without a condition, one that is there belongs to an occurrence that was open before, and is again: the pet's
    plans say which are."""
    item = {"PetId": pet_id, "Record": answer_key(plan_id, occurrence), "Kind": ANSWER, **said}
    return life().table.put(item, condition)


def delete_answer(said: Item) -> Write:
    """Delete an answer, as it was read."""
    is_it = Attr("Nonce").eq(said["Nonce"]) & Attr("At").eq(said["At"])
    return life().table.delete((said["PetId"], said["Record"]), is_it)


def remove_answers(pet_id: str, plan_id: str) -> None:
    """Delete all that a plan has; one call to find each hundred and one to delete them."""
    life().remove_all(pet_id, f"{ANSWER}#{plan_id}")


class PlanChild(PetChild):
    """What the pet says is due, and the answers to it, as what hangs on a pet."""

    name = "Plans"
    permission = "view_records"
    orphan = ""
    sweep_findings: Mapping[str, Finding] = {}
    check_findings: Mapping[str, Finding] = {}

    def list_all(self) -> Iterator[list[tuple[str, str]]]:
        return iter(())

    def left(self, pet_id: str, now: datetime) -> Left:
        return Left.WORK if life().has_any(pet_id, ANSWER) else Left.NOTHING

    def purge(self, pet_id: str, now: datetime) -> None:
        life().remove_all(pet_id, ANSWER)

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        """What is due, and what was answered to it: `Of` is the id of its plan, which for a medicine is its own."""
        pet = life().pets.find(pet_id)
        for id, entry in pet.plans.items() if pet else ():
            yield {"Kind": "plan", "Id": id} | _only(entry, ("Type", "Title", "Due", "Occurrence"))
        for item in life().walk(pet_id, ANSWER):
            of = item["Record"].split("#")[1]
            yield {"Of": of} | _only(item, ("Kind", "Occurrence", "Outcome", "At", "Dose", "Unit"))

    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        return AdminPanel(_("Plans of what is due"), len(pet.plans))


def _only(item: Mapping[str, Any], names: Iterable[str]) -> dict[str, object]:
    return {name: item[name] for name in names if name in item}
