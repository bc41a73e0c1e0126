"""Weights in DynamoDB. A pet's own weight is its newest entry's: each write here says so in the same transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from pets.domain import Pet
from pets.life.repository import Outcome, life
from pets.repository import pets
from pets.rights import Permit
from pettracker_site.aws.dynamo import Attr, Write

from .domain import Weight
from .units import TypedUnit

_TELLS_OF = timedelta(days=100)  # how far from a day a weight still says something of that day's


def add(pet: Pet, weight: Weight, *, by: Permit | None) -> Weight:
    """Raises: as `Life.add`."""
    return life().add(pet, weight, _followed_by, by=by)


def with_new(pet: Pet, weight: Weight) -> Outcome:
    """What follows for a pet where something else that is written brings a weight too, which does not say in what unit
    the next one is typed: the pet as it becomes, and the part of the transaction."""
    becomes, _parts = _followed_by(pet, weight)
    put = life().table.put(life().item(weight), Attr("Record").not_exists())
    return replace(becomes, weight_unit=pet.weight_unit), {"weight": put}


def new_ones_follow(pet: Pet, weights: Sequence[Weight]) -> Outcome:
    """What the pet weighs when these were added to its entries."""
    newest = max(weights, key=lambda each: each.order)
    return (_weighing(pet, newest) if newest.order > pet.weight_key else pet), {}


def typed_ones_follow(pet: Pet, weights: Sequence[Weight]) -> Outcome:
    """The same, where somebody typed them one after the other: the unit of the last is the next one's."""
    becomes, parts = new_ones_follow(pet, weights)
    return replace(becomes, weight_unit=str(weights[-1].unit)), parts


def edit(pet: Pet, weight: Weight, edited: Weight, *, by: Permit | None) -> Weight:
    """Raises: as `Life.edit`."""
    return life().edit(pet, weight, edited, _as_typed_anew, by=by)


def delete(pet: Pet, weight: Weight, *, by: Permit | None, own: str = "") -> Weight:
    """Raises: as `Life.delete`."""
    return life().delete(pet, weight, follow, by=by, own=own)


def restore(pet: Pet, weight: Weight, *, by: Permit | None) -> Weight:
    """Raises: as `Life.restore`."""
    return life().restore(pet, weight, follow, by=by)


def add_pet(pet: Pet, first: Weight | None, **also: Write) -> Pet:
    """Put a new pet together with its first weight, and `also` what else comes with it.

    Raises: as `PetRepository.add`.
    """
    if first is None:
        return pets().add(pet, **also)
    put = life().table.put(life().item(first), Attr("Record").not_exists())
    return pets().add(_weighing(pet, first), weight=put, **also)


def first_of(pet: Pet) -> Weight | None:
    """The entry that says what a new pet weighs, for pets that no form makes; None where that is not known."""
    kilograms = pet.profile.weight
    if kilograms is None:
        return None
    is_small = kilograms < 1  # of which people speak in grams
    return Weight(
        pet_id=pet.id,
        id=Weight.id_for(pet.id, pet.owner_id, "first"),
        on=timezone.localdate(pet.created_at),
        by=pet.owner_id,
        created_at=pet.created_at,
        updated_at=pet.created_at,
        kilograms=kilograms,
        entered=f"{(kilograms * 1000).normalize():f}" if is_small else str(kilograms),
        unit=TypedUnit.G if is_small else TypedUnit.KG,
    )


def correct(pet: Pet) -> Pet:
    """Give a pet the weight of its newest entry, where that is another. Raises: as `Life.write`."""
    return life().write(pet, _by_the_newest, by=None)


def beside(pet: Pet, weight: Weight) -> tuple[str, Decimal] | None:
    """What a weight is measured against: day and kilograms of the one before it, by one call at most.

    Without one before, it is the pet's own, where that is of a day near by; None for nothing to measure against.
    """
    if pet.profile.weight is None:
        return None
    newest_on = pet.weight_key[:10]
    if weight.order > pet.weight_key and weight.version == 1:
        return newest_on, pet.profile.weight
    before = [each for each in life().until(Weight, pet.id, weight.on, most=2) if each.id != weight.id]
    if before:
        return before[0].on.isoformat(), before[0].kilograms
    is_near = newest_on <= (weight.on + _TELLS_OF).isoformat()
    return (newest_on, pet.profile.weight) if is_near and not pet.weight_key.endswith(weight.id) else None


def _followed_by(pet: Pet, weight: Weight) -> Outcome:
    """A new weight counts for the pet if none is newer."""
    becomes = _weighing(pet, weight) if weight.order > pet.weight_key else pet
    return replace(becomes, weight_unit=str(weight.unit)), {}


def follow(pet: Pet, weight: Weight) -> Outcome:
    """What the pet weighs when a weight became this: it, or the newest of the others, which are read after the pet."""
    others = [each for each in life().newest(Weight, pet.id, most=2) if each.id != weight.id]
    return _by_the_newest_of(pet, [*others, *([] if weight.deleted_at else [weight])])


def _by_the_newest(pet: Pet) -> Outcome:
    return _by_the_newest_of(pet, life().newest(Weight, pet.id, most=1))


def _by_the_newest_of(pet: Pet, weights: Sequence[Weight]) -> Outcome:
    newest = max(weights, key=lambda each: each.order, default=None)
    if newest is None:
        return replace(pet, weight_key="", profile=replace(pet.profile, weight=None)), {}
    return _weighing(pet, newest), {}


def _as_typed_anew(pet: Pet, weight: Weight) -> Outcome:
    becomes, parts = follow(pet, weight)
    return replace(becomes, weight_unit=str(weight.unit)), parts


def _weighing(pet: Pet, weight: Weight) -> Pet:
    profile = replace(pet.profile, weight=weight.kilograms)
    return replace(pet, profile=profile, weight_key=weight.order, weight_unit=pet.weight_unit or str(weight.unit))
