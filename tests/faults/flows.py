"""What people and operators do, a line for each, by the page or command they use. README.md shows how to add one."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.contrib.messages import constants, get_messages
from django.test import Client

from pets.life.lists import Listed
from pettracker_site.backoffice.pets_and_photos.actions import SelectedRow
from pettracker_site.reminders import job
from pettracker_site.reminders.models import Reminders
from tests.documents import PDF
from tests.faults.stage import TRASH_IS_OVER, Stage
from tests.feeds import address_of, feed_form
from tests.site.forms import file
from tests.spreadsheets import importing

JSON = {"Accept": "application/json"}
Data = Mapping[str, Any] | Callable[[Stage], Mapping[str, Any]]


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


def at(address: str, s: Stage) -> str:
    """An address with its names filled in: `{rex}`, `{max}` and `{luna}` are pages of pets, `{album}` is Rex's, and
    `{cover}`, `{second}`, `{third}` and `{trashed}` are pages of its photos; `{papers}` are its documents and `{paper}`
    is one; `{s.cover.id}` and so on: of the stage."""
    pets = {name: f"/pets/{getattr(s, name).id}/" for name in ("rex", "max", "luna")}
    album = f"{pets['rex']}photos/"
    photos = {name: f"{album}{getattr(s, name).id}/" for name in ("cover", "second", "third", "trashed")}
    papers = f"{pets['rex']}documents/"
    return address.format(**pets, album=album, **photos, papers=papers, paper=f"{papers}{s.paper.id}/", s=s)


def look(address: str) -> Flow:
    """Robin opens a page."""
    return Flow(lambda s: told(s.as_robin.get(at(address, s))))


def post(address: str, data: Data = MappingProxyType({}), *, by: str = "robin", headers=None, **kind: bool) -> Flow:
    """Robin, or the `keeper` of records, sends a form; `data` may be made of the stage, anew each time."""

    def do(s: Stage) -> Answer:
        browser = s.as_robin if by == "robin" else s.as_keeper
        return told(browser.post(at(address, s), data(s) if callable(data) else data, headers=headers))

    return Flow(do, **kind)


def upload(address: str, *numbers: int, headers=None) -> Flow:
    """Robin sends pictures; 1 is the cover's number, 3 is in the trash, and 9 and above are new."""
    pictures = lambda s: {"photos": [s.picture(number) for number in numbers]}  # noqa: E731
    return post(address, pictures, headers=headers, in_parts=len(numbers) > 1)


def several(action: str, *names: str, **more: str) -> Flow:
    """What Robin does with several photos at once."""
    chosen = lambda s: {"action": action, "photo": [getattr(s, name).id for name in names], **more}  # noqa: E731
    return post("{album}selected/", chosen, in_parts=True, is_repeatable=False)


def keep(kind: str, action: str, *names: str, typed: str = "") -> Flow:
    """What a record keeper does with rows of a list, as they were shown."""

    def data(s: Stage) -> dict[str, Any]:
        rows = [str(SelectedRow.of(getattr(s, name))) for name in names]
        return {"action": action, "row": rows, "confirmed": "yes", "typed": typed}

    return post(f"/admin/{kind}/act/", data, by="keeper", in_parts=len(names) > 1, is_repeatable=False)


def keep_weight(action: str, typed: str = "") -> Flow:
    """The same with Rex's newest weight."""

    def data(s: Stage) -> dict[str, Any]:
        row = str(SelectedRow.of(Listed(s.weight, s.rex)))
        return {"action": action, "row": [row], "confirmed": "yes", "typed": typed}

    return post("/admin/records/act/", data, by="keeper", is_repeatable=False)


def move(s: Stage) -> Answer:
    """To another owner; whoever finds that done already goes on with the photos."""
    response = s.as_keeper.post(f"/admin/pets/{s.rex.id}/move/", {"owner": s.kim.email})
    if response.status_code == 200:
        response = s.as_keeper.post(f"/admin/pets/{s.rex.id}/move/finish/")
    answer = told(response)
    is_half = any("Not everything is moved" in str(each) for each in get_messages(response.wsgi_request))
    return Answer(answer.pages, answer.is_success and not is_half)


def take_along(s: Stage) -> Answer:
    """A download is one only where it was read to its end."""
    with closing(s.as_robin.get(at("{rex}spreadsheet/weights/", s))) as response:
        response.getvalue()
        return Answer((), response.status_code == 200)


def sweep(s: Stage) -> Answer:
    return Answer((), s.sweep(TRASH_IS_OVER).is_clean)


def remind(s: Stage) -> Answer:
    """As the job does for Robin, whose hour has come again. (Whom it told, tests/site/test_reminders.py says.)"""
    Reminders.objects.update_or_create(person=s.robin, defaults={"is_on": True, "hour": 0, "told_for": None})
    report = job.run(seconds=60)
    return Answer((), not report.failed)


CAPTION = {"caption": "At sea", "taken": "2025-06-01T10:30:00", "version": "1"}
DATES = lambda s: {  # noqa: E731
    "photo": [s.cover.id, s.third.id],
    "version": [s.cover.version, s.third.version],
    "taken": "2024-06-01T10:30:00",
    "others": "day",
}
DOCUMENT = {"type": "invoice", "name": "Vet", "expires_on": "2031-05-17", "nonce": str(uuid.UUID(int=1))}
OF_THE_MEDICINE = {"unit": "tablet", "version": "1"}
WEIGHT = {"weight": "31.5", "weight_unit": "kg", "nonce": "5d1c9a52-7f3e-4f0a-9d57-2d0f3f9f4c11"}
WEIGHTS_FILE = b"date,weight_kg,note\n2025-01-05,31.5,=1\n2024-01-05,30,\n"
HEALTH_FILE = b"date,type,title,next_due\n2025-01-05,vaccination,Lepto,2026-01-05\n2024-01-05,visit,Cough,\n"
WEIGHT_ROWS = {"0-on": "5.1.2025", "0-weight": "31.5", "1-on": "5.1.2024", "1-weight": "30", "unit": "kg"}
WEIGHT_ROWS |= {"nonce": "0b8a3c55-4a0e-4f2f-8a77-3f2f5a5d7c21"}


FLOWS = {
    "look at the pets": look("/pets/"),
    "look at the trash of pets": look("/pets/trash/"),
    "look at a pet": look("{rex}"),
    "look at a photo": look("{second}"),
    "look at two photos": look("{rex}side-by-side/?photo={s.cover.id}&photo={s.second.id}"),
    "look at the health record": look("{rex}health-record/"),
    "look at the timeline": look("{rex}timeline/"),
    "look at the trash of milestones": look("{rex}milestones/trash/"),
    "add a milestone": post("{rex}milestones/add/", lambda s: s.new_milestone),
    "edit a milestone": post("{rex}milestones/{s.milestone.id}/edit/", lambda s: s.new_milestone | {"version": "1"}),
    "delete a milestone": post("{rex}milestones/{s.milestone.id}/delete/"),
    "restore a milestone": post("{rex}milestones/{s.gone_milestone.id}/restore/"),
    "look at the trash of photos": look("{album}trash/"),
    "look at favourites": look("{album}favourites/"),
    "look at months": look("{album}months/"),
    "look at favourites of all pets": look("/favourites/"),
    "search captions": look("{album}search/?q=sea"),
    "search one's pets": look("/pets/?q=rex"),
    "look at health": look("{rex}health/"),
    "add a health entry": post("{rex}health/add/", lambda s: s.new_care),
    "add one with a photo of the label": post(
        "{rex}health/add/", lambda s: s.new_care | {"attached-file": s.picture(9), "attached-type": "certificate"}
    ),
    "add one with a document that is here": post(
        "{rex}health/add/", lambda s: s.new_care | {"attached-document": s.paper.id}
    ),
    "add a visit with its weight for the log": post(
        "{rex}health/add/", lambda s: s.new_care | {"type": "visit", "weight": "33", "notes_weight": "on"}
    ),
    "edit a health entry": post("{rex}health/{s.care.id}/edit/", lambda s: {**s.new_care, "version": "1"}),
    "delete a health entry": post("{rex}health/{s.care.id}/delete/"),
    "do what is due": post("{rex}health/due/{s.care.series}/", lambda s: s.answer | {"action": "done"}),
    "put off what is due": post("{rex}health/due/{s.care.series}/", lambda s: s.answer | {"action": "1-week"}),
    "take back that it was put off": post(
        "{rex}health/due/{s.care.series}/", lambda s: s.answer | {"action": "sooner", "before": s.answer["due"]}
    ),
    "take back what was done": post("{rex}health/due/{s.done.series}/", lambda s: s.of_done | {"action": "undo"}),
    "fetch a calendar feed": Flow(lambda s: told(Client().get(address_of(s.feed)))),
    "make a calendar feed": post("/calendar/", feed_form()),
    "make a new link of a feed": post("/calendar/{s.feed.link.id}/renew/", {"version": "1"}),
    "end a feed": post("/calendar/{s.feed.link.id}/end/"),
    "look at medicines": look("{rex}medicines/"),
    "look at a medicine": look("{rex}medicines/{s.medicine.id}/"),
    "look at what was given of it": look("{rex}medicines/{s.medicine.id}/sheet/"),
    "add a medicine": post("{rex}medicines/add/", lambda s: s.new_medicine),
    "edit a medicine": post("{rex}medicines/{s.medicine.id}/edit/", lambda s: s.new_medicine | OF_THE_MEDICINE),
    "delete a medicine": post("{rex}medicines/{s.medicine.id}/delete/"),
    "restore a medicine": post("{rex}medicines/{s.gone_medicine.id}/restore/"),
    "give a dose": post("{rex}medicines/{s.medicine.id}/dose/", lambda s: s.next_dose | {"action": "given"}),
    "note an earlier dose": post("{rex}medicines/{s.medicine.id}/dose/", lambda s: s.dose | {"action": "given"}),
    "skip a dose": post("{rex}medicines/{s.medicine.id}/dose/", lambda s: s.next_dose | {"action": "skipped"}),
    "take a dose back": post("{rex}medicines/{s.medicine.id}/dose/", lambda s: s.given | {"action": "undo"}),
    "count a medicine": post("{rex}medicines/{s.medicine.id}/stock/", {"stock": "12", "refill_on": "2027-01-01"}),
    "add a pet": post("/pets/add/", lambda s: s.new_pet),
    "edit a pet": post("{rex}edit/", lambda s: s.edited_pet),
    "delete a pet": post("{rex}delete/"),
    "restore a pet": post("{max}restore/"),
    "look at weights": look("{rex}weights/"),
    "note a weight": post("{rex}weights/add/", WEIGHT),
    "note a weight of an earlier day": post("{rex}weights/add/", lambda s: {**WEIGHT, "on": s.first_weight.on}),
    "edit a weight": post("{rex}weights/{s.weight.id}/edit/", lambda s: {**WEIGHT, "on": s.weight.on, "version": 1}),
    "delete the newest weight": post("{rex}weights/{s.weight.id}/delete/"),
    "restore a weight": post("{rex}weights/{s.gone_weight.id}/restore/"),
    "take weights along": Flow(take_along),
    "import weights": post("{rex}spreadsheet/import/", lambda s: importing(s.rex, "weights", WEIGHTS_FILE)),
    "import health entries": post("{rex}spreadsheet/import/", lambda s: importing(s.rex, "health", HEALTH_FILE)),
    "type weights from paper": post("{rex}spreadsheet/weights/type/", WEIGHT_ROWS),
    "upload": upload("{album}add/", 9),
    "upload by the queue": upload("{album}add/", 9, headers=JSON),
    "upload two": upload("{album}add/", 9, 10),
    "upload the first": upload("{luna}photos/add/", 9),
    "upload what is there": upload("{album}add/", 1),
    "upload what is in the trash": upload("{album}add/", 3),
    "choose the cover": post("{second}cover/"),
    "choose what the cover shows": post("{cover}focus/", {"place": "1-3"}),
    "make a favourite": post("{third}favourite/"),
    "make it none": post("{second}favourite/", {"on": "no"}),
    "edit a caption": post("{second}edit/", CAPTION),
    "delete a photo": post("{second}delete/"),
    "delete the cover": post("{cover}delete/"),
    "restore a photo": post("{trashed}restore/"),
    "delete several": several("delete", "cover", "third"),
    "restore several": several("restore", "trashed", **{"from": "trash"}),
    "make several favourites": several("favourite", "cover", "third"),
    "move a photo": post("{album}move/", lambda s: {"photo": [s.second.id], "pet": s.luna.id}),
    "move the cover and another": post(
        "{album}move/", lambda s: {"photo": [s.cover.id, s.third.id], "pet": s.luna.id}, in_parts=True
    ),
    "empty the trash of photos": post("{album}trash/empty/", lambda s: {"photo": [s.trashed.id]}),
    "empty the trash of pets": post("/pets/trash/empty/", lambda s: {"pet": [s.max.id]}),
    "date several": post("{album}dates/", DATES, in_parts=True, is_repeatable=False),
    "look at documents": look("{papers}"),
    "look at a document": look("{paper}"),
    "add a document": post("{papers}add/", lambda s: {**DOCUMENT, "file": file("a.pdf", PDF + b"%%EOF")}),
    "add a picture as a document": post("{papers}add/", lambda s: {**DOCUMENT, "file": s.picture(9)}),
    "edit a document": post("{paper}edit/", {**DOCUMENT, "version": "1"}),
    "delete a document": post("{paper}delete/"),
    "restore a document": post("{papers}{s.shredded.id}/restore/"),
    "open a document as an admin": Flow(
        lambda s: told(s.as_keeper.get(f"/admin/records/document/{s.rex.id}/{s.paper.id}/file/"))
    ),
    "empty the trash of documents": post(
        "{papers}trash/empty/", lambda s: {"document": [s.shredded.id]}, is_repeatable=False
    ),
    "hide the cover": post("/admin/photos/{s.cover.id}/hide/", by="keeper"),
    "delete a weight as an admin": keep_weight("delete"),
    "purge a weight": keep_weight("purge", typed="delete 1"),
    "purge a pet": keep("pets", "purge", "rex", typed="Rex"),
    "purge a pet in the trash": keep("pets", "purge", "max", typed="Max"),
    "purge photos": keep("photos", "purge", "cover", "trashed", typed="delete 2"),
    "move a pet": Flow(move, in_parts=True),
    "send what is due": Flow(remind),
    "sweep": Flow(sweep, in_parts=True, swept_after=TRASH_IS_OVER + timedelta(hours=2)),
}
