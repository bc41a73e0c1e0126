"""Upload views: one form for several photos, or one request for each from the script's queue.

A page answers the one, JSON (`Accept: application/json`) the other; what is done is the same.
"""

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from pets.access import own_pet
from pets.domain import Pet
from pets.roles import Right
from pettracker_site.audit.audit_log import UPLOAD_REFUSED, Actor
from pettracker_site.audit.middleware import count_after_response
from pettracker_site.aws import deadline
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.aws.limiter import ConcurrencyLimiter, TooBusy
from pettracker_site.common import read_your_writes
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.quota import QuotaExceeded
from pettracker_site.files.refusals import FileRefused
from photos.display import album_full_message
from photos.domain import Photo
from photos.forms import RefusedFile, UploadForm, picture, shown_name
from photos.templatetags.pictures import found_labels, square_url

from .services import UploadOutcome, uploader

ALBUM_FULL = "full"  # beside the `Reason`s why a file is refused
_JSON = "application/json"
_STALL_SECONDS = 2.0
_NOT_NOW = gettext_lazy("We could not save this photo just now. Please send it again in a minute.")
_TOO_BUSY = gettext_lazy("Many photos are on their way just now. Please send this one again in a minute.")
_WORDS = {
    UploadOutcome.ADDED: gettext_lazy("Added"),
    UploadOutcome.ALREADY_THERE: gettext_lazy("Already there"),
    UploadOutcome.RESTORED: gettext_lazy("Came back from the trash"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is a photo of the pet now, under the name it was sent with."""

    name: str
    photo: Photo
    outcome: UploadOutcome


@cache
def upload_limiter() -> ConcurrencyLimiter:
    """The process's. A quarter of the threads may wait, so that with half of them at work a quarter is always free."""
    return ConcurrencyLimiter(settings.UPLOAD_SLOTS, waiting=settings.WEB_THREADS // 4, stall_timeout=_STALL_SECONDS)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Each file goes in or is refused on its own; the form comes back only for those that were refused."""
    return add_to(request, own_pet(request, pet_id, Right.ADD_PHOTOS))


def add_to(request: HttpRequest, pet: Pet) -> HttpResponse:
    """The same of a pet that was read already, to which this person may add photos."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    taken: list[Taken] = []
    status = 200
    if form.is_valid():
        try:
            with upload_limiter().slot():
                taken, status = _take_in(request, pet, form)
        except TooBusy:
            form.refused += [RefusedFile(shown_name(file), _TOO_BUSY) for file in form.accepted]
            status = 503
    person = str(request.user.pk)
    for reason in (each.code for each in form.refused if each.code):
        count_after_response(Actor(person), person, UPLOAD_REFUSED, reason)  # after the answer: no upload waits for it
    if request.method == "POST" and request.get_preferred_type(["text/html", _JSON]) == _JSON:
        response: HttpResponse = _answer(pet, form, taken, status)
    else:
        response = _page(request, pet, form, taken, status)
    return read_your_writes.remember(response, "photo", [each.photo.id for each in taken], after=request)


def _take_in(request: HttpRequest, pet: Pet, form: UploadForm) -> tuple[list[Taken], int]:
    """What went in, and the status of the answer; what did not is added to the form's refused files."""
    taken: list[Taken] = []
    status, answered = 200, False
    zone = timezone.get_current_timezone()
    for position, file in enumerate(form.accepted):
        if answered:
            deadline.renew()  # the stores have answered for the one before
        answered = True
        try:
            uploaded = uploader().upload(pet, str(request.user.pk), picture(file), zone=zone, hints=form.hints(file))
        except FileRefused as refusal:
            form.refuse(file, refusal.reason)
            answered = False  # all that are refused share the time of one, whatever they cost
        except TooBusy:
            form.refused += [RefusedFile(shown_name(each), _TOO_BUSY) for each in form.accepted[position:]]
            return taken, 503
        except QuotaExceeded as exceeded:
            form.refused.append(RefusedFile(shown_name(file), album_full_message(exceeded.limits), ALBUM_FULL))
        except Conflict:
            form.refused.append(RefusedFile(shown_name(file), _NOT_NOW))
            status = 503
        except NotFound:
            # The pet was deleted while its photos were on their way.
            sentence = _("%(name)s is not there any more, so no photos can be added.") % {"name": pet.name}
            form.refused += [RefusedFile(shown_name(each), sentence) for each in form.accepted[position:]]
            return taken, 404
        except NotAllowed:
            sentence = _("You may not add photos of %(name)s any more.") % {"name": pet.name}
            form.refused += [RefusedFile(shown_name(each), sentence) for each in form.accepted[position:]]
            return taken, 403
        except StoreUnavailable:
            # The other files would only wait for the same time-outs.
            form.refused += [RefusedFile(shown_name(each), _NOT_NOW) for each in form.accepted[position:]]
            return taken, 503
        else:
            taken.append(Taken(shown_name(file), uploaded.photo, uploaded.outcome))
    return taken, status


# --- A page for people ------------------------------------------------------------------------------------------------


def _page(request: HttpRequest, pet: Pet, form: UploadForm, taken: list[Taken], status: int) -> HttpResponse:
    if taken:
        messages.success(request, _sum(pet, taken))
    if receipt := _receipt(taken):
        messages.info(request, receipt)
    if taken and not form.refused:
        return redirect("pet", pet_id=pet.id)
    return render(request, "photos/add.html", {"pet": pet, "form": form}, status=status)


def _sum(pet: Pet, taken: list[Taken]) -> SafeString:
    """How many were added, and which of them were here before, each with a link to its photo."""
    of = {outcome: [each for each in taken if each.outcome is outcome] for outcome in UploadOutcome}
    counts = {outcome: len(each) for outcome, each in of.items()}
    added = ngettext("%(count)d photo added.", "%(count)d photos added.", counts[UploadOutcome.ADDED])
    already_there = ngettext(
        "%(count)d photo was already there:",
        "%(count)d photos were already there:",
        counts[UploadOutcome.ALREADY_THERE],
    )
    restored = ngettext(
        "%(count)d photo came back from the trash:",
        "%(count)d photos came back from the trash:",
        counts[UploadOutcome.RESTORED],
    )
    sentences = [format_html("{}", added % {"count": counts[UploadOutcome.ADDED]})] if of[UploadOutcome.ADDED] else []
    for outcome, words in ((UploadOutcome.ALREADY_THERE, already_there), (UploadOutcome.RESTORED, restored)):
        if of[outcome]:
            sentences.append(format_html("{} {}.", words % {"count": counts[outcome]}, _links(pet, of[outcome])))
    return format_html_join(" ", "{}", ((each,) for each in sentences))


def _links(pet: Pet, taken: list[Taken]) -> SafeString:
    return format_html_join(", ", '<a href="{}">{}</a>', ((_address(pet, each.photo), each.name) for each in taken))


def _receipt(taken: list[Taken]) -> str:
    """What the files carry besides the pictures, and that it stays with their owner; empty where it is nothing."""
    carried = list(dict.fromkeys(words for each in taken for words in found_labels(each.photo)))
    if not carried:
        return ""
    return ngettext(
        "Kept private: the file you sent also carries %(found)s. That stays in the original, which only the pet’s "
        "owners can download, and is in nothing that is shown.",
        "Kept private: some of the files you sent also carry %(found)s. That stays in the originals, which only the "
        "pet’s owners can download, and is in nothing that is shown.",
        len(taken),
    ) % {"found": _list(carried)}


def _list(words: list[str]) -> str:
    *others, last = words
    return _("%(others)s and %(last)s") % {"others": ", ".join(others), "last": last} if others else last


# --- JSON for the queue -----------------------------------------------------------------------------------------------


def _answer(pet: Pet, form: UploadForm, taken: list[Taken], status: int) -> JsonResponse:
    """What became of each file; 201 where one was added, 422 where one was refused, 403, 404 and 503 as on a page."""
    refused = [{"name": each.name, "outcome": "refused", "words": str(each.reason)} for each in form.refused]
    wrong = [{"name": "", "outcome": "refused", "words": str(each)} for each in form.errors.get("photos", [])]
    if status == 200 and (refused or wrong):
        status = 422
    elif status == 200 and any(each.outcome is UploadOutcome.ADDED for each in taken):
        status = 201
    return JsonResponse({"files": [*(_to_json(pet, each) for each in taken), *refused, *wrong]}, status=status)


def _to_json(pet: Pet, taken: Taken) -> dict[str, Any]:
    return {
        "name": taken.name,
        "outcome": taken.outcome.value,
        "words": str(_WORDS[taken.outcome]),
        "url": _address(pet, taken.photo),
        "square": square_url(taken.photo),
        "kept_private": found_labels(taken.photo),
    }


def _address(pet: Pet, photo: Photo) -> str:
    return reverse("photos:photo", args=[pet.id, photo.id])
