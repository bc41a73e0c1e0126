"""Every page and every command under the policies that docs/operations.md names for it, by a proxy that enforces them.

All of it is played once, over the embedded AWS; the tests look at what was allowed and what was refused.
"""

import os
import re
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from pets.children import integrity, registry
from pets.children.registry import register
from pets.children.sweeping import Sweeper
from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import NotFound
from pettracker_site.aws.stack import deploy, parameters
from pettracker_site.aws.template import resources
from pettracker_site.files.storage import file_storage
from photos.hiding import hide
from photos.repository import photos
from tests.admin import test_permissions_for_people as to_people
from tests.admin import test_permissions_for_pets_and_photos as to_pets_and_photos
from tests.aws import reset
from tests.documents import add_document
from tests.local.conftest import AWS_PYTHON, KEYS, ROOT, EmbeddedAws
from tests.people import make_person
from tests.pictures import jpeg
from tests.site.access.rows import For, address, named, row_of
from tests.site.access.world import World, add_pet, add_photo, at_home, make_world
from tests.site.forms import file
from tests.toy_child import WalkChild

from .policies import Right, Role, policies
from .proxy import Enforcing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rights")]
WEB, SWEEPER, DRIFT = ("web",), ("web", "sweeper"), ("drift",)
COMMANDS = {
    "count_records": WEB,
    "finish_moves": WEB,
    "finish_deletions": WEB,
    "send_reminders": WEB,
    "rederive --all": WEB,
    "reread --apply": WEB,
    "sweep --requested": SWEEPER,
    "sweep --apply": SWEEPER,
    "check_integrity --repair": SWEEPER,
    "check_drift": DRIFT,
}
"""The policies of each command that asks AWS, in an order in which each has something to do."""


class Played:
    """What each role was allowed and refused, by what was done under it."""

    def __init__(self, proxy: Enforcing, template: str) -> None:
        self._proxy = proxy
        self._policies = policies(template, parameters())
        self.refused: dict[str, list[str]] = {}
        self.used: set[Right] = set()
        self.answers: dict[str, int] = {}

    @property
    def rights(self) -> set[Right]:
        return {right for policy in self._policies.values() for right in policy.rights}

    def under(self, names: tuple[str, ...]) -> None:
        """From now on."""
        self._names = names
        self._proxy.role = Role(*(self._policies[name] for name in names))

    def note(self, what: str, status: int = 0) -> None:
        role = self._proxy.role
        self.answers[what] = status
        if role.refused:
            self.refused[what] = [f"{each.action} on {each.resource}" for each in role.refused]
        # What the sweeper does by a right of the web processes is no reason for them to have it.
        self.used |= {right for right in role.used if right.policy == self._names[-1]}
        role.refused, role.used = [], set()


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Played]:
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    template = settings.STORAGE_TEMPLATE.read_text()
    aws = EmbeddedAws(tmp_path_factory.mktemp("aws"))
    stores = aws.client("cloudformation"), aws.client("dynamodb")
    deploy(*stores, settings.STORAGE_STACK, template, parameters())
    tables = resources(template, "AWS::DynamoDB::Table", parameters())
    keys = {each["TableName"]: each["KeySchema"][0]["AttributeName"] for each in tables}
    proxy = Enforcing(aws.endpoint, Role(), keys)
    with proxy.serving(), pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": proxy.url, "NO_PROXY": "127.0.0.1"}.items():
            patch.setitem(os.environ, name, value)
        patch.setattr(settings, "S3_ADDRESSING_STYLE", "path")
        patch.setattr(integrity, "_MOMENT_SECONDS", 0)  # no index lags here
        patch.setattr(registry, "_children", {**registry._children})  # with a kind of the tests' own, for a while
        patch.setattr(settings, "ADMIN_SHARDS", 1)  # more of them ask the same, so much oftener
        for store in ("S3_ENDPOINT_URL", "S3_PUBLIC_ENDPOINT_URL"):
            patch.setattr(settings, store, proxy.url)
        patch.delitem(storages._storages, "files", raising=False)  # with its signer: made anew, and put back
        reset()
        cache.clear()
        try:
            played = Played(proxy, template)
            play(played)
            yield played
        finally:
            transaction.set_rollback(True)
            aws.kill()
            reset()  # whatever failed: what follows in this process does not ask this proxy


def play(played: Played) -> None:
    played.under(WEB)
    world = make_world()
    look_at_pages(played, world)
    look_at_pictures(played, world)
    request_admin_pages(played, world)
    play_what_needs_bad_luck(played, world)
    for command, names in COMMANDS.items():
        played.under(names)
        run(played, command)
    played.under(SWEEPER)
    bury(played)


def look_at_pages(played: Played, world: World) -> None:
    """Of owners, in the order of their rows, which deletes and then restores; then what needs the rest of the trash."""
    client = at_home(world.owner)
    client.raise_request_exception = False  # a refusal is told below
    for route in named(For.EVERYBODY, For.PERSON, For.MEMBERS):
        row = row_of(route)
        if "logout" in route:
            continue
        path = address(route, world)
        if row.read:
            visit(played, client, route, "get", path)
        if row.posted:
            visit(played, client, route, "post", path, row.posted(world))
    album = f"/pets/{world.pet.id}/photos/"
    chosen = {"photo": [world.photo.id]}
    for action in ("download", "favourite", "delete"):
        visit(played, client, f"selected: {action}", "post", f"{album}selected/", {"action": action, **chosen})
    visit(played, client, "sent again", "post", f"{album}add/", {"photos": file("a.jpg", jpeg(80))})
    visit(played, client, "from the trash", "post", f"{album}add/", {"photos": file("b.jpg", jpeg(64))})
    visit(played, client, "pictures of a pet that is gone", "get", f"{album}{world.photo.id}/")
    for page in ("/healthz", "/readyz"):
        visit(played, client, page, "get", page)


def visit(played: Played, client: Client, what: str, verb: str, path: str, data: dict | None = None) -> None:
    response = getattr(client, verb)(path, data)
    response.getvalue()  # what is made while it is sent
    played.note(f"{verb} {what}", response.status_code)


def look_at_pictures(played: Played, world: World) -> None:
    """As a browser does, by signed addresses."""
    photo = add_photo(world.pet, 90)
    storage = file_storage()
    for key in (photo.derivative_key(160), photo.original_key, add_document(world.pet).original_key):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(storage.url(key)) as answer:
            played.note(f"signed address of {key.partition('/')[0]}", answer.status)


def request_admin_pages(played: Played, world: World) -> None:
    """What is done there has a pet and a photo of its own, which may be gone afterwards."""
    client = at_home(world.admin)
    client.raise_request_exception = False
    register(WalkChild())
    shown = add_pet(world.owner, "looked at")
    to_pets_and_photos.add_record(shown)
    shown = shown, add_photo(shown)
    for verb, path, _ in to_pets_and_photos.ADMIN_PAGES:
        pet, photo = shown
        if verb == "post":
            rex = Profile("Rex", Kind.DOG)  # whose name is typed before anything goes for good
            pet = pets().add(Pet.new(world.owner.key, path, rex, times.now()))
            photo = add_photo(pet)
            to_pets_and_photos.add_record(pet)
            to_pets_and_photos.make_ready(path, pets().get(pet.id), photo, world.stranger)
        response = to_pets_and_photos.send(client, verb, path, pet.id, photo.id)
        response.getvalue()
        played.note(f"{verb} {path}", response.status_code)
    for number, (verb, path, _) in enumerate(to_people.ADMIN_PAGES):
        person = make_person(f"somebody-{number}@example.com")
        if "erase" in path:
            add_photo(add_pet(person, "Max"))
        played.note(f"{verb} {path}", to_people.send(client, verb, path, person.pk).status_code)


def play_what_needs_bad_luck(played: Played, world: World) -> None:
    """An upload to a pet that goes to the trash meanwhile, a photo to be hidden that is not the cover, and one whose
    record is too old to know who says its date.
    """
    pet = add_pet(world.owner, "gone meanwhile")
    _, other = add_photo(pet), add_photo(pet, 70)
    hide(photos(), other, hidden=True)
    old = Update(remove=["TakenFrom", "TakenZone"])
    photos().table.update(other.id, old, Attr("PhotoId").exists()).run()
    pets().delete(pets().get(pet.id), times.now())
    for add in (lambda: add_photo(pet, 100), lambda: add_document(pet)):
        with pytest.raises(NotFound):
            add()
    played.note("bad luck")


def bury(played: Played) -> None:
    """What is purged ends an hour later: the photos first, then their pet."""
    for hours in (3, 6):
        now = times.now() + timedelta(hours=hours)
        Sweeper(pets(), clock=lambda now=now: now, apply=True, workers=1).run()
    played.note("sweep hours later")


def run(played: Played, command: str) -> None:
    name, *options = command.split()
    try:
        call_command(name, *options, stdout=StringIO(), stderr=StringIO())
    except (CommandError, SystemExit):
        """Some find something, which is told by their exit status."""
    played.note(command)


def test_nothing_that_a_page_asks_for_is_refused(played):
    assert {what: refused for what, refused in played.refused.items() if what not in COMMANDS} == {}
    failed = {what: status for what, status in played.answers.items() if status >= 500}
    assert failed == {}


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_that_a_command_asks_for_is_refused(played, command):
    assert played.refused.get(command, []) == []


def test_there_is_no_right_that_nothing_uses(played):
    unused = {f"{right.policy}: {right.action} on {right.resource}" for right in played.rights - played.used}
    assert not unused, "\n".join(sorted(unused))


def test_the_documentation_names_the_policies_of_each_command():
    told = (ROOT / "docs" / "operations.md").read_text().partition("### Rights")[2].partition("\n## ")[0]
    by_words = {WEB: "`WebPolicy`", SWEEPER: "`WebPolicy` and `SweeperPolicy`", DRIFT: "`DriftCheckPolicy`"}
    rows = [line.strip("| ").split(" | ") for line in told.splitlines() if line.startswith("| ")]
    named = {command: names for commands, names in rows for command in re.findall(r"`([^`]+)`", commands)}
    for command, names in COMMANDS.items():
        known = named.get(command) or named[command.split()[0]]
        assert known == by_words[names], command
