"""A pet's photos in the trash, and emptying it: asked first, of what is shown, and only begun here."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pets.access import own_pet, permit, rights
from pets.roles import Right
from photos.domain import Status
from photos.limits import MAX_CHOSEN
from photos.maintenance.purging import purger

from .choosing import bulk, chosen_ids, refuse_count, respond
from .gallery import gallery_page


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.DELETE_PHOTOS)
    page = gallery_page(request, pet, status=Status.DELETED)
    return render(request, "photos/trash.html", {"pet": pet, "page": page, "may": rights(request, pet)})


@require_http_methods(["GET", "HEAD", "POST"])
def empty(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Shows at most 50 that would go for good; takes out each `photo` that comes back.

    Who sweeps removes their files. Raises: NotFound, NotAllowed.
    """
    pet = own_pet(request, pet_id, Right.EMPTY_TRASH)
    if request.method != "POST":
        page = gallery_page(request, pet, status=Status.DELETED, size=MAX_CHOSEN)
        items = page.items[:MAX_CHOSEN]  # those of just now come on top
        if not items:
            return redirect("photos:trash", pet_id=pet.id)
        context = {"pet": pet, "photos": items, "are_more": bool(page.next) or len(page.items) > len(items)}
        return render(request, "photos/empty_trash.html", context)
    ids = chosen_ids(request.POST)
    if answer := refuse_count(request, pet, ids):
        return answer
    outcome = bulk(request, pet).purge(ids, purger(), by=permit(request, Right.EMPTY_TRASH))
    count = len(outcome.done)
    words = ngettext("%(count)d photo is gone for good.", "%(count)d photos are gone for good.", count)
    return respond(request, pet, outcome, words % {"count": count})
