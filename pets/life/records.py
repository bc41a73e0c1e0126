"""Records of a pet's life: what all kinds have in common. Plain values in, plain values out."""

import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from pets.domain import Status
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item

MOST_DOCUMENTS = 10  # on one record
_NONCE_SPACE = uuid.UUID("0d9cf1b5-6f0b-4e53-9a0e-6a4a3f6f2c57")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record. A kind is a subclass with `KIND`, fields of its own, and the methods that say how they are kept.

    `on` is the day on the wall; `by` is who made it, `last_edit` the nonce of the form that wrote it last.
    `documents` says of each that hangs on it, by its id, what it is (`Type`, `ContentType`).
    Its key never changes: a day is edited in place, and a form sent twice meets its own record.
    """

    KIND: ClassVar[str] = ""
    ON_TIMELINE: ClassVar[bool] = False
    PAGE: ClassVar[str] = ""
    """The route of one record's page, by the ids of pet and record; such a kind has a `name`. Empty: it has none."""
    ENDS_BY_TTL: ClassVar[bool] = True
    """Whether the table lets it go when its time in the trash is over; not where files belong to it."""
    AUDITED: ClassVar[AuditedFields] = AuditedFields(values=("Status", "On"), texts=("Note", "Documents"))

    pet_id: str
    id: str
    on: date
    by: str
    created_at: datetime
    updated_at: datetime
    updated_by: str = ""
    status: Status = Status.ACTIVE
    version: int = 1
    last_edit: str = ""
    note: str = ""
    deleted_at: datetime | None = None
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    # --- What each kind says of itself ------------------------------------------------------------------------------

    def own_item(self) -> Item:
        """The attributes that only its kind has; None stands for one that is not there."""
        return {}

    @classmethod
    def own_fields(cls, item: Item) -> dict[str, Any]:
        """The fields of those attributes, as the class takes them."""
        return {}

    @property
    def series(self) -> str:
        """The id of the plan that it is one of a series of; empty for a record that stands alone."""
        return ""

    @classmethod
    def new(cls, pet_id: str, by: str, nonce: str, **fields: Any) -> Self:
        """The record that this person's form adds now; `nonce` is the form's."""
        now = times.now()
        return cls(pet_id=pet_id, id=cls.id_for(pet_id, by, nonce), by=by, created_at=now, updated_at=now, **fields)

    # --- Changes ----------------------------------------------------------------------------------------------------

    def edited(self, by: str, now: datetime, edit: str = "", **changed: Any) -> Self:
        return replace(self, **changed, updated_by=by, updated_at=now, version=self.version + 1, last_edit=edit)

    def deleted(self, by: str, now: datetime) -> Self:
        return self.edited(by, now, status=Status.DELETED, deleted_at=now)

    def restored(self, by: str, now: datetime) -> Self:
        return self.edited(by, now, status=Status.ACTIVE, deleted_at=None)

    def says_the_same_as(self, other: "Record") -> bool:
        """Whether somebody who reads both reads the same."""
        return self.key == other.key and self._content() == other._content()

    def _content(self) -> tuple[Any, ...]:
        return self.on, self.note, dict(self.documents), self.own_item()

    # --- Keys -------------------------------------------------------------------------------------------------------

    @staticmethod
    def id_for(pet_id: str, by: str, nonce: str) -> str:
        """The id of what this person's form adds. Idempotent: the same form gives the same record."""
        return str(uuid.uuid5(_NONCE_SPACE, f"{pet_id}/{by}/{nonce}"))

    @classmethod
    def key_of(cls, id: str) -> str:
        """The sort key of the record with that id."""
        return f"{cls.KIND}#{id}"

    @property
    def key(self) -> str:
        return self.key_of(self.id)

    @property
    def order(self) -> str:
        """Where it stands among others of the pet: by day, then as they were written down."""
        return f"{self.on.isoformat()}#{times.to_text(self.created_at)}#{self.id}"

    @property
    def list_key(self) -> str:
        if self.deleted_at:
            return f"{self.status}#{self.KIND}#{times.to_text(self.deleted_at)}#{self.id}"
        return f"{self.status}#{self.KIND}#{self.order}"

    def due_at(self, trash: timedelta) -> datetime:
        """The time in the index over all pets: of its creation, or of its end in the trash."""
        return self.deleted_at + trash if self.deleted_at else self.created_at

    # --- As DynamoDB keeps it ---------------------------------------------------------------------------------------

    def to_item(self, *, shards: int = 8, trash: timedelta = timedelta(days=30)) -> Item:
        """With the keys of its indexes; None stands for an attribute that is not there."""
        is_active = self.status == Status.ACTIVE
        due_at = self.due_at(trash)
        shard = zlib.crc32(self.id.encode()) % shards
        return {
            "PetId": self.pet_id,
            "Record": self.key,
            "Kind": self.KIND,
            "Status": str(self.status),
            "On": self.on.isoformat(),
            "By": self.by,
            "CreatedAt": times.to_text(self.created_at),
            "UpdatedAt": times.to_text(self.updated_at),
            "UpdatedBy": self.updated_by or None,
            "Version": self.version,
            "LastEdit": self.last_edit or None,
            "Note": self.note or None,
            "DeletedAt": times.to_text(self.deleted_at) if self.deleted_at else None,
            "Documents": {id: dict(said) for id, said in self.documents.items()} or None,
            **self.own_item(),
            "ListKey": self.list_key,
            "TimelineKey": self.order if self.ON_TIMELINE and is_active else None,
            "SeriesKey": f"{self.series}#{self.order}" if self.series and is_active else None,
            "AdminShard": f"{self.status}#{self.KIND}#{shard}",
            "AdminTime": f"{times.to_text(due_at)}#{self.id}",
            "ExpiresAt": int(due_at.timestamp()) if self.deleted_at and self.ENDS_BY_TTL else None,
        }

    @classmethod
    def from_item(cls, item: Item) -> Self:
        """A record of an item, or of an index's projection as far as that goes."""
        return cls(
            pet_id=item["PetId"],
            id=item["Record"].partition("#")[2],
            on=date.fromisoformat(item["On"]),
            by=item["By"],
            created_at=times.from_text(item["CreatedAt"]),
            updated_at=times.from_text(item["UpdatedAt"] if "UpdatedAt" in item else item["CreatedAt"]),
            updated_by=item.get("UpdatedBy", ""),
            status=Status(item["Status"]),
            version=int(item["Version"]),
            last_edit=item.get("LastEdit", ""),
            note=item.get("Note", ""),
            deleted_at=times.from_text(item["DeletedAt"]) if "DeletedAt" in item else None,
            documents=item.get("Documents") or {},
            **cls.own_fields(item),
        )


R = TypeVar("R", bound=Record)
_kinds: dict[str, type[Record]] = {}


def kind(made: type[R]) -> type[R]:
    """Decorates the class of a kind, so that `read` knows its items."""
    _kinds[made.KIND] = made
    return made


def is_kind(record: type[Record]) -> bool:
    """Whether the class was made a kind, of which there are records to read."""
    return _kinds.get(record.KIND) is record


def read(item: Item) -> Record:
    """The record that an item keeps, of whichever kind.

    It is a plain `Record` where nobody here made the kind: while a new one is rolled out, other processes write it.
    """
    return _kinds.get(item["Kind"], Record).from_item(item)
