"""The page for bulk actions on selected photos: one form, one button for each action."""

import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
    StreamingHttpResponse,
)
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
from pets.views import page_of_pets
from pettracker_site.aws import deadline
from pettracker_site.aws.errors import NotFound
from pettracker_site.common import read_your_writes
from pettracker_site.common import undo as undone
from pettracker_site.files.downloads import stream_download
from pettracker_site.files.storage import file_storage
from photos.access import sees_hidden
from photos.limits import MAX_CHOSEN
from photos.repository import photos

from .bulk import BulkPhotoActions, BulkResult
from .gallery import gallery_page, is_script_request, remember_photos
from .moving import photo_mover
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
    ids = _ids(request.POST)
    return _refused(request, pet, ids) or act(request, pet, ids)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Shows to which other pets each `photo` may go; takes them to the `pet` that comes back.

    Raises: NotFound, NotAllowed, for either pet.
    """
    source = own_pet(request, pet_id, Right.MOVE_PHOTOS)
    if request.method != "POST":
        return _other_pets(request, source, _ids(request.GET))
    ids = _ids(request.POST)
    if refused := _refused(request, source, ids):
        return refused
    if (named := _uuid(request.POST.get("pet", ""))) is None:
        raise NotFound("pet")
    target = own_pet(request, named, Right.MOVE_PHOTOS)
    deadline.start(settings.UPLOAD_SECONDS - 1)  # files are copied; a second is the page's own
    outcome = _bulk(request, source).move(ids, target, photo_mover(), by=permit(request, Right.MOVE_PHOTOS))
    if outcome.there:
        there = ngettext(
            "%(count)d photo stays here: %(name)s has the same picture already, perhaps in the trash.",
            "%(count)d photos stay here: %(name)s has the same pictures already, perhaps in the trash.",
            outcome.there,
        )
        messages.warning(request, there % {"count": outcome.there, "name": target.name})
    words = ngettext("%(count)d photo moved to %(name)s.", "%(count)d photos moved to %(name)s.", len(outcome.done))
    undo = " ".join(["move", target.id, source.id, *(photo.id for photo in outcome.done.values())])
    response = _respond(request, source, outcome, words, undo=undo, other=target)
    read_your_writes.remember(response, "photo", outcome.done, after=request)
    return read_your_writes.remember(response, "pet", [target.id], after=request)


def _other_pets(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    """The person's other pets, of whom photos may be moved to one by one tap."""
    chosen = ids[:MAX_CHOSEN]
    page = page_of_pets(request)
    others = [each for each in page.items if each.id != pet.id]
    is_too_many = len(ids) > MAX_CHOSEN
    context = {
        "pet": pet,
        "page": page,
        "others": others,
        "ids": chosen,
        "is_too_many": is_too_many,
        "most": MAX_CHOSEN,
    }
    return render(request, "photos/move.html", context)


def _choose_pet(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    query = urlencode({"photo": ids}, doseq=True)
    return redirect(f"{reverse('photos:move', args=[pet.id])}?{query}")


def _refused(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse | None:
    """Where none are chosen, or more than can be done at a time."""
    if 0 < len(ids) <= MAX_CHOSEN:
        return None
    too_many = _(
        "Those are %(count)d photos, and %(most)d can be done at a time. Nothing was changed: please choose fewer."
    )
    choose = too_many % {"count": len(ids), "most": MAX_CHOSEN} if ids else _("Choose at least one photo first.")
    if is_script_request(request):
        return JsonResponse({"done": [], "words": [choose], "undo": None}, status=422)
    messages.warning(request, choose)
    return redirect("photos:trash" if _is_from_trash(request) else "photos:selected", pet_id=pet.id)


def _delete(request: HttpRequest, pet: Pet, ids: list[str]) -> HttpResponse:
    outcome = _bulk(request, pet).delete(ids, by=permit(request, Right.DELETE_PHOTOS))
    count = len(outcome.done)
    words = ngettext("%(count)d photo is in the trash.", "%(count)d photos are in the trash.", count)
    undo = " ".join(["undo", pet.id, *outcome.done])
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
    "move": (Right.MOVE_PHOTOS, _choose_pet),
}


def _bulk(request: HttpRequest, pet: Pet) -> BulkPhotoActions:
    return BulkPhotoActions(photos(), pet, hidden=sees_hidden(request, pet))


def _respond(
    request: HttpRequest,
    pet: Pet,
    outcome: BulkResult,
    words: str,
    *,
    undo: str = "",
    stay_in_trash: bool = False,
    other: Pet | None = None,
) -> HttpResponse:
    """Back to the pet, or to the trash that one has not done with yet, with what was done and what was not; for scripts
    as JSON."""
    said = []
    if outcome.done:
        done = words % {"count": len(outcome.done), "name": other.name if other else ""}
        look = reverse("pet", args=[pet.id]), _("Back to %(name)s") % {"name": pet.name}
        linked = format_html('{} <a href="{}">{}</a>', done, *look)
        said.append(Message(messages.SUCCESS, linked if stay_in_trash else done, extra_tags=undo))
    if outcome.missed:
        missed = ngettext(
            "%(count)d photo was left alone: it had changed, or could not be saved just now.",
            "%(count)d photos were left alone: they had changed, or could not be saved just now.",
            outcome.missed,
        )
        said.append(Message(messages.WARNING, missed % {"count": outcome.missed}))
    response: HttpResponse
    if is_script_request(request):
        way = {"address": undone.address(undo), "fields": undone.fields(undo)} if undo and outcome.done else None
        told = {"done": list(outcome.done), "words": [str(each) for each in said], "undo": way}
        response = JsonResponse(told)
    else:
        for each in said:
            messages.add_message(request, each.level, each.message, extra_tags=each.extra_tags or "")
        response = redirect("photos:trash" if stay_in_trash else "pet", pet_id=pet.id)
    return remember_photos(request, response, pet, outcome.done.values())


def _is_from_trash(request: HttpRequest) -> bool:
    return request.POST.get("from") == "trash"


def _ids(said: QueryDict) -> list[str]:
    """The photos that a form names; what is no id is left out."""
    return list(dict.fromkeys(id for id in said.getlist("photo") if _uuid(id)))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None
