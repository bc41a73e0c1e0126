"""Documents on other records: the part of their forms that takes a file, or one that is here already."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.domain import Pet, Status
from pets.life.attachments import NotAttached
from pets.life.records import MOST_DOCUMENTS, Record
from pets.life.repository import AddedBefore, life
from pets.rights import Permit
from pettracker_site.aws.dynamo import Item, Write
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.aws.transactions import TransactionRefused
from pettracker_site.common.errors import NotAllowed
from pettracker_site.files.refusals import FileRefused
from photos.forms import picture
from photos.upload.views import upload_limiter

from .display import TYPE_LABELS, describe_link, title, why_not
from .domain import Document, DocumentType
from .forms import MAX_NAME, DocumentFile
from .repository import documents
from .services import Described, Stored, document_uploader

_OFFERED = 100  # documents that are here, the newest ones


@dataclass(frozen=True, slots=True)
class Attached:
    """`stored` is a new one, whose file is put; `linked` are the ids of others that are linked anew, `gone` of those
    that hang there no more."""

    links: Mapping[str, Mapping[str, Any]]
    stored: Stored | None
    linked: tuple[str, ...]
    gone: tuple[str, ...]

    def parts(self, pet: Pet, record: Record) -> dict[str, Write]:
        ids = [*self.linked, *([self.stored.document.id] if self.stored and self.stored.was_there else [])]
        parts = {f"linked_{id}": documents().hang(id, record) for id in ids}
        parts |= {f"gone_{id}": documents().take_off(id, record) for id in self.gone if id not in ids}
        if self.stored and not self.stored.was_there:
            return {**parts, **documents().parts(pet, self.stored.document, record)}
        return parts

    def release(self) -> None:
        if self.stored and not self.stored.was_there:
            document_uploader().give_up(self.stored)


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a record, in the record's own `words`; `document` where it is still on show."""

    words: str
    document: Document | None
    is_in_trash: bool = False


class AttachForm(forms.Form):
    """Below the form of a record, under names of its own."""

    prefix = "attached"
    template = "documents/_attach.html"

    file = DocumentFile(label=gettext_lazy("Photo or PDF of the label or certificate"), required=False)
    type = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(str(type), label) for type, label in TYPE_LABELS.items()],
        initial=str(DocumentType.CERTIFICATE),
        required=False,
    )
    document = forms.ChoiceField(
        label=gettext_lazy("Or a document that is here already"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This document is not here any more. Please choose another.")},
    )
    kept = forms.MultipleChoiceField(
        label=gettext_lazy("On this entry"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, files: Any = None, *, pet: Pet, record: Record | None) -> None:
        self.pet = pet
        self.before = dict(record.documents) if record else {}
        super().__init__(data, files, initial={"kept": list(self.before)}, label_suffix="")
        self.fields["document"].choices = cache(self._offered)  # type: ignore[attr-defined]  # asked for where needed, once
        if self.before:
            self.fields["kept"].choices = [(id, describe_link(said)) for id, said in self.before.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["kept"]

    @property
    def has_lost_file(self) -> bool:
        """Whether one was sent that cannot come back with the form."""
        return bool(self.files) and "file" not in self.errors

    def _offered(self) -> list[tuple[str, str]]:
        """By one call."""
        found = life().newest(Document, self.pet.id, most=_OFFERED)
        here = [(each.id, title(each)) for each in found if each.id not in self.before]
        return [("", _("None")), *here]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        count = len(data.get("kept", ())) + bool(data.get("file")) + bool(data.get("document"))
        if count > MOST_DOCUMENTS:
            words = _("At most %(most)d documents fit on an entry.") % {"most": MOST_DOCUMENTS}
            self.add_error("file" if data.get("file") else "document", words)
        return data

    @contextmanager
    def taken(self, nonce: str, *, by: Permit, name: str = "") -> Iterator[Attached]:
        """As `pets.life.attachments.AttachForm` says."""
        stored = self._stored(nonce, by, name) if self.cleaned_data["file"] else None
        chosen = self.cleaned_data["document"]
        links = {id: self.before[id] for id in self.cleaned_data.get("kept", ())}
        if stored:
            links[stored.document.id] = stored.document.link
        links |= {each.id: each.link for each in documents().find_many(self.pet.id, [chosen] if chosen else [])}
        gone = tuple(id for id in self.before if id not in links)
        attached = Attached(links, stored, (chosen,) if chosen else (), gone)
        try:
            yield attached
        except TransactionRefused as refusal:
            self.add_error("document" if chosen else "file", _why_refused(refusal.get(f"linked_{chosen}")))
            raise NotAttached(409) from refusal
        except (NotFound, NotAllowed, AddedBefore):
            attached.release()
            raise

    def _stored(self, nonce: str, by: Permit, name: str) -> Stored:
        """Raises: NotAttached, with the reason beside the field; AddedBefore."""
        type = DocumentType(self.cleaned_data["type"] or DocumentType.CERTIFICATE)
        described = Described(type, timezone.localdate(), name[:MAX_NAME])
        try:
            with upload_limiter().slot():
                return document_uploader().store(self.pet, nonce, picture(self.cleaned_data["file"]), described, by=by)
        except AddedBefore:
            raise
        except (FileRefused, TooBusy, Conflict, StoreUnavailable) as error:
            words, status = why_not(error)
            self.add_error("file", words)
            raise NotAttached(status) from error


class DocumentKeeper:
    """Documents, as the pages of other records know them."""

    template_shown = "documents/_attached.html"

    def form(self, request: HttpRequest, pet: Pet, record: Record | None) -> AttachForm:
        is_sent = request.method == "POST"
        return AttachForm(request.POST if is_sent else None, request.FILES if is_sent else None, pet=pet, record=record)

    def shown(self, record: Record) -> list[Hanging]:
        found = {each.id: each for each in documents().find_many(record.pet_id, record.documents)}
        return [_hanging(said, found.get(id)) for id, said in record.documents.items()]


def _hanging(said: Mapping[str, Any], document: Document | None) -> Hanging:
    if document is None or document.status == Status.ACTIVE:
        return Hanging(describe_link(said), document)
    return Hanging(describe_link(said), None, is_in_trash=True)


def _why_refused(found: Item | None) -> str:
    """Why it cannot hang on one more record: what was found of it says so."""
    if found and found["Status"] == Status.ACTIVE:
        return _("This document hangs on so many entries that no other fits. Please add it as another one.")
    return _("This document is not here any more. Please choose it anew.")
