"""Groups an album by month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from pets.display import format_age
from pets.domain import Pet
from photos.domain import Photo


@dataclass(frozen=True, slots=True)
class Month:
    """`first` is its first day, `age` the pet's age in words at the last of the photos, empty where nobody knows it."""

    first: date
    age: str
    photos: tuple[Photo, ...]

    @property
    def key(self) -> str:
        """What a month that continues on the next page is recognised by."""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        """Its name over its first photo, where there is little room."""
        name = date_format(self.first, "M Y")
        return f"{name} · {self.age}" if self.age else name


def by_month(photos: Iterable[Photo], pet: Pet | None) -> list[Month]:
    """The photos of a pet (None: of several) by their dates on the wall, months and photos in the order they come in.

    Photos come by the instant they were taken at, so that around a change of month, after a long flight, dates may go
    back and forth: each month is there once all the same.
    """
    months: dict[date, list[Photo]] = {}
    for photo in photos:
        months.setdefault(photo.taken_on.replace(day=1), []).append(photo)
    return [
        Month(first, _age(pet, max(each.taken_on for each in taken)), tuple(taken)) for first, taken in months.items()
    ]


def _age(pet: Pet | None, on: date) -> str:
    if pet is None:
        return ""
    return format_age(pet.profile.birth_date, on, approximate=pet.profile.birth_approximate)
