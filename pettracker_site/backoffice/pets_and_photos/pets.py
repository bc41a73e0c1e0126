"""All pets of everybody, for record keepers: permission, filter or form, action, message, redirect."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import owner_of
from pets.children.moving import mover
from pets.children.registry import children
from pets.domain import Pet, Status, sort_name
from pets.forms import PetForm
from pets.lists import LETTERS
from pets.profile import Kind
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.aws.errors import BadCursor, NotFound
from pettracker_site.aws.paging import Page
from pettracker_site.backoffice.permissions import has_permission, permission_required
from pettracker_site.backoffice.screens import ANOTHER_LIST, Crumb, people, screen
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import submit

from . import actions
from .audit_log import history_of
from .bulk import BulkActions
from .exporting import FORMATS, exported
from .filters import STATUSES, PetFilterForm
from .listing import pets_like
from .moving import MoveForm, move_to


def _name(pet: Pet) -> str:
    return pet.name or _("a pet without a name")


BULK_ACTIONS = BulkActions(
    kind="pet",
    listing="admin:pets",
    acting="admin:pets_act",
    title=lambda: _("Pets"),
    actions=(
        actions.delete("delete_pets", lambda pet: pets().delete(pet, times.now())),
        actions.restore("delete_pets", lambda pet: pets().restore(pet)),
        actions.purge("purge_pets", lambda pet: pets().begin_purge(pet, times.now())),
    ),
    find_many=lambda ids: pets().find_many(ids),
    name=_name,
)


@require_safe
@permission_required("view_pets")
def pet_list(request: HttpRequest) -> HttpResponse:
    """By one call for each shard, or by one for a search; one more for a moment after a change."""
    form = PetFilterForm(request.GET)
    page: Page[Pet] = Page(())
    asked = None
    try:
        if form.is_valid():
            asked = form.filter()
            if form.cleaned_data["q"] and asked.owner_id:
                # From here on by the id: addresses do not belong into addresses of pages.
                return redirect(f"{reverse('admin:pets')}?owner={asked.owner_id}&status={asked.status}")
            page = pets_like(request, asked)
            if not page.items and 0 < len(sort_name(asked.prefix)) < LETTERS:
                form.add_error("q", _("Type at least two letters of the name."))
    except ValidationError as error:
        form.add_error(None, error)
    except BadCursor:
        form.add_error(None, ANOTHER_LIST)
    status = 400 if form.errors else 200
    return screen(
        request,
        "pets",
        _("Pets"),
        status=status,
        form=form,
        asked=asked,
        page=page,
        rows=[(pet, actions.SelectedRow.of(pet)) for pet in page.items],
        people=people([pet.owner_id for pet in page.items] + ([asked.owner_id] if asked else [])),
        statuses=[(each, STATUSES[each]) for each in Status],
        kinds=Kind.choices,
        actions=BULK_ACTIONS.possible(request),
    )


@require_safe
@permission_required("view_pets")
def export(request: HttpRequest) -> HttpResponseBase:
    """All pets that the filter finds, as `format=csv` or `format=json`, however many they are."""
    form = PetFilterForm(request.GET)
    try:
        asked = form.filter() if form.is_valid() else None
    except ValidationError as error:
        form.add_error(None, error)
        asked = None
    kind = request.GET.get("format", "csv")
    if kind not in FORMATS:
        form.add_error(None, _("Pets are exported as CSV or as JSON. There is no other format."))
    if asked is None or form.errors:
        return screen(request, "not_exported", _("Nothing to export"), crumbs=_crumbs(), status=400, form=form)
    return exported(request, asked, kind)


@require_POST
@permission_required("view_pets")
def act(request: HttpRequest) -> HttpResponse:
    return BULK_ACTIONS.act(request)


@require_safe
@permission_required("view_pets")
def pet(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Everything that is known of a pet, by one call, and what hangs on it, by at most one more for each kind."""
    found, is_moving = mover().find_with_pet(str(pet_id))
    panels = [
        child.show_admin(found, request.GET.dict(), whole=has_permission(request, child.permission))
        for child in children()
    ]
    has_bad_cursor = any(panel.has_bad_cursor for panel in panels)
    return screen(
        request,
        "pet",
        _name(found),
        crumbs=_crumbs(),
        status=400 if has_bad_cursor else 200,
        pet=found,
        is_moving=is_moving,
        row=actions.SelectedRow.of(found),
        actions=BULK_ACTIONS.possible(request, found),
        may_change=has_permission(request, "change_pets"),
        panels=panels,
        cursor_error=ANOTHER_LIST if has_bad_cursor else "",
        people=people([found.owner_id, *found.members]),
        status_word=STATUSES.get(found.status, found.status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("change_pets")
def edit(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """The owner's form, with the owner's rules."""
    unit = owner_of(request).unit
    found = pets().get(str(pet_id))
    if found.status != Status.ACTIVE:
        messages.warning(request, _("%(name)s is in the trash. Restore it before you edit it.") % {"name": found.name})
        return redirect("admin:pet", pet_id=found.id)
    edit = submit(PetForm(request.POST or None, unit=unit, pet=found))
    if edit.is_saved:
        messages.success(request, _("Saved."))
        return read_your_writes.remember(redirect("admin:pet", pet_id=found.id), "pet", [found.id], after=request)
    return screen(
        request,
        "edit_form",
        _("Edit %(name)s") % {"name": found.name},
        crumbs=_crumbs(found),
        status=edit.status,
        back=reverse("admin:pet", args=[found.id]),
        form=edit.form,
        edit=edit,
        labels={"age_years": _("Or age in years"), "age_months": _("and months")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("change_pets")
def move(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """To another owner: rights follow at once, the photos' copies of the owner's id after them."""
    found = pets().get(str(pet_id))
    if found.status not in (Status.ACTIVE, Status.DELETED):
        raise NotFound("pet")
    form = MoveForm(request.POST or None, pet=found)
    if form.is_valid():
        outcome = move_to(found, form.cleaned_data["owner"])
        messages.success(request, outcome)
        return read_your_writes.remember(redirect("admin:pet", pet_id=found.id), "pet", [found.id], after=request)
    title = _("Move %(name)s to another owner") % {"name": found.name}
    owner = people([found.owner_id]).get(found.owner_id)
    return screen(request, "pet_move", title, crumbs=_crumbs(found), pet=found, form=form, owner=owner)


@require_POST
@permission_required("change_pets")
def finish_move(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Go on with a move that left something on its way."""
    if mover().resume(str(pet_id)):
        messages.success(request, _("Everything is moved to the new owner."))
    else:
        messages.warning(request, _("Not everything is moved yet. Continue once more."))
    return redirect("admin:pet", pet_id=pet_id)


@require_safe
@permission_required("view_pets")
def history(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Who did what to this pet, by two calls."""
    found = pets().get(str(pet_id))
    title = _("History of %(name)s") % {"name": _name(found)}
    return history_of(request, found.id, title, _crumbs(found))


def _crumbs(pet: Pet | None = None) -> list[Crumb]:
    crumbs = [(_("Pets"), reverse("admin:pets"))]
    return [*crumbs, (_name(pet), reverse("admin:pet", args=[pet.id]))] if pet else crumbs
