"""The page for bulk actions on selected photos: one form, one button for each action."""

import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pets.access import own_pet, permit, rights
from pets.domain import Pet
from pets.roles import Right
from pettracker_site.aws.errors import NotFound
from photos.limits import MAX_CHOSEN, MAX_PACKED

from .choosing import bulk, chosen_ids, refuse, refuse_count, respond
from .gallery import gallery_page, is_script_request
from .take_home import send_archive


@require_http_methods(["GET", "HEAD", "POST"])
def selected(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponseBase:
    """Shows photos to choose from, to a script the ids of all of them, 500 at a time; does `action` with each `photo`
    that comes back, with none where they are too many.

    Raises: NotFound, also for an action that does not exist; NotAllowed.
    """
    if request.method != "POST":
        pet = own_pet(request, pet_id, Right.ARRANGE)
        if is_script_request(request):
            page = gallery_page(request, pet, size=_IDS_AT_ONCE)
            return JsonResponse({"ids": [photo.id for photo in page.items], "next": page.next})
        return render(
            request, "photos/select.html", {"pet": pet, "page": gallery_page(request, pet), "may": rights(request, pet)}
        )
    action = request.POST.get("action", "")
    right, act = _ACTIONS.get(action, (Right.VIEW, None))
    pet = own_pet(request, pet_id, right)
    if act is None:
        raise NotFound("action")
    ids = chosen_ids(request.POST)
    return refuse_count(request, pet, ids, _MOST.get(action, MAX_CHOSEN)) or act(request, pet, ids)


def _ask(page: str) -> "_Act":
    """Leads to a page that asks for more about the chosen photos."""

    def ask(_request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
        return redirect(f"{reverse(page, args=[pet.id])}?{urlencode({'photo': ids}, doseq=True)}")

    return ask


def _delete(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = bulk(request, pet).delete(ids, by=permit(request, Right.DELETE_PHOTOS))
    count = len(outcome.done)
    words = ngettext("%(count)d photo is in the trash.", "%(count)d photos are in the trash.", count)
    undo = " ".join(["undo", pet.id, *outcome.done])
    return respond(request, pet, outcome, words % {"count": count}, undo=undo)


def _restore(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = bulk(request, pet).restore(ids, by=permit(request, Right.DELETE_PHOTOS))
    count = len(outcome.done)
    words = ngettext("%(count)d photo is back.", "%(count)d photos are back.", count)
    return respond(request, pet, outcome, words % {"count": count}, stays=True)


def _favourite(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = bulk(request, pet).mark(ids, favourite=True, by=permit(request, Right.ARRANGE))
    count = len(outcome.done)
    words = ngettext("%(count)d photo is a favourite now.", "%(count)d photos are favourites now.", count)
    return respond(request, pet, outcome, words % {"count": count}, stays=True)


def _cover(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = bulk(request, pet).make_cover(ids, by=permit(request, Right.ARRANGE))
    words = _("This is %(name)s’s cover photo now.") % {"name": pet.name}
    return respond(request, pet, outcome, words, stays=True)


def _download(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponseBase:
    chosen = bulk(request, pet).chosen(ids, most=MAX_PACKED)
    if not chosen:
        raise NotFound("photo")
    return send_archive(request, pet, chosen)


def _compare(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponseBase:
    if len(ids) != 2:
        return refuse(request, pet, _("Choose two photos to see them side by side."))
    return _ask("side-by-side")(request, pet, ids)


_IDS_AT_ONCE = 500
_MOST = {"cover": 1, "download": MAX_PACKED}
_Act = Callable[[HttpRequest, Pet, list[str]], HttpResponseBase]
_ACTIONS: dict[str, tuple[Right, _Act | None]] = {
    "delete": (Right.DELETE_PHOTOS, _delete),
    "restore": (Right.DELETE_PHOTOS, _restore),
    "favourite": (Right.ARRANGE, _favourite),
    "cover": (Right.ARRANGE, _cover),
    "download": (Right.DOWNLOAD, _download),
    "dates": (Right.EDIT_PHOTOS, _ask("photos:dates")),
    "move": (Right.MOVE_PHOTOS, _ask("photos:move")),
    "compare": (Right.VIEW, _compare),
}
