"""A pet's photos: access, form, act, message, redirect."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import own_pet
from pets.domain import Pet
from pettracker_site.aws import recent, times
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable

from .access import SEEN_OR_IN_TRASH, own_album, own_photo
from .domain import Photo, Status
from .forms import PhotoForm, Refused, UploadForm, picture, shown_name
from .gallery import done, favourites_page, gallery_page, remember_change, stays_on_its_page
from .imaging import PictureRefused
from .names import neutral_name
from .quota import QuotaExceeded
from .repository import photos
from .services import Outcome, Uploaded, uploader
from .storage import photo_storage
from .words import album_is_full

_NOT_NOW = gettext_lazy("We could not save this photo just now. Please send it again in a minute.")


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Each file goes in or is refused on its own; the form comes back only for those that were refused."""
    pet = own_pet(request, pet_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    uploaded: list[Uploaded] = []
    status = 200
    if form.is_valid():
        uploaded, status = _take_in(request, pet, form)
        _tell(request, pet, uploaded)
    if uploaded and not form.refused:
        response: HttpResponse = redirect("pet", pet_id=pet.id)
    else:
        response = render(request, "photos/add.html", {"pet": pet, "form": form}, status=status)
    return recent.remember(response, "photo", [each.photo.id for each in uploaded])


@require_safe
def photo(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id)
    return _photo_page(request, pet, found, PhotoForm(photo=found))


@require_POST
def edit(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Another caption or date; what cannot be saved comes back with what was typed."""
    pet, found = own_photo(request, pet_id, photo_id)
    form = PhotoForm(request.POST, photo=found)
    if not form.is_valid():
        return _photo_page(request, pet, found, form)
    try:
        photos().edit(replace(found, version=form.cleaned_data["version"]), form.edited())
    except Conflict:
        # Made from the newer photo now: sent once more, it is a decision and not an accident.
        form = PhotoForm({**request.POST.dict(), "version": found.version}, photo=found)
        form.add_error(None, _("This photo was changed in the meantime. Save once more to keep what is written here."))
        return _photo_page(request, pet, found, form, status=409)
    except StoreUnavailable:
        form.add_error(None, _("We could not save this just now. What you typed is still here: please try again."))
        return _photo_page(request, pet, found, form, status=503, neighbours=(None, None))
    messages.success(request, _("Saved."))
    return recent.remember(redirect("photos:photo", pet_id=pet.id, photo_id=found.id), "photo", [found.id])


@require_safe
def original(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """The untouched original, as an attachment under a neutral name and never shown inline (RFC 6266)."""
    pet, found = own_photo(request, pet_id, photo_id)
    disposition = content_disposition_header(as_attachment=True, filename=neutral_name(pet, found))
    parameters = {"response-content-disposition": disposition or "attachment"}
    return redirect(photo_storage().url(found.original_key, parameters=parameters))


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id)
    page = gallery_page(request, pet, status=Status.DELETED)
    return render(request, "photos/trash.html", {"pet": pet, "page": page})


@require_POST
def make_cover(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id)
    photos().make_cover(found)
    messages.success(request, _("This is %(name)s’s cover photo now.") % {"name": pet.name})
    response = redirect("photos:photo", pet_id=pet.id, photo_id=found.id)
    return recent.remember(response, "pet", [pet.id])


@require_POST
def favourite(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    """Makes the photo a favourite, or with `on=no` none any more."""
    pet, found = own_photo(request, pet_id, photo_id)
    photos().mark(found, favourite=request.POST.get("on") != "no")
    if stays_on_its_page(request):
        return recent.remember(done(), "photo", [found.id])
    return recent.remember(redirect("photos:photo", pet_id=pet.id, photo_id=found.id), "photo", [found.id])


@require_safe
def favourites(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet, first = own_album(request, pet_id)
    page = favourites_page(request, pet, first=first)
    if request.GET.get("cursor") and not page.items:
        return redirect("photos:favourites", pet_id=pet.id)  # what stood there is gone
    return render(request, "photos/favourites.html", {"pet": pet, "page": page})


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id, among=SEEN_OR_IN_TRASH)
    photos().delete(found, times.now())
    if stays_on_its_page(request):
        return remember_change(done(), pet, [found])
    messages.success(request, _("The photo is in the trash."), extra_tags=f"undo {pet.id} {found.id}")
    response = redirect("pet", pet_id=pet.id)
    return remember_change(response, pet, [found])


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, photo_id: uuid.UUID) -> HttpResponse:
    pet, found = own_photo(request, pet_id, photo_id, among=SEEN_OR_IN_TRASH)
    photos().restore(found)
    if stays_on_its_page(request):
        return remember_change(done(), pet, [found])
    messages.success(request, _("The photo is back."))
    response = redirect("photos:photo", pet_id=pet.id, photo_id=found.id)
    return remember_change(response, pet, [found])


def _photo_page(
    request: HttpRequest,
    pet: Pet,
    found: Photo,
    form: PhotoForm,
    *,
    status: int = 200,
    neighbours: tuple[Photo | None, Photo | None] | None = None,
) -> HttpResponse:
    newer, older = neighbours or photos().neighbours(found)
    context = {"pet": pet, "photo": found, "newer": newer, "older": older, "form": form}
    return render(request, "photos/photo.html", context, status=status)


def _take_in(request: HttpRequest, pet: Pet, form: UploadForm) -> tuple[list[Uploaded], int]:
    """What went in, and the status of the answer; what did not is added to the form's refused files."""
    uploaded: list[Uploaded] = []
    zone = timezone.get_current_timezone()
    for position, file in enumerate(form.accepted):
        try:
            uploaded.append(uploader().upload(pet, str(request.user.pk), picture(file), zone=zone))
        except PictureRefused as refusal:
            form.refuse(file, refusal.reason)
        except QuotaExceeded as exceeded:
            form.refused.append(Refused(shown_name(file), album_is_full(exceeded.quota)))
        except Conflict:
            form.refused.append(Refused(shown_name(file), _NOT_NOW))
        except NotFound:
            # The pet was deleted while its photos were on their way.
            sentence = _("%(name)s is not there any more, and takes no photos.") % {"name": pet.name}
            form.refused += [Refused(shown_name(each), sentence) for each in form.accepted[position:]]
            return uploaded, 200
        except StoreUnavailable:
            # The other files would only wait for the same time-outs.
            form.refused += [Refused(shown_name(each), _NOT_NOW) for each in form.accepted[position:]]
            return uploaded, 503
    return uploaded, 200


def _tell(request: HttpRequest, pet: Pet, uploaded: list[Uploaded]) -> None:
    counts = {outcome: sum(each.outcome is outcome for each in uploaded) for outcome in Outcome}
    sentences = {
        Outcome.ADDED: ngettext("%(count)d photo added.", "%(count)d photos added.", counts[Outcome.ADDED]),
        Outcome.ALREADY_THERE: ngettext(
            "%(count)d photo was already there.", "%(count)d photos were already there.", counts[Outcome.ALREADY_THERE]
        ),
        Outcome.RESTORED: ngettext(
            "%(count)d photo came back from the trash.",
            "%(count)d photos came back from the trash.",
            counts[Outcome.RESTORED],
        ),
    }
    told = [text % {"count": counts[outcome]} for outcome, text in sentences.items() if counts[outcome]]
    if told:
        messages.success(request, " ".join(told))
