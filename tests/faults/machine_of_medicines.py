"""Doses in the same machine: given and skipped late and twice, and taken back.

Whatever happened, each dose has the one answer that people were told, and the medicine, its pet and its stock count it.
"""

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from pets.medicines.domain import Medicine
from pets.medicines.schedule import occurrence
from pets.medicines.taking_back import UNDONE_WITHIN
from pettracker_site.aws import times
from tests.medicines import medicine_form

from .machine import ANY, HOUR
from .machine_of_care import MachineOfCare

MOST_MEDICINES = 2  # so that things happen to the same ones
STOCK = 100  # more than a run can take
EACH_HOUR = ", ".join(f"{hour}:00" for hour in range(24))


class MachineOfMedicines(MachineOfCare):
    """`medicines` are what people were told of them, by id: the pet, and how each dose was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.medicines: dict[str, dict[str, Any]] = {}

    @initialize()
    def somebody_has_a_pet(self) -> None:
        """It is given a medicine each hour, of which it got two doses."""
        super().somebody_has_a_pet()
        self.add_medicine(0)
        self.count_medicine(0)
        for hours in (1, 3):
            self.answer_a_dose(0, hours, "given")

    @precondition(lambda self: self.pets and len(self.medicines) < MOST_MEDICINES)
    @rule(which=ANY)
    def add_medicine(self, which: int) -> None:
        pet_id, pet = self.a_pet(which)
        began = (times.now() - timedelta(days=8)).date().isoformat()
        form = medicine_form(often="more", times=EACH_HOUR, dose="1", on=began)
        id = Medicine.id_for(pet_id, self.people[pet["owner"]][0], form["nonce"])

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{pet_id}/medicines/add/", form)

        if pet["status"] != "active":
            self.refuses(call, 404)
        else:
            self.ask(
                call,
                took_place=lambda: id in self.truth.medicines(),
                then=lambda: self.medicines.update(
                    {id: {"pet": pet_id, "doses": {}, "stock": None, "uncounted": set()}}
                ),
            )

    @precondition(lambda self: self.medicines)
    @rule(which=ANY)
    def count_medicine(self, which: int) -> None:
        """From then on doses take from the stock; what was given before does not."""
        id, medicine = self.a_medicine(which)
        call = self.sending(id, "stock", {"stock": str(STOCK)})
        if self.pets[medicine["pet"]]["status"] != "active":
            self.refuses(call, 404)
        elif medicine["stock"] is None:
            self.ask(
                call,
                took_place=lambda: self.truth.medicines()[id].stock is not None,
                then=lambda: medicine.update(stock=STOCK, uncounted={*medicine["doses"]}),
            )

    @precondition(lambda self: self.medicines)
    @rule(which=ANY, hours=st.integers(0, 4), outcome=st.sampled_from(["given", "skipped"]))
    def answer_a_dose(self, which: int, hours: int, outcome: str) -> None:
        """One of the last hours, perhaps answered before: then it stays as it was."""
        id, medicine = self.a_medicine(which)
        name = occurrence(self.truth.medicines()[id].schedule.latest(times.now() - hours * HOUR))
        call = self.sending(id, "dose", {"action": outcome, "occurrence": name, "nonce": _NONCES[outcome]})
        if self.pets[medicine["pet"]]["status"] != "active":
            self.refuses(call, 404)
        elif name in medicine["doses"]:
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.ask(
                call,
                took_place=lambda: name in self.truth.doses(id),
                then=lambda: medicine["doses"].update({name: outcome}),
            )

    @precondition(lambda self: any(each["doses"] for each in self.medicines.values()))
    @rule(which=ANY)
    def take_a_dose_back(self, which: int) -> None:
        """Within a day; after that it stays."""
        answered = [(id, name) for id, each in self.medicines.items() for name in each["doses"]]
        id, name = answered[which % len(answered)]
        medicine, said = self.medicines[id], self.truth.doses(id)[name]
        call = self.sending(id, "dose", {"action": "undo", "occurrence": name})
        if self.pets[medicine["pet"]]["status"] != "active":
            self.refuses(call, 404)
        elif times.now() - times.from_text(said["At"]) > UNDONE_WITHIN:
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.ask(
                call,
                took_place=lambda: name not in self.truth.doses(id),
                then=lambda: self.is_taken_back(medicine, name),
            )

    # --- What the model does ------------------------------------------------------------------------------------------

    def a_medicine(self, which: int) -> tuple[str, dict[str, Any]]:
        return list(self.medicines.items())[which % len(self.medicines)]

    def sending(self, id: str, action: str, form: dict[str, str]) -> Any:
        pet_id = self.medicines[id]["pet"]
        browser = self.browser(self.pets[pet_id])
        return lambda: browser.post(f"/pets/{pet_id}/medicines/{id}/{action}/", form)

    def is_taken_back(self, medicine: dict[str, Any], name: str) -> None:
        del medicine["doses"][name]
        medicine["uncounted"].discard(name)

    def pet_is_gone(self, pet_id: str) -> None:
        super().pet_is_gone(pet_id)
        self.medicines = {id: each for id, each in self.medicines.items() if each["pet"] != pet_id}

    @invariant()
    def doses_are_as_people_were_told(self) -> None:
        medicines, pets = self.truth.medicines(), self.truth.pets()
        assert {id for id, each in medicines.items() if each.pet_id in self.pets} == {*self.medicines}
        for id, told in self.medicines.items():
            assert {name: each["Outcome"] for name, each in self.truth.doses(id).items()} == told["doses"]
            given = [name for name, outcome in told["doses"].items() if outcome == "given"]
            plan = pets[told["pet"]].plans[id]
            assert medicines[id].given == plan["Schedule"].get("Given", 0) == len(given)
            if told["stock"] is not None:
                taken = [name for name in given if name not in told["uncounted"]]
                assert medicines[id].stock == told["stock"] - len(taken)

    def a_dose_comes_and_goes(self) -> None:
        """So in every run it is asked what follows from a dose that is taken back."""
        for which in range(len(self.medicines)):
            self.answer_a_dose(which, 0, "given")
            self.take_a_dose_back(-1)
            self.doses_are_as_people_were_told()

    def all_comes_to_its_end(self) -> None:
        self.a_dose_comes_and_goes()
        super().all_comes_to_its_end()
        assert {each.pet_id for each in self.truth.medicines().values()} <= {*self.pets}


_NONCES = {"given": "00000000-0000-4000-8000-000000000001", "skipped": "00000000-0000-4000-8000-000000000002"}
