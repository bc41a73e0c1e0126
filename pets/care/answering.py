"""The buttons beside what is due: done, skip, later, and undo."""

import uuid
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pets.access import own_pet, permit, rights
from pets.domain import Pet
from pets.life.buttons import back, name_of, nonce_of, page_of
from pets.life.plans import Plan, TooManyPlans, plan_of
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.common.typed import day

from . import answers
from .answers import POSTPONED, Answer, EditedSince, NotOpen


@require_POST
def answer(request: HttpRequest, pet_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """`action`: done, skip, how long to put it off; undo, and "sooner" of what was put off. `occurrence` and `due` as
    they were shown."""
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    action = request.POST.get("action", "")
    act = _ACTIONS.get(action) or (_postpone if action in POSTPONED else None)
    if act is None:
        raise BadRequest
    act(request, pet, str(plan_id))
    return back(request, pet)


def _done(request: HttpRequest, pet: Pet, plan_id: str) -> None:
    alone, with_next = _("Done: %(what)s of %(name)s."), _("Done: %(what)s of %(name)s. Next: %(day)s.")
    _tell(request, pet, plan_id, answers.done, alone, with_next)


def _skip(request: HttpRequest, pet: Pet, plan_id: str) -> None:
    alone, with_next = _("Skipped: %(what)s of %(name)s."), _("Skipped: %(what)s of %(name)s. Next: %(day)s.")
    _tell(request, pet, plan_id, answers.skip, alone, with_next)


def _tell(
    request: HttpRequest,
    pet: Pet,
    plan_id: str,
    act: Callable[[Pet, Answer], Plan | None],
    alone: str,
    with_next: str,
) -> None:
    """Answer the occurrence, and say so with the day of the next one if there is any."""
    title = _title(pet, plan_id)
    said = _answered(request, pet, lambda: act(pet, _read(request, plan_id)))
    if said is None:
        return
    words = {"what": title, "name": pet.name, "day": _day(said[0])}
    sentence = with_next if words["day"] else alone
    messages.success(request, sentence % words, extra_tags=_undo_tag(request, pet, plan_id))


def _postpone(request: HttpRequest, pet: Pet, plan_id: str) -> None:
    due, days = _read_day(request.POST.get("due", "")), POSTPONED[request.POST["action"]]
    title = _title(pet, plan_id)
    said = _answered(request, pet, lambda: answers.postpone(pet, _read(request, plan_id), due, days))
    if said is not None:
        words = {"what": title, "name": pet.name, "day": _day(said[0])}
        tag = f"later {_answered_where(request, pet, plan_id)} {said[0].due} {due}" if said[0] else ""
        messages.success(request, _("%(what)s of %(name)s waits until %(day)s.") % words, extra_tags=tag)


def _put_back(request: HttpRequest, pet: Pet, plan_id: str) -> None:
    due, before = (_read_day(request.POST.get(name, "")) for name in ("due", "before"))
    by = permit(request, Right.ADD_RECORDS)
    said = _answered(request, pet, lambda: answers.put_back(pet, plan_id, _occurrence(request), due, before, by=by))
    if said is not None:
        messages.success(request, _("Taken back: it is due as before."))


def _undo(request: HttpRequest, pet: Pet, plan_id: str) -> None:
    """Owners take back anybody's answer, others their own."""
    is_any = Right.EDIT_RECORDS in rights(request, pet)
    by = permit(request, Right.EDIT_RECORDS if is_any else Right.ADD_RECORDS)
    try:
        answers.undo(pet, plan_id, _occurrence(request), by=by, own=not is_any)
    except EditedSince:
        words = _("The entry was edited since, so it stays. You can delete it on its own page.")
        messages.warning(request, words)
    except TooManyPlans:
        messages.warning(request, _("It cannot be due again: too many things are due for this pet already."))
    else:
        messages.success(request, _("Taken back: it is due as before."))


_ACTIONS: dict[str, Callable[[HttpRequest, Pet, str], None]] = {
    "done": _done,
    "skip": _skip,
    "sooner": _put_back,
    "undo": _undo,
}


def _answered(request: HttpRequest, pet: Pet, act: Callable[[], Plan | None]) -> tuple[Plan | None] | None:
    """What came of it, in a tuple; None where the person was told that somebody else was first."""
    try:
        return (act(),)
    except NotOpen as refusal:
        messages.warning(request, _why_not(request, refusal))
        return None


def _why_not(request: HttpRequest, refusal: NotOpen) -> str:
    if refusal.due:
        return _("Somebody put that off already: it is due on %(day)s.") % {"day": date_format(refusal.due)}
    if refusal.answer is None:
        return _("That is no longer due: something newer was written down meanwhile.")
    at = timezone.localtime(times.from_text(refusal.answer["At"]))
    words = {
        "day": date_format(at, "DATE_FORMAT"),
        "time": date_format(at, "TIME_FORMAT"),
        "who": name_of(request, refusal.answer["By"]),
    }
    if refusal.answer["Outcome"] == answers.DONE:
        return _("That was done already, on %(day)s at %(time)s by %(who)s.") % words
    return _("That was skipped already, on %(day)s at %(time)s by %(who)s.") % words


# --- What was sent ---------------------------------------------------------------------------------------------------


def _read(request: HttpRequest, plan_id: str) -> Answer:
    """Raises: BadRequest for what no page of ours sends."""
    by = permit(request, Right.ADD_RECORDS)
    return Answer(plan_id, _occurrence(request), nonce_of(request), timezone.localdate(), by)


def _occurrence(request: HttpRequest) -> str:
    return _read_day(request.POST.get("occurrence", "")).isoformat()


def _read_day(text: str) -> date:
    """Raises: BadRequest."""
    try:
        return day(text)
    except ValueError:
        raise BadRequest from None


def _title(pet: Pet, plan_id: str) -> str:
    plan = plan_of(pet, plan_id)
    return plan.title if plan else _("it")


def _day(plan: Plan | None) -> str:
    return date_format(plan.due, "DATE_FORMAT") if plan and plan.due else ""


def _undo_tag(request: HttpRequest, pet: Pet, plan_id: str) -> str:
    return f"due {_answered_where(request, pet, plan_id)}"


def _answered_where(request: HttpRequest, pet: Pet, plan_id: str) -> str:
    return f"{pet.id} {plan_id} {_occurrence(request)} {page_of(request)}"
