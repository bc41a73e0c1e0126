"""How documents are shown to people."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.domain import Pet
from pettracker_site.audit.descriptions import FieldDescription, Values, display_day
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.common.versions import FieldVersions
from pettracker_site.files.quota import QuotaExceeded
from pettracker_site.files.refusals import FileRefused, Reason
from pettracker_site.files.storage import file_storage
from photos.album.take_home import filename_of_pet
from photos.display import album_full_message
from photos.forms import limits_for_display
from photos.forms import sentence as picture_sentence

from .domain import Document, DocumentType
from .files import KINDS, FileKind, OtherFile

TYPE_LABELS: dict[DocumentType, Promise] = {
    DocumentType.CERTIFICATE: gettext_lazy("Certificate"),
    DocumentType.PASSPORT: gettext_lazy("Pet passport"),
    DocumentType.LAB_RESULT: gettext_lazy("Lab result"),
    DocumentType.XRAY: gettext_lazy("X-ray"),
    DocumentType.PRESCRIPTION: gettext_lazy("Prescription"),
    DocumentType.RECEIPT: gettext_lazy("Receipt"),
    DocumentType.INVOICE: gettext_lazy("Invoice"),
    DocumentType.INSURANCE: gettext_lazy("Insurance"),
    DocumentType.PEDIGREE: gettext_lazy("Pedigree or proof of ownership"),
    DocumentType.CHIP: gettext_lazy("Microchip registration"),
    DocumentType.ADOPTION: gettext_lazy("Adoption contract"),
    DocumentType.TRAVEL: gettext_lazy("Travel"),
    DocumentType.OTHER: gettext_lazy("Something else"),
}


def type_label(type: DocumentType) -> str:
    """What it is, in words; one of a later release by its name."""
    return str(TYPE_LABELS.get(type, type))


def _type(value: str | None, _values: Values) -> str:
    return type_label(DocumentType(value)) if value else "–"


AUDIT_FIELDS: Final = {
    "Type": FieldDescription(gettext_lazy("Kind"), _type),
    "Name": FieldDescription(gettext_lazy("Name")),
    "ExpiresOn": FieldDescription(gettext_lazy("Expires"), display_day),
    "ContentType": FieldDescription(gettext_lazy("Format")),
    "Bytes": FieldDescription(gettext_lazy("Size"), lambda value, _: filesizeformat(value) if value else "–"),
    "Sha256": FieldDescription(gettext_lazy("SHA-256")),
    "Copy": FieldDescription(gettext_lazy("Clean copy"), lambda value, _: " × ".join(map(str, value or ["–"]))),
}
"""How the audit log and the admins' pages tell what only a document has."""


def title(document: Document) -> str:
    """What its people call it; else what it is."""
    return document.name or type_label(document.type)


def describe_link(said: Mapping[str, Any]) -> str:
    """What a record says of a document that hangs on it: "Certificate (PDF)"."""
    type, file = DocumentType(said["Type"]), FileKind.of(said["ContentType"])
    return f"{type_label(type)} ({_kind(file)})"


def download_name(pet: Pet, document: Document) -> str:
    """`buddy-invoice-2025-06-01.pdf`: nothing of the name under which the file was sent, or that people gave it."""
    return f"{filename_of_pet(pet)}-{document.type}-{document.on.isoformat()}.{document.file.extension}"


def file_url(pet: Pet, document: Document) -> str:
    """A signed address of the file as it was sent: an attachment of a fixed type under a neutral name, never shown
    inline (RFC 6266)."""
    disposition = content_disposition_header(as_attachment=True, filename=download_name(pet, document))
    parameters = {
        "response-content-disposition": disposition or "attachment",
        "response-content-type": document.file.given_out_as,
    }
    return file_storage().url(document.original_key, parameters=parameters)


def format_file(document: Document) -> str:
    """Kind and size of the file: "PDF, 340 KB"."""
    return f"{_kind(document.file)}, {filesizeformat(document.length)}"


def compare_versions(saved: Document, typed: Document) -> list[FieldVersions]:
    """What people say of a document, as it is saved and as it was typed."""
    return [
        FieldVersions(_("Kind"), type_label(saved.type), type_label(typed.type)),
        FieldVersions(_("Name"), saved.name, typed.name),
        FieldVersions(_("Expires"), _day(saved.expires_on), _day(typed.expires_on)),
    ]


def what_is_taken() -> str:
    kinds = get_text_list([*KINDS], _("or"))
    return _("%(kinds)s, up to %(megabytes)s MB.") % {**limits_for_display(), "kinds": kinds}


def sentence(reason: Reason) -> str:
    """Why a file is not taken as a document."""
    kinds = {"kinds": get_text_list([*KINDS], _("and"))}
    if reason is Reason.NOT_A_PICTURE:
        return _("This is neither a PDF nor a picture. We take %(kinds)s.") % kinds
    if reason is Reason.UNSUPPORTED:
        return _("We do not take this kind of file. %(kinds)s are fine.") % kinds
    if reason is Reason.DAMAGED:
        return _("This file is damaged, or only a part of it arrived. Is there another copy of it?")
    return picture_sentence(reason)


def why_not(error: Exception) -> tuple[str, int]:
    """Why a file was not taken in, or not just now: in words, and as the status of the answer."""
    if isinstance(error, FileRefused):
        return sentence(error.reason), 200
    if isinstance(error, QuotaExceeded):
        return album_full_message(error.limits), 200
    if isinstance(error, TooBusy):
        return _("Many files are on their way just now. Please send this one again in a minute."), 503
    return _("We could not save this file just now. Please choose it and send it again in a minute."), 503


def _kind(file: FileKind | OtherFile) -> str:
    return KINDS[list(FileKind).index(file)] if isinstance(file, FileKind) else file.extension.upper() or _("File")


def _day(day: date | None) -> str:
    return date_format(day) if day else ""
