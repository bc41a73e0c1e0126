"""What people and operators do, a line for each, by the page or command that they use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.messages import constants, get_messages

from pettracker_site.backoffice.records.actions import SelectedRow
from tests.faults.stage import TRASH_IS_OVER, Stage

JSON = {"Accept": "application/json"}


@dataclass(frozen=True)
class Answer:
    """`pages` is what came back, `is_success` whether it told that all of it was done."""

    pages: tuple[Any, ...]
    is_success: bool


@dataclass(frozen=True)
class Flow:
    """`in_parts`: of several things, some may be done when it breaks off, and the answer says which. `is_repeatable`:
    the same once more is told as a success, and not that there is nothing left to do."""

    do: Callable[[Stage], Answer]
    in_parts: bool = False
    is_repeatable: bool = True
    swept_after: timedelta = timedelta(hours=2)


def told(response) -> Answer:
    """An answer as the person understands it: a warning, a refusal or an error is no success."""
    said = [message.level for message in get_messages(response.wsgi_request)]
    is_fine = response.status_code in (200, 201, 204, 302) and all(level <= constants.SUCCESS for level in said)
    is_form = response.wsgi_request.method == "POST" and response.status_code == 200 and not is_json(response)
    return Answer((response,), is_fine and not is_form)


def is_json(response) -> bool:
    return str(response.get("Content-Type", "")).startswith("application/json")


def look(address: Callable[[Stage], str]) -> Flow:
    return Flow(lambda s: told(s.as_robin.get(address(s))))


def post(address: Callable[[Stage], str], data: Callable[[Stage], dict] = lambda s: {}, **options) -> Flow:
    return Flow(lambda s: told(s.as_robin.post(address(s), data(s), **options)))


def bulk(data: Callable[[Stage], dict]) -> Flow:
    """What Robin does with several photos at once."""
    return Flow(lambda s: told(s.as_robin.post(f"{album(s)}selected/", data(s))), in_parts=True, is_repeatable=False)


def act(kind: str, action: str, *, typed: str = "", in_parts=False, **chosen: Callable[[Stage], list]) -> Flow:
    """What a record keeper does with rows of a list, as they were shown."""

    def do(s: Stage) -> Answer:
        rows = [str(SelectedRow.of(each)) for each in chosen["rows"](s)]
        data = {"action": action, "row": rows, "confirmed": "yes", "typed": typed}
        return told(s.as_keeper.post(f"/admin/{kind}/act/", data))

    return Flow(do, in_parts=in_parts, is_repeatable=False)


def move(s: Stage) -> Answer:
    """To another owner; whoever finds that done already goes on with the photos."""
    response = s.as_keeper.post(f"/admin/pets/{s.rex.id}/move/", {"owner": s.kim.email})
    if response.status_code == 200:
        response = s.as_keeper.post(f"/admin/pets/{s.rex.id}/move/finish/")
    answer = told(response)
    is_on_its_way = any("on their way" in str(each) for each in get_messages(response.wsgi_request))
    return Answer(answer.pages, answer.is_success and not is_on_its_way)


def sweep(s: Stage) -> Answer:
    return Answer((), s.sweep(TRASH_IS_OVER).is_clean)


def rex(s: Stage) -> str:
    return f"/pets/{s.rex.id}/"


def album(s: Stage) -> str:
    return f"/pets/{s.rex.id}/photos/"


def selected(s: Stage, action: str, *chosen, **more) -> dict:
    return {"action": action, "photo": [photo.id for photo in chosen], **more}


FLOWS = {
    "look at the pets": look(lambda s: "/pets/"),
    "look at the trash of pets": look(lambda s: "/pets/trash/"),
    "look at a pet": look(rex),
    "look at a photo": look(lambda s: f"{album(s)}{s.second.id}/"),
    "look at the trash of photos": look(lambda s: f"{album(s)}trash/"),
    "look at favourites": look(lambda s: f"{album(s)}favourites/"),
    "add a pet": post(lambda s: "/pets/add/", lambda s: s.new_pet),
    "edit a pet": post(lambda s: f"{rex(s)}edit/", lambda s: s.edited_pet),
    "delete a pet": post(lambda s: f"{rex(s)}delete/"),
    "restore a pet": post(lambda s: f"/pets/{s.max.id}/restore/"),
    "upload": post(lambda s: f"{album(s)}add/", lambda s: {"photos": [s.picture(9)]}),
    "upload by the queue": post(lambda s: f"{album(s)}add/", lambda s: {"photos": [s.picture(9)]}, headers=JSON),
    "upload two": Flow(
        lambda s: told(s.as_robin.post(f"{album(s)}add/", {"photos": [s.picture(9), s.picture(10)]})), in_parts=True
    ),
    "upload the first": post(
        lambda s: f"/pets/{s.luna.id}/photos/add/", lambda s: {"photos": [s.picture(9)]}
    ),
    "upload what is there": post(lambda s: f"{album(s)}add/", lambda s: {"photos": [s.picture(1)]}),
    "upload what is in the trash": post(lambda s: f"{album(s)}add/", lambda s: {"photos": [s.picture(3)]}),
    "choose the cover": post(lambda s: f"{album(s)}{s.second.id}/cover/"),
    "make a favourite": post(lambda s: f"{album(s)}{s.third.id}/favourite/"),
    "make it none": post(lambda s: f"{album(s)}{s.second.id}/favourite/", lambda s: {"on": "no"}),
    "edit a caption": post(
        lambda s: f"{album(s)}{s.second.id}/edit/",
        lambda s: {"caption": "At sea", "taken": "2025-06-01T10:30:00", "version": "1"},
    ),
    "delete a photo": post(lambda s: f"{album(s)}{s.second.id}/delete/"),
    "delete the cover": post(lambda s: f"{album(s)}{s.cover.id}/delete/"),
    "restore a photo": post(lambda s: f"{album(s)}{s.trashed.id}/restore/"),
    "delete several": bulk(lambda s: selected(s, "delete", s.cover, s.third)),
    "restore several": bulk(lambda s: selected(s, "restore", s.trashed, **{"from": "trash"})),
    "make several favourites": bulk(lambda s: selected(s, "favourite", s.cover, s.third)),
    "hide the cover": Flow(lambda s: told(s.as_keeper.post(f"/admin/photos/{s.cover.id}/hide/"))),
    "purge a pet": act("pets", "purge", typed="Rex", rows=lambda s: [s.rex]),
    "purge a pet in the trash": act("pets", "purge", typed="Max", rows=lambda s: [s.max]),
    "purge photos": act(
        "photos", "purge", typed="delete 2", rows=lambda s: [s.cover, s.trashed], in_parts=True
    ),
    "move a pet": Flow(move, in_parts=True),
    "sweep": Flow(sweep, in_parts=True, swept_after=TRASH_IS_OVER + timedelta(hours=2)),
}  # fmt: skip
