"""A page of a pet's photos, as its owner left it a moment ago."""

from collections.abc import Iterable
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

from pets.domain import Pet
from pettracker_site.aws import recent
from pettracker_site.aws.paging import Page

from .domain import Photo, Status
from .repository import photos

PAGE_SIZE = 24
R = TypeVar("R", bound=HttpResponseBase)


def gallery_page(request: HttpRequest, pet: Pet, *, status: Status = Status.ACTIVE) -> Page[Photo]:
    """The page that `?cursor=` names, the last taken first: one call, and one more right after a change."""
    cursor = request.GET.get("cursor", "")
    page = photos().list_for_pet(pet.id, status=status, cursor=cursor, size=PAGE_SIZE)
    changed = recent.changed_ids(request, "photo")
    if not changed:
        return page
    return recent.laid_over(
        page,
        photos().find_many(changed),
        id=lambda photo: photo.id,
        belongs=lambda photo: photo.pet_id == pet.id and photo.status == status,
        order=lambda photo: photo.list_key,
        newest_first=True,
    )


def remember_change(response: R, pet: Pet, changed: Iterable[Photo]) -> R:
    """The same response, after which lists show these photos, and their pet's count and cover, as they are now."""
    recent.remember(response, "photo", [photo.id for photo in changed])
    return recent.remember(response, "pet", [pet.id])
