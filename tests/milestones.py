"""Milestones for tests, and their form."""

import uuid
from datetime import date

from pets.domain import Pet
from pets.life.repository import life
from pets.milestones.domain import Milestone
from pettracker_site.aws import times


def new_milestone(pet: Pet, by: str = "", title: str = "First swim", on: date = date(2025, 6, 1)) -> Milestone:
    by, now = by or pet.owner_id, times.now()
    id = Milestone.id_for(pet.id, by, str(uuid.uuid4()))
    return Milestone(pet_id=pet.id, id=id, on=on, by=by, created_at=now, updated_at=now, title=title)


def add_milestone(pet: Pet, by: str = "", title: str = "First swim", on: date = date(2025, 6, 1)) -> Milestone:
    return life().add(pet, new_milestone(pet, by, title, on), by=None)


def milestone_form(**fields: str) -> dict[str, str]:
    return {"title": "First snow", "on": "2025-06-02", "note": "", "nonce": str(uuid.uuid4()), **fields}
