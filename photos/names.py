"""What files are called when their owner takes them home."""

import re

from pets.domain import Pet

from .domain import Photo

_NOT_IN_NAMES = re.compile(r"[^\w-]+")  # letters and digits of any script stay
_LONGEST = 60


def neutral_name(pet: Pet, photo: Photo) -> str:
    """`buddy-2025-06-01.jpg`: the pet and the day, and nothing of the name under which the file was sent."""
    name = _NOT_IN_NAMES.sub("-", pet.name.casefold()).strip("-")[:_LONGEST] or "photo"
    return f"{name}-{photo.taken_on.isoformat()}.{photo.extension}"
