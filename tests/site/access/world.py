"""An owner with a pet and a photo, people who are not that owner, and all that they could change."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from pets.care import repository as care
from pets.domain import Pet
from pets.life.records import Record
from pets.life.repository import life
from pets.profile import Kind, Profile
from pets.repository import pets
from pets.roles import Role
from pettracker_site.aws import times
from pettracker_site.files.storage import PROBE_KEY
from pettracker_site.links.domain import MadeLink
from pettracker_site.links.repository import links
from pettracker_site.models import User
from photos.documents.domain import Document
from photos.domain import Photo
from photos.repository import photos
from tests import stores
from tests.care import overdue
from tests.conftest import logged_in
from tests.documents import add_document
from tests.feeds import make_feed
from tests.medicines import hourly
from tests.milestones import add_milestone
from tests.people import let_in, make_person, with_members
from tests.uploads import upload
from tests.weights import days_ago, weigh


@dataclass(frozen=True)
class World:
    owner: User
    stranger: User
    staff: User
    admin: User
    pet: Pet
    other: Pet
    photo: Photo
    second: Photo
    thrown_away: Photo
    in_trash: Pet
    document: Document
    shredded: Document
    members: Mapping[str, User]
    records: Mapping[str, Record]  # one of each kind, by the kind's place in addresses
    feed: MadeLink  # of all pets of the owner, fetched a moment ago
    plan_id: str  # of what "health" is one of a series of, and is due


def make_world() -> World:
    owner = make_person("owner@example.com", name="Robin")
    pet = add_pet(owner, "Rex")
    members = {role: make_person(f"{role}@example.com") for role in ("co-owner", "carer", "viewer")}
    for role, person in members.items():
        pet = let_in(pet, person.key, Role(role))
    past, odd = make_person("past@example.com"), make_person("odd@example.com")
    pet = let_in(pet, past.key, Role.CO_OWNER, until=times.now())
    pet = with_members(pet, {**pet.members, odd.key: {"Role": "editor", "Since": times.to_text(times.now())}})
    entry = care.add(pet, overdue(pet, "Rabies"), by=None)
    pet = pets().get(pet.id)
    return World(
        owner=owner,
        stranger=make_person("stranger@example.com"),
        staff=make_person("staff@example.com", is_staff=True),
        admin=make_person("admin@example.com", is_staff=True, is_superuser=True),
        pet=pet,
        other=add_pet(owner, "Luna"),
        photo=add_photo(pet),
        second=add_photo(pet, 56),
        thrown_away=photos().delete(add_photo(pet, 48), times.now()),
        in_trash=pets().delete(add_pet(owner, "Max"), times.now()),
        document=add_document(pet),
        shredded=life().delete(pet, add_document(pet), by=None),
        members={"owner": owner, "past": past, "odd": odd, **members},
        records={
            "milestones": add_milestone(pet, owner.key),
            "health": entry,
            "medicines": hourly(pet),
            "weights": weigh(pet, "31.4", days_ago(1)),
        },
        feed=fetched(make_feed(owner.key)),
        plan_id=entry.series,
    )


def fetched(feed: MadeLink) -> MadeLink:
    """So that another fetch within the hour changes nothing."""
    links().note_use(feed.link, "google")
    return feed


def add_pet(person: User, name: str) -> Pet:
    return pets().add(Pet.new(person.key, f"nonce of {name}", Profile(name, Kind.DOG), times.now()))


def add_photo(pet: Pet, width: int = 64) -> Photo:
    return upload(pet, width)


def state() -> dict[str, list[str]]:
    """Everything that is kept, whatever table or bucket it is in; without sessions, which come and go with pages,
    without what the audit log says of reading (a count of refusals, an export), which is there to grow, and without
    the probe of the bucket, by which an admin's first page looks whether files can be put."""
    kept = {name: sorted(map(str, items_of(name))) for name in stores.tables()}
    kept["objects"] = [each for each in stores.versions() if not each.startswith(f"{PROBE_KEY} ")]
    for model in apps.get_models():
        if model is not Session and model._meta.managed:
            kept[model._meta.label] = sorted(map(str, model._default_manager.values_list()))
    kept["mail"] = [message.subject for message in mail.outbox]
    return kept


def items_of(table: str) -> list[dict]:
    found = stores.items(table)
    return found if table != settings.AUDIT_TABLE else [item for item in found if not _is_of_reading(item)]


def _is_of_reading(entry: dict) -> bool:
    return "Count" in entry or entry["Action"] == "exported"


Actor = Callable[[World], AbstractContextManager[Client]]


def at_home(person: User) -> Client:
    """Logged in, with all the cookies that a first page gives."""
    client = logged_in(person)
    client.get("/nowhere/")
    return client


@contextmanager
def visitor(world: World) -> Iterator[Client]:
    yield Client()


@contextmanager
def owner(world: World) -> Iterator[Client]:
    yield at_home(world.owner)


@contextmanager
def stranger(world: World) -> Iterator[Client]:
    yield at_home(world.stranger)


@contextmanager
def once_co_owner(world: World) -> Iterator[Client]:
    """Whose last day is over."""
    yield at_home(world.members["past"])


@contextmanager
def of_an_unknown_role(world: World) -> Iterator[Client]:
    yield at_home(world.members["odd"])


@contextmanager
def staff(world: World) -> Iterator[Client]:
    yield at_home(world.staff)


@contextmanager
def admin(world: World) -> Iterator[Client]:
    yield at_home(world.admin)


@contextmanager
def deactivated(world: World) -> Iterator[Client]:
    """The owner, whose account was deactivated while logged in."""
    with _deactivated(world.owner) as client:
        yield client


@contextmanager
def deactivated_admin(world: World) -> Iterator[Client]:
    with _deactivated(world.admin) as client:
        yield client


@contextmanager
def with_an_old_password(world: World) -> Iterator[Client]:
    """The owner's login from before the password was changed elsewhere."""
    client = at_home(world.owner)
    me = User.objects.filter(pk=world.owner.pk)
    before = me.get().password
    me.update(password="md5$other$0123456789abcdef0123456789abcdef")
    yield client
    me.update(password=before)


@contextmanager
def logged_out(world: World) -> Iterator[Client]:
    """The owner's login, whose cookie was kept when it was ended."""
    yield ended(world.owner)


@contextmanager
def logged_out_admin(world: World) -> Iterator[Client]:
    yield ended(world.admin)


def ended(person: User) -> Client:
    """With the cookie of a login that was ended elsewhere."""
    client, same = at_home(person), Client()
    same.cookies["sessionid"] = client.cookies["sessionid"].value
    same.post("/accounts/logout/")
    return client


@contextmanager
def _deactivated(person: User) -> Iterator[Client]:
    client = at_home(person)
    me = User.objects.filter(pk=person.pk)
    me.update(is_active=False)
    yield client
    me.update(is_active=True)


ONCE_ADMINS: tuple[Actor, ...] = (deactivated_admin, logged_out_admin)
WITHOUT_LOGIN: tuple[Actor, ...] = (visitor, deactivated, with_an_old_password, logged_out, *ONCE_ADMINS)
NOT_A_MEMBER: tuple[Actor, ...] = (stranger, staff, admin, once_co_owner, of_an_unknown_role)
