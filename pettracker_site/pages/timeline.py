"""A pet's photos and records on one line, the newest first, by its age."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pets.access import own_pet, rights
from pets.display import format_age
from pets.domain import Pet
from pets.life.records import Record, is_kind
from pets.life.repository import life
from pets.roles import Right
from pettracker_site.aws.paging import Page, merged_page
from pettracker_site.aws.parallel import run_both
from pettracker_site.common import read_your_writes
from photos.access import is_hidden
from photos.cards import PhotoCard, photo_cards
from photos.domain import Photo, Status
from photos.repository import photos

PAGE_SIZE = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """A photo or a record: `day` is its day on the wall, `place` where it stands on the line, no two at the same.

    Photos stand there by the instant they were taken at, as in the album; records follow those of their day.
    """

    what: Photo | Record
    day: date
    place: str


@dataclass(frozen=True, slots=True)
class Moment:
    """What a month shows as one: the photos of a day, or one record, for which a template says its words."""

    id: str
    day: date
    cards: tuple[PhotoCard, ...] = ()
    record: Record | None = None

    @property
    def template(self) -> str:
        return f"timeline/{self.record.KIND}.html" if self.record else ""


@dataclass(frozen=True, slots=True)
class Month:
    """`key` is what a month that goes on with the next page is recognised by; `age` the pet's at its last moment."""

    key: str
    first: date
    age: str
    moments: tuple[Moment, ...]


@require_safe
def timeline(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """The page that `?cursor=` names: three calls, of which two are made side by side, at any length of the line."""
    pet = own_pet(request, pet_id, Right.VIEW)
    page = _page(request, pet)
    if request.GET.get("cursor") and page.is_void:
        return redirect("timeline", pet_id=pet.id)  # what stood there is gone
    context = {"pet": pet, "page": page, "months": by_month(page.items, pet), "may": rights(request, pet)}
    return render(request, "timeline/timeline.html", context)


def by_month(entries: Iterable[Entry], pet: Pet) -> list[Month]:
    """Entries by their days on the wall, the newest first. Around midnight those may differ from their instants."""
    in_order = sorted(entries, key=lambda entry: (entry.day, entry.place), reverse=True)
    months = []
    for first, of_month in groupby(in_order, lambda entry: entry.day.replace(day=1)):
        moments = tuple(_moments(of_month, pet))
        age = format_age(pet.profile.birth_date, moments[0].day, approximate=pet.profile.birth_approximate)
        months.append(Month(f"{first:%Y-%m}", first, age, moments))
    return months


def _moments(entries: Iterable[Entry], pet: Pet) -> Iterable[Moment]:
    for (day, _kind), found in groupby(entries, lambda entry: (entry.day, isinstance(entry.what, Photo))):
        some = [entry.what for entry in found]
        if album := [each for each in some if isinstance(each, Photo)]:
            yield Moment(album[0].id, day, cards=tuple(photo_cards(album, pet)))
        yield from (Moment(each.id, day, record=each) for each in some if isinstance(each, Record))


def _page(request: HttpRequest, pet: Pet) -> Page[Entry]:
    def read(boundary: str, backward: bool, most: int) -> tuple[list[Entry], list[Entry]]:
        album, records = run_both(
            partial(photos().from_place, pet.id, boundary, backward, most),
            partial(life().from_place, pet.id, boundary, backward, most),
        )
        return [_of_photo(photo) for photo in album], [Entry(each, each.on, each.order) for each in records]

    cursor = request.GET.get("cursor", "")
    page = merged_page(read, _place, listing=f"timeline/{pet.id}", size=PAGE_SIZE, cursor=cursor)
    page = _with_recent_photos(request, pet, page)
    return replace(page, items=tuple(each for each in page.items if _may_be_shown(request, pet, each.what)))


def _may_be_shown(request: HttpRequest, pet: Pet, what: Photo | Record) -> bool:
    """Not a photo that is hidden from this person, nor a record of a kind that this process does not know yet."""
    return not is_hidden(request, pet, what) if isinstance(what, Photo) else is_kind(type(what))


def _with_recent_photos(request: HttpRequest, pet: Pet, page: Page[Entry]) -> Page[Entry]:
    """Records are read as of the last write; the photos' index may lag. One more call only if some changed just now."""
    changed = read_your_writes.changed_ids(request, "photo")
    if not changed:
        return page

    def belongs(entry: Entry) -> bool:
        photo = entry.what
        return isinstance(photo, Photo) and photo.pet_id == pet.id and photo.status == Status.ACTIVE

    fresh = map(_of_photo, photos().find_many(changed))
    return read_your_writes.merge_recent_writes(
        page, fresh, id=lambda entry: entry.what.id, belongs=belongs, order=_place, newest_first=True
    )


def _of_photo(photo: Photo) -> Entry:
    return Entry(photo, photo.taken_on, photo.place)


def _place(entry: Entry) -> str:
    return entry.place
