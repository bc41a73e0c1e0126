"""A document of a pet and the file that is kept of it: plain values in, plain values out.

While a document is there, on show or in the trash, its record says so. Objects that no document has (not yet: they are
being put; or no more: they are being removed) have a mark of their own, a `LooseFile`, from before the first of them is
put until after the last of them is gone.
"""

import re
import zlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, Self

from pets.life.records import Record, kind
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item
from pettracker_site.common.later_values import LaterText
from pettracker_site.files.quota import Usage

from .files import FileKind, OtherFile

MOST_RECORDS: Final = 5_000  # that one hangs on: their keys take 230 KB, and an item of DynamoDB holds 400
UPLOAD_TIMEOUT: Final = timedelta(hours=1)  # one that is not over by then was interrupted
PREFIX: Final = "documents/"
_ID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY: Final = re.compile(rf"documents/(?P<pet>{_ID})/(?P<document>{_ID})(?:\.[a-z]+|/copy\.webp)")


class DocumentType(LaterText):
    """What a document is; as it is stored."""

    CERTIFICATE = "certificate"
    PASSPORT = "passport"
    LAB_RESULT = "lab-result"
    XRAY = "x-ray"
    PRESCRIPTION = "prescription"
    RECEIPT = "receipt"
    INVOICE = "invoice"
    INSURANCE = "insurance"
    PEDIGREE = "pedigree"
    CHIP = "chip-registration"
    ADOPTION = "adoption-contract"
    TRAVEL = "travel"
    OTHER = "other"


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Record):
    """`name` is what its people call it, which may be nothing. `length` is the file's size in bytes, which counts in
    the quota of `owner_id`. `copy` is the width and height of the clean copy that a picture has, in px; None for a PDF.
    `records` are the keys of the records that it hangs on, which are written with these; one of them may be gone.
    """

    KIND: ClassVar[str] = "document"
    ENDS_BY_TTL: ClassVar[bool] = False
    AUDITED: ClassVar[AuditedFields] = AuditedFields(
        values=("Status", "OwnerId", "Type", "ExpiresOn", "ContentType", "Bytes"), texts=("Name",)
    )

    owner_id: str
    type: DocumentType
    file: FileKind | OtherFile
    length: int
    sha256: str
    name: str = ""
    expires_on: date | None = None
    copy: tuple[int, int] | None = None
    records: frozenset[str] = frozenset()

    def own_item(self) -> Item:
        return {
            "OwnerId": self.owner_id,
            "Type": str(self.type),
            "Name": self.name or None,
            "ContentType": self.file.content_type,
            "S3Key": self.original_key,
            "Bytes": self.length,
            "Sha256": self.sha256,
            "ExpiresOn": self.expires_on.isoformat() if self.expires_on else None,
            "Copy": list(self.copy) if self.copy else None,
            "HangsOn": self.records or None,
        }

    @classmethod
    def own_fields(cls, item: Item) -> dict[str, Any]:
        return {
            "owner_id": item["OwnerId"],
            "type": DocumentType(item["Type"]),
            "name": item.get("Name", ""),
            "file": FileKind.of(item["ContentType"], item["S3Key"].rpartition(".")[2]),
            "length": int(item["Bytes"]),
            "sha256": item["Sha256"],
            "expires_on": date.fromisoformat(item["ExpiresOn"]) if "ExpiresOn" in item else None,
            "copy": (int(item["Copy"][0]), int(item["Copy"][1])) if "Copy" in item else None,
            "records": frozenset(item.get("HangsOn", ())),
        }

    def _content(self) -> tuple[Any, ...]:
        """Without what it hangs on, which the forms of those records say."""
        return self.on, self.note, {**self.own_item(), "HangsOn": None}

    @property
    def original_key(self) -> str:
        return f"{_stem(self.pet_id, self.id)}.{self.file.extension}"

    @property
    def copy_key(self) -> str:
        """Of the clean copy, where it has one."""
        return f"{_stem(self.pet_id, self.id)}/copy.webp" if self.copy else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """All its objects."""
        return (self.original_key, self.copy_key) if self.copy else (self.original_key,)

    @property
    def share(self) -> Usage:
        """What it takes of its owner's quota, from its reservation until it is purged."""
        return Usage(documents=1, length=self.length)

    @property
    def link(self) -> dict[str, str]:
        """What a record says of a document that hangs on it."""
        return {"Type": str(self.type), "ContentType": self.file.content_type}


class Loose(LaterText):
    """Why a file has no document."""

    PENDING = "pending"  # it is being put
    PURGING = "purging"  # it is being removed


@dataclass(frozen=True, slots=True)
class LooseFile:
    """The mark of objects that no document has. While it is pending it counts in the quota of `owner_id`.

    `since` is when it became what it is; while it is being removed, when something of it was last taken away. `length`
    is the file's, in bytes, while it is pending.
    """

    pet_id: str
    id: str
    owner_id: str
    since: datetime
    status: Loose
    length: int = 0

    KIND: ClassVar[str] = "file"

    @classmethod
    def of(cls, document: Document, status: Loose, now: datetime) -> Self:
        length = document.length if status is Loose.PENDING else 0
        return cls(document.pet_id, document.id, document.owner_id, now, status, length)

    def purged(self, now: datetime) -> Self:
        return replace(self, status=Loose.PURGING, since=now, length=0)

    @property
    def key(self) -> str:
        return f"{self.KIND}#{self.id}"

    @property
    def share(self) -> Usage:
        return Usage(documents=1, length=self.length) if self.status is Loose.PENDING else Usage()

    @property
    def prefixes(self) -> tuple[str, str]:
        """What the keys of its objects begin with."""
        return f"{_stem(self.pet_id, self.id)}.", f"{_stem(self.pet_id, self.id)}/"

    def to_item(self, *, shards: int = 8) -> Item:
        return {
            "PetId": self.pet_id,
            "Record": self.key,
            "Kind": self.KIND,
            "OwnerId": self.owner_id,
            "Status": str(self.status),
            "Since": times.to_text(self.since),
            "Bytes": self.length,
            "AdminShard": f"{self.status}#{self.KIND}#{zlib.crc32(self.id.encode()) % shards}",
            "AdminTime": f"{times.to_text(self.since)}#{self.id}",
        }

    @classmethod
    def from_item(cls, item: Item) -> Self:
        return cls(
            pet_id=item["PetId"],
            id=item["Record"].partition("#")[2],
            owner_id=item["OwnerId"],
            since=times.from_text(item["Since"]),
            status=Loose(item["Status"]),
            length=int(item["Bytes"]),
        )


def named_by(key: str) -> tuple[str, str] | None:
    """The ids of the pet and the document that an object's key names; None for a key that was never made here."""
    found = _KEY.fullmatch(key)
    return (found["pet"], found["document"]) if found else None


def prefix_of_pet(pet_id: str) -> str:
    """What the keys of all objects of a pet's documents begin with."""
    return f"{PREFIX}{pet_id}/"


def _stem(pet_id: str, id: str) -> str:
    return f"{prefix_of_pet(pet_id)}{id}"
