"""A day to remember: the first walk, a house moved into. Plain values in, plain values out."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pets.life.records import Record, kind
from pettracker_site.audit.audit_log import AuditedFields
from pettracker_site.aws.dynamo import Item

MAX_TITLE, MAX_NOTE = 80, 1000


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Record):
    KIND: ClassVar[str] = "milestone"
    ON_TIMELINE: ClassVar[bool] = True
    AUDITED: ClassVar[AuditedFields] = AuditedFields(values=("Status", "On"), texts=("Title", "Note", "Documents"))

    title: str

    def own_item(self) -> Item:
        return {"Title": self.title}

    @classmethod
    def own_fields(cls, item: Item) -> dict[str, Any]:
        return {"title": item["Title"]}
