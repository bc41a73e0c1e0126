"""Care records, and plans with the answers to them, as what hangs on a pet."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.children.integrity import PET_LINK, PET_PAGE
from pets.children.registry import AdminPanel, Difference, Finding, Left, PetChild
from pets.domain import Pet, Status
from pets.life import plans
from pets.life.child import RecordChild, compared
from pets.life.repository import Outcome, life
from pettracker_site.aws.dynamo import Item, Key
from pettracker_site.aws.paging import walk
from pettracker_site.common.editing import Edit, submit

from . import repository
from .display import own_facts, too_many_plans
from .domain import Care
from .forms import CareForm

SERIES = "care-series"
_KINDS = (plans.KIND, "answer")


class CareChild(RecordChild):
    name = "Care"
    record = Care
    label = _("Health entries")
    is_edited = True

    @property
    def check_findings(self) -> Mapping[str, Finding]:  # type: ignore[override]
        line = "What is due for pet {of}: {found}, should be {expected}"
        return {**super().check_findings, SERIES: Finding(line, _("Pets with wrong plans"), PET_PAGE, PET_LINK)}

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """What is due follows from the newest record of each series, unless it was put off or skipped since."""
        yield from compared(SERIES, pet, _differs, repository.correct, repair=repair)

    def follow(self, pet: Pet, record: Care) -> Outcome:
        return repository.follow(record.series)(pet, record)

    def edit(self, data: Any, pet: Pet, record: Care, admin: Owner) -> Edit[CareForm]:
        form = CareForm(data, type=record.type, pet=pet, person=admin.id, unit=admin.unit, record=record)
        try:
            return submit(form)
        except plans.TooManyPlans:
            form.add_error(None, too_many_plans())
            return Edit(form, 409)

    def summary(self, record: Care) -> str:
        return record.name

    def facts(self, record: Care) -> list[tuple[str | Promise, str]]:
        return [(label, words) for label, words in own_facts(record, "kg") if words]


class PlanChild(PetChild):
    """Copies of what the pet says is due, and answers to it."""

    name = "Plans"
    permission = "view_records"
    orphan = "plan-no-pet"
    sweep_findings: Mapping[str, Finding] = {}
    check_findings = {
        orphan: Finding("Plan {of}: its pet {expected} does not exist", _("Plans without a pet")),
        "plan-copies": Finding(
            "Pet {of}: its plans are {expected}, and their copies {found}", _("Pets whose plans have other copies")
        ),
    }

    def list_all(self) -> Iterator[list[tuple[str, str]]]:
        for shard in range(life().shards):
            in_shard = Key("AdminShard").eq(f"{Status.ACTIVE}#{plans.KIND}#{shard}")
            names = ("AdminShard", "AdminTime", "PetId", "Record")
            for found in walk(life().table, "AdminShard-index", in_shard, key_names=names):
                yield [(item["Record"], item["PetId"]) for item in found]

    def left(self, pet_id: str, now: datetime) -> Left:
        return Left.WORK if any(life().has_any(pet_id, kind) for kind in _KINDS) else Left.NOTHING

    def purge(self, pet_id: str, now: datetime) -> None:
        for kind in _KINDS:
            life().remove_all(pet_id, kind)

    def export(self, pet_id: str) -> Iterator[dict[str, object]]:
        shown = ("Kind", "Type", "Title", "Due", "Occurrence", "Outcome", "At")
        for item in chain.from_iterable(life().walk(pet_id, kind) for kind in _KINDS):
            yield {name: item[name] for name in shown if name in item}

    def show_admin(self, pet: Pet, query: Mapping[str, str], *, whole: bool) -> AdminPanel:
        return AdminPanel(_("Plans of what is due"), len(pet.plans))

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """The copies follow the pet, which is what people are shown."""
        if not _differing(pet):
            return
        settle()
        found = life().pets.find(pet.id)
        ids = _differing(found) if found and found.status != Status.PURGING else []
        if found and ids:
            is_repaired = repair and _repaired(found, ids)
            expected, copies = sorted(found.plans), sorted(_copies(pet.id))
            yield Difference("plan-copies", pet.id, ", ".join(expected), ", ".join(copies), repaired=is_repaired)


def _differs(pet: Pet) -> tuple[str, str] | None:
    if pet.status != Status.ACTIVE or (expected := _expected(pet)) == pet.plans:
        return None
    return _told(expected), _told(pet.plans)


def _expected(pet: Pet) -> Mapping[str, Mapping[str, Any]]:
    """What should be due; what is, where that were more than a pet may have."""
    try:
        return repository.made_right(pet).plans
    except plans.TooManyPlans:
        return pet.plans


def _told(plans: Mapping[str, Mapping[str, Any]]) -> str:
    """Days and ids of records, no words that people typed."""
    return ", ".join(sorted(f"{plan.get('Due', 'open')} by {plan.get('Newest', 'none')}" for plan in plans.values()))


def _repaired(pet: Pet, ids: list[str]) -> bool:
    if pet.status != Status.ACTIVE:
        return False  # nothing is written for what is in the trash

    def decide(pet: Pet) -> Outcome:
        return pet, plans.copies(life(), pet, ids)

    life().write(pet, decide, by=None)
    return True


def _differing(pet: Pet) -> list[str]:
    kept = _copies(pet.id)
    said = {
        id: plans.to_item(pet.id, plans.Plan.from_entry(id, entry), shards=life().shards)
        for id, entry in pet.plans.items()
    }
    return sorted(id for id in {*kept, *said} if kept.get(id) != said.get(id))


def _copies(pet_id: str) -> dict[str, Item]:
    return {item["Record"].partition("#")[2]: item for item in life().walk(pet_id, plans.KIND)}
