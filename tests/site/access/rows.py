"""Who may use which address: each route of the site has its row here, one line, or falls under a group."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.contrib.admindocs.views import simplify_regex
from django.urls import get_resolver

from pets.life.plans import plan_of
from pets.repository import pets
from tests.documents import PDF
from tests.feeds import feed_form
from tests.medicines import an_earlier_dose, medicine_form
from tests.milestones import milestone_form
from tests.pictures import jpeg
from tests.site.forms import care_form, edit_form, file, pet_form
from tests.spreadsheets import importing

from .world import World

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SAFE_VERBS = ("GET", "HEAD", "OPTIONS", "TRACE")
NOBODY = "00000000-0000-4000-8000-000000000000"


class For(Enum):
    EVERYBODY = "no login is asked for"
    PERSON = "whoever is logged in, about themselves"
    MEMBERS = "those of the pet in the address who have one of the row's roles; to strangers it does not exist"
    STAFF = "who may use the admin pages"
    PERMITTED = "staff with the permission for it"


@dataclass(frozen=True)
class Row:
    """`posted` is what a form sends that changes something; without it the address is only read.

    `roles` are those of a pet's members who may do what the address is for; the others are told that they may not.
    """

    who: For
    posted: Callable[[World], dict] | None = None
    read: bool = True
    roles: tuple[str, ...] = ()

    @property
    def verbs(self) -> tuple[str, ...]:
        return (("GET", "HEAD") if self.read else ()) + (("POST",) if self.posted else ())


def nothing(_: World) -> dict:
    return {}


def photo_form(world: World) -> dict:
    return {"caption": "on the sofa", "taken": "2024-05-17T18:03:59", "version": "1"}


def weight_form(world: World) -> dict:
    return {"weight": "31.5", "weight_unit": "kg", "nonce": NOBODY, "version": "1"}


def import_form(world: World) -> dict:
    return importing(world.pet, "weights", b"date,weight_kg\n2025-05-01,31.5\n")


def rows_form(world: World) -> dict:
    row = {"0-on": "2025-05-01", "0-weight": "31.5", "0-title": "Cough", "0-type": "visit"}
    return {**row, "unit": "kg", "nonce": NOBODY}


def document_form(world: World) -> dict:
    return {"type": "invoice", "name": "", "expires_on": "", "nonce": NOBODY, "version": str(world.document.version)}


def done_form(world: World) -> dict:
    day = plan_of(pets().get(world.pet.id), world.plan_id).occurrence
    return {"action": "done", "occurrence": day, "due": day, "nonce": NOBODY}


def given_form(world: World) -> dict:
    return {"action": "given", "occurrence": an_earlier_dose(), "nonce": NOBODY}


def read(who: For, *roles: str) -> Row:
    return Row(who, roles=roles)


def form(who: For, posted: Callable[[World], dict] = nothing, *roles: str) -> Row:
    return Row(who, posted, roles=roles)


def button(who: For, posted: Callable[[World], dict] = nothing, *roles: str) -> Row:
    return Row(who, posted, read=False, roles=roles)


OWNER = ("owner",)
OWNERS = ("owner", "co-owner")
CARERS = ("owner", "co-owner", "carer")
ALL = ("owner", "co-owner", "carer", "viewer")


PET, PHOTO = "/pets/<uuid:pet_id>/", "/pets/<uuid:pet_id>/photos/<uuid:photo_id>/"
CARE = PET + "health/<uuid:record_id>/"
DOCUMENT = PET + "documents/<uuid:document_id>/"
WEIGHT = PET + "weights/<uuid:record_id>/"
MEDICINES, MEDICINE = PET + "medicines/", PET + "medicines/<uuid:record_id>/"
MILESTONES, MILESTONE = PET + "milestones/", PET + "milestones/<uuid:record_id>/"
ROWS = {
    "/": read(For.EVERYBODY),
    "/pets/": read(For.PERSON),
    "/pets/add/": form(For.PERSON, lambda _: pet_form(name="Max")),
    "/pets/trash/": read(For.PERSON),
    "/pets/trash/empty/": form(For.PERSON, lambda world: {"pet": [world.in_trash.id]}),
    "/favourites/": read(For.PERSON),
    "/calendar/": form(For.PERSON, lambda _: feed_form()),
    "/calendar/<uuid:link_id>/": read(For.PERSON),
    "/calendar/<uuid:link_id>/renew/": button(For.PERSON, lambda _: {"version": "1"}),
    "/calendar/<uuid:link_id>/end/": button(For.PERSON),
    "/calendar/<str:token>.ics": read(For.EVERYBODY),
    "/preferences/": form(For.PERSON, lambda _: {"name": "Max", "weight_unit": "lb"}),
    "/preferences/reminders/": form(
        For.PERSON, lambda _: {"is_on": "on", "kinds": ["health"], "leads": ["0"], "hour": "0"}
    ),
    "/preferences/checklist/": button(For.PERSON),
    "/preferences/copy/": read(For.PERSON),
    PET: read(For.MEMBERS, *ALL),
    PET + "about/": read(For.MEMBERS, *ALL),
    PET + "side-by-side/": read(For.MEMBERS, *ALL),
    PET + "timeline/": read(For.MEMBERS, *ALL),
    PET + "health-record/": read(For.MEMBERS, *ALL),
    MEDICINES: read(For.MEMBERS, *ALL),
    MEDICINES + "add/": form(For.MEMBERS, lambda _: medicine_form(), *CARERS),
    MEDICINES + "trash/": read(For.MEMBERS, *OWNERS),
    MEDICINE: read(For.MEMBERS, *ALL),
    MEDICINE + "sheet/": read(For.MEMBERS, *ALL),
    MEDICINE + "edit/": form(For.MEMBERS, lambda _: medicine_form(version="1"), *OWNERS),
    MEDICINE + "dose/": button(For.MEMBERS, given_form, *CARERS),
    MEDICINE + "stock/": button(For.MEMBERS, lambda _: {"stock": "12"}, *CARERS),
    MEDICINE + "delete/": button(For.MEMBERS, nothing, *OWNERS),
    MEDICINE + "restore/": button(For.MEMBERS, nothing, *OWNERS),
    MILESTONES + "add/": form(For.MEMBERS, lambda _: milestone_form(), *CARERS),
    MILESTONES + "trash/": read(For.MEMBERS, *OWNERS),
    MILESTONE + "edit/": form(For.MEMBERS, lambda _: milestone_form(version="1"), *OWNERS),
    MILESTONE + "delete/": button(For.MEMBERS, nothing, *OWNERS),
    MILESTONE + "restore/": button(For.MEMBERS, nothing, *OWNERS),
    PET + "edit/": form(For.MEMBERS, lambda world: edit_form(world.pet, name="Max"), *OWNERS),
    PET + "delete/": button(For.MEMBERS, nothing, *OWNER),
    PET + "restore/": button(For.MEMBERS, nothing, *OWNER),
    PET + "photos/add/": form(For.MEMBERS, lambda _: {"photos": file("a.jpg", jpeg(80))}, *CARERS),
    PET + "photos/trash/": read(For.MEMBERS, *OWNERS),
    PET + "photos/trash/empty/": form(For.MEMBERS, lambda world: {"photo": [world.thrown_away.id]}, *OWNER),
    PET + "photos/favourites/": read(For.MEMBERS, *ALL),
    PET + "photos/dates/": form(
        For.MEMBERS,
        lambda world: {
            "photo": [world.second.id],
            "version": [str(world.second.version)],
            "taken": "2024-05-17T18:03:59",
        },
        *CARERS,
    ),
    PET + "photos/download/": read(For.MEMBERS, *OWNERS),
    PET + "photos/months/": read(For.MEMBERS, *ALL),
    PET + "photos/search/": read(For.MEMBERS, *ALL),
    PET + "photos/move/": form(For.MEMBERS, lambda world: {"photo": [world.second.id], "pet": world.other.id}, *OWNER),
    PET + "photos/selected/": form(For.MEMBERS, lambda world: {"action": "delete", "photo": [world.photo.id]}, *OWNERS),
    PHOTO: read(For.MEMBERS, *ALL),
    PHOTO + "edit/": button(For.MEMBERS, photo_form, *CARERS),
    PHOTO + "original/": read(For.MEMBERS, *OWNERS),
    PHOTO + "favourite/": button(For.MEMBERS, nothing, *OWNERS),
    PHOTO + "cover/": button(For.MEMBERS, nothing, *OWNERS),
    PHOTO + "focus/": button(For.MEMBERS, lambda _: {"place": "1-3"}, *OWNERS),
    PHOTO + "delete/": button(For.MEMBERS, nothing, *OWNERS),
    PHOTO + "restore/": button(For.MEMBERS, nothing, *OWNERS),
    PET + "health/": read(For.MEMBERS, *ALL),
    PET + "health/add/": form(For.MEMBERS, lambda _: care_form(title="Cough"), *CARERS),
    PET + "health/trash/": read(For.MEMBERS, *OWNERS),
    PET + "health/due/<uuid:plan_id>/": button(For.MEMBERS, done_form, *CARERS),
    CARE: read(For.MEMBERS, *ALL),
    CARE + "edit/": form(For.MEMBERS, lambda _: care_form(title="Lepto", version="1"), *OWNERS),
    CARE + "delete/": button(For.MEMBERS, nothing, *OWNERS),
    CARE + "restore/": button(For.MEMBERS, nothing, *OWNERS),
    PET + "weights/": read(For.MEMBERS, *ALL),
    PET + "weights/add/": button(For.MEMBERS, weight_form, *CARERS),
    PET + "weights/entries/": read(For.MEMBERS, *ALL),
    PET + "weights/trash/": read(For.MEMBERS, *OWNERS),
    PET + "spreadsheet/import/": form(For.MEMBERS, import_form, *CARERS),
    PET + "spreadsheet/weights/": read(For.MEMBERS, *ALL),
    PET + "spreadsheet/health/": read(For.MEMBERS, *ALL),
    PET + "spreadsheet/weights/type/": form(For.MEMBERS, rows_form, *CARERS),
    PET + "spreadsheet/health/type/": form(For.MEMBERS, rows_form, *CARERS),
    WEIGHT + "edit/": form(For.MEMBERS, weight_form, *OWNERS),
    WEIGHT + "delete/": button(For.MEMBERS, nothing, *OWNERS),
    WEIGHT + "restore/": button(For.MEMBERS, nothing, *OWNERS),
    PET + "documents/": read(For.MEMBERS, *ALL),
    PET + "documents/add/": form(
        For.MEMBERS, lambda world: document_form(world) | {"file": file("a.pdf", PDF, "application/pdf")}, *CARERS
    ),
    PET + "documents/trash/": read(For.MEMBERS, *OWNERS),
    PET + "documents/trash/empty/": form(For.MEMBERS, lambda world: {"document": [world.shredded.id]}, *OWNER),
    DOCUMENT: read(For.MEMBERS, *ALL),
    DOCUMENT + "file/": read(For.MEMBERS, *OWNERS),
    DOCUMENT + "edit/": form(For.MEMBERS, document_form, *OWNERS),
    DOCUMENT + "delete/": button(For.MEMBERS, nothing, *OWNERS),
    DOCUMENT + "restore/": button(For.MEMBERS, nothing, *OWNERS),
    "/reminders/stop/<token>/": form(For.EVERYBODY),
    "/accounts/login/": form(For.EVERYBODY),
    "/accounts/login/code/confirm/": form(For.EVERYBODY),
    "/accounts/logout/": form(For.EVERYBODY),
    "/accounts/inactive/": read(For.EVERYBODY),
    "/accounts/signup/": form(For.EVERYBODY),
    "/accounts/confirm-email/": read(For.EVERYBODY),
    "/accounts/confirm-email/<key>/": form(For.EVERYBODY),
    "/accounts/password/reset/": form(For.EVERYBODY),
    "/accounts/password/reset/done/": read(For.EVERYBODY),
    "/accounts/password/reset/key/<uidb36>-<key>/": form(For.EVERYBODY),
    "/accounts/password/reset/key/done/": read(For.EVERYBODY),
    "/accounts/2fa/authenticate/": form(For.EVERYBODY),
    "/accounts/reauthenticate/": form(For.PERSON),
    "/accounts/email/": form(For.PERSON),
    "/accounts/password/change/": form(For.PERSON),
    "/accounts/password/set/": form(For.PERSON),
    "/accounts/2fa/": read(For.PERSON),
    "/accounts/2fa/reauthenticate/": form(For.PERSON),
    "/accounts/2fa/totp/activate/": form(For.PERSON),
    "/accounts/2fa/totp/deactivate/": form(For.PERSON),
    "/accounts/2fa/recovery-codes/": read(For.PERSON),
    "/accounts/2fa/recovery-codes/generate/": form(For.PERSON),
    "/accounts/2fa/recovery-codes/download/": read(For.PERSON),
    "/admin/": read(For.STAFF),
    "/admin/login/": form(For.EVERYBODY),
    "/admin/logout/": button(For.EVERYBODY),
    "/admin/password_change/": form(For.STAFF),
    "/admin/password_change/done/": read(For.STAFF),
    "/admin/jsi18n/": read(For.STAFF),
    "/admin/<url>": read(For.PERMITTED),
}
# Whole families, for what comes from a library: nobody gets in there without a permission. The admin pages of our own
# have a row for each verb in tests/admin, which `tests/admin/test_permissions_of_all_pages.py` asks for.
GROUPS = {"/admin/": form(For.PERMITTED)}


def routes() -> list[str]:
    """Every address of the site as its pattern, as the URL resolver knows them."""
    return list(dict.fromkeys(walk(get_resolver().url_patterns)))


def row_of(route: str) -> Row | None:
    group = next((row for prefix, row in GROUPS.items() if route.startswith(prefix)), None)
    return ROWS.get(route, group)


def named(*kinds: For) -> list[str]:
    return [route for route in routes() if (row := row_of(route)) and row.who in kinds]


def address(route: str, world: World, **other: str) -> str:
    """The route with the world's ids in it; a new name in a pattern gets its value here."""
    values = {
        "pet_id": world.pet.id,
        "photo_id": world.photo.id,
        "plan_id": world.plan_id,
        "document_id": world.document.id,
        "link_id": world.feed.link.id,
        "record_id": next((each.id for kind, each in world.records.items() if f"/{kind}/" in route), NOBODY),
        "object_id": str(world.owner.pk),
        "person_id": str(world.owner.pk),
        "id": str(world.owner.pk),
        "content_type_id": "1",
        "app_label": "auth",
        "kind": "weight",
        "url": "nowhere/",
        "uidb36": "0",
        "key": uuid.uuid4().hex,
        "token": world.feed.token if "/calendar/" in route else f"{uuid.uuid4().hex}:{'-' * 43}",
    } | other
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)


def walk(patterns: list, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, path)
        else:
            yield simplify_regex(path)
