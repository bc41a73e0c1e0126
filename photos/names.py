"""What files are called when their owner takes them home."""

import re

from pets.domain import Pet

from .domain import Photo

_NOT_IN_NAMES = re.compile(r"[^\w-]+")  # letters and digits of any script stay
_LONGEST = 60


def neutral_name(pet: Pet, photo: Photo) -> str:
    """`buddy-2025-06-01.jpg`: the pet and the day, and nothing of the name under which the file was sent."""
    return f"{pet_in_names(pet)}-{photo.taken_on.isoformat()}.{photo.extension}"


def pet_in_names(pet: Pet) -> str:
    """The pet's name as the beginning of a file's name."""
    return _NOT_IN_NAMES.sub("-", pet.name.casefold()).strip("-")[:_LONGEST] or "photo"
