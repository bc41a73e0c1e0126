"""Weights and health entries as files: out as CSV; in by a look at what is in it, and then some at a time."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format, number_format
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from pets.access import own_pet, owner_of, permit
from pets.care.display import too_many_plans
from pets.care.facts import CareType
from pets.display import format_number
from pets.domain import Pet
from pets.roles import Right
from pettracker_site.aws import deadline
from pettracker_site.common import read_your_writes
from pettracker_site.common.rate_limit import HOUR_SECONDS, consume, rate_limited, seconds_until_reset

from . import importing
from .entries import read_entries
from .exporting import exported
from .forms import ImportForm, SettingsForm, pack, unpack
from .reading import Reading, read_file, seal
from .sheet import Sheet
from .sheets import SHEETS
from .text import Unreadable

_MOST_SHOWN = 20  # lines that are left out
_FIRST = 5  # rows as they will be read
PAGES = {"weights": "weights:log", "health": "care:health"}
"""The page of a pet that shows what a sheet is of."""
_LISTS = PAGES | {"weights": "weights:entries"}
"""The page with all of them, where what came in can be deleted again, however old it is."""


@require_safe
def export(request: HttpRequest, pet_id: uuid.UUID, kind: str) -> StreamingHttpResponse:
    """All entries, oldest first, by one call for each hundred."""
    pet = own_pet(request, pet_id, Right.VIEW)
    return exported(request, SHEETS[kind](pet, owner_of(request).id))


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """A file is brought, looked at, and written, each with what the page before sends along."""
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    deadline.start(settings.UPLOAD_SECONDS - 1)  # 5,000 lines take some seconds before the store is asked
    if request.method != "POST":
        return _begin(request, pet, ImportForm(initial={"kind": request.GET.get("kind", "weights")}, label_suffix=""))
    if not _is_within_the_limit(request):
        return rate_limited(request, seconds=seconds_until_reset(HOUR_SECONDS))
    action, kind = request.POST.get("action", ""), request.POST.get("kind", "")
    if action and kind in SHEETS:
        try:
            return _go_on(request, pet, SHEETS[kind](pet, owner_of(request).id), action)
        except Unreadable as mistake:
            form = ImportForm({"kind": kind, "pasted": "-"}, label_suffix="")
            form.add_error("file", str(mistake))
            return _begin(request, pet, form)
    form = ImportForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _begin(request, pet, form)
    sheet = SHEETS[form.cleaned_data["kind"]](pet, owner_of(request).id)
    try:
        return _preview(request, sheet, form.content, read_file(form.content, sheet, {}))
    except Unreadable as mistake:
        form.add_error("file" if form.cleaned_data.get("file") else "pasted", str(mistake))
        return _begin(request, pet, form)


def _go_on(request: HttpRequest, pet: Pet, sheet: Sheet[Any], action: str) -> HttpResponse:
    """Look again, under other settings; or write what was looked at. Raises: Unreadable."""
    data = unpack(request.POST.getlist("part"))
    reading = read_file(data, sheet, request.POST.dict())
    is_seen = request.POST.get("seal") == seal(data, reading.settings)
    if action != "import" or reading.asks or not is_seen:
        return _preview(request, sheet, data, reading, changed=action == "import" and not is_seen)
    progress = importing.import_some(pet, sheet, reading, _number(request, "at"), by=permit(request, Right.ADD_RECORDS))
    added, bad = _number(request, "added") + progress.added, _number(request, "bad") + progress.bad
    count = len(reading.lines)
    if progress.at >= count:
        messages.success(request, _told(added, count - added - bad, bad + len(reading.lost)))
        return read_your_writes.remember(redirect(_LISTS[sheet.name], pet.id), "pet", [pet.id], after=request)
    context = {"at": progress.at, "added": added, "bad": bad, "all": count, "stopped": progress.stopped}
    if progress.stopped == "plans":
        context["reason"] = too_many_plans()
    status = {"away": 503, "plans": 409}.get(progress.stopped, 200)
    return _page(request, "spreadsheets/progress.html", sheet, data, reading, status=status, **context)


def _begin(request: HttpRequest, pet: Pet, form: ImportForm) -> HttpResponse:
    kind = form["kind"].value()
    context = {"pet": pet, "form": form, "back": PAGES.get(kind, PAGES["weights"])}
    return render(request, "spreadsheets/import.html", context)


def _preview(
    request: HttpRequest, sheet: Sheet[Any], data: bytes, reading: Reading, *, changed: bool = False
) -> HttpResponse:
    """What the file is read as; by two calls, and one for each megabyte of what the pet has of those days."""
    entries, bad = ([], []) if reading.asks else read_entries(reading, sheet)
    found = importing.sort(sheet.pet, sheet, entries)
    bad = sorted([*reading.lost, *bad], key=lambda each: each.line)
    used = {*reading.settings.columns, "type"}
    fields = [field for field in sheet.columns if field in used and field != "weight_unit"]  # all are shown in kg
    context: dict[str, Any] = {
        "sorted": found,
        "count": len(found.new),
        "labels": [sheet.label(field) for field in fields],
        "rows": [_words(sheet, fields, entry.record) for entry in found.new[:_FIRST]],
        "bad": bad[:_MOST_SHOWN],
        "bad_count": len(bad),
        "more_bad": max(0, len(bad) - _MOST_SHOWN),
        "changed": changed,
    }
    return _page(request, "spreadsheets/preview.html", sheet, data, reading, **context)


def _page(
    request: HttpRequest,
    template: str,
    sheet: Sheet[Any],
    data: bytes,
    reading: Reading,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """With the file and how it is read, for the next page. Raises: Unreadable where it is too large for that."""
    sent = {"kind": sheet.name, "shape": reading.settings.shape, "seal": seal(data, reading.settings)}
    how = SettingsForm(reading, sheet)
    context = {"pet": sheet.pet, "sheet": sheet, "parts": pack(data), "sent": sent, "reading": reading, "how": how}
    return render(request, template, {**context, "back": PAGES[sheet.name], **more}, status=status)


def _words(sheet: Sheet[Any], fields: list[str], record: Any) -> list[str]:
    """A row as it will be read."""
    said = sheet.row(record)
    return [_in_words(field, said.get(field, "")) for field in fields]


def _in_words(field: str, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Decimal):
        number = number_format(value)
        return f"{number}\N{NO-BREAK SPACE}kg" if field == "weight" else number
    if field == "type":
        return str(CareType(value).label)
    return "" if value is None else str(value)


def _is_within_the_limit(request: HttpRequest) -> bool:
    """Each look at a file, and each part of it that is written, counts as a file: it takes some seconds of work."""
    person, most = owner_of(request).id, settings.UPLOADS_PER_HOUR
    return consume("uploads", person, 1, most=most, seconds=HOUR_SECONDS)


def _number(request: HttpRequest, name: str) -> int:
    """A count that the page before sent along; 0 for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _told(added: int, there: int, bad: int) -> str:
    """What came of an import, and how it can be taken back."""
    words = [
        ngettext("%(count)s entry is imported.", "%(count)s entries are imported.", added)
        % {"count": format_number(added)}
    ]
    if there:
        sentence = ngettext("%(count)s was there already.", "%(count)s were there already.", there)
        words.append(sentence % {"count": format_number(there)})
    if bad:
        sentence = ngettext("%(count)s line was left out.", "%(count)s lines were left out.", bad)
        words.append(sentence % {"count": format_number(bad)})
    return " ".join(words)
