"""What people write down of their pets' lives, in the same machine: weights in any order, by forms old and new.

Whatever happened, a pet has the weight of its newest entry.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from django.conf import settings as project
from django.utils import timezone
from hypothesis.stateful import initialize, invariant, precondition, rule

from pets.weights.domain import Weight
from pettracker_site.aws import times

from .machine import ANY, Machine

KILOGRAMS = st.sampled_from(["4", "5.5", "7.25"])  # none so far from another that its person would be asked back
DAYS_AGO = st.integers(0, 2)
MOST_WEIGHTS = 5  # so that things happen to the same ones


class MachineOfLives(Machine):
    """`weights` are what people were told of them, by id; `notes` the forms that were sent, each perhaps again."""

    def __init__(self) -> None:
        super().__init__()
        self.weights: dict[str, dict[str, Any]] = {}
        self.notes: list[tuple[str, dict[str, Any], str]] = []

    @initialize()
    def somebody_has_a_pet(self) -> None:
        """It has several weights, the newest of which is not the last noted: few steps would hardly bring as many."""
        super().somebody_has_a_pet()
        for kilograms, days_ago in (("4", 1), ("5.5", 0), ("7.25", 2)):
            self.note_a_weight(0, kilograms, days_ago)

    @precondition(lambda self: self.pets and len(self.weights) < MOST_WEIGHTS)
    @rule(which=ANY, kilograms=KILOGRAMS, days_ago=DAYS_AGO)
    def note_a_weight(self, which: int, kilograms: str, days_ago: int) -> None:
        pet_id, pet = self.a_pet(which)
        nonce = str(uuid.uuid4())
        form = {"weight": kilograms, "weight_unit": "kg", "on": day_before(days_ago), "nonce": nonce}
        self.notes.append((pet_id, form, Weight.id_for(pet_id, self.people[pet["owner"]][0], nonce)))
        self.send_note(len(self.notes) - 1)

    @precondition(lambda self: self.notes)
    @rule(which=ANY)
    def send_note(self, which: int) -> None:
        """A form that is sent, perhaps not for the first time, perhaps when the pet is somebody else's."""
        pet_id, form, weight_id = self.notes[which % len(self.notes)]
        pet = self.pets.get(pet_id)
        if pet is None or Weight.id_for(pet_id, self.people[pet["owner"]][0], form["nonce"]) != weight_id:
            return
        mine = self.weights.get(weight_id)
        said = {"pet": pet_id, "kilograms": form["weight"], "on": form["on"], "status": "active", "version": 1}

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{pet_id}/weights/add/", form)

        if pet["status"] != "active":
            self.refuses(call, 404)
        elif mine is None:
            self.ask(
                call,
                took_place=lambda: weight_id in self.truth.weights(),
                then=lambda: self.weights.update({weight_id: said}),
            )
        elif all(mine[name] == said[name] for name in ("kilograms", "on", "status")):
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.refuses(call, 409)

    @precondition(lambda self: self.weights)
    @rule(which=ANY, kilograms=KILOGRAMS, days_ago=DAYS_AGO, behind=st.integers(0, 1))
    def edit_weight(self, which: int, kilograms: str, days_ago: int, behind: int) -> None:
        weight_id, weight, pet = self.a_weight(which)
        version = max(1, weight["version"] - behind)
        said = {"kilograms": kilograms, "on": day_before(days_ago)}
        form = {"weight": kilograms, "weight_unit": "kg", "on": said["on"], "nonce": str(uuid.uuid4())}
        call = self.posting(weight_id, "edit", {**form, "version": str(version)})
        if pet["status"] != "active" or weight["status"] != "active":
            self.refuses(call, 404)
        elif version == weight["version"]:
            self.ask(
                call,
                took_place=lambda: self.truth.weights()[weight_id].version == version + 1,
                then=lambda: weight.update(said, version=version + 1),
            )
        elif said.items() <= weight.items():
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.refuses(call, 409)

    @precondition(lambda self: self.weights)
    @rule(which=ANY, status=st.sampled_from(["active", "deleted"]))
    def delete_or_restore_weight(self, which: int, status: str) -> None:
        """Until its time in the trash is over."""
        weight_id, weight, pet = self.a_weight(which)
        call = self.posting(weight_id, "delete" if status == "deleted" else "restore")
        if pet["status"] != "active" or self.is_over(weight_id):
            self.refuses(call, 404)
        elif weight["status"] == status:
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.ask(
                call,
                took_place=lambda: self.truth.weights()[weight_id].status == status,
                then=lambda: weight.update(status=status, version=weight["version"] + 1),
            )

    @precondition(lambda self: self.pets)
    @rule(which=ANY)
    def look_at_weights(self, which: int) -> None:
        pet_id, pet = self.a_pet(which)
        answer = self.browser(pet).get(f"/pets/{pet_id}/weights/")
        if answer.status_code == 200:
            shown = {each.id for each in answer.context["entries"]}
            assert shown == {
                id for id, each in self.weights.items() if (each["pet"], each["status"]) == (pet_id, "active")
            }
        else:
            refused = 404 if pet["status"] != "active" else 0
            assert answer.status_code in ({refused} if self.is_well else {refused, 503})
        self.acted()

    # --- What the model does ------------------------------------------------------------------------------------------

    def a_weight(self, which: int) -> tuple[str, dict[str, Any], dict[str, Any]]:
        weight_id, weight = list(self.weights.items())[which % len(self.weights)]
        return weight_id, weight, self.pets[weight["pet"]]

    def posting(self, weight_id: str, action: str, form: dict[str, str] | None = None) -> Callable[[], Any]:
        pet_id = self.weights[weight_id]["pet"]
        browser = self.browser(self.pets[pet_id])
        return lambda: browser.post(f"/pets/{pet_id}/weights/{weight_id}/{action}/", form or {})

    def is_over(self, weight_id: str) -> bool:
        """Whether its time in the trash is over; moto lets nothing go by itself."""
        deleted_at = self.truth.weights()[weight_id].deleted_at
        return deleted_at is not None and deleted_at + timedelta(days=project.TRASH_DAYS) <= times.now()

    def each_weight_goes_and_comes_back(self) -> None:
        """So in every run it is asked which is the newest of the others, for each of them."""
        for which in range(len(self.weights)):
            for status in ("deleted", "active"):
                self.delete_or_restore_weight(which, status)
                self.lives_are_as_people_were_told()

    def pet_is_gone(self, pet_id: str) -> None:
        super().pet_is_gone(pet_id)
        self.weights = {id: each for id, each in self.weights.items() if each["pet"] != pet_id}

    @invariant()
    def lives_are_as_people_were_told(self) -> None:
        weights, pets = self.truth.weights(), self.truth.pets()
        known = {
            id: {
                "pet": each.pet_id,
                "kilograms": each.entered,
                "on": each.on.isoformat(),
                "status": each.status,
                "version": each.version,
            }
            for id, each in weights.items()
            if each.pet_id in self.pets
        }
        assert known == self.weights
        for pet_id in self.pets:
            shown = [each for each in weights.values() if each.pet_id == pet_id and not each.deleted_at]
            newest = max(shown, key=lambda each: each.order, default=None)
            told = (pets[pet_id].weight_key, pets[pet_id].profile.weight)
            assert told == ((newest.order, newest.kilograms) if newest else ("", None))

    def all_comes_to_its_end(self) -> None:
        self.each_weight_goes_and_comes_back()
        super().all_comes_to_its_end()
        assert {each.pet_id for each in self.truth.weights().values()} <= set(self.pets)


def day_before(days_ago: int) -> str:
    return (timezone.localdate() - timedelta(days=days_ago)).isoformat()
