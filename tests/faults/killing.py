"""What owners, a keeper and the sweep do, each up to the one request or run in which a process is killed."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
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

UPLOADED_AND_TRASHED = timedelta(hours=25)  # past the patience with uploads and with files of no record
TRASH_IS_OVER = timedelta(days=40)
_PAUSE = timedelta(hours=2)  # past that of a tombstone


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
        answer = self.robin.post("/pets/add/", pet_form(name))
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


def pet_form(name: str, **fields: str) -> dict[str, str]:
    return {"name": name, "kind": "dog", "weight_unit": "kg", "nonce": str(uuid.uuid4()), **fields}


def row(keeper: Browser, page: str) -> str:
    """What the page of a record sends with an action: the record as it was shown there."""
    return re.search(r'name="row" value="([^"]+)"', keeper.get(page).text).group(1)


class Prepared(NamedTuple):
    """`act` may be sent again and again; `is_done` says whether it had its effect, and once."""

    act: Callable[[], Answer | str]
    is_done: Callable[[Aftermath], bool]
    later: timedelta = UPLOADED_AND_TRASHED


def create_pet(world: World) -> Prepared:
    form = pet_form(f"Rex {uuid.uuid4()}")
    return Prepared(
        lambda: world.robin.post("/pets/add/", form),
        lambda after: [pet["Status"] for pet in after.pets.values() if pet["Name"] == form["name"]] == ["active"],
    )


def edit_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    form = pet_form("Biscuit", version="1")
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/edit/", form),
        lambda after: (after.pets[pet]["Name"], after.pets[pet]["Version"]) == ("Biscuit", 2),
    )


def upload_photo(world: World) -> Prepared:
    pet, picture = world.add_pet("Rex"), world.picture()
    return Prepared(lambda: world.robin.upload(pet, picture), lambda after: len(after.of_pet(pet)) == 1)


def set_cover(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    _, other = world.add_photo(pet), world.add_photo(pet)
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/photos/{other}/cover/", {}),
        lambda after: after.pets[pet]["CoverPhotoId"] == other,
    )


def delete_photo(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    photo = world.add_photo(pet)
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/photos/{photo}/delete/", {}),
        lambda after: after.photos[photo]["Status"] == "deleted" and after.trail[photo, "deleted"] == 1,
    )


def restore_photo(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    photo = world.add_photo(pet)
    world.robin.post(f"/pets/{pet}/photos/{photo}/delete/", {})
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/photos/{photo}/restore/", {}),
        lambda after: after.photos[photo]["Status"] == "active" and after.trail[photo, "restored"] == 1,
    )


def delete_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    world.add_photo(pet)
    return Prepared(
        lambda: world.robin.post(f"/pets/{pet}/delete/", {}),
        lambda after: after.pets[pet]["Status"] == "deleted" and after.trail[pet, "deleted"] == 1,
    )


def restore_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    photo = world.add_photo(pet)
    world.robin.post(f"/pets/{pet}/delete/", {})

    def is_done(after: Aftermath) -> bool:
        statuses = after.pets[pet]["Status"], after.photos[photo]["Status"]
        return statuses == ("active", "active") and after.trail[pet, "restored"] == 1

    return Prepared(lambda: world.robin.post(f"/pets/{pet}/restore/", {}), is_done)


def purge_photo(world: World) -> Prepared:
    """Begun by a keeper; its end is the sweep's."""
    pet = world.add_pet("Rex")
    photo, other = world.add_photo(pet), world.add_photo(pet)
    form = {
        "action": "purge",
        "row": row(world.keeper, f"/admin/photos/{photo}/"),
        "confirmed": "yes",
        "typed": "remove 1",
    }

    def is_done(after: Aftermath) -> bool:
        is_gone = photo not in after.photos or after.photos[photo]["Status"] == "purging"
        return is_gone and after.trail[photo, "purged"] == 1 and after.pets[pet]["CoverPhotoId"] == other

    return Prepared(lambda: world.keeper.post("/admin/photos/act/", form), is_done)


def purge_pet(world: World) -> Prepared:
    pet = world.add_pet("Rex")
    world.add_photo(pet)
    form = {"action": "purge", "row": row(world.keeper, f"/admin/pets/{pet}/"), "confirmed": "yes", "typed": "Rex"}

    def is_done(after: Aftermath) -> bool:
        is_gone = pet not in after.pets or after.pets[pet]["Status"] == "purging"
        return is_gone and after.trail[pet, "purged"] == 1

    return Prepared(lambda: world.keeper.post("/admin/pets/act/", form), is_done)


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

    return Prepared(lambda: world.sweeps.run(TRASH_IS_OVER), is_done, TRASH_IS_OVER)


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


class Point(NamedTuple):
    flow: str
    call: int
    trouble: Trouble

    def __str__(self) -> str:
        return f"{self.flow}, {self.trouble.value} call {self.call}"


def number_of_calls(world: World, flow: str) -> int:
    """How many AWS calls a flow makes in empty stores where all is well, which it must end well."""
    world.stores.empty()
    prepared = FLOWS[flow](world)
    world.proxy.plan.clear()
    prepared.act()
    calls = len(world.proxy.plan.seen)
    assert prepared.is_done(world.look()), flow
    return calls


def killed_at(world: World, points: Sequence[Point]) -> list[str]:
    """What is wrong after a kill at each point, after sending it again, and after the sweeps that follow them all."""
    world.stores.empty()
    wrong, later = [], UPLOADED_AND_TRASHED
    for point in points:
        prepared = FLOWS[point.flow](world)
        later = max(later, prepared.later)
        wrong += [f"{point}, {each}" for each in _killed_and_sent_again(world, point, prepared)]
    for number in range(1, 4):
        ended = _swept(world, later + number * _PAUSE)
        if ended != "clean":
            wrong.append(f"sweep {number}: {ended}")
    return wrong + [f"after the sweeps: {each}" for each in world.look().wrong(is_swept=True)]


def _swept(world: World, later: timedelta) -> str:
    """How a sweep ends; on a busy machine the embedded AWS may answer too late, and then another is begun."""
    for _ in range(5):
        ended = world.sweeps.run(later)
        if ended != "unanswered":
            break
    return ended


def _killed_and_sent_again(world: World, point: Point, prepared: Prepared) -> Iterator[str]:
    world.proxy.kill = world.sweeps.kill if point.flow == "sweep" else world.site.kill_worker
    world.proxy.plan.clear()
    world.proxy.plan.add(Fault(point.trouble), first=point.call, last=point.call)
    try:
        was_killed = prepared.act() == "killed"
    except (OSError, HTTPException):
        was_killed = True
    world.proxy.plan.clear()
    if not was_killed:
        yield "nobody was killed"
    yield from (f"after the kill: {each}" for each in world.look().wrong())
    prepared.act()
    after = world.look()
    yield from (f"sent again: {each}" for each in after.wrong())
    if not prepared.is_done(after):
        yield "sent again: not the one effect that was meant"
