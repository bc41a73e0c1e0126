"""Template tags for pictures, by their presigned URLs."""

from collections.abc import Iterable
from typing import Any

from django import template

from pets.domain import Pet
from pettracker_site.files.storage import file_storage
from photos import cards
from photos.display import (
    FOUND_LABELS,
    TAKEN_FROM_LABELS,
    describe_missing,
    format_file,
    format_size,
    format_taken_at,
)
from photos.domain import Photo
from photos.focus import places, shown_size
from photos.imaging.formats import SQUARE

register = template.Library()
register.filter(cards.placeholder_uri)
register.filter(cards.focus_classes)
register.filter("size_display", format_size)
register.filter("file_display", format_file)
register.filter(cards.shape)


@register.inclusion_tag("photos/_picture.html")
def picture(photo: Photo, pet: Pet, sizes: str, *, eager: bool = False, soon: bool = False) -> dict[str, Any]:
    """An <img> of the whole picture; the browser takes the derivative that fits `sizes`, as in HTML.

    `eager` is the one that the page is about, `soon` those of the first row; others wait until they are scrolled to.
    """
    made = cards.picture_of(photo, file_storage().url, alt=cards.alt_text(photo, pet))
    return {"picture": made, "sizes": sizes, "eager": eager, "soon": soon}


@register.simple_tag
def pet_cards(pets: Iterable[Pet]) -> list[cards.PetCard]:
    return list(cards.pet_cards(pets))


@register.simple_tag
def square_url(photo: Photo) -> str:
    return file_storage().url(photo.derivative_key(SQUARE))


@register.simple_tag
def found_labels(photo: Photo) -> list[str]:
    """What the original carries besides the picture, in words."""
    return [str(FOUND_LABELS[found]) for found in photo.found]


@register.filter
def missing_description(photo: Photo) -> str:
    """What of the picture is missing; empty where nothing is."""
    return describe_missing(photo.missing)


@register.filter
def taken_from_label(photo: Photo) -> str:
    """Where its date comes from; empty where the record is too old to know."""
    return str(TAKEN_FROM_LABELS[photo.taken_from]) if photo.taken_from else ""


@register.filter
def taken_at_display(photo: Photo) -> str:
    """Day and time on the clock of where it was taken."""
    return format_taken_at(photo)


@register.simple_tag
def alt_text_of(photo: Photo, pet: Pet) -> str:
    return cards.alt_text(photo, pet)


@register.simple_tag
def tapped_size(photo: Photo) -> tuple[int, int]:
    return shown_size(photo)


@register.simple_tag
def focus_places(pet: Pet) -> list[tuple[str, str, bool]]:
    """The places of a cover that one may choose by name, as `photos.focus` has them."""
    return places(pet)


@register.simple_tag
def cover_url(pet: Pet) -> str:
    return cards.cover_of(pet, file_storage().url)
