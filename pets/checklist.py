"""The first steps in an album, for the first page of one's pets."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from .domain import Pet


@dataclass(frozen=True, slots=True)
class Step:
    """`url` is where it is done, empty where that is not possible yet."""

    words: str
    url: str
    is_done: bool


def steps(pets: Sequence[Pet]) -> list[Step]:
    """A pet, photos, a birthday, as far as these pets tell; nothing where all is done."""
    photoless = next((pet for pet in pets if not pet.photo_count), None)
    unborn = next((pet for pet in pets if not pet.profile.birth_date), None)
    photo_url = reverse("photos:add", args=[photoless.id]) if photoless else ""
    birth_url = reverse("pets:edit", args=[unborn.id]) + "#more" if unborn else ""
    found = [
        Step(_("Add your first pet"), reverse("add-pet"), bool(pets)),
        Step(_("Add photos"), photo_url, any(pet.photo_count for pet in pets)),
        Step(_("Note a birthday, and be told of it"), birth_url, any(pet.profile.birth_date for pet in pets)),
    ]
    return [] if all(step.is_done for step in found) else found
