"""What owners, a keeper and the sweep do, each up to the one request or run in which a process is killed."""

import re
import uuid
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from typing import NamedTuple

from tests.faults.aftermath import Aftermath, Stores
from tests.faults.plan import Fault, Trouble
from tests.faults.proxy import Proxy
from tests.faults.site import Answer, Browser, Site
from tests.faults.sweeps import Sweeps
from tests.pictures import jpeg
from tests.site.forms import pet_form

UPLOADED_AND_TRASHED = timedelta(hours=25)  # past the patience with uploads and with files of no record
TRASH_IS_OVER = timedelta(days=40)


@dataclass
class World:
    """The site and all around it. What a flow makes is named by itself, so that flows do not meet."""

    site: Site
    proxy: Proxy
    sweeps: Sweeps
    stores: Stores
    robin: Browser
    keeper: Browser
    _pictures: int = field(default=0, repr=False)

    def add_pet(self, name: str) -> str:
        answer = self.robin.post("/pets/add/", pet_form(name=name))
        assert answer.status == 302, answer.text
        return answer.headers["Location"].split("/")[2]

    def picture(self) -> bytes:
        self._pictures += 1
        return jpeg(64 + self._pictures, 48).getvalue()

    def add_photo(self, pet_id: str) -> str:
        before = {photo["PhotoId"] for photo in self.look().of_pet(pet_id)}
        answer = self.robin.upload(pet_id, self.picture())
        assert answer.status == 302, answer.text
        [photo] = [each for each in self.look().of_pet(pet_id) if each["PhotoId"] not in before]
        return photo["PhotoId"]

    def look(self) -> Aftermath:
        return Aftermath(self.stores)


def row(keeper: Browser, page: str) -> str:
    """What the page of a record sends with an action: the record as it was shown there."""
    return re.search(r'name="row" value="([^"]+)"', keeper.get(page).text).group(1)


class Prepared(NamedTuple):
    """`act` may be sent again and again; `is_done` says whether it had its effect, and once. `pet` is whom it is about,
    unless that is still to come; `answers` are the statuses that sending it again may have."""

    act: Callable[[], Answer | str]
    is_done: Callable[[Aftermath], bool]
    pet: str = ""
    later: timedelta = UPLOADED_AND_TRASHED
    answers: Set[int] = frozenset({200, 302})


def create_pet(world: World) -> Prepared:
    form = pet_form(name=f"Rex {uuid.uuid4()}")
    return Prepared(
        lambda: world.robin.post("/pets/add/", form),
        lambda after: [pet["Status"] for pet in after.pets.values() if pet["Name"] == form["name"]] == ["active"],
    )


def edit_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    form = pet_form(name="Biscuit", version="1")
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/edit/", form),
        lambda after: (after.pets[pet]["Name"], after.pets[pet]["Version"]) == ("Biscuit", 2),
        pet,
    )


def upload_photo(world: World) -> Prepared:
    pet, picture = world.add_pet("Rex"), world.picture()
    return Prepared(lambda: world.robin.upload(pet, picture), lambda after: len(after.of_pet(pet)) == 1, pet)


def set_cover(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    _, other = world.add_photo(pet), world.add_photo(pet)
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/photos/{other}/cover/", {}),
        lambda after: after.pets[pet]["CoverPhotoId"] == other,
        pet,
    )


def delete_photo(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    photo = world.add_photo(pet)
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/photos/{photo}/delete/", {}),
        lambda after: after.photos[photo]["Status"] == "deleted" and after.trail[photo, "deleted"] == 1,
        pet,
    )


def restore_photo(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    photo = world.add_photo(pet)
    world.robin.post(f"/pets/{pet}/photos/{photo}/delete/", {})
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/photos/{photo}/restore/", {}),
        lambda after: after.photos[photo]["Status"] == "active" and after.trail[photo, "restored"] == 1,
        pet,
    )


def delete_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    world.add_photo(pet)
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/delete/", {}),
        lambda after: after.pets[pet]["Status"] == "deleted" and after.trail[pet, "deleted"] == 1,
        pet,
    )


def restore_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    photo = world.add_photo(pet)
    world.robin.post(f"/pets/{pet}/delete/", {})

    def is_done(after: Aftermath) -> bool:
        statuses = after.pets[pet]["Status"], after.photos[photo]["Status"]
        return statuses == ("active", "active") and after.trail[pet, "restored"] == 1

    return Prepared(lambda: world.robin.post(f"/pets/{pet}/restore/", {}), is_done, pet)


def purge_photo(world: World) -> Prepared:
    """Begun by a keeper; its end is the sweep's."""
    pet = world.add_pet("Rex")
    photo, other = world.add_photo(pet), world.add_photo(pet)
    form = {
        "action": "purge",
        "row": row(world.keeper, f"/admin/photos/{photo}/"),
        "confirmed": "yes",
        "typed": "delete 1",
    }

    def is_done(after: Aftermath) -> bool:
        is_gone = photo not in after.photos or after.photos[photo]["Status"] == "purging"
        return is_gone and after.trail[photo, "purged"] == 1 and after.pets[pet]["CoverPhotoId"] == other

    return Prepared(lambda: world.keeper.post("/admin/photos/act/", form), is_done, pet)


def purge_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    world.add_photo(pet)
    form = {"action": "purge", "row": row(world.keeper, f"/admin/pets/{pet}/"), "confirmed": "yes", "typed": "Rex"}

    def is_done(after: Aftermath) -> bool:
        is_gone = pet not in after.pets or after.pets[pet]["Status"] == "purging"
        return is_gone and after.trail[pet, "purged"] == 1

    # Once the pet is gone, nobody has the name that was typed: the keeper is asked back, in words, and nothing is done.
    answers = frozenset({302, 400})
    return Prepared(lambda: world.keeper.post("/admin/pets/act/", form), is_done, pet, answers=answers)


def sweep(world: World) -> Prepared:
    """A photo and a pet over their days in the trash, an upload that was cut off, and what is to stay."""
    pet, trashed = world.add_pet("Rex"), world.add_pet("Biscuit")
    kept, photo = world.add_photo(pet), world.add_photo(pet)
    world.add_photo(trashed)
    world.robin.post(f"/pets/{pet}/photos/{photo}/delete/", {})
    world.robin.post(f"/pets/{trashed}/delete/", {})
    world.proxy.plan.add(Fault(Trouble.KILL_BEFORE), "dynamodb:TransactWriteItems", first=2, last=2)
    world.proxy.kill = world.site.kill_worker
    with suppress(OSError, HTTPException):
        world.robin.upload(pet, world.picture())
    world.proxy.plan.clear()
    assert len(world.look().of_pet(pet, "pending")) == 1

    def is_done(after: Aftermath) -> bool:
        is_over = photo not in after.photos or after.photos[photo]["Status"] == "purging"
        return is_over and kept in {each["PhotoId"] for each in after.of_pet(pet)}

    return Prepared(lambda: world.sweeps.run(TRASH_IS_OVER), is_done, pet, TRASH_IS_OVER)


FLOWS: dict[str, Callable[[World], Prepared]] = {
    flow.__name__.replace("_", " "): flow
    for flow in (
        create_pet,
        edit_pet,
        upload_photo,
        set_cover,
        delete_photo,
        restore_photo,
        delete_pet,
        restore_pet,
        purge_photo,
        purge_pet,
        sweep,
    )
}
