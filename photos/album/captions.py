"""Search in the captions of an album: read from its newest photos on, so many at a time, and compared here."""

from dataclasses import dataclass

from django.http import HttpRequest

from pets.domain import Pet, plain
from pettracker_site.aws.paging import Cursor, Page
from photos.access import is_hidden
from photos.domain import Photo, Status
from photos.repository import photos

from .gallery import PAGE_SIZE, with_recent_writes

LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """`page` has the photos; `older` is the cursor from which further ones can be looked through where the page holds
    all that was found among those looked at, empty where there are none."""

    page: Page[Photo]
    older: str = ""


def found_by_caption(request: HttpRequest, pet: Pet, typed: str, *, first: Photo | None = None) -> Found:
    """Photos in whose caption each of the words stands, whatever their case and accents, the last taken first.

    From `first` or `?cursor=` on, or from the newest; by one call for each megabyte of records, two or three for 2,000
    photos, and one more right after a change. Raises: BadCursor.
    """
    words, listing = plain(typed).split(), f"captions/{pet.id}/{typed}"

    def matches(photo: Photo) -> bool:
        caption = plain(" ".join(photo.caption.split()))
        is_shown = photo.pet_id == pet.id and photo.status == Status.ACTIVE and not is_hidden(request, pet, photo)
        return is_shown and bool(caption) and all(word in caption for word in words)

    cursor = request.GET.get("cursor", "")
    start = dict(Cursor.read(cursor, listing).key) if cursor else None
    before = [first] if first and matches(first) else []
    if before:
        start = _key(before[0])
    looked_at, last = photos().captioned(pet.id, most=LOOKED_AT, start=start)
    found = [*before, *filter(matches, looked_at)]
    shown = tuple(found[:PAGE_SIZE])
    following = Cursor(_key(shown[-1])).sign(listing) if len(found) > PAGE_SIZE else ""
    end = _key(shown[-1]) if following else last or {}

    def is_of_this_page(photo: Photo) -> bool:
        is_first = bool(before) and photo.id == before[0].id
        is_not_before = start is None or is_first or photo.list_key < start["StatusTakenAt"]
        return is_not_before and photo.list_key >= end.get("StatusTakenAt", "") and matches(photo)

    page = with_recent_writes(request, Page(shown, next=following), is_of_this_page)
    return Found(page, older=Cursor(last).sign(listing) if last and not following else "")


def _key(photo: Photo) -> dict[str, str]:
    return {"PetId": photo.pet_id, "StatusTakenAt": photo.list_key, "PhotoId": photo.id}
