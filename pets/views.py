"""An owner's pets: permission, form, action, message, redirect."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.aws.paging import Page
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import Edit, not_saved, submit

from . import anniversaries, microchip
from .access import SEEN_OR_IN_TRASH, own_pet, owner_of, permit, rights
from .breeds import BREEDS
from .checklist import steps
from .domain import Pet, Status
from .forms import PetForm, searched
from .life.due import DAYS_AHEAD, due_of
from .repository import pets
from .roles import Right
from .search import matcher, page_among

PAGE_SIZE = 24


@require_safe
def pet_list(request: HttpRequest) -> HttpResponse:
    return _listing(request, Status.ACTIVE, "pets/list.html")


@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    return _listing(request, Status.DELETED, "pets/trash.html")


@require_safe
def about(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """All that is written down of a pet."""
    pet = own_pet(request, pet_id, Right.VIEW)
    return render(request, "pets/about.html", {"pet": pet, "may": rights(request, pet)})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    unit = owner_of(request).unit
    try:
        pet = own_pet(request, pet_id, Right.EDIT)
    except StoreUnavailable:
        if request.method != "POST":
            raise
        return form_page(request, not_saved(PetForm(request.POST, unit=unit)))
    edit = submit(PetForm(request.POST or None, unit=unit, pet=pet), by=permit(request, Right.EDIT))
    if edit.is_saved:
        messages.success(request, _("Saved."))
        if "microchip" in edit.form.changed_data:
            warn_of_chip(request, edit.form.profile().microchip)
        return read_your_writes.remember(redirect("pet", pet_id=pet.id), "pet", [pet.id], after=request)
    return form_page(request, edit, pet=pet)


def warn_of_chip(request: HttpRequest, chip: str) -> None:
    """Tells whoever saved a chip's number why it may be mistyped."""
    if doubt := microchip.doubt(chip):
        sentence = _("Please check the microchip number %(chip)s. %(doubt)s It is saved as you typed it.")
        messages.warning(request, sentence % {"chip": chip, "doubt": doubt})


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.DELETE, among=SEEN_OR_IN_TRASH)
    pet = pets().delete(pet, times.now(), by=permit(request, Right.DELETE))
    messages.success(request, _("%(name)s is in the trash.") % {"name": pet.name}, extra_tags=f"undo {pet.id}")
    return read_your_writes.remember(redirect("pets:list"), "pet", [pet.id], after=request)


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.DELETE, among=SEEN_OR_IN_TRASH)
    pet = pets().restore(pet, by=permit(request, Right.DELETE))
    messages.success(request, _("%(name)s is back.") % {"name": pet.name})
    return read_your_writes.remember(redirect("pet", pet_id=pet.id), "pet", [pet.id], after=request)


def _listing(request: HttpRequest, status: Status, template: str) -> HttpResponse:
    typed = searched(request.GET.get("q", ""))
    page = _found(request, status, typed) if typed else page_of_pets(request, status=status)
    is_first = not page.previous
    is_home = is_first and not typed and status == Status.ACTIVE
    more = of_home(request, page) if is_home else {}
    return render(request, template, {"page": page, "q": typed, "is_first": is_first, **more})


def of_home(request: HttpRequest, page: Page[Pet]) -> dict[str, Any]:
    """What the first page of one's pets says besides them, as context for its template.

    By no call. What is due is that of the page's pets; where there are more pets, `?due=all` finds by one call, and one
    more right after a change, what is due first among all of them.
    """
    near = anniversaries.near(page.items, timezone.localdate())
    wants_all = request.GET.get("due") == "all"
    due = due_of(_first_due(request) if page.next and wants_all else page.items, owner_of(request).id)
    is_part = bool(page.next) and not wants_all
    return {"anniversaries": near, "checklist": steps(page.items), "due": due, "due_is_part": is_part}


def _first_due(request: HttpRequest) -> list[Pet]:
    """One's pets of which something is due, by the index, and as they are now where it may not know it yet."""
    owner = owner_of(request).id
    found = pets().first_due(owner, until=timezone.localdate() + timedelta(days=DAYS_AHEAD), most=PAGE_SIZE)
    changed = pets().find_many(read_your_writes.changed_ids(request, "pet"))
    known = {pet.id: pet for pet in (*found, *changed)}
    return [pet for pet in known.values() if pet.owner_id == owner and pet.status == Status.ACTIVE]


def page_of_pets(request: HttpRequest, *, status: Status = Status.ACTIVE) -> Page[Pet]:
    """The page of one's pets that `?cursor=` names: one call, and one more right after a change."""
    owner = owner_of(request)
    cursor = request.GET.get("cursor", "")
    page = pets().list_for_owner(owner.id, status=status, cursor=cursor, size=PAGE_SIZE)
    return page if cursor else _with_recent_writes(request, page, status)


def _found(request: HttpRequest, status: Status, typed: str) -> Page[Pet]:
    """The same of those that a search finds, which reads them all: one call for some 1,500 of them."""
    owner, matches = owner_of(request), matcher(typed)
    found = Page(tuple(filter(matches, pets().all_in_lists(owner.id, status=status))))
    found = _with_recent_writes(request, found, status, matches)
    listing = f"pets/{owner.id}/{status}/{typed}"
    return page_among(found.items, listing=listing, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)


def _with_recent_writes(
    request: HttpRequest, page: Page[Pet], status: Status, matches: Callable[[Pet], bool] = lambda pet: True
) -> Page[Pet]:
    """The page with what this person has just changed, which the index may not know yet."""
    owner = owner_of(request)

    def belongs(pet: Pet) -> bool:
        return pet.owner_id == owner.id and pet.status == status and matches(pet)

    changed = read_your_writes.changed_ids(request, "pet")
    if not changed:
        return page
    return read_your_writes.merge_recent_writes(
        page, pets().find_many(changed), id=lambda pet: pet.id, belongs=belongs, order=lambda pet: pet.list_key
    )


def form_page(request: HttpRequest, edit: Edit[PetForm], *, pet: Pet | None = None, **more: Any) -> HttpResponse:
    """The form of a pet that is there, or of a new one; `more` is context for its template."""
    may = rights(request, pet) if pet else frozenset()
    suggestions = {"breeds": BREEDS, "breeds_of_kind": BREEDS.get(edit.form["kind"].value() or "", ())}
    context = {"form": edit.form, "edit": edit, "pet": pet, "may": may, **suggestions, **more}
    return render(request, "pets/form.html", context, status=edit.status)
