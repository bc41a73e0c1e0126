"""The page that asks to which other pet the chosen photos move, and moves them there."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pets.access import own_pet, permit
from pets.domain import Pet
from pets.roles import Right
from pets.views import page_of_pets
from pettracker_site.aws import deadline
from pettracker_site.aws.errors import NotFound
from pettracker_site.common import read_your_writes
from photos.limits import MAX_CHOSEN

from .choosing import bulk, chosen_ids, refuse, refuse_count, respond, uuid_of
from .moving import photo_mover


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Shows to which other pets each `photo` may go; takes them to the `pet` that comes back.

    With `back` they return there, and the person with them.

    Raises: NotFound, NotAllowed, for either pet.
    """
    source = own_pet(request, pet_id, Right.MOVE_PHOTOS)
    if request.method != "POST":
        return _other_pets(request, source, chosen_ids(request.GET))
    ids = chosen_ids(request.POST)
    if answer := refuse_count(request, source, ids):
        return answer
    if (named := uuid_of(request.POST.get("pet", ""))) is None:
        raise NotFound("pet")
    target = own_pet(request, named, Right.MOVE_PHOTOS)
    if target.id == source.id:
        there = ngettext("This photo is with %(name)s already.", "These photos are with %(name)s already.", len(ids))
        return refuse(request, source, there % {"name": source.name})
    deadline.start(settings.UPLOAD_SECONDS - 1)  # files are copied; a second is the page's own
    outcome = bulk(request, source).move(ids, target, photo_mover(), by=permit(request, Right.MOVE_PHOTOS))
    count = len(outcome.done)
    words = ngettext("%(count)d photo moved to %(name)s.", "%(count)d photos moved to %(name)s.", count)
    undo = " ".join(["move", target.id, source.id, *(photo.id for photo in outcome.done.values())])
    follows = bool(request.POST.get("back") and outcome.done)
    shown = target if follows else source
    words %= {"count": count, "name": target.name}
    answer = respond(request, shown, outcome, words, undo=undo, stays=follows)
    read_your_writes.remember(answer, "photo", outcome.done, after=request)
    return read_your_writes.remember(answer, "pet", [source.id, target.id], after=request)


def _other_pets(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    """The person's other pets: one tap on one of them moves the photos there."""
    page = page_of_pets(request)
    context = {
        "pet": pet,
        "page": page,
        "others": [each for each in page.items if each.id != pet.id],
        "ids": ids[:MAX_CHOSEN],
        "is_too_many": len(ids) > MAX_CHOSEN,
        "most": MAX_CHOSEN,
    }
    return render(request, "photos/move.html", context)
