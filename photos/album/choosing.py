"""What all pages for several photos share: which ones were chosen, and how is told what became of them."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pets.domain import Pet
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common import undo as undone
from photos.access import sees_hidden
from photos.domain import Photo, Status
from photos.limits import MAX_CHOSEN
from photos.repository import photos

from .bulk import BulkPhotoActions, BulkResult
from .gallery import is_script_request, remember_photos


def chosen_ids(said: QueryDict) -> list[str]:
    """The photos that a form names; what is no id is left out."""
    return list(dict.fromkeys(id for id in said.getlist("photo") if uuid_of(id)))


def uuid_of(text: str) -> uuid.UUID | None:
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def bulk(request: HttpRequest, pet: Pet) -> BulkPhotoActions:
    return BulkPhotoActions(photos(), pet, hidden=sees_hidden(request, pet))


def refuse_count(request: HttpRequest, pet: Pet, ids: list[str], most: int = MAX_CHOSEN) -> HttpResponse | None:
    """The answer where none are chosen, or more than can be done at a time; nothing is changed then."""
    if 0 < len(ids) <= most:
        return None
    too_many = _(
        "Those are %(count)d photos, and %(most)d can be done at a time. Nothing was changed: please choose fewer."
    )
    choose = too_many % {"count": len(ids), "most": most} if ids else _("Choose at least one photo first.")
    return refuse(request, pet, choose)


def refuse(request: HttpRequest, pet: Pet, words: str) -> HttpResponse:
    """The answer where nothing was done: why not, and the page to choose other photos."""
    if is_script_request(request):
        return JsonResponse({"done": [], "words": [words], "undo": None}, status=422)
    messages.warning(request, words)
    return redirect("photos:trash" if is_from_trash(request) else "photos:selected", pet_id=pet.id)


def respond(
    request: HttpRequest, pet: Pet, outcome: BulkResult, words: str, *, undo: str = "", stays: bool = False
) -> HttpResponse:
    """What was done, in `words`, and what was not; for scripts as JSON. `undo` is a message's tag.

    Back to the pet's album: at the first of the photos where it `stays` there, else at the photo beside it; or to the
    trash that one has not done with yet.
    """
    left = _left_alone(outcome)
    if is_script_request(request):
        said = [words] * bool(outcome.done) + left
        now = [photo.id for photo in outcome.done.values()]  # what was moved is another record
        answer: HttpResponse = JsonResponse(
            {"done": list(outcome.done), "now": now, "words": said, "undo": _undo(undo, outcome)}
        )
    else:
        if outcome.done:
            look = reverse("pet", args=[pet.id]), _("Back to %(name)s") % {"name": pet.name}
            linked = format_html('{} <a href="{}">{}</a>', words, *look)
            messages.success(request, linked if is_from_trash(request) else words, extra_tags=undo)
        for each in left:
            messages.warning(request, each)
        answer = redirect(_back(request, pet, outcome, stays=stays))
    return remember_photos(request, answer, pet, outcome.done.values())


def is_from_trash(request: HttpRequest) -> bool:
    return request.POST.get("from") == "trash"


def _left_alone(outcome: BulkResult) -> list[str]:
    there = ngettext(
        "%(count)d photo stays here: the other pet has the same picture already, perhaps in the trash.",
        "%(count)d photos stay here: the other pet has the same pictures already, perhaps in the trash.",
        outcome.there,
    )
    missed = ngettext(
        "%(count)d photo was left alone: it had changed, or could not be saved just now.",
        "%(count)d photos were left alone: they had changed, or could not be saved just now.",
        outcome.missed,
    )
    return [words % {"count": count} for words, count in ((there, outcome.there), (missed, outcome.missed)) if count]


def _undo(tag: str, outcome: BulkResult) -> dict[str, Any] | None:
    if not tag or not outcome.done:
        return None
    return {"address": undone.address(tag), "fields": undone.fields(tag)}


def _back(request: HttpRequest, pet: Pet, outcome: BulkResult, *, stays: bool) -> str:
    if is_from_trash(request):
        return reverse("photos:trash", args=[pet.id])
    first = next(iter(outcome.done.values()), None)
    at = first if stays else _beside_what_left(request, pet, outcome)
    return reverse("pet", args=[pet.id]) + (f"?photo={at.id}" if at else "")


def _beside_what_left(request: HttpRequest, pet: Pet, outcome: BulkResult) -> Photo | None:
    """By two calls at most; None where no photo is left, or the store does not answer: what was done is done."""
    if not outcome.done:
        return None
    id, photo = next(iter(outcome.done.items()))
    left = replace(photo, id=id, pet_id=pet.id, status=Status.ACTIVE)
    try:
        return photos().beside(left, gone=outcome.done, hidden=sees_hidden(request, pet))
    except StoreUnavailable:
        return None
