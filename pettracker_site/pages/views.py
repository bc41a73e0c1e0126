"""Pages that join pets and photos."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pets.access import owner_of, rights
from pets.calendar import feeds
from pets.care.contacts import contacts_of
from pets.children.registry import children
from pets.domain import Status
from pets.life.due import due_of
from pets.repository import pets
from pets.views import of_home, page_of_pets
from pettracker_site.aws import numbers
from pettracker_site.files.downloads import stream_download
from photos.access import own_album
from photos.album.gallery import gallery_page
from photos.album.memories import on_this_day
from photos.forms import UploadForm


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Visitors are welcomed; owners see what was on this day in earlier years, and else their pets at once."""
    if not request.user.is_authenticated:
        return render(request, "welcome.html")
    memories = on_this_day(request)
    if not memories:
        return redirect("pets:list")
    page = page_of_pets(request)
    return render(request, "home.html", {"memories": memories, "page": page, **of_home(request, page)})


@require_safe
def pet(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """A pet with its photos, by two calls; `?photo=` is the one that the album begins with."""
    found, first = own_album(request, pet_id)
    page = gallery_page(request, found, first=first)
    if request.GET.get("cursor") and page.is_void:
        return redirect("pet", pet_id=found.id)  # what stood there is gone
    context = {"pet": found, "page": page, "upload": UploadForm(), "may": rights(request, found)}
    return render(request, "pets/pet.html", context | {"due": due_of([found], str(request.user.pk))})


@require_safe
def copy_of_my_data(request: HttpRequest) -> StreamingHttpResponse:
    """Everything one entered, what is in the trash included, as a JSON file, page by page from the store."""
    records = _records(owner_of(request).id, asdict(contacts_of(request)))
    first = next(records)  # so that an unavailable store gives an error page, not half a file
    parts = stream_download(request, chain([first], records))
    response = StreamingHttpResponse(parts, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="my-pets.json"'
    return response


def _records(owner_id: str, contacts: dict[str, str]) -> Iterator[str]:
    written = 0
    for status in (Status.ACTIVE, Status.DELETED):
        for each in pets().all_for_owner(owner_id, status=status):
            hanging = {child.name: list(child.export(each.id)) for child in children()}
            before = ",\n" if written else '{"pets": [\n'
            yield before + numbers.dumps(_public(each.to_item()) | hanging, indent=1)
            written += 1
    end = f'"contacts": {numbers.dumps(contacts)}, "calendar_feeds": {numbers.dumps(feeds.export(owner_id))}}}\n'
    yield f"\n], {end}" if written else f'{{"pets": [], {end}'


_NOT_EXPORTED = frozenset(
    {"OwnerId", "Members", "Version", "LastEdit", "SortName", "StatusName", "Marks"}
    | {"WeightKey", "WeightUnit", "Plans", "LifeVersion", "NextDue", "DueOwnerId"}
)


def _public(item: dict[str, object]) -> dict[str, object]:
    """A pet without what only the store and its indexes need."""
    return {
        name: value
        for name, value in item.items()
        if value is not None and name not in _NOT_EXPORTED and not name.startswith("Admin")
    }
