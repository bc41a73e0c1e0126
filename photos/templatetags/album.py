"""An album's months in templates, and the limits that its scripts know."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from pets.domain import Pet
from photos import limits
from photos.album import months
from photos.cards import PhotoCard, photo_cards, photo_cards_over_pets
from photos.domain import Photo
from photos.forms import limits_for_display

register = template.Library()


@register.simple_tag
def by_month(photos: Iterable[Photo], pet: Pet) -> list[tuple[months.Month, list[PhotoCard]]]:
    """Each month with the cards of its photos."""
    return _with_cards(months.by_month(photos, pet), lambda ordered: photo_cards(ordered, pet))


@register.simple_tag
def by_month_over_pets(photos: Iterable[Photo], pets: Mapping[str, Pet]) -> list[tuple[months.Month, list[PhotoCard]]]:
    """The same of photos of several pets, which are given by their ids."""
    return _with_cards(months.by_month(photos, None), lambda ordered: photo_cards_over_pets(ordered, pets))


def _with_cards(
    found: list[months.Month], make: Callable[[Iterable[Photo]], Iterator[PhotoCard]]
) -> list[tuple[months.Month, list[PhotoCard]]]:
    cards = make(chain.from_iterable(month.photos for month in found))
    return [(month, list(islice(cards, len(month.photos)))) for month in found]


@register.simple_tag
def limits_for_scripts() -> SafeString:
    """What scripts may say before anything is sent; `limits` in static/js/page.js."""
    words = limits_for_display()
    known = {"bytes": limits.MAX_BYTES, "chosen": limits.MAX_CHOSEN, "packed": limits.MAX_PACKED}
    return json_script(known | {name: words[name] for name in ("kinds", "megabytes")}, "limits")
