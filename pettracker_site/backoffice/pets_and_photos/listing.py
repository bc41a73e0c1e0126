"""The page of a list for a filter, each by its index, with the admin's own recent writes."""

from collections.abc import Iterator

from django.http import HttpRequest

from pets.domain import Pet, sort_name
from pets.lists import pet_lists
from pets.repository import pets
from pettracker_site.aws.dynamo import batched
from pettracker_site.aws.paging import Page
from pettracker_site.common import read_your_writes
from photos.domain import Photo
from photos.lists import photo_lists
from photos.repository import photos

from .filters import PetFilter, PhotoFilter


def pets_like(request: HttpRequest, asked: PetFilter) -> Page[Pet]:
    """Raises: BadCursor, StoreUnavailable."""
    page = _pets_page(asked, request.GET.get("cursor", ""))
    changed = read_your_writes.changed_ids(request, "pet")
    if not changed or asked.microchip or asked.pet_id:
        return page
    alphabetical = bool(asked.prefix or asked.owner_id)
    return read_your_writes.merge_recent_writes(
        page,
        pets().find_many(changed),
        id=lambda pet: pet.id,
        belongs=lambda pet: belongs(pet, asked),
        order=(lambda pet: pet.list_key) if alphabetical else pet_lists().place,
        newest_first=not alphabetical,
    )


def each_pet_like(asked: PetFilter) -> Iterator[Pet]:
    """All pets that match, complete (with notes) and as of the last write, a hundred at a time.

    Raises: StoreUnavailable, where it stops answering.
    """
    for some in batched(_each_shown(asked)):
        yield from pets().find_many([pet.id for pet in some])


def _each_shown(asked: PetFilter) -> Iterator[Pet]:
    """As the indexes carry them, page after page."""
    if not (asked.owner_id or asked.prefix or asked.microchip or asked.pet_id):
        yield from pet_lists().each(asked.status, asked.kind, since=asked.since, until=asked.until)
        return
    cursor = ""
    while True:
        page = _pets_page(asked, cursor)
        yield from page.items
        cursor = page.next
        if not cursor:
            return


def belongs(pet: Pet, asked: PetFilter) -> bool:
    """Whether this pet matches the filter, as the indexes see it."""
    is_since = asked.since is None or pet_lists().time(pet) >= asked.since
    is_until = asked.until is None or pet_lists().time(pet) < asked.until
    return (
        pet.status == asked.status
        and (asked.kind is None or pet.kind == asked.kind)
        and (not asked.owner_id or pet.owner_id == asked.owner_id)
        and sort_name(pet.name).startswith(sort_name(asked.prefix))
        and is_since
        and is_until
    )


def photos_like(request: HttpRequest, asked: PhotoFilter) -> Page[Photo]:
    """Raises: BadCursor, StoreUnavailable."""
    page = _photos_page(asked, request.GET.get("cursor", ""))
    changed = read_your_writes.changed_ids(request, "photo")
    if not changed or asked.owner_id:
        return page

    def belongs(photo: Photo) -> bool:
        is_since = asked.since is None or photo_lists().time(photo) >= asked.since
        is_until = asked.until is None or photo_lists().time(photo) < asked.until
        is_of_pet = not asked.pet_id or photo.pet_id == asked.pet_id
        return photo.status == asked.status and is_of_pet and is_since and is_until

    return read_your_writes.merge_recent_writes(
        page,
        photos().find_many(changed),
        id=lambda photo: photo.id,
        belongs=belongs,
        order=(lambda photo: photo.list_key) if asked.pet_id else photo_lists().place,
        newest_first=True,
    )


def _pets_page(asked: PetFilter, cursor: str) -> Page[Pet]:
    if asked.pet_id:
        pet = pets().find(asked.pet_id)
        return Page((pet,) if pet else ())
    if asked.microchip:
        return pet_lists().chipped(asked.microchip, cursor=cursor)
    if asked.prefix:
        return pet_lists().named(asked.prefix, asked.status, cursor=cursor)
    if asked.owner_id:
        return pet_lists().of_owner(asked.owner_id, asked.status, since=asked.since, until=asked.until, cursor=cursor)
    return pet_lists().newest(asked.status, asked.kind, since=asked.since, until=asked.until, cursor=cursor)


def _photos_page(asked: PhotoFilter, cursor: str) -> Page[Photo]:
    if asked.pet_id:
        return photo_lists().of_pet(asked.pet_id, asked.status, since=asked.since, until=asked.until, cursor=cursor)
    if asked.owner_id:
        return photo_lists().of_owner(asked.owner_id, since=asked.since, until=asked.until, cursor=cursor)
    return photo_lists().newest(asked.status, since=asked.since, until=asked.until, cursor=cursor)
