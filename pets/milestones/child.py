"""Milestones as what hangs on a pet."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pets.access import Owner
from pets.domain import Pet
from pets.life.child import RecordChild
from pettracker_site.common.editing import Edit, submit

from .domain import Milestone
from .forms import MilestoneForm


class MilestoneChild(RecordChild):
    name = "Milestones"
    record = Milestone
    label = _("Milestones")
    is_edited = True

    def edit(self, data: Any, pet: Pet, record: Milestone, admin: Owner) -> Edit[MilestoneForm]:
        return submit(MilestoneForm(data, pet=pet, by=admin.id, record=record))
