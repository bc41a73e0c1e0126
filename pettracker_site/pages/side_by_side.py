"""Two photos of a pet side by side: how it was, and how it is."""

import uuid
from dataclasses import dataclass
from functools import partial
from math import sqrt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pets.access import rights
from pets.display import format_age
from pets.domain import Pet
from pets.life.repository import life
from pets.weights.domain import Weight
from pettracker_site.aws.parallel import run_both
from photos.access import own_album, own_pair
from photos.album.choosing import chosen_ids
from photos.album.gallery import gallery_page
from photos.cards import shape
from photos.domain import Photo


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, with the pet's age in words on the day it was taken, empty where nobody knows it, and what it
    weighed then: the last weight up to that day, if there is one."""

    photo: Photo
    age: str
    weight: Weight | None


@require_safe
def side_by_side(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """The two that `?photo=` names, by three calls, of which two are made side by side; with one or none, a page of
    the album to choose the next from.

    Raises: NotFound, also where one of the two is not there.
    """
    match chosen_ids(request.GET):
        case [one, other]:
            pet, pair = own_pair(request, pet_id, (one, other))
            one_weight, other_weight = (partial(life().until, Weight, pet.id, each.taken_on, most=1) for each in pair)
            weights = run_both(one_weight, other_weight)
            sides = [_side(pet, *each) for each in zip(pair, weights, strict=True)]
            context = {"pet": pet, "sides": sides, "shape": _common_shape(pair)}
            return render(request, "photos/side_by_side.html", context)
    pet, first = own_album(request, pet_id)
    context = {"pet": pet, "first": first, "page": gallery_page(request, pet), "may": rights(request, pet)}
    return render(request, "photos/choose_beside.html", context)


def _side(pet: Pet, photo: Photo, weights: list[Weight]) -> Side:
    profile = pet.profile
    age = format_age(profile.birth_date, photo.taken_on, approximate=profile.birth_approximate)
    return Side(photo, age, weights[0] if weights else None)


def _common_shape(pair: tuple[Photo, Photo]) -> str:
    """The shape that lies between both, of which the least is cut, as `shape` says one."""
    between = sqrt(int(shape(pair[0])) * int(shape(pair[1])))
    return f"{round(between):02}"
