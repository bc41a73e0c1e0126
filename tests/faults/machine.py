"""People, admins, jobs and faults in any order, and a plain dict of what they were told to hold the stores against.

Where a call gives no answer, both are possible: that it took place, and that it did not. Then the stores are read, by a
line of their own, and from there on only what was read is right. After every step all records are looked at; at the
end every line is repaired, everything is swept, and the files are looked at byte by byte.
"""

import re
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import hypothesis.strategies as st
import moto.s3.models
import pytest
from django.conf import settings as project
from django.test import Client
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pets.children import integrity
from pets.children.integrity import Comparison
from pets.children.moving import mover
from pets.children.registry import Difference
from pets.children.sweeping import Sweeper
from pets.domain import Pet
from pets.repository import pets as pet_records
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from photos import hiding
from photos.album.bulk import BulkPhotoActions
from photos.album.moving import photo_mover
from photos.domain import Photo, Status
from photos.maintenance.purging import purger
from photos.maintenance.rederiving import rederiver
from photos.repository import DuplicatePhoto, photos
from tests.faults.injector import Injector
from tests.faults.plan import Fault, Trouble, conflict, throttled
from tests.faults.truth import Truth
from tests.pictures import jpeg
from tests.site.forms import file, pet_form

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_PETS = 3  # so that things happen to the same ones
MOST_PHOTOS = 6  # of an owner, so that albums are full now and then
NAMES = ("Rex", "Max", "Miso")
PICTURES = [jpeg(16, 12, colour=(40 * number, 90, 120)).getvalue() for number in range(5)]
ANY_CALL = [
    Fault(each) for each in (Trouble.ERROR, Trouble.ERROR_AFTER_COMMIT, Trouble.LOST_REQUEST, Trouble.LOST_ANSWER)
]
OPERATIONS = (
    *(f"dynamodb:{name}" for name in ("TransactWriteItems", "GetItem", "BatchGetItem", "Query", "*")),
    *(f"dynamodb:{name}" for name in ("PutItem", "UpdateItem", "DeleteItem")),
    *(f"s3:{name}" for name in ("PutObject", "CopyObject", "DeleteObjects", "ListObjectVersions", "GetObject", "*")),
)
TROUBLES = [
    *((operation, fault) for operation in OPERATIONS for fault in ANY_CALL),
    *(("dynamodb:TransactWriteItems", fault) for fault in (conflict(), conflict("None", "ThrottlingError"))),
    ("dynamodb:*", throttled()),
]
ANY = st.integers(min_value=0, max_value=11)
_ADDED = re.compile(r"/photos/([0-9a-f-]{36})/")


class Clock:
    """The machine's time: the real one, moved on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self, zone: Any = None) -> datetime:
        return datetime.now(zone) + self.ahead

    def utcnow(self) -> datetime:
        return self.now(UTC).replace(tzinfo=None)

    def fromisoformat(self, text: str) -> datetime:
        return datetime.fromisoformat(text)

    def standing(self) -> ExitStack:
        stack = ExitStack()
        stack.enter_context(mock.patch.object(times, "datetime", self))
        stack.enter_context(mock.patch.object(moto.s3.models, "utcnow", self.utcnow))
        return stack


class Machine(RuleBasedStateMachine):
    """`pets` and `photos` are the model: what people were told, by id. A subclass has `people`, two by their ids with
    a browser each, and `on_progress`, which is told of each step."""

    people: tuple[tuple[str, Client], ...]
    on_progress: Callable[[int], object]
    steps = 0
    unanswered = 0

    def __init__(self) -> None:
        super().__init__()
        self.pets: dict[str, dict[str, Any]] = {}
        self.photos: dict[str, dict[str, Any]] = {}
        self.forms: list[tuple[int, dict[str, str], str]] = []
        self.is_well = True
        self.heals_after_next = False
        self.truth = Truth()
        self.clock = Clock()
        self.injector = Injector()
        self.context = ExitStack()
        self.context.enter_context(self.clock.standing())
        self.context.enter_context(self.injector.standing())
        self.context.enter_context(mock.patch.object(photos().quota, "photos", MOST_PHOTOS))
        self.context.enter_context(mock.patch.object(integrity, "_MOMENT_SECONDS", 0))
        for repository in (photos(), photos().pets):  # each shard costs moto some time
            self.context.enter_context(mock.patch.object(repository, "shards", 2))

    # --- Asking, and what an answer means -----------------------------------------------------------------------------

    def ask(self, call: Callable[[], Any], *, took_place: Callable[[], bool], then: Callable[[], None]) -> Any:
        """An action that is to succeed: its answer, or None where there was none; the model goes on by `then`."""
        answer = None
        try:
            answer = call()
        except StoreUnavailable:
            pass
        else:
            if hasattr(answer, "status_code"):
                assert answer.status_code in (200, 201, 302, 503), answer.status_code
                answer = None if answer.status_code == 503 else answer
            elif answer is None:
                answer = True
        if answer is None:
            assert not self.is_well, "nothing was wrong, and there was no answer"
            type(self).unanswered += 1
        if answer is not None or took_place():
            then()
        self.acted()
        return answer

    def refuses(self, call: Callable[[], Any], *statuses: int) -> None:
        """An action that is to be refused; the model does not change."""
        answer = call()
        assert answer.status_code in ({*statuses} if self.is_well else {*statuses, 503}), answer.status_code
        self.acted()

    def acted(self) -> None:
        if self.heals_after_next:
            self.heal_now()

    def heal_now(self) -> None:
        self.injector.heal()
        self.is_well, self.heals_after_next = True, False

    # --- Faults and time ----------------------------------------------------------------------------------------------

    @rule(trouble=st.sampled_from(TROUBLES), first=st.integers(1, 4), all=st.booleans())
    def one_call_goes_wrong(self, trouble: tuple[str, Fault], first: int, all: bool) -> None:
        """One attempt of a call, or all of them, within the next action."""
        operation, fault = trouble
        self.injector.plan.add(fault, operation, first=first, last=first + 3 if all else first)
        self.is_well, self.heals_after_next = False, True

    @rule(trouble=st.sampled_from(TROUBLES))
    def a_kind_of_call_goes_wrong(self, trouble: tuple[str, Fault]) -> None:
        """Until it is repaired."""
        operation, fault = trouble
        self.injector.plan.add(fault, operation)
        self.is_well, self.heals_after_next = False, False

    @precondition(lambda self: not self.is_well)
    @rule()
    def all_is_well_again(self) -> None:
        self.heal_now()

    @rule(ahead=st.sampled_from([HOUR, 2 * HOUR, DAY, 31 * DAY]))
    def time_passes(self, ahead: timedelta) -> None:
        self.clock.ahead += ahead

    # --- Pets ---------------------------------------------------------------------------------------------------------

    @initialize()
    def somebody_has_a_pet(self) -> None:
        self.truth.begin_anew()
        self.add_pet(0, "Rex")

    @precondition(lambda self: len(self.pets) < MOST_PETS)
    @rule(person=st.integers(0, 1), name=st.sampled_from(NAMES))
    def add_pet(self, person: int, name: str) -> None:
        form = pet_form(name=name)
        self.forms.append((person, form, Pet.new(self.people[person][0], form["nonce"], None, times.now()).id))
        self.send_form(len(self.forms) - 1)

    @precondition(lambda self: self.forms)
    @rule(which=ANY)
    def send_form(self, which: int) -> None:
        """A form that is sent, perhaps not for the first time."""
        person, form, pet_id = self.forms[which % len(self.forms)]
        before = self.truth.pets().get(pet_id)
        mine = self.pets.get(pet_id)
        weighed = before and before.profile.weight is not None  # since then: the form says nothing of it

        def call() -> Any:
            return self.people[person][1].post("/pets/add/", form)

        if before is None:
            said = {"owner": person, "name": form["name"], "version": 1, "status": "active", "cover": ""}
            self.ask(
                call,
                took_place=lambda: pet_id in self.truth.pets(),
                then=lambda: self.pets.update({pet_id: said}),
            )
        elif mine and (mine["owner"], mine["name"], mine["status"]) == (person, form["name"], "active") and not weighed:
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.refuses(call, 409)

    @precondition(lambda self: self.pets)
    @rule(which=ANY, name=st.sampled_from(NAMES), behind=st.integers(0, 2))
    def edit_pet(self, which: int, name: str, behind: int) -> None:
        """From the version that is there, or from an older one."""
        pet_id, pet = self.a_pet(which)
        version = max(1, pet["version"] - behind)
        form = pet_form(name=name, version=str(version))

        def call() -> Any:
            return self.browser(pet).post(f"/pets/{pet_id}/edit/", form)

        if pet["status"] != "active":
            self.refuses(call, 404)
        elif version != pet["version"] and name != pet["name"]:
            self.refuses(call, 409)
        elif version != pet["version"]:
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.ask(
                call,
                took_place=lambda: self.truth.pets()[pet_id].version == version + 1,
                then=lambda: pet.update(name=name, version=version + 1),
            )

    @precondition(lambda self: self.pets)
    @rule(which=ANY, status=st.sampled_from(["active", "deleted"]))
    def delete_or_restore_pet(self, which: int, status: str) -> None:
        pet_id, pet = self.a_pet(which)
        action = "delete" if status == "deleted" else "restore"
        self.ask(
            lambda: self.browser(pet).post(f"/pets/{pet_id}/{action}/"),
            took_place=lambda: self.truth.pets()[pet_id].status == status,
            then=lambda: pet.update(status=status),
        )

    @precondition(lambda self: self.pets)
    @rule(which=ANY)
    def purge_pet(self, which: int) -> None:
        pet_id, _ = self.a_pet(which)
        self.ask(
            lambda: pet_records().begin_purge(self.truth.pets()[pet_id], times.now()),
            took_place=lambda: self.truth.pets()[pet_id].status == "purging",
            then=lambda: self.pet_is_gone(pet_id),
        )

    @precondition(lambda self: self.pets)
    @rule(which=ANY)
    def move_pet(self, which: int) -> None:
        pet_id, pet = self.a_pet(which)
        other = 1 - pet["owner"]
        self.ask(
            lambda: mover().begin(self.truth.pets()[pet_id], self.people[other][0]),
            took_place=lambda: self.truth.pets()[pet_id].owner_id == self.people[other][0],
            then=lambda: pet.update(owner=other),
        )

    @rule()
    def finish_moves(self) -> None:
        self.ask(self.moves_end, took_place=lambda: False, then=lambda: None)

    def moves_end(self) -> None:
        for pet_id in list(mover().unfinished()):
            mover().resume(pet_id)

    # --- Photos -------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.pets)
    @rule(which=ANY, number=st.integers(0, len(PICTURES) - 1))
    def upload(self, which: int, number: int) -> None:
        pet_id, pet = self.a_pet(which)
        data = PICTURES[number]
        twin = next((id for id, each in self.of_pet(pet_id).items() if each["picture"] == number), None)
        used = self.truth.usage(self.people[pet["owner"]][0]).photos
        before = self.truth.photos()

        def call() -> Any:
            form = {"photos": file("a.jpg", data)}
            return self.browser(pet).post(f"/pets/{pet_id}/photos/add/", form, headers={"accept": "application/json"})

        def new() -> list[Photo]:
            return [each for id, each in self.truth.photos().items() if id not in before and each.status == "active"]

        if pet["status"] != "active":
            self.refuses(call, 404)
        elif twin:
            self.ask(
                call,
                took_place=lambda: self.truth.photos()[twin].status == "active",
                then=lambda: self.shown(twin),
            )
        elif used >= MOST_PHOTOS:
            self.refuses(call, 422)
        else:
            answer = self.ask(
                call,
                took_place=lambda: bool(new()),
                then=lambda: self.taken_in(new()[0], number),
            )
            assert answer is None or _ADDED.search(answer.json()["files"][0]["url"])[1] in self.photos

    @precondition(lambda self: self.photos)
    @rule(which=ANY)
    def make_cover(self, which: int) -> None:
        photo_id, photo, pet = self.a_photo(which)

        def call() -> Any:
            return self.browser(pet).post(self.address(photo_id, "cover"))

        if self.is_seen(photo_id) and not photo["hidden"]:
            self.ask(
                call,
                took_place=lambda: self.truth.pets()[photo["pet"]].cover_photo_id == photo_id,
                then=lambda: pet.update(cover=photo_id),
            )
        else:
            self.refuses(call, 404)

    @precondition(lambda self: self.photos)
    @rule(which=ANY, on=st.booleans())
    def favourite(self, which: int, on: bool) -> None:
        photo_id, photo, pet = self.a_photo(which)

        def call() -> Any:
            return self.browser(pet).post(self.address(photo_id, "favourite"), {"on": "yes" if on else "no"})

        if not self.is_seen(photo_id):
            self.refuses(call, 404)
            return
        self.ask(
            call,
            took_place=lambda: self.truth.photos()[photo_id].favourite == on,
            then=lambda: photo.update(favourite=on),
        )

    @precondition(lambda self: self.photos)
    @rule(which=ANY, caption=st.sampled_from(["", "At sea", "Asleep"]), day=st.integers(1, 3), behind=st.integers(0, 1))
    def edit_photo(self, which: int, caption: str, day: int, behind: int) -> None:
        """Another caption and another day of taking, which may make it the next cover."""
        photo_id, photo, pet = self.a_photo(which)
        version = max(1, photo["version"] - behind)
        said = {"caption": caption, "taken": datetime(2024, 5, day, 12, tzinfo=UTC)}
        form = {"caption": caption, "taken": f"2024-05-0{day}T12:00:00", "version": str(version)}

        def call() -> Any:
            return self.browser(pet).post(self.address(photo_id, "edit"), form)

        if not self.is_seen(photo_id):
            self.refuses(call, 404)
        elif version == photo["version"]:
            self.ask(
                call,
                took_place=lambda: self.truth.photos()[photo_id].version == version + 1,
                then=lambda: photo.update(said, version=version + 1),
            )
        elif said.items() <= photo.items():
            self.ask(call, took_place=lambda: True, then=lambda: None)
        else:
            self.refuses(call, 409)

    @precondition(lambda self: self.photos)
    @rule(which=ANY, status=st.sampled_from(["active", "deleted"]))
    def delete_or_restore_photo(self, which: int, status: str) -> None:
        photo_id, _, pet = self.a_photo(which)
        action = "delete" if status == "deleted" else "restore"

        def call() -> Any:
            return self.browser(pet).post(self.address(photo_id, action))

        if pet["status"] != "active":
            self.refuses(call, 404)
            return
        self.ask(
            call,
            took_place=lambda: self.truth.photos()[photo_id].status == status,
            then=lambda: self.now_is(photo_id, status),
        )

    @precondition(lambda self: self.photos)
    @rule(which=st.lists(ANY, min_size=1, max_size=3), action=st.sampled_from(["delete", "restore", "mark"]))
    def several_photos(self, which: list[int], action: str) -> None:
        """What of it is done is told, photo by photo; where a store does not answer, the rest is left alone."""
        first, _, _ = self.a_photo(which[0])
        pet_id = self.photos[first]["pet"]
        if self.pets[pet_id]["status"] != "active":
            return
        album = list(self.of_pet(pet_id))
        ids = list(dict.fromkeys(album[each % len(album)] for each in which))
        source, target = ("deleted", "active") if action == "restore" else ("active", "deleted")
        wanted = [id for id in ids if self.photos[id]["status"] == source]
        told = None
        bulk = BulkPhotoActions(photos(), self.truth.pets()[pet_id], hidden=True)
        by = self.permit(pet_id, Right.ARRANGE if action == "mark" else Right.DELETE_PHOTOS)
        with suppress(StoreUnavailable):
            told = bulk.mark(ids, favourite=True, by=by) if action == "mark" else getattr(bulk, action)(ids, by=by)
        assert told is not None or not self.is_well
        done = list(told.done) if told else []
        assert done == wanted or not self.is_well
        truth = self.truth.photos()
        for id in wanted if action != "restore" else wanted[::-1]:
            if action == "mark" and (id in done or truth[id].favourite):
                self.photos[id]["favourite"] = True
            elif action != "mark" and (id in done or truth[id].status == target):
                self.now_is(id, target)
        self.acted()

    @precondition(lambda self: self.photos and len(self.pets) > 1)
    @rule(which=ANY, where=ANY)
    def move_photo(self, which: int, where: int) -> None:
        """To another of its owner's pets, unless that has the same picture, or a former owner still has the photo."""
        photo_id, photo, pet = self.a_photo(which)
        target, other = self.a_pet(where)
        before = self.truth.photos()[photo_id]
        if target == photo["pet"] or not self.is_seen(photo_id) or other["status"] != "active":
            return
        is_one_owners = pet["owner"] == other["owner"] and before.owner_id == self.people[pet["owner"]][0]
        is_there = any(each["picture"] == photo["picture"] for each in self.of_pet(target).values())

        def call() -> Any:
            by = self.permit(photo["pet"], Right.MOVE_PHOTOS)
            return photo_mover().move(before, self.truth.pets()[target], by=by)

        if not is_one_owners or is_there:
            refusals = (NotFound, DuplicatePhoto) if self.is_well else (NotFound, DuplicatePhoto, StoreUnavailable)
            with pytest.raises(refusals):
                call()
            self.acted()
            return
        self.ask(
            call,
            took_place=lambda: self.truth.photos()[photo_id].status == "purging",
            then=lambda: self.moved(photo_id, target),
        )

    @precondition(lambda self: self.photos)
    @rule(which=ANY, hidden=st.booleans())
    def hide(self, which: int, hidden: bool) -> None:
        photo_id, _, _ = self.a_photo(which)
        self.ask(
            lambda: hiding.hide(photos(), self.truth.photos()[photo_id], hidden=hidden),
            took_place=lambda: self.truth.photos()[photo_id].hidden == hidden,
            then=lambda: self.hidden(photo_id, hidden),
        )

    @precondition(lambda self: self.photos)
    @rule(which=ANY)
    def purge_photo(self, which: int) -> None:
        photo_id, _, _ = self.a_photo(which)
        self.ask(
            lambda: purger().begin(self.truth.photos()[photo_id]),
            took_place=lambda: self.truth.photos()[photo_id].status == "purging",
            then=lambda: self.photo_is_gone(photo_id),
        )

    @precondition(lambda self: self.photos)
    @rule(which=ANY)
    def rederive(self, which: int) -> None:
        photo_id, _, _ = self.a_photo(which)
        photo = self.truth.photos()[photo_id]
        self.ask(lambda: rederiver().rederive(photo), took_place=lambda: True, then=lambda: None)

    # --- Jobs and pages -----------------------------------------------------------------------------------------------

    @rule()
    def sweep(self) -> None:
        """What is over its time goes, at once or with a later sweep where a store did not answer."""
        due_pets, due_photos = self.due()
        report = Sweeper(pet_records(), apply=True, workers=1).run()
        assert self.is_well <= (not report.unanswered)
        assert not report.named, report.named
        pets, photos = self.truth.pets(), self.truth.photos()
        for id in due_photos:
            if not report.unanswered or id not in photos or photos[id].status == "purging":
                self.photo_is_gone(id)
        for id in due_pets:
            if not report.unanswered or id not in pets or pets[id].status == "purging":
                self.pet_is_gone(id)
        self.acted()

    @precondition(lambda self: self.is_well)
    @rule()
    def check_integrity(self) -> None:
        """Whatever was cut off before: records and files tell one story."""
        assert self.differences() == []

    @rule(person=st.integers(0, 1), trash=st.booleans())
    def look_at_pets(self, person: int, trash: bool) -> None:
        status = "deleted" if trash else "active"
        answer = self.people[person][1].get("/pets/trash/" if trash else "/pets/")
        assert answer.status_code == 200 or (not self.is_well and answer.status_code == 503)
        if answer.status_code == 200:
            mine = [each for each in self.pets.values() if (each["owner"], each["status"]) == (person, status)]
            assert [pet.name for pet in answer.context["page"].items] == sorted(each["name"] for each in mine)
        self.acted()

    @precondition(lambda self: self.pets)
    @rule(which=ANY, trash=st.booleans())
    def look_at_album(self, which: int, trash: bool) -> None:
        pet_id, pet = self.a_pet(which)
        answer = self.browser(pet).get(f"/pets/{pet_id}/photos/trash/" if trash else f"/pets/{pet_id}/")
        if pet["status"] != "active":
            assert answer.status_code in (404, 503)
        elif answer.status_code == 200:
            shown = [photo.id for photo in answer.context["page"].items]
            assert set(shown) == set(self.of_pet(pet_id, "deleted" if trash else "active"))
            assert len(shown) == len(set(shown))
        else:
            assert not self.is_well
            assert answer.status_code == 503
        self.acted()

    # --- What the model does ------------------------------------------------------------------------------------------

    def a_pet(self, which: int) -> tuple[str, dict[str, Any]]:
        return list(self.pets.items())[which % len(self.pets)]

    def a_photo(self, which: int) -> tuple[str, dict[str, Any], dict[str, Any]]:
        photo_id, photo = list(self.photos.items())[which % len(self.photos)]
        return photo_id, photo, self.pets[photo["pet"]]

    def of_pet(self, pet_id: str, status: str = "") -> dict[str, dict[str, Any]]:
        return {
            id: each
            for id, each in self.photos.items()
            if each["pet"] == pet_id and (not status or each["status"] == status)
        }

    def permit(self, pet_id: str, right: Right) -> Permit:
        return Permit(self.people[self.pets[pet_id]["owner"]][0], right)

    def browser(self, pet: dict[str, Any]) -> Client:
        return self.people[pet["owner"]][1]

    def address(self, photo_id: str, action: str) -> str:
        return f"/pets/{self.photos[photo_id]['pet']}/photos/{photo_id}/{action}/"

    def is_seen(self, photo_id: str) -> bool:
        photo = self.photos[photo_id]
        return photo["status"] == "active" and self.pets[photo["pet"]]["status"] == "active"

    def taken_in(self, photo: Photo, number: int) -> None:
        said = {"pet": photo.pet_id, "picture": number, "taken": photo.taken_at, "status": "new", "version": 1}
        self.photos[photo.id] = {**said, "caption": "", "favourite": False, "hidden": False, "passed_to": ""}
        self.shown(photo.id)

    def now_is(self, photo_id: str, status: str) -> None:
        self.shown(photo_id) if status == "active" else self.taken_out(photo_id)

    def shown(self, photo_id: str) -> None:
        photo = self.photos[photo_id]
        pet = self.pets[photo["pet"]]
        photo["status"] = "active"
        passed_to, photo["passed_to"] = photo["passed_to"], ""
        if pet["cover"] in ("", passed_to) and not photo["hidden"]:
            pet["cover"] = photo_id

    def hidden(self, photo_id: str, hidden: bool) -> None:
        photo = self.photos[photo_id]
        photo["hidden"] = hidden
        if hidden:
            self.succeed(photo_id)
        elif photo["status"] == "active":
            self.shown(photo_id)

    def moved(self, photo_id: str, pet_id: str) -> None:
        shown = [each.id for each in self.truth.photos().values() if (each.pet_id, each.status) == (pet_id, "active")]
        (new,) = set(shown) - set(self.photos)
        self.photos[new] = {**self.photos[photo_id], "pet": pet_id}
        self.photo_is_gone(photo_id)
        self.shown(new)

    def taken_out(self, photo_id: str) -> None:
        photo = self.photos[photo_id]
        photo["status"] = "deleted"
        pet = self.pets[photo["pet"]]
        if pet["cover"] == photo_id:
            self.succeed(photo_id)
            photo["passed_to"] = pet["cover"]

    def succeed(self, photo_id: str) -> None:
        """The last taken of those that everybody may see takes the place of a cover that leaves."""
        pet_id = self.photos[photo_id]["pet"]
        if (pet := self.pets[pet_id])["cover"] == photo_id:
            heirs = [
                (each["taken"], id)
                for id, each in self.of_pet(pet_id, "active").items()
                if id != photo_id and not each["hidden"]
            ]
            pet["cover"] = max(heirs)[1] if heirs else ""

    def photo_is_gone(self, photo_id: str) -> None:
        if photo_id in self.photos:
            self.succeed(photo_id)
            del self.photos[photo_id]

    def pet_is_gone(self, pet_id: str) -> None:
        for id in self.of_pet(pet_id):
            del self.photos[id]
        self.pets.pop(pet_id, None)

    def due(self) -> tuple[list[str], list[str]]:
        """The pets and the photos that have been in the trash for more than 30 days."""
        until = times.now() - timedelta(days=project.TRASH_DAYS)
        pets, photos = self.truth.pets(), self.truth.photos()
        return (
            [id for id in self.pets if pets[id].deleted_at and pets[id].deleted_at < until],
            [id for id in self.photos if photos[id].deleted_at and photos[id].deleted_at < until],
        )

    def differences(self) -> list[Difference]:
        comparison = Comparison(pet_records())
        found = [each for owner in comparison.owners() for each in comparison.of_owner(owner)]
        return found + list(comparison.of_nobody())

    # --- What always holds --------------------------------------------------------------------------------------------

    @invariant()
    def all_fits(self) -> None:
        type(self).steps += 1
        type(self).on_progress(1)
        self.the_records_are_as_people_were_told()
        self.quota_claims_and_files_fit_the_records()

    def the_records_are_as_people_were_told(self) -> None:
        pets, photos = self.truth.pets(), self.truth.photos()
        keys = [owner for owner, _ in self.people]
        seen = {
            id: {
                "owner": keys.index(pet.owner_id),
                "name": pet.name,
                "version": pet.version,
                "status": pet.status,
                "cover": pet.cover_photo_id,
            }
            for id, pet in pets.items()
            if pet.status != "purging"
        }
        assert seen == self.pets
        known = {
            id: {
                "pet": photo.pet_id,
                "picture": self.photos.get(id, {}).get("picture"),
                "taken": photo.taken_at,
                "status": photo.status,
                "version": photo.version,
                "caption": photo.caption,
                "favourite": photo.favourite,
                "hidden": photo.hidden,
                "passed_to": photo.cover_passed_to,
            }
            for id, photo in photos.items()
            if photo.status in ("active", "deleted") and photo.pet_id in self.pets
        }
        assert known == self.photos
        for id, pet in pets.items():
            if pet.status != "purging":
                assert pet.photo_count == len(self.of_pet(id, "active"))

    def quota_claims_and_files_fit_the_records(self) -> None:
        photos = self.truth.photos()
        for owner, _ in self.people:
            counted = [each for each in photos.values() if _counts(each, owner)]
            used = self.truth.usage(owner)
            assert (used.photos, used.length) == (len(counted), sum(each.length for each in counted))
        kept = [each for each in photos.values() if each.status in (Status.ACTIVE, Status.DELETED)]
        assert self.truth.claims() == {each.claim_id: each.id for each in kept}
        files = self.truth.files()
        assert all(key in files for each in kept for key in each.keys)

    def teardown(self) -> None:
        try:
            if self.pets or self.photos:
                self.heal_now()
                self.all_comes_to_its_end()
        finally:
            self.context.close()
            self.truth.begin_anew()

    def all_comes_to_its_end(self) -> None:
        """All lines are repaired, and a few sweeps later nothing is left but what people have, byte by byte."""
        for ahead in (2 * HOUR, HOUR, HOUR, DAY):
            self.clock.ahead += ahead
            self.moves_end()
            self.sweep()
        assert not list(mover().unfinished())
        self.the_records_are_as_people_were_told()
        self.quota_claims_and_files_fit_the_records()
        photos = self.truth.photos()
        assert set(photos) == set(self.photos)
        assert set(self.truth.pets()) == set(self.pets)
        keys = {key for each in photos.values() for key in each.keys}
        assert self.truth.files() == set(self.truth.versions()) == keys
        for id, said in self.photos.items():
            assert self.truth.content(photos[id].original_key) == PICTURES[said["picture"]]
        assert self.differences() == []
        assert Sweeper(pet_records(), workers=1).run().is_clean
        for person in range(len(self.people)):
            self.look_at_pets(person, trash=False)
            self.look_at_pets(person, trash=True)


def _counts(photo: Photo, owner: str) -> bool:
    """Whether it takes of that owner's quota: not while it is only to take the place of one that does."""
    return photo.owner_id == owner and photo.status != "purging" and not photo.moved_from
