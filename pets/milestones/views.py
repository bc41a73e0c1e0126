"""Milestones of a pet: permission, form, action, message, redirect."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import own_pet, permit
from pets.domain import Pet, Status
from pets.life.access import SEEN_OR_IN_TRASH, own_record, permit_to_delete
from pets.life.repository import AddedBefore, life
from pets.roles import Right
from pettracker_site.common.editing import Edit, refused, submit

from .domain import Milestone
from .forms import MilestoneForm


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    form = MilestoneForm(request.POST or None, pet=pet, by=_person(request))
    try:
        edit = submit(form, by=permit(request, Right.ADD_RECORDS))
    except AddedBefore:
        edit = _added_before(form)
    if not edit.is_saved:
        return _form_page(request, pet, edit)
    assert edit.form.record
    messages.success(request, _("The milestone is on the timeline."), extra_tags=_undo("delete", edit.form.record))
    return redirect("timeline", pet_id=pet.id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Milestone, record_id, Right.EDIT_RECORDS)
    form = MilestoneForm(request.POST or None, pet=pet, by=_person(request), record=found)
    edit = submit(form, by=permit(request, Right.EDIT_RECORDS))
    if not edit.is_saved:
        return _form_page(request, pet, edit, edit.newer or found)
    messages.success(request, _("Saved."))
    return redirect("timeline", pet_id=pet.id)


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """To the trash. Who may only add takes back their own."""
    pet, found = own_record(request, pet_id, Milestone, record_id, Right.VIEW, among=SEEN_OR_IN_TRASH)
    by, own = permit_to_delete(request, pet, found)
    life().delete(pet, found, by=by, own=own)
    undo = "" if own else _undo("restore", found)
    messages.success(request, _("The milestone is in the trash."), extra_tags=undo)
    return redirect("timeline", pet_id=pet.id)


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Milestone, record_id, Right.EDIT_RECORDS, among=SEEN_OR_IN_TRASH)
    life().restore(pet, found, by=permit(request, Right.EDIT_RECORDS))
    messages.success(request, _("The milestone is back."))
    return redirect("timeline", pet_id=pet.id)


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """The last deleted first: two calls."""
    pet = own_pet(request, pet_id, Right.EDIT_RECORDS)
    page = life().page(Milestone, pet.id, status=Status.DELETED, cursor=request.GET.get("cursor", ""))
    return render(request, "milestones/trash.html", {"pet": pet, "page": page})


def _added_before(form: MilestoneForm) -> Edit[MilestoneForm]:
    """The form with what was typed, as a new one: sent once more, it adds a second milestone on purpose."""
    sentence = _("This form has already added a milestone. Send it once more if you want to add another one.")
    return refused(form.made_anew(), sentence)


def _form_page(
    request: HttpRequest, pet: Pet, edit: Edit[MilestoneForm], found: Milestone | None = None
) -> HttpResponse:
    context = {"pet": pet, "form": edit.form, "edit": edit, "milestone": found}
    return render(request, "milestones/form.html", context, status=edit.status)


def _undo(route: str, milestone: Milestone) -> str:
    return f"record milestones:{route} {milestone.pet_id} {milestone.id}"


def _person(request: HttpRequest) -> str:
    return str(request.user.pk)
