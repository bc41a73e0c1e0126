"""All photos of everybody, for record keepers: permission, filter or form, action, message, redirect."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pets.repository import pets
from pettracker_site.aws import deadline, times
from pettracker_site.aws.errors import BadCursor, NotFound
from pettracker_site.aws.paging import Page
from pettracker_site.backoffice.permissions import has_permission, permission_required
from pettracker_site.backoffice.screens import ANOTHER_LIST, Crumb, people, screen
from pettracker_site.common import read_your_writes
from pettracker_site.files.refusals import FileRefused, Reason
from photos.domain import Photo, Status
from photos.hiding import hide as hide_photo
from photos.maintenance.originals import OriginalMissing
from photos.maintenance.purging import purger
from photos.maintenance.rederiving import rederiver
from photos.repository import photos

from . import actions
from .audit_log import history_of
from .bulk import BulkActions
from .filters import STATUSES, PhotoFilterForm
from .listing import photos_like


def _name(photo: Photo) -> str:
    return _("photo of %(date)s") % {"date": date_format(photo.taken_on, "DATE_FORMAT")}


BULK_ACTIONS = BulkActions(
    kind="photo",
    listing="admin:photos",
    acting="admin:photos_act",
    title=lambda: _("Photos"),
    actions=(
        actions.delete("delete_photos", lambda photo: photos().delete(photo, times.now())),
        actions.restore("delete_photos", lambda photo: photos().restore(photo)),
        actions.purge("purge_photos", lambda photo: purger().begin(photo)),
    ),
    find_many=lambda ids: photos().find_many(ids),
    name=_name,
)


@require_safe
@permission_required("view_photos")
def photo_list(request: HttpRequest) -> HttpResponse:
    """A wall of thumbnails, by one call for each shard, or by one for a pet or an owner."""
    form = PhotoFilterForm(request.GET)
    page: Page[Photo] = Page(())
    asked = None
    if form.is_valid():
        asked = form.filter()
        try:
            page = photos_like(request, asked)
        except BadCursor:
            form.add_error(None, ANOTHER_LIST)
    return screen(
        request,
        "photos",
        _("Photos"),
        status=400 if form.errors else 200,
        form=form,
        asked=asked,
        page=page,
        rows=[(photo, actions.SelectedRow.of(photo)) for photo in page.items],
        people=people([asked.owner_id] if asked else []),
        statuses=[(each, STATUSES[each]) for each in Status],
        actions=BULK_ACTIONS.possible(request),
    )


@require_POST
@permission_required("view_photos")
def act(request: HttpRequest) -> HttpResponse:
    return BULK_ACTIONS.act(request)


@require_safe
@permission_required("view_photos")
def photo(request: HttpRequest, photo_id: uuid.UUID) -> HttpResponse:
    """Everything that is known of a photo, by two calls."""
    found = _get(photo_id)
    pet = pets().find(found.pet_id)
    return screen(
        request,
        "photo",
        capfirst(_name(found)),
        crumbs=_crumbs(),
        photo=found,
        pet=pet,
        row=actions.SelectedRow.of(found),
        actions=BULK_ACTIONS.possible(request, found),
        may_hide=found.status in (Status.ACTIVE, Status.DELETED) and has_permission(request, "change_photos"),
        owner=people([found.owner_id]).get(found.owner_id),
        status_word=STATUSES.get(found.status, found.status),
    )


@require_POST
@permission_required("change_photos")
def hide(request: HttpRequest, photo_id: uuid.UUID) -> HttpResponse:
    """Hides the photo from everybody but its owner, or with `hidden=no` shows it again."""
    hidden = request.POST.get("hidden") != "no"
    found = hide_photo(photos(), _get(photo_id), hidden=hidden)
    sentence = _("Only its owner sees this photo now.") if hidden else _("Everybody who may see the pet sees it again.")
    messages.success(request, sentence)
    return read_your_writes.remember(redirect("admin:photo", photo_id=found.id), "photo", [found.id], after=request)


@require_POST
@permission_required("change_photos")
def rederive(request: HttpRequest, photo_id: uuid.UUID) -> HttpResponse:
    """Makes the small copies anew from the original, which has the time of an upload."""
    found = _get(photo_id)
    deadline.start(settings.UPLOAD_SECONDS - 1)
    try:
        rederiver().rederive(found)
    except OriginalMissing:
        messages.error(request, _("The small copies were not regenerated: the original is missing."))
    except FileRefused as refusal:
        costly = _("The small copies were not regenerated: the original needs too much time or memory to open.")
        unreadable = _("The small copies were not regenerated: the original cannot be read as a picture any more.")
        messages.error(request, costly if refusal.reason is Reason.TOO_COSTLY else unreadable)
    else:
        messages.success(request, _("The small copies were regenerated. Browsers show them within the hour."))
    return redirect("admin:photo", photo_id=found.id)


@require_safe
@permission_required("view_photos")
def history(request: HttpRequest, photo_id: uuid.UUID) -> HttpResponse:
    """Who did what to this photo, by two calls."""
    found = _get(photo_id)
    title = _("History of the %(name)s") % {"name": _name(found)}
    return history_of(request, found.id, title, _crumbs(found))


def _get(photo_id: uuid.UUID) -> Photo:
    found = photos().find(str(photo_id))
    if found is None:
        raise NotFound("photo")
    return found


def _crumbs(photo: Photo | None = None) -> list[Crumb]:
    crumbs = [(_("Photos"), reverse("admin:photos"))]
    return [*crumbs, (_name(photo), reverse("admin:photo", args=[photo.id]))] if photo else crumbs
