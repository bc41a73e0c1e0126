"""Photo pages: permission, form, action, message, redirect."""

import uuid
from http import HTTPStatus
from itertools import islice
from math import ceil

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pets.access import own_pet, permit, rights
from pets.domain import Pet
from pets.forms import searched
from pets.roles import Right, Role, rights_of
from pettracker_site.aws import times
from pettracker_site.aws.errors import NotFound
from pettracker_site.aws.paging import Page
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import Edit, submit
from pettracker_site.files.storage import file_storage
from photos.album.captions import LOOKED_AT, Found, found_by_caption
from photos.album.gallery import (
    favourites_over_pets,
    favourites_page,
    is_script_request,
    no_content,
    remember_photos,
)
from photos.album.months import newest_of_months, read_month
from photos.album.take_home import download_name, send_archive

from .access import SEEN_OR_IN_TRASH, is_hidden, own_album, own_photo, sees_hidden
from .domain import Photo
from .forms import PhotoForm
from .limits import MAX_PACKED
from .repository import photos


@require_safe
def photo(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id, Right.VIEW)
    return _photo_page(request, pet, found, Edit(PhotoForm(photo=found)))


@require_POST
def edit(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Another caption or date; what cannot be saved comes back with what was typed."""
    pet, found = own_photo(request, pet_id, photo_id, Right.EDIT_PHOTOS)
    edit = submit(PhotoForm(request.POST, photo=found), by=permit(request, Right.EDIT_PHOTOS))
    if not edit.is_saved:
        return _photo_page(request, pet, edit.newer or found, edit)
    messages.success(request, _("Saved."))
    return read_your_writes.remember(
        redirect("photos:photo", pet_id=pet.id, photo_id=found.id), "photo", [found.id], after=request
    )


@require_safe
def original(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """The untouched original, as an attachment under a neutral name and never shown inline (RFC 6266)."""
    pet, found = own_photo(request, pet_id, photo_id, Right.DOWNLOAD)
    disposition = content_disposition_header(as_attachment=True, filename=download_name(pet, found))
    parameters = {"response-content-disposition": disposition or "attachment"}
    return redirect(file_storage().url(found.original_key, parameters=parameters))


@require_safe
def download_all(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponseBase:
    """All originals of the album, the last taken first, as one ZIP; of a longer one the `part` that is asked for, or a
    page of all parts. Raises: NotFound for a part that there is not; TooBusy, DownloadInProgress."""
    pet = own_pet(request, pet_id, Right.DOWNLOAD)
    parts = range(1, ceil(pet.photo_count / MAX_PACKED) + 1)
    named = request.GET.get("part", "1" if len(parts) == 1 else "")
    if not named:
        return render(request, "photos/download.html", {"pet": pet, "parts": parts, "most": MAX_PACKED})
    part = next((each for each in parts if str(each) == named), None)
    if part is None:
        raise NotFound("part")
    shown = (photo for photo in photos().all_for_pet(pet.id) if not is_hidden(request, pet, photo))
    some = islice(shown, MAX_PACKED * (part - 1), MAX_PACKED * part)
    return send_archive(request, pet, some, part if len(parts) > 1 else 0)


@require_POST
def make_cover(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id, Right.ARRANGE)
    photos().make_cover(found, by=permit(request, Right.ARRANGE))
    messages.success(request, _("This is %(name)s’s cover photo now.") % {"name": pet.name})
    response = redirect("photos:photo", pet_id=pet.id, photo_id=found.id)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)


@require_POST
def favourite(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Makes the photo a favourite, or with `on=no` none any more."""
    pet, found = own_photo(request, pet_id, photo_id, Right.ARRANGE)
    photos().mark(found, favourite=request.POST.get("on") != "no", by=permit(request, Right.ARRANGE))
    response = (
        no_content() if is_script_request(request) else redirect("photos:photo", pet_id=pet.id, photo_id=found.id)
    )
    return read_your_writes.remember(response, "photo", [found.id], after=request)


@require_safe
def favourites(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet, first = own_album(request, pet_id)
    page = favourites_page(request, pet, first=first)
    if request.GET.get("cursor") and page.is_void:
        return redirect("photos:favourites", pet_id=pet.id)  # what stood there is gone
    return render(request, "photos/favourites.html", {"pet": pet, "page": page, "may": rights(request, pet)})


@require_safe
def search(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Photos of the pet by the words of their captions."""
    pet, first = own_album(request, pet_id)
    typed = searched(request.GET.get("q", ""))
    found = found_by_caption(request, pet, typed, first=first) if typed else Found(Page(()))
    context = {"pet": pet, "q": typed, "page": found.page, "older": found.older, "looked_at": LOOKED_AT}
    return render(request, "photos/search.html", context | {"may": rights(request, pet)})


@require_safe
def all_favourites(request: HttpRequest) -> HttpResponse:
    page, pets = favourites_over_pets(request)
    if request.GET.get("cursor") and page.is_void:
        return redirect("favourites")  # what stood there is gone
    return render(request, "photos/favourites.html", {"page": page, "pets": pets, "may": rights_of(Role.OWNER)})


@require_safe
def months(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """The months that have photos, each a link to where the album begins with it; `?before=` goes on, "2024-03"."""
    pet = own_pet(request, pet_id, Right.VIEW)
    before = read_month(request.GET.get("before", ""))
    found, has_more = newest_of_months(pet, before=before, hidden=sees_hidden(request, pet))
    return render(request, "photos/months.html", {"pet": pet, "photos": found, "has_more": has_more})


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Moves the photo to the trash; its own page is followed by the album at `next`, the photo that stood beside it."""
    pet, found = own_photo(request, pet_id, photo_id, Right.DELETE_PHOTOS, among=SEEN_OR_IN_TRASH)
    photos().delete(found, times.now(), by=permit(request, Right.DELETE_PHOTOS))
    if is_script_request(request):
        return remember_photos(request, no_content(), pet, [found])
    messages.success(request, _("The photo is in the trash."), extra_tags=f"undo {pet.id} {found.id}")
    return remember_photos(request, redirect(_album_at(pet, request.POST.get("next", ""))), pet, [found])


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id, Right.DELETE_PHOTOS, among=SEEN_OR_IN_TRASH)
    photos().restore(found, by=permit(request, Right.DELETE_PHOTOS))
    if is_script_request(request):
        return remember_photos(request, no_content(), pet, [found])
    messages.success(request, _("The photo is back."))
    response = redirect("photos:photo", pet_id=pet.id, photo_id=found.id)
    return remember_photos(request, response, pet, [found])


def _album_at(pet: Pet, photo_id: str) -> str:
    """The address of the pet's album, which begins at that photo; as it always begins where the text is no id."""
    album = reverse("pet", args=[pet.id])
    try:
        return f"{album}?photo={uuid.UUID(photo_id)}"
    except ValueError:
        return album


def _photo_page(request: HttpRequest, pet: Pet, found: Photo, edit: Edit[PhotoForm]) -> HttpResponse:
    """With its neighbours, which are not asked for where the store has just not answered.

    A script that shows the photo itself asks for the details alone, by a header.
    """
    context = {"pet": pet, "photo": found, "form": edit.form, "edit": edit, "may": rights(request, pet)}
    if request.headers.get("X-Part") == "details":
        return render(request, "photos/_details.html", context, status=edit.status)
    is_away = edit.status == HTTPStatus.SERVICE_UNAVAILABLE
    newer, older = (None, None) if is_away else photos().neighbours(found, hidden=sees_hidden(request, pet))
    return render(request, "photos/photo.html", context | {"newer": newer, "older": older}, status=edit.status)
