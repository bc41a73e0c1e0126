"""Pages of a pet's weights: permission, form, action, message, redirect."""

import re
import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import own_pet, owner_of, permit, rights
from pets.display import format_weight
from pets.domain import Pet, Status
from pets.life.access import SEEN_OR_IN_TRASH, own_record, permit_to_delete
from pets.life.queries import PAGE_SIZE
from pets.life.repository import AddedBefore, life
from pets.roles import Right
from pettracker_site.common.editing import Edit, refused, submit

from . import repository
from .domain import Weight
from .forms import Doubtful, WeightForm
from .log import Log, read_log


@require_safe
def log(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """The chart and the newest entries, by two calls; `?show=` is the time, `?cursor=` leads to what is older."""
    pet = own_pet(request, pet_id, Right.VIEW)
    return _log_page(request, pet, Edit(_form(request, pet)))


@require_POST
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    form = _form(request, pet)
    try:
        edit = submit(form, by=permit(request, Right.ADD_RECORDS))
    except Doubtful as doubt:
        form.ask(doubt)
        edit = Edit(form)
    except AddedBefore as before:
        edit = _added_before(request, form, before)
    if not edit.is_saved or not form.record:
        return _log_page(request, pet, edit)
    _say(request, pet, _("%(weight)s is noted."), form.record, undo="weights:delete")
    return _back(request, pet)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Weight, record_id, Right.EDIT_RECORDS)
    form = _form(request, pet, found)
    try:
        edit = submit(form, by=permit(request, Right.EDIT_RECORDS))
    except Doubtful as doubt:
        form.ask(doubt)
        edit = Edit(form)
    if edit.is_saved:
        messages.success(request, _("Saved."))
        return redirect("weights:log", pet_id=pet.id)
    context = {"weight": edit.newer or found, "edit": edit, "form": edit.form, **_common(request, pet)}
    return render(request, "weights/edit.html", context, status=edit.status)


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Who may only add takes back what they added themselves."""
    pet, found = own_record(request, pet_id, Weight, record_id, Right.VIEW, among=SEEN_OR_IN_TRASH)
    by, own = permit_to_delete(request, pet, found)
    repository.delete(pet, found, by=by, own=own)
    _say(request, pet, _("%(weight)s is in the trash."), found, undo="" if own else "weights:restore")
    return _back(request, pet)


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Weight, record_id, Right.EDIT_RECORDS, among=SEEN_OR_IN_TRASH)
    repository.restore(pet, found, by=permit(request, Right.EDIT_RECORDS))
    _say(request, pet, _("%(weight)s is back."), found)
    return _back(request, pet)


@require_safe
def entries(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """All entries, page by page."""
    return _list_page(request, own_pet(request, pet_id, Right.VIEW), Status.ACTIVE, "weights/entries.html")


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    return _list_page(request, own_pet(request, pet_id, Right.EDIT_RECORDS), Status.DELETED, "weights/trash.html")


def _form(request: HttpRequest, pet: Pet, record: Weight | None = None) -> WeightForm:
    owner = owner_of(request)
    return WeightForm(request.POST or None, pet=pet, unit=owner.unit, by=owner.id, record=record)


def _log_page(request: HttpRequest, pet: Pet, edit: Edit[WeightForm]) -> HttpResponse:
    """Weights are not asked for where the store has just not answered."""
    is_away = edit.status == HTTPStatus.SERVICE_UNAVAILABLE
    span, cursor = request.GET.get("show", ""), request.GET.get("cursor", "")
    unit, today = owner_of(request).unit, timezone.localdate()
    found = Log(span, (), None) if is_away else read_log(pet, span, cursor, unit, today)
    shown = found.weights[:PAGE_SIZE]
    context = {"log": found, "entries": shown, "is_away": is_away, "edit": edit, "form": edit.form}
    return render(request, "weights/log.html", context | _common(request, pet), status=edit.status)


def _list_page(request: HttpRequest, pet: Pet, status: Status, template: str) -> HttpResponse:
    page = life().page(Weight, pet.id, status=status, cursor=request.GET.get("cursor", ""))
    return render(request, template, {"page": page, "entries": page.items, **_common(request, pet)})


def _common(request: HttpRequest, pet: Pet) -> dict[str, object]:
    return {"pet": pet, "may": rights(request, pet), "person": str(request.user.pk), "at_tab": "weights:log"}


def _added_before(request: HttpRequest, form: WeightForm, before: AddedBefore) -> Edit[WeightForm]:
    """The form with what was typed, as a new one: sent once more, it adds a second entry on purpose."""
    assert isinstance(before.record, Weight)
    sentence = _("This form has already added %(weight)s. Send it once more if you want to add another weight.")
    words = {"weight": format_weight(before.record.kilograms, owner_of(request).unit)}
    return refused(form.made_anew(), sentence % words)


def _say(request: HttpRequest, pet: Pet, sentence: str, weight: Weight, *, undo: str = "") -> None:
    """The sentence with the weight in it, and a way to undo it by that route, which leads to the same page."""
    words = format_weight(weight.kilograms, owner_of(request).unit)
    if weight.on != timezone.localdate():
        words = _("%(weight)s of %(day)s") % {"weight": words, "day": date_format(weight.on)}
    tag = f"record {undo} {pet.id} {weight.id} {_page_of(request, pet)}" if undo else ""
    messages.success(request, sentence % {"weight": words}, extra_tags=tag)


def _back(request: HttpRequest, pet: Pet) -> HttpResponse:
    return redirect(_page_of(request, pet))


def _page_of(request: HttpRequest, pet: Pet) -> str:
    """The page of the pet that a form came from; that of its weights where the path is none of the pet's."""
    path = request.POST.get("next", "")
    is_the_pets = re.fullmatch(re.escape(reverse("pet", args=[pet.id])) + "[a-z/-]{0,40}", path)
    return path if is_the_pets else reverse("weights:log", args=[pet.id])
