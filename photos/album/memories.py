"""On this day: photos of earlier years."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from pets.access import owner_of
from pets.domain import Pet
from pettracker_site.aws.paging import Page
from photos.access import seen_pets
from photos.domain import Photo, Status
from photos.repository import photos

from .gallery import with_recent_writes

MOST = 12
_READ = 48  # more than are shown: some may be of this year or of pets in the trash


@dataclass(frozen=True, slots=True)
class Memory:
    """A photo of a pet, taken so many years ago."""

    photo: Photo
    pet: Pet
    years: int


def on_this_day(request: HttpRequest) -> list[Memory]:
    """Photos that this person took on this day of earlier years, on the reader's calendar, the latest first.

    One call; one more where there are some, to leave out pets that are not to be seen; one more right after a change.
    """
    owner_id, today = owner_of(request).id, timezone.localdate()
    first, last = days(today)

    def belongs(photo: Photo) -> bool:
        is_shown = photo.owner_id == owner_id and photo.status == Status.ACTIVE
        return is_shown and first <= f"{photo.taken_on:%m-%d}" <= last and photo.taken_on.year < today.year

    found = photos().of_days(owner_id, first, last, before=today, most=_READ)
    page = with_recent_writes(request, Page(tuple(found)), belongs)
    seen = seen_pets(request, page.items)
    memories = [
        Memory(photo, seen[photo.pet_id], today.year - photo.taken_on.year)
        for photo in sorted(page.items, key=lambda photo: photo.list_key, reverse=True)
        if photo.pet_id in seen
    ]
    return memories[:MOST]


def days(today: date) -> tuple[str, str]:
    """The first and the last day ("MM-DD") that are remembered today: 29 February is on the 28th in common years."""
    day = f"{today:%m-%d}"
    return (day, "02-29") if day == "02-28" and not isleap(today.year) else (day, day)
