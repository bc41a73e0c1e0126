"""Gallery pages of a pet's photos, with the person's own recent writes."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from pets.access import owner_of
from pets.domain import Pet
from pettracker_site.aws.paging import Page
from pettracker_site.common import read_your_writes
from photos.access import is_hidden, seen_pets
from photos.domain import Photo, Status
from photos.repository import photos

PAGE_SIZE = 24
R = TypeVar("R", bound=HttpResponseBase)


def gallery_page(
    request: HttpRequest,
    pet: Pet,
    *,
    status: Status = Status.ACTIVE,
    first: Photo | None = None,
    size: int = 0,
) -> Page[Photo]:
    """The page that `?cursor=` names or that begins with `first`: one call, and one more right after a change."""
    cursor = request.GET.get("cursor", "")
    page = photos().list_for_pet(pet.id, status=status, cursor=cursor, first=first, size=size or PAGE_SIZE)
    page = with_recent_writes(request, page, lambda photo: photo.pet_id == pet.id and photo.status == status)
    return _without_hidden(request, pet, page)


def favourites_page(request: HttpRequest, pet: Pet, *, first: Photo | None = None) -> Page[Photo]:
    """The same of the pet's favourites."""
    cursor = request.GET.get("cursor", "")
    first = first if first and first.favourite else None
    page = photos().favourites_of_pet(pet.id, cursor=cursor, first=first, size=PAGE_SIZE)

    def is_favourite(photo: Photo) -> bool:
        return photo.pet_id == pet.id and photo.status == Status.ACTIVE and photo.favourite

    return _without_hidden(request, pet, with_recent_writes(request, page, is_favourite))


def favourites_over_pets(request: HttpRequest) -> tuple[Page[Photo], dict[str, Pet]]:
    """The page of one's favourites over all one's pets that `?cursor=` names or that begins with `?photo=`, and those
    pets by their ids: two calls, one more for that photo, and one more right after a change.

    What is of a pet in the trash is left out, so a page may have fewer than it could.
    """
    owner_id = owner_of(request).id

    def is_favourite(photo: Photo) -> bool:
        return photo.owner_id == owner_id and photo.status == Status.ACTIVE and photo.favourite

    named = _named(request)
    first = named if named and is_favourite(named) else None
    cursor = request.GET.get("cursor", "")
    page = photos().favourites_of_owner(owner_id, cursor=cursor, first=first, size=PAGE_SIZE)
    page = with_recent_writes(request, page, is_favourite)
    pets = seen_pets(request, page.items)
    return replace(page, items=tuple(photo for photo in page.items if photo.pet_id in pets)), pets


def _named(request: HttpRequest) -> Photo | None:
    """The photo that `?photo=` names, whosever it is."""
    try:
        return photos().find(str(uuid.UUID(request.GET["photo"])))
    except (KeyError, ValueError):
        return None


def _without_hidden(request: HttpRequest, pet: Pet, page: Page[Photo]) -> Page[Photo]:
    return replace(page, items=tuple(photo for photo in page.items if not is_hidden(request, pet, photo)))


def with_recent_writes(request: HttpRequest, page: Page[Photo], belongs: Callable[[Photo], bool]) -> Page[Photo]:
    """The page with this person's recent writes, which the index may miss; one more call only if there are any."""
    changed = read_your_writes.changed_ids(request, "photo")
    if not changed:
        return page
    return read_your_writes.merge_recent_writes(
        page,
        photos().find_many(changed),
        id=lambda photo: photo.id,
        belongs=belongs,
        order=lambda photo: photo.list_key,
        newest_first=True,
    )


def remember_photos(request: HttpRequest, response: R, pet: Pet, changed: Iterable[Photo]) -> R:
    """The same response, after which lists show these photos, and their pet's count and cover, as they are now."""
    read_your_writes.remember(response, "photo", [photo.id for photo in changed], after=request)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)


def is_script_request(request: HttpRequest) -> bool:
    """Whether a script sent the request: it shows the result itself, and gets a 204 instead of a redirect."""
    return not request.accepts("text/html")


def no_content() -> HttpResponse:
    return HttpResponse(status=204)
