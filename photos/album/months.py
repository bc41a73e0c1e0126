"""An album by months: its photos in groups, and which months have any at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.formats import date_format

from pets.display import format_age
from pets.domain import Pet
from photos.domain import Photo
from photos.repository import photos

MOST_LOOKS = 36
_NO_END = datetime.max.replace(tzinfo=UTC)


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
    def name(self) -> str:
        """Over its first photo, where there is little room."""
        return date_format(self.first, "M Y")


def by_month(photos: Iterable[Photo], pet: Pet | None) -> list[Month]:
    """The photos of a pet (None: of several) by their dates on the wall, months and photos in the order they come in.

    Photos come by the instant they were taken at, so that around a change of month, after a long flight, dates may go
    back and forth: each month is there once all the same.
    """
    months: dict[date, list[Photo]] = {}
    for photo in photos:
        months.setdefault(_month(photo), []).append(photo)
    return [
        Month(first, _age(pet, max(each.taken_on for each in taken)), tuple(taken)) for first, taken in months.items()
    ]


def newest_of_months(pet: Pet, *, before: date | None, hidden: bool) -> tuple[list[Photo], bool]:
    """The last photo of each month that has any, the newest first, and whether there may be more before them.

    `before` is the first day of a month. One call for each month, however many photos it has, and MOST_LOOKS of them
    at most. Where a month ends is told by UTC: of photos on the wall of its last hours elsewhere alone, none is found.
    """
    found: list[Photo] = []
    moment = _begins(before) if before else _NO_END
    for _ in range(MOST_LOOKS):
        photo = photos().last_before(pet.id, moment, hidden=hidden)
        if photo is None:
            return found, False
        if not found or _month(photo) < _month(found[-1]):
            found.append(photo)
        moment = min(_begins(_month(photo)), photo.taken_at)
    return found, True


def read_month(text: str) -> date | None:
    """The first day of a month that is written as 2024-03; None where it is none."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def _month(photo: Photo) -> date:
    return photo.taken_on.replace(day=1)


def _begins(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def _age(pet: Pet | None, on: date) -> str:
    if pet is None:
        return ""
    return format_age(pet.profile.birth_date, on, approximate=pet.profile.birth_approximate)
