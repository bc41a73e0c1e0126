"""What a list shows of each pet or photo, worked out in one pass, so that its template only has to write it."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.display import format_age
from pets.domain import Pet
from pets.life.due import count_due
from pets.profile import Kind
from pettracker_site.files.storage import file_storage

from .domain import Photo
from .imaging.formats import CARD, SQUARE
from .keys import derivative_key

_ROW_OF_A_PHONE, _ROW = 133, 200
"""How high rows are said to be, in px. By their mean they have a tenth more (148, 225), for they are stretched to fill
the width (static/css/gallery.css). Nobody sees that tenth, and the next larger copy has three times the bytes."""
_FIRST = 4  # photos


@dataclass(frozen=True, slots=True)
class PetCard:
    """`cover` is the address of its picture, empty where it has no photo, `focus` the classes that say which place of
    it is to be seen; `age` is empty where nobody knows it, `due` where nothing is."""

    id: str
    name: str
    kind: Kind
    kind_label: str
    age: str
    cover: str
    focus: str
    due: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The attributes of an <img>. `small` and `full` are the addresses of the smallest and the largest whole copy,
    `srcset` has them all, or is empty where they are of one size."""

    small: str
    full: str
    srcset: str
    width: str
    height: str
    alt: str


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """`shape` as the function of that name says it; `sizes` tells a browser how wide the photo is in a row;
    `is_first` where it is seen as soon as the page is; `placeholder` a data: address, which may be empty.

    Numbers are text here: a template looks up how a language writes each number that it is given.
    """

    id: str
    pet_id: str
    shape: str
    sizes: str
    is_first: bool
    picture: Picture
    caption: str
    date: str
    favourite: bool
    placeholder: str


def pet_cards(pets: Iterable[Pet]) -> Iterator[PetCard]:
    today, address = timezone.localdate(), file_storage().url
    label = cache(lambda kind: str(kind.label))  # many pets are of few kinds
    for pet in pets:
        profile = pet.profile
        yield PetCard(
            id=pet.id,
            name=profile.name,
            kind=profile.kind,
            kind_label=label(profile.kind),
            age=format_age(profile.birth_date, today, approximate=profile.birth_approximate),
            cover=cover_of(pet, address),
            focus=focus_classes(pet),
            due=_due(pet, today),
        )


def _due(pet: Pet, today: date) -> str:
    found = count_due(pet, today)
    return ngettext("%(count)d due", "%(count)d due", found) % {"count": found} if found else ""


def focus_classes(pet: Pet) -> str:
    """For the <img> of its cover (static/css/album.css): pages have no styles of their own; none for the middle."""
    place = pet.focus
    return f"focus-x{place[0]} focus-y{place[1]}" if place else ""


def cover_of(pet: Pet, address: Callable[[str], str]) -> str:
    """The address of the pet's cover for a card; empty where it has no photo yet."""
    return address(derivative_key(pet.id, pet.cover_photo_id, CARD)) if pet.cover_photo_id else ""


def photo_cards(photos: Iterable[Photo], pet: Pet) -> Iterator[PhotoCard]:
    address = file_storage().url
    for number, photo in enumerate(photos):
        date = date_format(photo.taken_on, "DATE_FORMAT")
        tenths = shape(photo)
        yield PhotoCard(
            id=photo.id,
            pet_id=photo.pet_id,
            shape=tenths,
            sizes=_sizes(tenths),
            is_first=number < _FIRST,
            picture=picture_of(photo, address, alt=photo.caption or _dated(pet, date)),
            caption=photo.caption,
            date=date,
            favourite=photo.favourite,
            placeholder=placeholder_uri(photo),
        )


def photo_cards_over_pets(photos: Iterable[Photo], pets: Mapping[str, Pet]) -> Iterator[PhotoCard]:
    """The same of photos of several pets; beside the date stands whose photo it is."""
    for number, photo in enumerate(photos):
        for card in photo_cards([photo], pets[photo.pet_id]):
            yield replace(card, date=f"{pets[photo.pet_id].name} · {card.date}", is_first=number < _FIRST)


def shape(photo: Photo) -> str:
    """How many tenths of its height a photo is wide, as two digits: as static/css/album.css has them, from 05 to 30."""
    tenths = round(10 * photo.width / photo.height) if photo.height else 0
    return f"{min(30, max(5, tenths)):02}"


@cache
def _sizes(shape: str) -> str:
    """How wide a photo is in a row, as in HTML; there are 26 of them."""
    across = int(shape) / 10
    return f"(min-width:36rem) {round(across * _ROW)}px,{round(min(across, 2) * _ROW_OF_A_PHONE)}px"


def picture_of(photo: Photo, address: Callable[[str], str], *, alt: str) -> Picture:
    """The whole picture; `address` gives the presigned URL of a key."""
    # Derivatives are never enlarged, so a small picture has the same width in several: the best of them is enough.
    shapes = tuple({size.width: size for size in photo.sizes if size.name != SQUARE}.values())
    urls = [address(photo.derivative_key(size.name)) for size in shapes]
    choice = [f"{url} {size.width}w" for url, size in zip(urls, shapes, strict=True)]
    return Picture(
        small=urls[0],
        full=urls[-1],
        srcset=", ".join(choice) if len(choice) > 1 else "",
        width=str(shapes[-1].width),
        height=str(shapes[-1].height),
        alt=alt,
    )


def alt_text(photo: Photo, pet: Pet) -> str:
    return photo.caption or _dated(pet, date_format(photo.taken_on, "DATE_FORMAT"))


def placeholder_uri(photo: Photo) -> str:
    """The tiny copy that is shown until the picture arrives; empty where the record has none."""
    return f"data:image/webp;base64,{b64encode(photo.placeholder).decode()}" if photo.placeholder else ""


def _dated(pet: Pet, date: str) -> str:
    return _("%(name)s on %(date)s") % {"name": pet.name, "date": date}
