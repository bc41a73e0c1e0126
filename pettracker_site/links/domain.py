"""Links that open something to whoever has them, without a login: their tokens, and what stands of them in the store.

A token is kept nowhere. A link is found by its token's SHA-256, so that no item, backup or log of the store opens one.
"""

import enum
import hashlib
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Item

_SPACE = uuid.UUID("0b6a7a0e-3c39-4f5e-8e0f-6f0f5a6f1c52")
_SIGNS = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class LinkKind(enum.StrEnum):
    """What a link opens. A link of one kind is to all others as if it did not exist."""

    FEED = "feed"


_BYTES: Mapping[LinkKind, int] = {LinkKind.FEED: 32}
"""Of a token, before it is written as text."""


def new_token(kind: LinkKind) -> str:
    """Random bytes as text that stands in addresses as it is (base64 for URLs, without padding)."""
    return secrets.token_urlsafe(_BYTES[kind])


def hash_of(kind: LinkKind, token: str) -> str:
    """By which the link of a token is found. What can be no token of that kind gets a hash too, that of no sign at all,
    under which there is no link: looking for it costs as much as for any other."""
    length = -(-_BYTES[kind] * 4 // 3)
    is_token = len(token) == length and _SIGNS.fullmatch(token)
    return hashlib.sha256(token.encode() if is_token else b"").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`by` is the person who made it, and `id` by what they know it: that stays when the link is renewed, which
    `version` counts. `opens` is what its kind keeps of what is to be seen. `used_at` is when it was last opened, to the
    hour, and `used_by` by which of the programs that its kind knows."""

    kind: LinkKind
    id: str
    by: str
    hash: str
    title: str
    created_at: datetime
    opens: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
    used_at: datetime | None = None
    used_by: str = ""

    @classmethod
    def id_for(cls, kind: LinkKind, person_id: str, nonce: str) -> str:
        """That of the link which this person's form makes. Idempotent: the same nonce gives the same id."""
        return str(uuid.uuid5(_SPACE, f"{kind}/{person_id}/{nonce}"))

    def renewed(self, hash: str, now: datetime) -> Self:
        """Under another token, which nobody has used yet."""
        return replace(self, hash=hash, created_at=now, version=self.version + 1, used_at=None, used_by="")

    def to_item(self) -> Item:
        """The link itself, without its key."""
        item = {
            "Kind": str(self.kind),
            "ListId": self.id,
            "By": self.by,
            "Title": self.title,
            "What": dict(self.opens),
            "CreatedAt": times.to_text(self.created_at),
            "Version": self.version,
            "LastUsedAt": times.to_text(self.used_at) if self.used_at else None,
            "LastUsedBy": self.used_by or None,
        }
        return {name: value for name, value in item.items() if value is not None}

    @classmethod
    def from_item(cls, hash: str, item: Item) -> Self:
        return cls(
            kind=LinkKind(item["Kind"]),
            id=item["ListId"],
            by=item["By"],
            hash=hash,
            title=item["Title"],
            created_at=times.from_text(item["CreatedAt"]),
            opens=item.get("What") or {},
            version=int(item["Version"]),
            used_at=times.from_text(item["LastUsedAt"]) if "LastUsedAt" in item else None,
            used_by=item.get("LastUsedBy", ""),
        )


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link and its token, which is to be shown once."""

    link: Link
    token: str
