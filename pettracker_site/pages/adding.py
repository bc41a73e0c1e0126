"""A new pet, with its first photos where some were chosen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pets.access import owner_of
from pets.display import format_pet_count
from pets.domain import Pet
from pets.forms import PetForm
from pets.repository import AlreadyAdded
from pets.views import form_page, warn_of_chip
from pets.weights.repository import add_pet as add_pet_with
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import Edit, not_saved, refused
from pettracker_site.common.rate_limit import limit_uploads
from pettracker_site.files.quota import QuotaExceeded
from photos.forms import UploadForm
from photos.upload.views import add_to


@require_http_methods(["GET", "HEAD", "POST"])
def add_pet(request: HttpRequest) -> HttpResponseBase:
    """First the pet, by one call; then the photos, as the upload form does, which comes back for those not taken."""
    owner = owner_of(request)
    form = PetForm(request.POST or None, unit=owner.unit)
    if not form.is_valid():
        return _form_page(request, Edit(form))
    pet, weight = form.new_pet(owner.id)
    try:
        pet = add_pet_with(pet, weight)
    except AlreadyAdded as before:
        return _form_page(request, _added_before(form, before.pet))
    except QuotaExceeded as full:
        return _form_page(request, refused(form, _has_no_room(full.limits.pets)))
    except StoreUnavailable:
        return _form_page(request, not_saved(form))
    if request.FILES:
        messages.success(request, _("%(name)s is added.") % {"name": pet.name})
        response: HttpResponseBase = limit_uploads(add_to)(request, pet)
    else:
        invitation = _("%(name)s is added. Now add a first photo.") % {"name": pet.name}
        messages.success(request, invitation, extra_tags="until-photo")
        response = redirect("pet", pet_id=pet.id)
    warn_of_chip(request, pet.profile.microchip)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)


def _form_page(request: HttpRequest, edit: Edit[PetForm]) -> HttpResponse:
    """Files never come back with a form: whoever chose some is told to choose them again."""
    return form_page(request, edit, upload=UploadForm(), has_lost_photos=bool(request.FILES))


def _added_before(form: PetForm, before: Pet) -> Edit[PetForm]:
    """The form with what was typed, as a new one: sent once more, it adds a second pet on purpose."""
    form = form.made_anew()
    sentence = _("This form has already added %(name)s. Send it once more if you want to add another pet.")
    return refused(form, sentence % {"name": before.name})


def _has_no_room(most: int) -> str:
    sentence = _("You have %(most)s already, which is the most we keep for one person. Pets in the trash count until ")
    return (sentence + _("they are gone. What you typed is still here.")) % {"most": format_pet_count(most)}
