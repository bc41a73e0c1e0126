"""A pet's documents: permission, form, action, message, redirect."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pets.access import own_pet, permit, rights
from pets.domain import Pet, Status
from pets.life.access import SEEN_OR_IN_TRASH, own_record
from pets.life.plans import TooManyPlans
from pets.life.queries import PAGE_SIZE
from pets.life.repository import AddedBefore, life
from pets.roles import Right
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.common import typed
from pettracker_site.common.editing import Edit, refused, submit
from pettracker_site.files.refusals import FileRefused
from photos.upload.views import upload_limiter

from . import expiry
from .display import file_url, title, why_not
from .domain import Document
from .forms import DocumentForm, NewDocumentForm
from .purging import document_purger
from .repository import UploadExpired, documents
from .services import document_uploader

_RECORDS_SHOWN = 100  # which are one call


@require_safe
def listing(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    return _listing(request, own_pet(request, pet_id, Right.VIEW), Status.ACTIVE, "documents/list.html")


@require_safe
def trash(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    return _listing(request, own_pet(request, pet_id, Right.EDIT_RECORDS), Status.DELETED, "documents/trash.html")


@require_safe
def document(request: HttpRequest, pet_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """With the records that it hangs on, at most 100; by one call, two where there are any."""
    pet, found = own_record(request, pet_id, Document, document_id, Right.VIEW)
    shown = sorted(found.records)[:_RECORDS_SHOWN]
    context = {
        "pet": pet,
        "document": found,
        "records": life().find_keys(pet.id, shown),
        "more": len(found.records) - len(shown),
        "may": rights(request, pet),
    }
    return render(request, "documents/document.html", context)


@require_safe
def download(request: HttpRequest, pet_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Document, document_id, Right.DOWNLOAD)
    return redirect(file_url(pet, found))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    pet = own_pet(request, pet_id, Right.ADD_RECORDS)
    if request.method != "POST":
        return _add_page(request, pet, NewDocumentForm())
    form = NewDocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _add_page(request, pet, form)
    try:
        with upload_limiter().slot():
            added = document_uploader().add(
                pet,
                str(form.cleaned_data["nonce"]),
                form.sent_file,
                form.described(),
                by=permit(request, Right.ADD_RECORDS),
            )
    except AddedBefore as before:
        return _added_before(request, pet, form.made_anew(), before.record)
    except TooManyPlans:
        form.add_error("expires_on", expiry.too_many())
        return _add_page(request, pet, form, 409)
    except (FileRefused, TooBusy, Conflict, StoreUnavailable) as error:
        again = form.made_anew() if isinstance(error, UploadExpired) else form
        return _refused(request, pet, again, *why_not(error))
    messages.success(request, _("“%(title)s” is in.") % {"title": title(added)})
    return redirect("documents:document", pet_id=pet.id, document_id=added.id)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pet_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    pet, found = own_record(request, pet_id, Document, document_id, Right.EDIT_RECORDS)
    form = DocumentForm(request.POST if request.method == "POST" else None, pet=pet, document=found)
    try:
        edit: Edit[DocumentForm] = submit(form, by=permit(request, Right.EDIT_RECORDS))
    except TooManyPlans:
        edit = refused(form, expiry.too_many(), field="expires_on")
    if edit.is_saved:
        messages.success(request, _("Saved."))
        return redirect("documents:document", pet_id=pet.id, document_id=found.id)
    context = {"pet": pet, "document": edit.newer or found, "form": edit.form, "edit": edit}
    return render(request, "documents/edit.html", context, status=edit.status)


@require_POST
def delete(request: HttpRequest, pet_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    pet, found = _in_trash_or_not(request, pet_id, document_id)
    life().delete(pet, found, expiry.follow, by=permit(request, Right.EDIT_RECORDS))
    undo = f"record documents:restore {pet.id} {found.id}"
    messages.success(request, _("“%(title)s” is in the trash.") % {"title": title(found)}, extra_tags=undo)
    return redirect("documents:list", pet_id=pet.id)


@require_POST
def restore(request: HttpRequest, pet_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    pet, found = _in_trash_or_not(request, pet_id, document_id)
    try:
        life().restore(pet, found, expiry.follow, by=permit(request, Right.EDIT_RECORDS))
    except TooManyPlans:
        messages.warning(request, _("It cannot come back: too many things are due for this pet already."))
        return redirect("documents:trash", pet_id=pet.id)
    messages.success(request, _("“%(title)s” is back.") % {"title": title(found)})
    return redirect("documents:document", pet_id=pet.id, document_id=found.id)


@require_http_methods(["GET", "HEAD", "POST"])
def empty(request: HttpRequest, pet_id: uuid.UUID) -> HttpResponse:
    """Shows a page of those that would go for good; takes out each `document` that comes back.

    Who sweeps removes their files.
    """
    pet = own_pet(request, pet_id, Right.EMPTY_TRASH)
    if request.method != "POST":
        page = life().page(Document, pet.id, status=Status.DELETED)
        if not page.items:
            return redirect("documents:trash", pet_id=pet.id)
        return render(request, "documents/empty_trash.html", {"pet": pet, "page": page})
    ids = typed.ids(request.POST.getlist("document"), PAGE_SIZE)
    gone = _purged(request, pet, ids)
    if gone:
        words = ngettext("%(count)d document is gone for good.", "%(count)d documents are gone for good.", gone)
        messages.success(request, words % {"count": gone})
    if missed := len(ids) - gone:
        words = ngettext(
            "%(count)d document was left alone: it had changed, or could not be deleted just now.",
            "%(count)d documents were left alone: they had changed, or could not be deleted just now.",
            missed,
        )
        messages.warning(request, words % {"count": missed})
    return redirect("documents:trash", pet_id=pet.id)


def _listing(request: HttpRequest, pet: Pet, status: Status, template: str) -> HttpResponse:
    page = life().page(Document, pet.id, status=status, cursor=request.GET.get("cursor", ""))
    return render(request, template, {"pet": pet, "page": page, "may": rights(request, pet), "at_tab": "care:health"})


def _add_page(request: HttpRequest, pet: Pet, form: NewDocumentForm, status: int = 200) -> HttpResponse:
    """A file never comes back with a form: whoever had chosen one is told to choose it again."""
    context = {"pet": pet, "form": form, "has_lost_file": bool(request.FILES) and "file" not in form.errors}
    return render(request, "documents/add.html", context, status=status)


def _refused(request: HttpRequest, pet: Pet, form: NewDocumentForm, words: str, status: int) -> HttpResponse:
    form.is_valid()
    form.add_error("file", words)
    return _add_page(request, pet, form, status)


def _added_before(request: HttpRequest, pet: Pet, form: NewDocumentForm, before: Any) -> HttpResponse:
    """The form with what was typed, as a new one: sent once more, it adds another document on purpose."""
    form.is_valid()
    words = _("This form has already added “%(title)s”. Send it once more if you want to add this one too.")
    form.add_error(None, words % {"title": title(before)})
    return _add_page(request, pet, form, 409)


def _in_trash_or_not(request: HttpRequest, pet_id: uuid.UUID, document_id: uuid.UUID) -> tuple[Pet, Document]:
    return own_record(request, pet_id, Document, document_id, Right.EDIT_RECORDS, among=SEEN_OR_IN_TRASH)


def _purged(request: HttpRequest, pet: Pet, ids: list[str]) -> int:
    """How many of those in the trash are gone by now. Raises: StoreUnavailable before the first."""
    by = permit(request, Right.EMPTY_TRASH)
    gone = 0
    for found in documents().find_many(pet.id, ids):
        if found.status != Status.DELETED:
            continue
        try:
            document_purger().begin(found, by=by)
        except (NotFound, Conflict):
            continue
        except StoreUnavailable:
            break
        gone += 1
    return gone
