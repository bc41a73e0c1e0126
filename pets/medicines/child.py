"""Medicines as what hangs on a pet: checks, sweep, admins."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.children.integrity import PET_LINK, PET_PAGE
from pets.children.registry import Difference, Finding
from pets.children.sweeping import Sweeper
from pets.domain import Pet, Status
from pets.life.child import RecordChild, compared
from pets.life.lists import find_many
from pets.life.plans import TooManyPlans
from pets.life.repository import Outcome, life
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Key
from pettracker_site.aws.paging import walk
from pettracker_site.common.editing import Edit, refused, submit

from . import repository
from .display import too_many_plans
from .domain import Medicine
from .forms import MedicineForm

DUE, TRASH = "medicine-due", "trash-medicine"


class MedicineChild(RecordChild):
    name = "Medicines"
    record = Medicine
    label = _("Medicines")
    is_edited = True
    sweep_findings: Mapping[str, Finding] = {
        TRASH: Finding("Expired medicines in the trash", _("Expired medicines in the trash")),
    }

    @property
    def check_findings(self) -> Mapping[str, Finding]:  # type: ignore[override]
        line = "Medicines that are due for pet {of}: {found}, should be {expected}"
        return {**super().check_findings, DUE: Finding(line, _("Pets with wrong medicines"), PET_PAGE, PET_LINK)}

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """Each medicine that has not ended is in its pet's plans, as it says itself."""
        yield from compared(DUE, pet, _differs, repository.correct, repair=repair)

    def sweep(self, sweeper: Sweeper) -> None:
        """What is in the trash longer than its days goes, and its doses with it."""
        now = sweeper.clock()
        sweeper.run_guarded(partial(sweeper.each, _over(shard, now), TRASH, _remove) for shard in range(life().shards))

    def follow(self, pet: Pet, record: Any) -> Outcome:
        return repository.follow(pet, record)

    def remove(self, pet: Pet, record: Any) -> None:
        repository.remove(pet, record)

    def edit(self, data: Any, pet: Pet, record: Any, admin: Owner) -> Edit[Any]:
        form = MedicineForm(data, pet=pet, person=admin.id, record=record)
        try:
            return submit(form)
        except TooManyPlans:
            return refused(form, too_many_plans(), field="often")

    def summary(self, record: Any) -> str:
        return str(record.name)


def _over(shard: int, now: Any) -> Iterator[list[Medicine]]:
    """Those of all pets in the trash by one shard that are over their days, as of the last write.

    Those of a pet that is not on show come back with it, or go with it.
    """
    index = Key("AdminShard").eq(f"{Status.DELETED}#{Medicine.KIND}#{shard}") & Key("AdminTime").lt(times.to_text(now))
    names = ("AdminShard", "AdminTime", "PetId", "Record")
    for items in walk(life().table, "AdminShard-index", index, key_names=names):
        found = find_many(Medicine, ((item["PetId"], item["Record"].partition("#")[2]) for item in items))
        medicines = [each.record for each in found if isinstance(each.record, Medicine) and each.is_of_pet_on_show]
        yield [each for each in medicines if each.status == Status.DELETED and each.due_at(life().trash) < now]


def _remove(medicine: Medicine) -> None:
    repository.remove(life().pets.get(medicine.pet_id), medicine)


def _differs(pet: Pet) -> tuple[str, str] | None:
    if pet.status != Status.ACTIVE:
        return None
    try:
        expected = repository.made_right(pet).plans
    except TooManyPlans:
        return None  # nothing more can be
    return None if expected == pet.plans else (_told(expected), _told(pet.plans))


def _told(plans: Mapping[str, Mapping[str, Any]]) -> str:
    """Ids and doses, no words that people typed."""
    found = [(id, plan) for id, plan in plans.items() if plan.get("Kind") == Medicine.KIND]
    return ", ".join(sorted(f"{id} at {plan.get('Occurrence', 'no time')}" for id, plan in found)) or "none"
