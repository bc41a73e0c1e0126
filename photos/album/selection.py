"""The page for bulk actions on selected photos: one form, one button for each action."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pets.access import own_pet, permit
from pets.domain import Pet
from pets.roles import Right
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.downloads import stream_download
from pettracker_site.files.storage import file_storage
from photos.access import sees_hidden
from photos.limits import MAX_CHOSEN
from photos.repository import photos

from .bulk import BulkPhotoActions, BulkResult
from .gallery import gallery_page, remember_photos
from .take_home import archive, filename_of_pet


@require_http_methods(["GET", "HEAD", "POST"])
def selected(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponseBase:
    """Shows photos to choose from; does `action` with each `photo` that comes back, with none where they are too many.

    Raises: NotFound, also for an action that does not exist; NotAllowed.
    """
    if request.method != "POST":
        pet = own_pet(request, pet_id, Right.ARRANGE)
        return render(request, "photos/select.html", {"pet": pet, "page": gallery_page(request, pet)})
    right, act = _ACTIONS.get(request.POST.get("action", ""), (Right.VIEW, None))
    pet = own_pet(request, pet_id, right)
    if act is None:
        raise NotFound("action")
    ids = list(dict.fromkeys(id for id in request.POST.getlist("photo") if _is_id(id)))
    if 0 < len(ids) <= MAX_CHOSEN:
        return act(request, pet, ids)
    too_many = _(
        "Those are %(count)d photos, and %(most)d can be done at a time. Nothing was changed: please choose fewer."
    )
    choose = too_many % {"count": len(ids), "most": MAX_CHOSEN} if ids else _("Choose at least one photo first.")
    messages.warning(request, choose)
    return redirect("photos:trash" if _is_from_trash(request) else "photos:selected", pet_id=pet.id)


def _delete(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = _bulk(request, pet).delete(ids, by=permit(request, Right.DELETE_PHOTOS))
    count = len(outcome.done)
    words = ngettext("%(count)d photo is in the trash.", "%(count)d photos are in the trash.", count)
    undo = " ".join(["undo", pet.id, *(photo.id for photo in outcome.done)])
    return _respond(request, pet, outcome, words, undo=undo)


def _restore(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = _bulk(request, pet).restore(ids, by=permit(request, Right.DELETE_PHOTOS))
    words = ngettext("%(count)d photo is back.", "%(count)d photos are back.", len(outcome.done))
    return _respond(request, pet, outcome, words, stay_in_trash=_is_from_trash(request))


def _favourite(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = _bulk(request, pet).mark(ids, favourite=True, by=permit(request, Right.ARRANGE))
    words = ngettext("%(count)d photo is a favourite now.", "%(count)d photos are favourites now.", len(outcome.done))
    return _respond(request, pet, outcome, words)


def _download(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponseBase:
    chosen = _bulk(request, pet).chosen(ids)
    if not chosen:
        raise NotFound("photo")
    parts = stream_download(request, archive(pet, chosen, file_storage()))
    response = StreamingHttpResponse(parts, content_type="application/zip")
    name = f"{filename_of_pet(pet)}.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


_Act = Callable[[HttpRequest, Pet, list[str]], HttpResponseBase]
_ACTIONS: dict[str, tuple[Right, _Act | None]] = {
    "delete": (Right.DELETE_PHOTOS, _delete),
    "restore": (Right.DELETE_PHOTOS, _restore),
    "favourite": (Right.ARRANGE, _favourite),
    "download": (Right.DOWNLOAD, _download),
}


def _bulk(request: HttpRequest, pet: Pet) -> BulkPhotoActions:
    return BulkPhotoActions(photos(), pet, hidden=sees_hidden(request, pet))


def _respond(
    request: HttpRequest, pet: Pet, outcome: BulkResult, words: str, *, undo: str = "", stay_in_trash: bool = False
) -> HttpResponse:
    """Back to the pet, or to the trash that one has not done with yet, with what was done and what was not."""
    count = len(outcome.done)
    if count:
        done = words % {"count": count}
        look = reverse("pet", args=[pet.id]), _("Back to %(name)s") % {"name": pet.name}
        linked = format_html('{} <a href="{}">{}</a>', done, *look)
        messages.success(request, linked if stay_in_trash else done, extra_tags=undo)
    if outcome.missed:
        missed = ngettext(
            "%(count)d photo was left alone: it had changed, or could not be saved just now.",
            "%(count)d photos were left alone: they had changed, or could not be saved just now.",
            outcome.missed,
        )
        messages.warning(request, missed % {"count": outcome.missed})
    response = redirect("photos:trash" if stay_in_trash else "pet", pet_id=pet.id)
    return remember_photos(request, response, pet, outcome.done)


def _is_from_trash(request: HttpRequest) -> bool:
    return request.POST.get("from") == "trash"


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
