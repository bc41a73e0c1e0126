"""Which place of a cover is to be seen where a card or a circle cuts it: tapped on the picture, or chosen by name."""

import re
import uuid
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pets.access import permit
from pets.domain import FOCUS_STEPS, Pet
from pets.repository import pets
from pets.roles import Right
from pettracker_site.aws.errors import NotFound
from pettracker_site.common import read_your_writes

from .access import own_photo
from .domain import Photo

BOX = 240
"""Pixels of the longer side of the picture that one taps. It is never scaled: browsers send the pixel that was hit."""
_PLACES: Final = {
    "2-2": gettext_lazy("Middle"),
    "2-0": gettext_lazy("Top"),
    "2-4": gettext_lazy("Bottom"),
    "0-2": gettext_lazy("Left"),
    "4-2": gettext_lazy("Right"),
    "0-0": gettext_lazy("Top left"),
    "4-0": gettext_lazy("Top right"),
    "0-4": gettext_lazy("Bottom left"),
    "4-4": gettext_lazy("Bottom right"),
}
"""Those that have names, by what a form sends: fourths of the width and of the height."""
_PIXEL = re.compile(r"[0-9]{1,4}")
_PLACE = re.compile(r"([0-4])-([0-4])")


def shown_size(photo: Photo) -> tuple[int, int]:
    """Width and height of the picture that one taps, in pixels."""
    longer = max(photo.width, photo.height, 1)
    return max(1, round(BOX * photo.width / longer)), max(1, round(BOX * photo.height / longer))


def places(pet: Pet) -> list[tuple[str, str, bool]]:
    """What is sent, words, and whether it is set, of each place that one may choose by name; first of one without a
    name that was tapped."""
    x, y = pet.focus or (FOCUS_STEPS // 2, FOCUS_STEPS // 2)
    kept = f"{x}-{y}"
    tapped = {} if kept in _PLACES else {kept: _("The place that was tapped")}
    return [(value, str(words), value == kept) for value, words in {**tapped, **_PLACES}.items()]


@require_POST
def focus(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Raises: NotFound where the photo is not the cover, and for a place that there is not; NotAllowed."""
    pet, found = own_photo(request, pet_id, photo_id, Right.ARRANGE)
    place = _place(request.POST, shown_size(found))
    if pet.cover_photo_id != found.id or place is None:
        raise NotFound("place")
    pets().focus(pet, *place, by=permit(request, Right.ARRANGE))
    messages.success(request, _("Saved."))
    response = redirect("pet", pet_id=pet.id)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)


def _place(said: QueryDict, size: tuple[int, int]) -> tuple[int, int] | None:
    """In fourths: chosen as `place`, or tapped (`at.x`, `at.y`), which may be a pixel beside the picture."""
    if chosen := _PLACE.fullmatch(said.get("place", "")):
        return int(chosen[1]), int(chosen[2])
    hit = [said.get("at.x", ""), said.get("at.y", "")]
    if not all(map(_PIXEL.fullmatch, hit)):
        return None
    x, y = (min(round(FOCUS_STEPS * int(pixel) / side), FOCUS_STEPS) for pixel, side in zip(hit, size, strict=True))
    return x, y
