"""Template tags for pictures. Presigned URLs are made only here."""

from base64 import b64encode
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pets.domain import Pet
from pettracker_site.files.storage import photo_storage
from photos.display import FOUND_LABELS, TAKEN_FROM_LABELS, describe_missing, format_taken_at
from photos.domain import Photo
from photos.keys import derivative_key

register = template.Library()
SQUARE = 160
CARD = 480


@register.inclusion_tag("photos/_picture.html")
def picture(photo: Photo, pet: Pet, sizes: str, *, eager: bool = False, soon: bool = False) -> dict[str, Any]:
    """An <img> of the whole picture; the browser takes the derivative that fits `sizes`, as in HTML.

    `eager` is the one that the page is about, `soon` those of the first row; others wait until they are scrolled to.
    """
    storage = photo_storage()
    shapes = [size for size in photo.sizes if size.name != SQUARE]
    urls = [(storage.url(photo.derivative_key(size.name)), size) for size in shapes]
    srcset = ", ".join(f"{url} {size.width}w" for url, size in urls)
    return {
        "src": urls[-1][0] if eager else urls[0][0],
        # Derivatives are never enlarged: a small picture has the same width in both.
        "srcset": srcset if len({size.width for size in shapes}) > 1 else "",
        "sizes": sizes,
        "width": shapes[-1].width,
        "height": shapes[-1].height,
        "alt": alt_text(photo, pet),
        "eager": eager,
        "soon": soon,
    }


@register.simple_tag
def full_url(photo: Photo) -> str:
    """The address of the largest copy."""
    return photo_storage().url(photo.derivative_key(photo.sizes[-1].name))


@register.filter
def placeholder_uri(photo: Photo) -> str:
    """The tiny copy that is shown until the picture arrives; empty where the record has none."""
    return f"data:image/webp;base64,{b64encode(photo.placeholder).decode()}" if photo.placeholder else ""


@register.simple_tag
def square_url(photo: Photo) -> str:
    return photo_storage().url(photo.derivative_key(SQUARE))


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
    return alt_text(photo, pet)


@register.simple_tag
def cover_url(pet: Pet) -> str:
    """The pet's cover for a card; empty where it has no photo yet."""
    return photo_storage().url(derivative_key(pet.id, pet.cover_photo_id, CARD)) if pet.cover_photo_id else ""


def alt_text(photo: Photo, pet: Pet) -> str:
    if photo.caption:
        return photo.caption
    return _("%(name)s on %(date)s") % {"name": pet.name, "date": date_format(photo.taken_on, "DATE_FORMAT")}
