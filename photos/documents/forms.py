"""The forms of documents: a new one with its file, and what is said of one that is there."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.domain import Pet
from pets.life.repository import life
from pets.rights import Permit
from pettracker_site.audit.audit_log import current_actor
from pettracker_site.aws import times
from pettracker_site.common.editing import EditForm
from pettracker_site.common.form_fields import Day, PlainText, offer_kept
from pettracker_site.common.versions import FieldVersions
from pettracker_site.files.refusals import FileRefused
from photos.forms import UploadedFile, picture

from . import expiry
from .display import TYPE_LABELS, compare_versions, sentence, what_is_taken
from .domain import Document, DocumentType
from .files import kind_of
from .services import Described

MAX_NAME = 120
"""Signs of a document's name."""
_FURTHEST_YEARS = 60
ACCEPT = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic,image/heif"
"""What the dialog of files offers; what is in a file its bytes tell."""


class DocumentFile(forms.FileField):
    """One file, looked at by its length and its first and last bytes; whether a picture is one, decoding shows."""

    widget = forms.FileInput
    default_error_messages = {"required": gettext_lazy("Choose a file."), "missing": gettext_lazy("Choose a file.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ACCEPT})
        super().__init__(allow_empty_file=True, widget=widget, help_text=lazy(what_is_taken, str)(), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile | None = super().clean(data, initial)
        if file:
            try:
                kind_of(picture(file))
            except FileRefused as refusal:
                raise ValidationError(sentence(refusal.reason), code=refusal.reason) from refusal
        return file


class _SaidOfDocument(forms.Form):
    """What people say of a document."""

    type = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Choose …")), *((str(type), label) for type, label in TYPE_LABELS.items())],
        error_messages={"required": gettext_lazy("Please choose what kind of document it is.")},
    )
    name = PlainText(
        label=gettext_lazy("Name"),
        max_length=MAX_NAME,
        required=False,
        help_text=gettext_lazy("Only if the kind alone does not say enough."),
    )
    expires_on = Day(
        label=gettext_lazy("Expires"), required=False, help_text=gettext_lazy("Leave it empty if it does not.")
    )

    def clean_type(self) -> DocumentType:
        return DocumentType(self.cleaned_data["type"])

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day and abs(day.year - timezone.localdate().year) > _FURTHEST_YEARS:
            raise ValidationError(_("That is more than %(years)d years away. Is the year right?") % {"years": 60})
        return day


class NewDocumentForm(_SaidOfDocument):
    """Hidden: the nonce of this form as it was opened."""

    file = DocumentFile(label=gettext_lazy("File"))
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("file", "type", "name", "expires_on")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"nonce": uuid.uuid4()}, label_suffix="")

    @property
    def sent_file(self) -> BinaryIO:
        """Of a valid form."""
        return picture(self.cleaned_data["file"])

    def described(self) -> Described:
        """What was said in a valid form."""
        data = self.cleaned_data
        return Described(data["type"], timezone.localdate(), data["name"], data["expires_on"])

    def made_anew(self) -> Self:
        """The form with what was typed, as another one that adds a document."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or dict
        data["nonce"] = str(uuid.uuid4())
        return type(self)(data, self.files)


class DocumentForm(_SaidOfDocument, EditForm[Document]):
    """What is said of a document that is there."""

    def __init__(self, data: Any = None, *, pet: Pet, document: Document) -> None:
        self.pet = pet
        self.document = document
        initial = {name: getattr(document, name) for name in ("type", "name", "expires_on", "version")}
        super().__init__(data, initial=initial, label_suffix="")
        offer_kept(self.fields["type"], document.type)

    def save(self, *, by: Permit | None = None) -> None:
        made_from = replace(self.document, version=self.cleaned_data["version"])
        edited = self._edited(made_from, by.user_id if by else current_actor().id)
        life().edit(self.pet, made_from, edited, expiry.follow, by=by)

    def made_from(self, record: Document) -> Self:
        return type(self)(self.data_with(version=record.version), pet=self.pet, document=record)

    def compare(self, saved: Document) -> list[FieldVersions]:
        return compare_versions(saved, self._edited(saved, saved.by))

    def _edited(self, document: Document, by: str) -> Document:
        said = {name: self.cleaned_data[name] for name in ("type", "name", "expires_on")}
        return document.edited(by, times.now(), **said)
