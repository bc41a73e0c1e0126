"""A pet's health: the list of care records, each one's page, and the form that adds and edits them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import own_pet, owner_of, permit, rights
from pets.domain import Pet, Status
from pets.life.access import SEEN_OR_IN_TRASH, may_delete, own_record, permit_to_delete
from pets.life.attachments import AttachForm, NotAttached, keeper
from pets.life.due import due_of
from pets.life.forms import submit_with_files
from pets.life.plans import MOST_PLANS, TooManyPlans
from pets.life.repository import AddedBefore
from pets.roles import Right
from pets.weights.units import in_unit
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import Edit, not_saved, refused

from . import repository
from .contacts import contacts_of
from .display import shown_facts, too_many_plans
from .domain import Care
from .facts import TYPES, CareType
from .forms import CareForm
from .intervals import usual_for


@require_safe
def health(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """All that is due, whom to call, and what was done, the newest first; by two calls."""
    pet = own_pet(request, pet_id, Right.VIEW)
    page = repository.page(pet.id, cursor=request.GET.get("cursor", ""))
    if request.GET.get("cursor") and not page.items:
        return redirect("care:health", pet_id=pet.id)  # what stood there is gone
    due = due_of([pet], str(request.user.pk), ahead=None, most=MOST_PLANS)
    contacts = contacts_of(request)
    return _page(request, "care/health.html", pet, page=page, due=due, contacts=contacts)


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.EDIT_RECORDS)
    page = repository.page(pet.id, status=Status.DELETED, cursor=request.GET.get("cursor", ""))
    return _page(request, "care/trash.html", pet, page=page)


@require_safe
def record(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """All that one record says; by one call, two where documents hang on it."""
    pet, found = own_record(request, pet_id, Care, record_id, Right.VIEW)
    context: dict[str, Any] = {
        "record": found,
        "facts": shown_facts(found, owner_of(request).unit),
        "may_delete": may_delete(request, pet, found),
        "documents": keeper().shown(found),
        "documents_template": keeper().template_shown,
    }
    return _page(request, "care/record.html", pet, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """First what it is (`?type=`, and perhaps `title`), then the form of that type."""
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    type = _type_of(request)
    if type is None:
        return _page(request, "care/choose.html", pet, choices=_choices(pet))
    owner, begin = owner_of(request), _begin(request, pet, type)
    form = CareForm(request.POST or None, type=type, pet=pet, person=owner.id, unit=owner.unit, begin=begin)
    files = keeper().form(request, pet, None)
    if request.method != "POST" or "suggest" in request.POST:
        return _form_page(request, Edit(form.with_suggestion()), files)
    if not all([form.is_valid(), files.is_valid()]):
        return _form_page(request, Edit(form), files)
    by = permit(request, Right.ADD_RECORDS)
    try:
        with files.taken(form.sent_nonce, by=by, name=form.called) as form.attached:
            weight = form.new_weight()
            made = repository.add(pet, form.new_record(), by=by, also=form.attached.parts, weight=weight)
    except AddedBefore:
        again = _("This form has already added an entry. Send it once more if you want to add another one.")
        return _form_page(request, refused(form.made_anew(), again), files)
    except TooManyPlans:
        return _form_page(request, refused(form, too_many_plans()), files)
    except NotAttached as refusal:
        return _form_page(request, Edit(form, refusal.status), files)
    except StoreUnavailable:
        return _form_page(request, not_saved(form), files)
    sentence = (
        _("%(what)s is written down, and the weight is in its log.") if weight else _("%(what)s is written down.")
    )
    messages.success(request, sentence % {"what": made.name})
    return _changed(request, pet)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Care, record_id, Right.EDIT_RECORDS)
    owner = owner_of(request)
    form = CareForm(request.POST or None, type=found.type, pet=pet, person=owner.id, unit=owner.unit, record=found)
    files = keeper().form(request, pet, found)
    if "suggest" in request.POST:
        return _form_page(request, Edit(form.with_suggestion()), files, found)
    edit = _edited(request, form, files)
    if not edit.is_saved:
        return _form_page(request, edit, files, found)
    messages.success(request, _("Saved."))
    return _changed(request, pet, record=found)


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Who may only add takes back what they added themselves."""
    pet, found = own_record(request, pet_id, Care, record_id, Right.VIEW, among=SEEN_OR_IN_TRASH)
    by, own = permit_to_delete(request, pet, found)
    repository.delete(pet, found, by=by, own=own)
    words = _("%(what)s is in the trash.") % {"what": found.name}
    messages.success(request, words, extra_tags="" if own else f"record care:restore {pet.id} {found.id}")
    return _changed(request, pet)


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Care, record_id, Right.EDIT_RECORDS, among=SEEN_OR_IN_TRASH)
    try:
        repository.restore(pet, found, by=permit(request, Right.EDIT_RECORDS))
    except TooManyPlans:
        messages.warning(request, too_many_plans())
        return redirect("care:trash", pet_id=pet.id)
    messages.success(request, _("%(what)s is back.") % {"what": found.name})
    return _changed(request, pet)


# --- Parts -----------------------------------------------------------------------------------------------------------


def _type_of(request: HttpRequest) -> CareType | None:
    typed = request.POST.get("type") or request.GET.get("type", "")
    return CareType(typed) if typed in CareType.values else None


def _choices(pet: Pet) -> list[tuple[CareType, str, list[str]]]:
    """Each type with its picture, and the names of those that are usual for such an animal."""
    names = {type: [row.name for row in usual_for(type, pet.kind, pet.profile.breed)] for type in CareType}
    return [(type, said.icon, names[type]) for type, said in TYPES.items()]


def _begin(request: HttpRequest, pet: Pet, type: CareType) -> dict[str, Any]:
    """What a new record begins with: one's vet, what the pet weighs, and what the address says."""
    contacts = contacts_of(request)
    begin: dict[str, Any] = {"vet": contacts.vet, "clinic": contacts.clinic}
    if type == CareType.PARASITES and pet.profile.weight is not None:
        begin["weight"] = in_unit(pet.profile.weight, owner_of(request).unit)
    if request.GET.get("title"):
        begin["title"] = request.GET["title"][:120]
    against = request.GET.get("against", "")
    return begin | ({"against": against[:20]} if against else {})


def _edited(request: HttpRequest, form: CareForm, files: AttachForm) -> Edit[CareForm]:
    try:
        return submit_with_files(form, files, by=permit(request, Right.EDIT_RECORDS))
    except TooManyPlans:
        return refused(form, too_many_plans())


def _form_page(
    request: HttpRequest, edit: Edit[CareForm], files: AttachForm, record: Care | None = None
) -> HttpResponse:
    form = edit.form
    titles = [row.name for row in usual_for(form.type, form.pet.kind, form.pet.profile.breed)]
    context = {"form": form, "edit": edit, "record": record, "titles": titles, "usual": form.usual(), "files": files}
    return _page(request, "care/form.html", form.pet, status=edit.status, **context)


def _page(request: HttpRequest, template: str, pet: Pet, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, template, {"pet": pet, "may": rights(request, pet), **context}, status=status)


def _changed(request: HttpRequest, pet: Pet, *, record: Care | None = None) -> HttpResponse:
    """Lists of pets say what is due: they know of it at once."""
    response = redirect("care:record", pet.id, record.id) if record else redirect("care:health", pet.id)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)
