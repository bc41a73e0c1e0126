"""A process is killed at a call of a flow; then everything is looked at, sent again, and looked at anew."""

from collections.abc import Callable, Iterator, Sequence, Set
from datetime import timedelta
from functools import partial
from http.client import HTTPException
from typing import NamedTuple, TypeVar

from tests.faults.aftermath import TABLES, Aftermath, named_by
from tests.faults.killed_flows import FLOWS, UPLOADED_AND_TRASHED, Prepared, World
from tests.faults.pages import pictures_on, told_by
from tests.faults.plan import Fault, Trouble
from tests.faults.site import Answer

T = TypeVar("T")
_PAUSE = timedelta(hours=2)  # past that of a tombstone


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
        ended = _answered(partial(world.sweeps.run, later + number * _PAUSE))
        if ended != "clean":
            wrong.append(f"sweep {number}: {ended}")
    return wrong + [f"after the sweeps: {each}" for each in world.look().wrong(is_swept=True)]


def _answered(ask: Callable[[], T]) -> T:
    """What comes of it; on a busy machine the embedded AWS may answer too late, and then it is asked for again."""
    for _ in range(5):
        answer = ask()
        if answer != "unanswered" and getattr(answer, "status", None) != 503:
            break
    return answer


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
    after = world.look()
    yield from (f"after the kill: {each}" for each in (*after.wrong(), *_wrong_pages(world, after, prepared.pet)))
    answer = _answered(prepared.act)
    after = world.look()
    found = (*_wrong_answer(world, answer, prepared.answers), *after.wrong(), *_wrong_pages(world, after, prepared.pet))
    yield from (f"sent again: {each}" for each in found)
    if not prepared.is_done(after):
        yield "sent again: not the one effect that was meant"


def _wrong_answer(world: World, answer: Answer | str, statuses: Set[int]) -> Iterator[str]:
    """A form that was sent again is answered as if nothing had been, and a sweep ends well."""
    if isinstance(answer, str):
        if answer != "clean":
            yield f"the sweep was {answer}"
    else:
        if answer.status not in statuses:
            yield f"{answer.status} for {answer.url}"
        yield from _told(world, answer)


def _wrong_pages(world: World, after: Aftermath, pet: str) -> Iterator[str]:
    """What Robin sees of his pets, and of this one: each photo that is there, and no picture that is not."""
    yield from _wrong_page(world, after, "/pets/")
    if pet:
        is_shown = pet in after.pets and after.pets[pet]["Status"] == "active"
        shown = {photo["PhotoId"] for photo in after.of_pet(pet)} if is_shown else set()
        yield from _wrong_page(world, after, f"/pets/{pet}/", 200 if is_shown else 404, shown)


def _wrong_page(
    world: World, after: Aftermath, path: str, status: int = 200, photos: Set[str] = frozenset()
) -> Iterator[str]:
    page = _answered(lambda: world.robin.get(path))
    if page.status != status:
        yield f"{page.status} for {page.url}"
    pictures = pictures_on(page.text, world.stores.bucket)
    if broken := pictures - after.objects:
        yield f"broken pictures on {page.url}: {sorted(broken)}"
    if missing := photos - {named_by(key) for key in pictures}:
        yield f"photos that are not on {page.url}: {sorted(missing)}"
    yield from _told(world, page)


def _told(world: World, answer: Answer) -> Iterator[str]:
    if told := told_by(answer.text, world.stores.bucket, *TABLES):
        yield f"{told} on {answer.url}"
