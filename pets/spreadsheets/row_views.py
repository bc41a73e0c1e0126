"""The pages of ten rows: what is typed from paper is saved in one transaction, and then come ten more."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pets.access import own_pet, owner_of, permit
from pets.care import repository as care
from pets.care.display import too_many_plans
from pets.display import format_number
from pets.domain import Pet
from pets.life.plans import TooManyPlans
from pets.life.repository import AddedBefore, life
from pets.roles import Right
from pets.weights import repository as weights
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common import read_your_writes
from pettracker_site.common.editing import why_not_saved

from .rows import COUNT, HealthRow, TypedRow, WeightRow, WeightUnit
from .views import PAGES

_FOLLOW: dict[str, Any] = {"weights": weights.typed_ones_follow, "health": care.new_ones_follow}


class _Nonce(forms.Form):
    nonce = forms.UUIDField()


@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: HttpRequest, pet_id: uuid.UUID, kind: str) -> HttpResponse:
    """Ten empty rows, or those that were sent, as long as one of them is not right."""
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    if request.method != "POST":
        return _page(request, pet, kind, _rows(request, pet, kind, None, str(uuid.uuid4())))
    sent = _Nonce(request.POST)
    nonce = str(sent.cleaned_data["nonce"]) if sent.is_valid() else str(uuid.uuid4())
    typed = _rows(request, pet, kind, request.POST, nonce)
    filled = [row for row in typed if not row.is_empty]
    if not filled:
        return _page(request, pet, kind, typed, problem=_("Nothing is typed yet."))
    are_valid = [row.is_valid() for row in filled]  # all of them, so that each mistake is shown
    if not all(are_valid):
        return _page(request, pet, kind, typed, problem=_("Nothing is saved yet: please look at what is marked."))
    return _save(request, pet, kind, typed, [row.record for row in filled], nonce)


def _save(
    request: HttpRequest, pet: Pet, kind: str, typed: Sequence[TypedRow], records: Sequence[Any], nonce: str
) -> HttpResponse:
    try:
        added = life().add_many(pet, records, _FOLLOW[kind], by=permit(request, Right.ADD_RECORDS))
    except AddedBefore:
        anew = _rows(request, pet, kind, request.POST, str(uuid.uuid4()))
        problem = _("These rows were saved before, with something else in them. Save once more to add what is here.")
        return _page(request, pet, kind, anew, problem=problem, status=409)
    except TooManyPlans:
        return _page(request, pet, kind, typed, problem=too_many_plans(), status=409)
    except StoreUnavailable:
        return _page(request, pet, kind, typed, problem=why_not_saved(), status=503)
    sentence = ngettext("%(count)s entry is written down.", "%(count)s entries are written down.", len(added))
    messages.success(request, sentence % {"count": format_number(len(added))})
    response = redirect(f"spreadsheets:type-{kind}", pet.id)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)


def _rows(request: HttpRequest, pet: Pet, kind: str, data: Any, nonce: str) -> list[TypedRow]:
    common: dict[str, Any] = {"pet": pet, "person": owner_of(request).id, "nonce": nonce}
    if kind == "health":
        return [HealthRow(data, number, **common) for number in range(COUNT)]
    unit = WeightUnit(data, pet, owner_of(request).unit)
    chosen = unit.cleaned_data["unit"] if unit.is_valid() else unit.get_initial_for_field(unit.fields["unit"], "unit")
    return [WeightRow(data, number, unit=str(chosen), **common) for number in range(COUNT)]


def _page(
    request: HttpRequest, pet: Pet, kind: str, typed: Sequence[TypedRow], *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"pet": pet, "kind": kind, "rows": typed, "nonce": typed[0].nonce, "problem": problem}
    if kind == "weights":
        context["unit"] = WeightUnit({"unit": typed[0].unit}, pet, owner_of(request).unit)  # type: ignore[attr-defined]
    return render(request, "spreadsheets/rows.html", context | {"back": PAGES[kind]}, status=status)
