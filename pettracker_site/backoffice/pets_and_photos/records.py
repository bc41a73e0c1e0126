"""All records of pets' lives, for record keepers: permission, filter or form, action, message, redirect.

The kinds say themselves what is shown of them, how they are edited, and what follows for their pet
(`pets.life.child.RecordChild`).
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from pets.access import owner_of
from pets.domain import Pet, Status
from pets.life import lists
from pets.life.child import RecordChild, record_children
from pets.life.lists import Listed
from pets.life.plans import TooManyPlans
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.audit.descriptions import KINDS_OF_RECORDS
from pettracker_site.aws.errors import BadCursor, NotFound
from pettracker_site.aws.paging import Page
from pettracker_site.backoffice.permissions import has_permission, permission_required
from pettracker_site.backoffice.screens import ANOTHER_LIST, Crumb, people, screen

from . import actions
from .audit_log import history_of
from .bulk import BulkActions
from .filters import KEPT, STATUSES, RecordFilter, RecordFilterForm

_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ID = re.compile(rf"([a-z-]{{1,32}})/({_UUID})/({_UUID})")


def _child(listed: Listed) -> RecordChild:
    return record_children()[listed.record.KIND]


def _pet(listed: Listed) -> Pet:
    """Of a record whose status allows to change it. Raises: NotFound."""
    if listed.pet is None:
        raise NotFound("pet")
    return listed.pet


def _name(listed: Listed) -> str:
    said = {
        "kind": KINDS_OF_RECORDS.get(listed.record.KIND, _child(listed).label),
        "date": date_format(listed.record.on, "DATE_FORMAT"),
    }
    return _("%(kind)s of %(date)s") % said


def _find_many(ids: list[str]) -> Iterator[Listed]:
    by_kind: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for found in filter(None, map(_ID.fullmatch, ids)):
        by_kind[found[1]].append((found[2], found[3]))
    for kind in by_kind.keys() & record_children().keys():
        yield from lists.find_many(record_children()[kind].record, by_kind[kind])


def _restore(listed: Listed) -> None:
    """Raises: as `Life.restore`; NotPossible."""
    try:
        _child(listed).restore(_pet(listed), listed.record)
    except TooManyPlans:
        raise actions.NotPossible(_("was not touched: too many things are due for its pet already")) from None


BULK_ACTIONS = BulkActions(
    kind="record",
    listing="admin:records",
    acting="admin:records_act",
    title=lambda: _("Records"),
    actions=(
        actions.delete("delete_records", lambda each: _child(each).delete(_pet(each), each.record)),
        actions.restore("delete_records", lambda each: _restore(each)),
        actions.purge_at_once("purge_records", lambda each: _child(each).remove(_pet(each), each.record)),
    ),
    find_many=_find_many,
    name=_name,
    remembers=False,  # lists read their rows afresh
)


@require_safe
@permission_required("view_records")
def record_list(request: HttpRequest) -> HttpResponse:
    """By one call for each shard and one for what is in them, or by two for a pet.

    What came or went a moment ago may be missing from a list over all pets until its index has it.
    """
    form = RecordFilterForm(request.GET)
    page: Page[Listed] = Page(())
    asked = None
    if form.is_valid():
        asked = form.filter()
        try:
            page = _page(asked, request.GET.get("cursor", ""))
        except BadCursor:
            form.add_error(None, ANOTHER_LIST)
    return screen(
        request,
        "records",
        _("Records"),
        status=400 if form.errors else 200,
        form=form,
        asked=asked,
        page=page,
        rows=[(each, _child(each).summary(each.record), actions.SelectedRow.of(each)) for each in page.items],
        people=people(each.record.by for each in page.items),
        statuses=[(each, STATUSES[each]) for each in KEPT],
        kinds=[(kind, child.label) for kind, child in record_children().items()],
        actions=BULK_ACTIONS.possible(request),
    )


@require_POST
@permission_required("view_records")
def act(request: HttpRequest) -> HttpResponse:
    return BULK_ACTIONS.act(request)


@require_safe
@permission_required("view_records")
def record(request: HttpRequest, kind: str, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Everything that is known of a record, by one call."""
    found = _get(kind, pet_id, record_id)
    return screen(
        request,
        "record",
        _name(found),
        crumbs=_crumbs(found.record.KIND),
        listed=found,
        record=found.record,
        pet=found.pet,
        facts=_child(found).facts(found.record),
        row=actions.SelectedRow.of(found),
        actions=BULK_ACTIONS.possible(request, found),
        has_file=found.pet is not None and _child(found).keeps_files and has_permission(request, "change_records"),
        may_edit=_may_be_edited(found) and has_permission(request, "change_records"),
        people=people([found.record.by, found.record.updated_by]),
        status_word=STATUSES.get(found.record.status, found.record.status),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("change_records")
def edit(request: HttpRequest, kind: str, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """The owner's form, with the owner's rules."""
    found = _get(kind, pet_id, record_id)
    back = redirect("admin:record", kind, pet_id, record_id)
    if not _may_be_edited(found):
        messages.warning(request, _("What is in the trash cannot be edited, nor what is of a pet in the trash."))
        return back
    edit = _child(found).edit(request.POST or None, _pet(found), found.record, owner_of(request))
    if edit.is_saved:
        messages.success(request, _("Saved."))
        return back
    return screen(
        request,
        "edit_form",
        _("Edit: %(name)s") % {"name": _name(found)},
        crumbs=_crumbs(kind, found),
        status=edit.status,
        back=back.url,
        form=edit.form,
        edit=edit,
    )


@require_GET
@permission_required("change_records")
def file(request: HttpRequest, kind: str, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """The file that a record keeps, as its owner gets it. Who opened it is written down before."""
    found = _get(kind, pet_id, record_id)
    if not _child(found).keeps_files:
        raise NotFound("file")
    audit_log().entry(kind, found.record.id, "opened", pet_id=found.record.pet_id).run()
    return redirect(_child(found).file_url(_pet(found), found.record))


@require_safe
@permission_required("view_records")
def history(request: HttpRequest, kind: str, pet_id: uuid.UUID, record_id: uuid.UUID) -> HttpResponse:
    """Who did what to this record, by two calls."""
    found = _get(kind, pet_id, record_id)
    title = _("History: %(name)s") % {"name": _name(found)}
    return history_of(request, found.record.id, title, _crumbs(kind, found))


def _page(asked: RecordFilter, cursor: str) -> Page[Listed]:
    """Raises: BadCursor, StoreUnavailable."""
    kind = record_children()[asked.kind].record
    if asked.pet_id:
        return lists.of_pet(kind, asked.pet_id, asked.status, cursor=cursor)
    return lists.newest(kind, asked.status, since=asked.since, until=asked.until, cursor=cursor)


def _get(kind: str, pet_id: uuid.UUID, record_id: uuid.UUID) -> Listed:
    """Raises: NotFound, also for a record of another pet."""
    child = record_children().get(kind)
    found = lists.find_many(child.record, [(str(pet_id), str(record_id))]) if child else []
    if not found:
        raise NotFound("record")
    return found[0]


def _may_be_edited(listed: Listed) -> bool:
    return listed.status == Status.ACTIVE and _child(listed).is_edited


def _crumbs(kind: str, listed: Listed | None = None) -> list[Crumb]:
    crumbs = [(_("Records"), f"{reverse('admin:records')}?kind={kind}")]
    if listed is None:
        return crumbs
    return [*crumbs, (_name(listed), reverse("admin:record", args=listed.id.split("/")))]
