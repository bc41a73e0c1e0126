"""Weights as what hangs on a pet."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.children.integrity import PET_LINK, PET_PAGE
from pets.children.registry import Difference, Finding
from pets.display import format_weight
from pets.domain import Pet, Status
from pets.life.child import RecordChild, compared
from pets.life.repository import Outcome, life
from pettracker_site.common.editing import Edit, submit

from . import repository
from .domain import Weight
from .forms import AdminWeightForm

NEWEST = "weight-newest"


class WeightChild(RecordChild):
    name = "Weights"
    record = Weight
    label = _("Weights")
    is_edited = True

    @property
    def check_findings(self) -> Mapping[str, Finding]:  # type: ignore[override]
        line = "Weight of pet {of}: {found}, should be {expected}"
        return {**super().check_findings, NEWEST: Finding(line, _("Pets with a wrong weight"), PET_PAGE, PET_LINK)}

    def follow(self, pet: Pet, record: Any) -> Outcome:
        return repository.follow(pet, record)

    def edit(self, data: Any, pet: Pet, record: Any, admin: Owner) -> Edit[Any]:
        return submit(AdminWeightForm(data, pet=pet, unit=admin.unit, by=admin.id, record=record))

    def summary(self, record: Any) -> str:
        return format_weight(record.kilograms, "kg")

    def check(self, pet: Pet, *, repair: bool, settle: Callable[[], None]) -> Iterator[Difference]:
        """A pet has the weight of its newest entry. One that was weighed before there were entries has none of them."""
        yield from compared(NEWEST, pet, _differs, repository.correct, repair=repair)


def _differs(pet: Pet) -> tuple[str, str] | None:
    if pet.status == Status.PURGING:
        return None
    newest = next(iter(life().newest(Weight, pet.id, most=1)), None)
    should_be = (newest.order, newest.kilograms) if newest else ("", pet.profile.weight)
    if (pet.weight_key, pet.profile.weight) == should_be:
        return None
    return f"{newest.kilograms} kg" if newest else "none", f"{pet.profile.weight} kg"
