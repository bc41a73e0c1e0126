"""What people write down of their pets' health, and what they answer to what is due, in the same machine.

Whatever happened, the newest entry of each series says what is due, unless that was put off or skipped since; and what
an answer made is there as long as the answer is.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from django.conf import settings as project
from django.utils import timezone
from hypothesis.stateful import invariant, precondition, rule

from pets.care.answers import POSTPONED
from pets.care.domain import Care
from pets.life.answers import answer_key
from pets.life.plans import Plan
from pettracker_site.aws import times
from tests.site.forms import care_form

from .machine import ANY
from .machine_of_lives import DAYS_AGO, MachineOfLives, day_before

TITLES = st.sampled_from(["Rabies", "Lepto"])
MOST_ENTRIES = 6  # so that things happen to the same ones


class MachineOfCare(MachineOfLives):
    """`care` are the entries people were told of, by id; `answered` the answers that were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.care: dict[str, dict[str, Any]] = {}
        self.answered: list[tuple[str, str, str]] = []

    @precondition(lambda self: self.pets and len(self.care) < MOST_ENTRIES)
    @rule(which=ANY, title=TITLES, days_ago=DAYS_AGO, again=st.sampled_from([0, 1, 400]))
    def write_down(self, which: int, title: str, days_ago: int, again: int) -> None:
        """`again` days after today it is due; 0 for never. What comes again after days comes again when it is done."""
        pet_id, pet = self.a_pet(which)
        due = day_before(-again) if again else ""
        form = care_form(title=title, on=day_before(days_ago), next_due=due)
        id = Care.id_for(pet_id, self.people[pet["owner"]][0], form["nonce"])
        said = {"pet": pet_id, "on": form["on"], "status": "active", "version": 1}

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{pet_id}/health/add/", form)

        if pet["status"] != "active":
            self.refuses(call, 404)
        else:
            self.ask(call, took_place=lambda: id in self.truth.care(), then=lambda: self.care.update({id: said}))

    @precondition(lambda self: self.care)
    @rule(which=ANY, status=st.sampled_from(["active", "deleted"]))
    def delete_or_restore_entry(self, which: int, status: str) -> None:
        id, entry = list(self.care.items())[which % len(self.care)]
        pet = self.pets[entry["pet"]]
        action = "delete" if status == "deleted" else "restore"
        deleted_at = self.truth.care()[id].deleted_at
        is_over = deleted_at is not None and deleted_at + timedelta(days=project.TRASH_DAYS) <= times.now()

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{entry['pet']}/health/{id}/{action}/")

        if pet["status"] != "active" or is_over:
            self.refuses(call, 404)
        elif entry["status"] == status:
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.ask(
                call,
                took_place=lambda: self.truth.care()[id].status == status,
                then=lambda: entry.update(status=status, version=entry["version"] + 1),
            )

    @precondition(lambda self: self.pets)
    @rule(which=ANY)
    def do_what_is_due(self, which: int) -> None:
        found = self.something_due(which)
        if not found:
            return
        pet_id, plan = found
        nonce, newest, pet = str(uuid.uuid4()), self.truth.care()[plan.newest], self.truth.pets()[pet_id]
        made = newest.repeated(
            pet, newest.on, newest.by, newest.created_at, occurrence=plan.occurrence, nonce=nonce
        )  # its id is that of the one that comes
        said = {"pet": pet_id, "on": day_before(0), "status": "active", "version": 1}
        self.answer(
            pet_id,
            plan,
            nonce,
            "done",
            lambda: made.id in self.truth.care(),
            lambda: self.care.update({made.id: said}),
        )

    @precondition(lambda self: self.pets)
    @rule(which=ANY)
    def skip_what_is_due(self, which: int) -> None:
        if found := self.something_due(which):
            pet_id, plan = found
            key = (pet_id, answer_key(plan.id, plan.occurrence))
            self.answer(pet_id, plan, str(uuid.uuid4()), "skip", lambda: key in self.truth.answers(), lambda: None)

    @precondition(lambda self: self.pets)
    @rule(which=ANY, action=st.sampled_from(sorted(POSTPONED)))
    def put_off_what_is_due(self, which: int, action: str) -> None:
        """And perhaps at once back, as its message offers."""
        found = self.something_due(which)
        if not found:
            return
        pet_id, plan = found
        later = max(plan.due, timezone.localdate()) + timedelta(days=POSTPONED[action])

        def is_due(day: Any) -> Callable[[], bool]:
            return lambda: self.plans(pet_id)[plan.id].due == day

        self.answer(pet_id, plan, str(uuid.uuid4()), action, is_due(later), lambda: None)
        if self.is_well and self.plans(pet_id)[plan.id].due == later and which % 2:
            shown = {"due": later.isoformat(), "before": plan.due.isoformat()}
            self.answer(pet_id, plan, str(uuid.uuid4()), "sooner", is_due(plan.due), lambda: None, **shown)
            assert self.plans(pet_id)[plan.id].due == plan.due

    @precondition(lambda self: self.answered)
    @rule(which=ANY)
    def take_an_answer_back(self, which: int) -> None:
        """An entry that it made goes with it, unless that was changed since; so is nothing, where it is gone."""
        pet_id, plan_id, occurrence = self.answered[which % len(self.answered)]
        pet, key = self.pets.get(pet_id), (pet_id, answer_key(plan_id, occurrence))
        if pet is None:
            return
        said = self.truth.answers().get(key)
        made = said.get("Made", "") if said else ""
        goes = made in self.care and (self.care[made]["version"], self.care[made]["status"]) == (1, "active")
        form = {"action": "undo", "occurrence": occurrence}

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{pet_id}/health/due/{plan_id}/", form)

        if pet["status"] != "active":
            self.refuses(call, 404)
        else:
            self.ask(
                call,
                took_place=lambda: key not in self.truth.answers(),
                then=lambda: self.care.pop(made) if goes else None,
            )

    # --- What the model does ------------------------------------------------------------------------------------------

    def plans(self, pet_id: str) -> dict[str, Plan]:
        """What health entries make due."""
        entries = self.truth.pets()[pet_id].plans
        return {id: Plan.from_entry(id, entry) for id, entry in entries.items() if entry["Kind"] == Care.KIND}

    def something_due(self, which: int) -> tuple[str, Plan] | None:
        pet_id, _pet = self.a_pet(which)
        due = sorted((plan for plan in self.plans(pet_id).values() if plan.due), key=lambda plan: plan.id)
        return (pet_id, due[which % len(due)]) if due else None

    def answer(
        self,
        pet_id: str,
        plan: Plan,
        nonce: str,
        action: str,
        took_place: Callable[[], bool],
        then: Callable[[], None],
        **shown: str,
    ) -> None:
        assert plan.due
        pet = self.pets[pet_id]
        form = {"occurrence": plan.occurrence, "due": plan.due.isoformat(), "nonce": nonce, "action": action, **shown}

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{pet_id}/health/due/{plan.id}/", form)

        if pet["status"] != "active":
            self.refuses(call, 404)
            return
        self.answered.append((pet_id, plan.id, plan.occurrence))
        if self.ask(call, took_place=took_place, then=then) is not None:
            assert took_place()

    def pet_is_gone(self, pet_id: str) -> None:
        super().pet_is_gone(pet_id)
        self.care = {id: each for id, each in self.care.items() if each["pet"] != pet_id}

    @invariant()
    def health_is_as_people_were_told(self) -> None:
        entries = {id: each for id, each in self.truth.care().items() if each.pet_id in self.pets}
        assert self.care == {
            id: {"pet": each.pet_id, "on": each.on.isoformat(), "status": each.status, "version": each.version}
            for id, each in entries.items()
        }
        for (pet_id, _key), said in self.truth.answers().items():
            assert pet_id not in self.pets or said.get("Made", "") in {"", *entries}
        series: defaultdict[str, dict[str, Care]] = defaultdict(dict)
        for each in entries.values():
            newest = series[each.pet_id].get(each.series)
            if not each.deleted_at and (newest is None or newest.order < each.order):
                series[each.pet_id][each.series] = each
        for pet_id in self.pets:
            expected = {id: (each.id, str(each.next_due)) for id, each in series[pet_id].items() if each.next_due}
            plans = self.plans(pet_id)
            assert {id: (plan.newest, plan.base) for id, plan in plans.items()} == expected
            assert all(plan.due or plan.last["Outcome"] == "skipped" for plan in plans.values())

    def each_deed_of_care_is_done_and_taken_back(self) -> None:
        """So in every run each of them is tried on a pet that has something due."""
        which = next((at for at, pet in enumerate(self.pets.values()) if pet["status"] == "active"), None)
        if which is None:
            return
        self.heal_now()
        self.write_down(which, "Rabies", 0, 1)
        for deed in (self.do_what_is_due, self.skip_what_is_due):
            deed(which)
            self.health_is_as_people_were_told()
            self.take_an_answer_back(len(self.answered) - 1)
            self.health_is_as_people_were_told()
        self.put_off_what_is_due(which, "1-week")

    def all_comes_to_its_end(self) -> None:
        self.each_deed_of_care_is_done_and_taken_back()
        super().all_comes_to_its_end()
        assert {each.pet_id for each in self.truth.care().values()} <= set(self.pets)
