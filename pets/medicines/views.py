"""A pet's medicines: all of them, each one's page, and the form that adds and edits them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import own_pet, permit, rights
from pets.domain import Pet, Status
from pets.life.access import SEEN_OR_IN_TRASH, own_record, permit_to_delete
from pets.life.attachments import AttachForm, NotAttached, keeper
from pets.life.forms import submit_with_files
from pets.life.plans import TooManyPlans
from pets.life.repository import AddedBefore, life
from pets.roles import Right
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import Edit, not_saved, refused

from . import repository
from .display import too_many_plans
from .domain import Medicine
from .forms import MedicineForm
from .page import medicine_page, sheet_page


@require_safe
def listing(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """All that a pet was ever given, the last begun first, by two calls."""
    pet = own_pet(request, pet_id, Right.VIEW)
    page = life().page(Medicine, pet.id, cursor=request.GET.get("cursor", ""))
    return _page(request, "medicines/list.html", pet, page=page)


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.EDIT_RECORDS)
    page = life().page(Medicine, pet.id, status=Status.DELETED, cursor=request.GET.get("cursor", ""))
    return _page(request, "medicines/trash.html", pet, page=page)


@require_safe
def record(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """A medicine with its doses, by two calls, three where documents hang on it."""
    pet, found = own_record(request, pet_id, Medicine, record_id, Right.VIEW)
    return medicine_page(request, pet, found)


@require_safe
def sheet(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """What was given in a month, to print; by two calls."""
    pet, found = own_record(request, pet_id, Medicine, record_id, Right.VIEW)
    return sheet_page(request, pet, found)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    form = MedicineForm(request.POST or None, pet=pet, person=str(request.user.pk))
    files = keeper().form(request, pet, None)
    if "more" in request.POST:
        return _form_page(request, Edit(form.with_more_steps()), files)
    if request.method != "POST" or not all([form.is_valid(), files.is_valid()]):
        return _form_page(request, Edit(form), files)
    by = permit(request, Right.ADD_RECORDS)
    try:
        with files.taken(form.sent_nonce, by=by, name=form.called) as form.attached:
            made = repository.add(pet, form.new_record(), by=by, also=form.attached.parts)
    except AddedBefore:
        again = _("This form has already added a medicine. Send it once more if you want to add another one.")
        return _form_page(request, refused(form.made_anew(), again), files)
    except TooManyPlans:
        return _form_page(request, refused(form, too_many_plans(), field="often"), files)
    except NotAttached as refusal:
        return _form_page(request, Edit(form, refusal.status), files)
    except StoreUnavailable:
        return _form_page(request, not_saved(form), files)
    messages.success(request, _("%(name)s is written down. Here you see when it is due.") % {"name": made.name})
    return _changed(pet, request, redirect("medicines:record", pet.id, made.id))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Medicine, record_id, Right.EDIT_RECORDS)
    form = MedicineForm(request.POST or None, pet=pet, person=str(request.user.pk), record=found)
    files = keeper().form(request, pet, found)
    if "more" in request.POST:
        return _form_page(request, Edit(form.with_more_steps()), files, found)
    edit = _edited(request, form, files)
    if not edit.is_saved:
        return _form_page(request, edit, files, found)
    messages.success(request, _("Saved."))
    if found.stock is not None and "unit" in form.changed_data:
        words = _("The stock is counted in %(unit)s from now on: please check its number.")
        messages.warning(request, words % {"unit": form.typed()["unit"].label})
    return _changed(pet, request, redirect("medicines:record", pet.id, found.id))


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Who may only add takes back what they added themselves."""
    pet, found = own_record(request, pet_id, Medicine, record_id, Right.VIEW, among=SEEN_OR_IN_TRASH)
    by, own = permit_to_delete(request, pet, found)
    repository.delete(pet, found, by=by, own=own)
    words = _("%(name)s is in the trash.") % {"name": found.name}
    messages.success(request, words, extra_tags="" if own else f"record medicines:restore {pet.id} {found.id}")
    return _changed(pet, request, redirect("care:health", pet.id))


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Medicine, record_id, Right.EDIT_RECORDS, among=SEEN_OR_IN_TRASH)
    try:
        repository.restore(pet, found, by=permit(request, Right.EDIT_RECORDS))
    except TooManyPlans:
        messages.warning(request, too_many_plans())
        return redirect("medicines:trash", pet_id=pet.id)
    messages.success(request, _("%(name)s is back.") % {"name": found.name})
    return _changed(pet, request, redirect("medicines:record", pet.id, found.id))


# --- Parts -----------------------------------------------------------------------------------------------------------


def _edited(request: HttpRequest, form: MedicineForm, files: AttachForm) -> Edit[MedicineForm]:
    try:
        return submit_with_files(form, files, by=permit(request, Right.EDIT_RECORDS))
    except TooManyPlans:
        return refused(form, too_many_plans(), field="often")


def _form_page(
    request: HttpRequest, edit: Edit[MedicineForm], files: AttachForm, medicine: Medicine | None = None
) -> HttpResponse:
    context = {"form": edit.form, "edit": edit, "medicine": medicine, "files": files}
    return _page(request, "medicines/form.html", edit.form.pet, status=edit.status, **context)


def _page(request: HttpRequest, template: str, pet: Pet, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"pet": pet, "may": rights(request, pet), **context}, status=status)


def _changed(pet: Pet, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Lists of pets say what is due: they know of it at once."""
    return read_your_writes.remember(response, "pet", [pet.id], after=request)
