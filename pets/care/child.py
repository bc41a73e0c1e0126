"""Care records as what hangs on a pet."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.children.integrity import PET_LINK, PET_PAGE
from pets.children.registry import Difference, Finding
from pets.domain import Pet, Status
from pets.life import plans
from pets.life.child import RecordChild, compared
from pets.life.repository import Outcome
from pettracker_site.common.editing import Edit, refused, submit

from . import repository
from .display import own_facts, too_many_plans
from .domain import Care
from .forms import CareForm

SERIES = "care-series"


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
            return refused(form, too_many_plans())

    def summary(self, record: Care) -> str:
        return record.name

    def facts(self, record: Care) -> list[tuple[str | Promise, str]]:
        return [(label, words) for label, words in own_facts(record, "kg") if words]


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
