"""The buttons of a dose (given, skip, undo), and the form of the stock."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pets.access import permit, rights
from pets.domain import Pet
from pets.life.access import own_record
from pets.life.buttons import back, name_of, nonce_of, page_of
from pets.life.plans import TooManyPlans, plan_of
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item
from pettracker_site.common import read_your_writes

from . import doses
from .course import course_of
from .display import amount, day_and_time, other_clock, too_many_plans, when_said
from .domain import GIVEN, SKIPPED, Medicine
from .doses import Answer, AnsweredBefore, Noted, TooSoon
from .page import medicine_page
from .schedule import wall_of
from .stock import StockForm, set_stock
from .taking_back import TooLate, undo

_LONGEST_NAME = 60


@require_POST
def dose(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """`action`: given, skipped or undo; `occurrence` as it was shown, empty for a dose that is given as needed."""
    pet, medicine = own_record(request, pet_id, Medicine, record_id, Right.ADD_RECORDS)
    action = request.POST.get("action", "")
    if action == "undo":
        _undo(request, pet, medicine)
    elif action in (GIVEN, SKIPPED):
        try:
            _note(request, pet, medicine, _read(request, action))
        except TooSoon as refusal:
            return _too_soon_page(request, pet, medicine, refusal)
    else:
        raise BadRequest
    return _back(request, pet, medicine)


@require_POST
def stock(request: HttpRequest, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    pet, medicine = own_record(request, pet_id, Medicine, record_id, Right.ADD_RECORDS)
    form = StockForm(request.POST, medicine=medicine)
    if not form.is_valid():
        return medicine_page(request, pet, medicine, form=form)
    counted = form.cleaned_data["stock"], form.cleaned_data["refill_on"]
    set_stock(pet, medicine, *counted, by=permit(request, Right.ADD_RECORDS))
    messages.success(request, _("Saved."))
    return redirect("medicines:record", pet.id, medicine.id)


# --- Parts -----------------------------------------------------------------------------------------------------------


def _note(request: HttpRequest, pet: Pet, medicine: Medicine, said: Answer) -> None:
    try:
        noted = doses.answer(pet, medicine, said)
    except AnsweredBefore as refusal:
        messages.warning(request, _who_was_first(request, refusal.said))
        return
    except doses.NotADose:
        messages.warning(request, _("This dose can no longer be noted. Its medicine was changed meanwhile, or ended."))
        return
    tag = f"dose {pet.id} {medicine.id} {noted.occurrence} {_page(request)}"
    messages.success(request, _words(medicine, said, noted), extra_tags=tag)


def _words(medicine: Medicine, said: Answer, noted: Noted) -> str:
    """ "Given: 1 tablet of Apoquel to Rex. Next: today at 20:00." """
    course = course_of(plan_of(noted.pet, medicine.id))
    dose = amount(noted.dose, medicine.unit) if noted.dose is not None else ""
    words = {"dose": dose, "what": medicine.name, "name": noted.pet.name}
    sentence = _("Skipped: %(what)s of %(name)s.") if said.outcome == SKIPPED else _("Given: %(what)s to %(name)s.")
    if dose:
        sentence = _("Given: %(dose)s of %(what)s to %(name)s.")
    sentence %= words
    if course is None:
        return f"{sentence} {_('That was the last dose.')}"
    if course.next:
        wall = course.open(said.now) or course.next
        next = day_and_time(wall, course.today(said.now)) + other_clock(course.schedule, course.schedule.moment(wall))
        sentence = f"{sentence} {_('Next: %(when)s.') % {'when': next}}"
    return sentence


def _undo(request: HttpRequest, pet: Pet, medicine: Medicine) -> None:
    """Owners take back anybody's answer, others their own."""
    is_any = Right.EDIT_RECORDS in rights(request, pet)
    by = permit(request, Right.EDIT_RECORDS if is_any else Right.ADD_RECORDS)
    try:
        undo(pet, medicine, _occurrence(request), times.now(), by=by, own=not is_any)
    except TooLate:
        messages.warning(request, _("That was more than a day ago, so it stays as it is noted."))
    except TooManyPlans:
        messages.warning(request, too_many_plans())
    else:
        messages.success(request, _("Taken back."))


def _who_was_first(request: HttpRequest, said: Item) -> str:
    words = {"when": when_said(times.from_text(said["At"])), "who": name_of(request, said["By"])}
    if said["Outcome"] == GIVEN:
        return _("This dose was given %(when)s by %(who)s. Do not give it again.") % words
    return _("This dose was skipped %(when)s by %(who)s.") % words


def _too_soon_page(request: HttpRequest, pet: Pet, medicine: Medicine, refusal: TooSoon) -> HttpResponse:
    """What was given last, when and by whom; whoever is sure gives it anyway."""
    name = _occurrence(request) if request.POST.get("occurrence") else ""
    given = [
        (when_said(times.from_text(each["At"])), name_of(request, each["By"]), each.get("Outcome") == GIVEN)
        for each in refusal.given
    ]
    course = course_of(plan_of(pet, medicine.id))
    today = course.today(times.now()) if course else timezone.localdate()
    context: dict[str, Any] = {
        "pet": pet,
        "medicine": medicine,
        "given": given,
        "when": day_and_time(wall_of(name), today) if name else "",
        "sent": {
            "occurrence": name,
            "nonce": nonce_of(request),
            "page": _page(request),
            "action": GIVEN,
            "sure": "yes",
        },
    }
    return render(request, "medicines/too_soon.html", context)


# --- What was sent ---------------------------------------------------------------------------------------------------


def _read(request: HttpRequest, outcome: str) -> Answer:
    """Raises: BadRequest for what no page of ours sends."""
    name = _occurrence(request) if request.POST.get("occurrence") else ""
    if "~" in name or (outcome == SKIPPED and not name):  # given already, or as needed: there is nothing to skip
        raise BadRequest
    return Answer(
        occurrence=name,
        outcome=outcome,
        nonce=nonce_of(request),
        by=permit(request, Right.ADD_RECORDS),
        now=times.now(),
        is_sure=request.POST.get("sure") == "yes",
    )


def _occurrence(request: HttpRequest) -> str:
    """Raises: BadRequest."""
    name = request.POST.get("occurrence", "")[:_LONGEST_NAME]
    minute, is_as_needed, nonce = name.partition("~")
    try:
        wall_of(minute)
        if is_as_needed:
            return f"{minute}~{uuid.UUID(nonce)}"
    except ValueError:
        raise BadRequest from None
    return name


def _page(request: HttpRequest) -> str:
    return "medicine" if request.POST.get("page") == "medicine" else page_of(request)


def _back(request: HttpRequest, pet: Pet, medicine: Medicine) -> HttpResponse:
    """To the page that the button was on."""
    if _page(request) != "medicine":
        return back(request, pet)
    response = redirect("medicines:record", pet.id, medicine.id)
    return read_your_writes.remember(response, "pet", [pet.id], after=request)
