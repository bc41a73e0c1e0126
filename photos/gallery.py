"""A page of a pet's photos, as its owner left it a moment ago."""

from dataclasses import replace

from django.http import HttpRequest

from pets.domain import Pet
from pettracker_site.aws import recent
from pettracker_site.aws.paging import Page

from .domain import Photo, Status
from .repository import photos

PAGE_SIZE = 24


def gallery_page(request: HttpRequest, pet: Pet, *, status: Status = Status.ACTIVE) -> Page[Photo]:
    """The page that `?cursor=` names, the last taken first: one call, and one more right after a change."""
    cursor = request.GET.get("cursor", "")
    page = photos().list_for_pet(pet.id, status=status, cursor=cursor, size=PAGE_SIZE)
    changed = recent.changed_ids(request, "photo")
    if not changed:
        return page
    first = page.items[0].list_key if page.items and page.previous else None
    last = page.items[-1].list_key if page.items and page.next else None

    def belongs(photo: Photo) -> bool:
        is_of_pet = photo.pet_id == pet.id and photo.status == status
        is_not_newer = first is None or photo.list_key <= first
        is_not_older = last is None or photo.list_key >= last
        return is_of_pet and is_not_newer and is_not_older

    items = recent.overlay(
        page.items,
        photos().find_many(changed),
        id=lambda photo: photo.id,
        belongs=belongs,
        order=lambda photo: photo.list_key,
        newest_first=True,
    )
    return replace(page, items=items)
