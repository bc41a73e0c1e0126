"""Weights for tests."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from pets.domain import Pet
from pets.weights import repository
from pets.weights.domain import Weight
from pets.weights.units import TypedUnit
from pettracker_site.aws import times


def new_weight(pet: Pet, kilograms: str, on: date, *, by: str = "", **fields) -> Weight:
    now = times.now()
    return Weight(
        pet_id=pet.id,
        id=str(uuid.uuid4()),
        on=on,
        by=by or pet.owner_id,
        created_at=now,
        updated_at=now,
        kilograms=Decimal(kilograms),
        entered=fields.pop("entered", kilograms),
        unit=TypedUnit(fields.pop("unit", "kg")),
        **fields,
    )


def weigh(pet: Pet, kilograms: str, on: date, **fields) -> Weight:
    """Written down, as somebody who may."""
    return repository.add(pet, new_weight(pet, kilograms, on, **fields), by=None)


def days_ago(days: int) -> date:
    from django.utils import timezone

    return timezone.localdate() - timedelta(days=days)
