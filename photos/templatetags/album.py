"""An album's months in templates."""

from collections.abc import Iterable

from django import template

from pets.domain import Pet
from photos import months
from photos.domain import Photo

register = template.Library()


@register.simple_tag
def by_month(photos: Iterable[Photo], pet: Pet) -> list[months.Month]:
    return months.by_month(photos, pet)
