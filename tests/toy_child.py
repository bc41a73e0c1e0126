"""Toys and walks: kinds of records that hang on a pet, which nobody but tests has. A walk is a record of its life."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Self

from django import forms

from pets.access import Owner
from pets.children.registry import AdminPanel, Difference, Finding, Left, PetChild
from pets.children.sweeping import Sweeper
from pets.domain import Pet
from pets.life.child import RecordChild
from pets.life.repository import Outcome, life
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Item, Key, Table, Update
from pettracker_site.aws.paging import walk
from pettracker_site.common.editing import Edit, EditForm, submit
from pettracker_site.common.versions import FieldVersions
from pettracker_site.files.quota import Usage
from tests.store.makers import Walk

BYTES = 10  # each counts as so many in the quota of its owner
_THERE = Attr("PetId").exists()


def table() -> Table:
    return Table(clients.dynamodb(), "PetTracker-Records", "PetId", "Record")


def add(pet: Pet, name: str, *, broken: bool = False) -> None:
    shard = {"AdminShard": "active#toy#0", "AdminTime": f"{pet.created_at:%Y-%m-%d}#{name}"}
    toy = {"PetId": pet.id, "Record": f"toy#{name}", "OwnerId": pet.owner_id, "Title": name, "Note": broken or None}
    table().put(toy | shard, Attr("PetId").not_exists()).run()


class ToyChild(PetChild):
    name = "Toys"
    permission = "view_photos"
    orphan = "toy-no-pet"
    sweep_findings: Mapping[str, Finding] = {"broken-toy": Finding("Broken toys", "Toys that are broken")}
    check_findings: Mapping[str, Finding] = {
        "toy-no-pet": Finding("Toy {of}: its {expected} does not exist", "Toys without a pet"),
        "toy-owner": Finding("Owner of toy {of}: {found}, should be {expected}", "Toys of somebody else"),
        "toy-stray": Finding("Toy {of}: nobody has it", "Toys that lie about"),
    }

    def __init__(self) -> None:
        self.lying_about: list[str] = []

    def list_all(self) -> Iterator[list[tuple[str, str]]]:
        is_toy, key_names = Key("AdminShard").eq("active#toy#0"), ("AdminShard", "AdminTime", "PetId", "Record")
        for found in walk(table(), "AdminShard-index", is_toy, key_names=key_names):
            yield [(toy["Record"], toy["PetId"]) for toy in found]

    def usage(self, pet_id: str) -> Mapping[str, Usage]:
        toys = self.of(pet_id)
        return {
            owner: Usage(length=BYTES * sum(toy["OwnerId"] == owner for toy in toys))
            for owner in {toy["OwnerId"] for toy in toys}
        }

    def left(self, pet_id: str, now: datetime) -> Left:
        return Left.WORK if self.of(pet_id) else Left.NOTHING

    def purge(self, pet_id: str, now: datetime) -> None:
        for toy in self.of(pet_id):
            self.remove(toy)

    def move(self, pet: Pet, *, most: int) -> bool:
        left = [toy for toy in self.of(pet.id) if toy["OwnerId"] != pet.owner_id]
        for toy in left[:most]:
            table().update((pet.id, toy["Record"]), Update({"OwnerId": pet.owner_id}), _THERE).run()
        return len(left) <= most

    def sweep(self, sweeper: Sweeper) -> None:
        for page in list(self.list_all()):
            for record, pet_id in page:
                toy = table().get((pet_id, record))
                if toy and toy.get("Note"):
                    sweeper.find("broken-toy", name=record)
                    if sweeper.apply:
                        self.remove(toy)
                        sweeper.repair("broken-toy")
            sweeper.on_progress(len(page))

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        for toy in self.of(pet.id):
            if toy["OwnerId"] != pet.owner_id:
                yield Difference("toy-owner", toy["Record"], pet.owner_id, toy["OwnerId"])

    def check_strays(self, on_progress: Callable[[int], object]) -> Iterator[Difference]:
        for name in self.lying_about:
            yield Difference("toy-stray", name, "an owner", "none")

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        for toy in self.of(pet_id):
            yield {"Name": toy["Title"]}

    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        return AdminPanel("Toys", len(self.of(pet.id)), url=f"/admin/toys/?pet={pet.id}" if whole else "")

    def of(self, pet_id: str) -> list[Item]:
        pages = walk(table(), None, Key("PetId").eq(pet_id), key_names=("PetId", "Record"))
        return [toy for page in pages for toy in page]

    def remove(self, toy: Item) -> None:
        table().delete((toy["PetId"], toy["Record"]), _THERE).run()


class WalkForm(EditForm[Walk]):
    metres = forms.IntegerField(label="How far", max_value=50_000)

    def __init__(self, data, pet: Pet, walk: Walk) -> None:
        super().__init__(data, initial={"metres": walk.metres, "version": walk.version})
        self.pet, self.walk = pet, walk

    def save(self, *, by=None) -> None:
        read = replace(self.walk, version=self.cleaned_data["version"])
        life().edit(self.pet, read, read.edited("admin", times.now(), metres=self.cleaned_data["metres"]), by=by)

    def made_from(self, record: Walk) -> Self:
        return type(self)(self.data_with(version=record.version), self.pet, record)

    def compare(self, saved: Walk) -> list[FieldVersions]:
        return [FieldVersions("How far", str(saved.metres), str(self.cleaned_data["metres"]))]


class WalkChild(RecordChild):
    """The pet's one plan says how far it went last."""

    name = "Walks"
    record = Walk
    label = "Walks"
    is_edited = True

    def follow(self, pet: Pet, record: Walk) -> Outcome:
        others = [each for each in life().newest(Walk, pet.id, most=2) if each.id != record.id]
        newest = max([*others, *([] if record.deleted_at else [record])], key=lambda each: each.order, default=None)
        plans = {"last": {"Title": str(newest.metres), "Due": "2025-07-01"}} if newest else {}
        return replace(pet, plans=plans), {}

    keeps_files = True

    def file_url(self, pet: Pet, record: Walk) -> str:
        return f"https://files.example/{record.id}"

    def edit(self, data, pet: Pet, record: Walk, admin: Owner) -> Edit[WalkForm]:
        return submit(WalkForm(data, pet, record))
