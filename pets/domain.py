"""A pet: its profile, people and status, and how they change: plain values in, plain values out."""

import unicodedata
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from pettracker_site.aws import times
from pettracker_site.common.later_values import LaterText

from .profile import MARKED_FIELDS, Kind, Profile
from .roles import Member, Role

SEPARATOR = "\x1f"  # sorts before everything a person types: "Rex" before "Rex 2"
FOCUS_STEPS = 4  # of a cover's width and height
_SORT_NAME_BYTES = 800  # a sort key holds 1,024, and compatibility forms can be 18 times as long as what was typed
_MARKED = frozenset(field.stored_as for field in MARKED_FIELDS)
_NONCE_SPACE = uuid.UUID("5f0c3d52-7b0e-4d0c-9a5e-0f2f7a4d1c11")


class Status(LaterText):
    ACTIVE = "active"
    DELETED = "deleted"
    PURGING = "purging"


@dataclass(frozen=True, slots=True)
class Pet:
    """`version` counts edits of the profile; photo count and cover change with the photos and never touch it.

    `purged_at` is when something of a pet that is being purged was last taken away. `members` are kept as they were
    read, by the person's id, since a write of them holds only for what was read; what they mean, `role_of` says.
    `marks` are what lists show besides, as they were read; what a profile adds to them is not among them.
    `weight_key` says which entry the profile's weight is of, `weight_unit` in what one was typed last; `plans` what
    falls due, by the plan's id; `life_version` counts their writes (`pets/life/repository.py`).
    """

    id: str
    owner_id: str
    profile: Profile
    created_at: datetime
    updated_at: datetime
    status: Status = Status.ACTIVE
    version: int = 1
    photo_count: int = 0
    cover_photo_id: str = ""
    deleted_at: datetime | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    last_edit: str = ""
    purged_at: datetime | None = None
    marks: Mapping[str, Any] = field(default_factory=dict)
    weight_key: str = ""
    weight_unit: str = ""
    plans: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    life_version: int = 0

    @classmethod
    def new(cls, owner_id: str, nonce: str, profile: Profile, now: datetime) -> Self:
        """The pet that this owner's form creates. Idempotent: the same nonce gives the same pet."""
        return cls(
            id=str(uuid.uuid5(_NONCE_SPACE, f"{owner_id}/{nonce}")),
            owner_id=owner_id,
            profile=profile,
            created_at=now,
            updated_at=now,
            members={owner_id: Member(Role.OWNER, now).to_item()},
        )

    def edited(self, profile: Profile, now: datetime, edit: str = "") -> Self:
        return replace(self, profile=profile, updated_at=now, version=self.version + 1, last_edit=edit)

    def deleted(self, now: datetime) -> Self:
        return replace(self, status=Status.DELETED, deleted_at=now)

    def restored(self) -> Self:
        return replace(self, status=Status.ACTIVE, deleted_at=None)

    def purged(self, now: datetime) -> Self:
        """The tombstone: it leads to the photos that are still to be deleted, without any data of the pet."""
        return replace(
            self,
            status=Status.PURGING,
            purged_at=now,
            deleted_at=None,
            profile=Profile("", Kind.OTHER),
            members={},
            last_edit="",
            marks={},
            weight_key="",
            weight_unit="",
            plans={},
        )

    def due_at(self, trash: timedelta) -> datetime:
        """The time in its index: of its last change of status, or of its expiry in the trash."""
        if self.purged_at:
            return self.purged_at
        return self.deleted_at + trash if self.deleted_at else self.created_at

    def moved_to(self, owner_id: str, now: datetime) -> Self:
        """With another owner; who else may see it stays."""
        others = {person: entry for person, entry in self.members.items() if person != self.owner_id}
        return replace(self, owner_id=owner_id, members={**others, owner_id: Member(Role.OWNER, now).to_item()})

    def member(self, user_id: str) -> Member | None:
        """What is written about a person, past or not; None where that is nothing, or makes no sense."""
        return Member.from_item(self.members.get(user_id))

    def role_of(self, user_id: str, now: datetime) -> Role | None:
        """The role that a person has now."""
        member = self.member(user_id)
        return member.role if member and member.holds(now) else None

    @property
    def list_key(self) -> str:
        """Where the pet stands in its owner's lists: by status, then in alphabetical order."""
        return SEPARATOR.join((self.status, sort_name(self.name), self.id))

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def kind(self) -> Kind:
        return self.profile.kind

    @property
    def next_due(self) -> str:
        """The first day on which something is due, a new pack of a medicine too, as a text; empty where nothing is."""
        plans = self.plans.values()
        days = (day for plan in plans for day in (plan.get("Due"), plan.get("Schedule", {}).get("RefillOn")) if day)
        return min(map(str, days), default="")

    @property
    def focus(self) -> tuple[int, int] | None:
        """Which place of the cover is to be seen where it is cut, in fourths of its width and height; None for its
        middle, which another cover begins with."""
        kept = self.marks.get("Focus")
        if not isinstance(kept, Mapping) or not self.cover_photo_id or kept.get("Photo") != self.cover_photo_id:
            return None
        try:
            place = int(kept["X"]), int(kept["Y"])
        except (KeyError, TypeError, ValueError):
            return None
        return place if all(0 <= each <= FOCUS_STEPS for each in place) else None

    def focused(self, x: int, y: int) -> Self:
        place = {"Photo": self.cover_photo_id, "X": x, "Y": y}
        return replace(self, marks={**self.marks, "Focus": place})

    def to_item(self, *, shards: int = 8, trash: timedelta = timedelta(days=30)) -> dict[str, Any]:
        """The pet as DynamoDB keeps it, index keys included; None stands for an attribute that is not there."""
        profile = self.profile
        shard = zlib.crc32(self.id.encode()) % shards
        name_key = sort_name(profile.name)
        next_due = self.next_due
        return {
            "PetId": self.id,
            "OwnerId": self.owner_id,
            "Members": dict(self.members),
            **profile.to_item(),
            "CreatedAt": times.to_text(self.created_at),
            "UpdatedAt": times.to_text(self.updated_at),
            "DeletedAt": times.to_text(self.deleted_at) if self.deleted_at else None,
            "PurgedAt": times.to_text(self.purged_at) if self.purged_at else None,
            "Status": str(self.status),
            "Version": self.version,
            "LastEdit": self.last_edit or None,
            "PhotoCount": self.photo_count,
            "CoverPhotoId": self.cover_photo_id or None,
            "Marks": {**self.marks, **profile.marks()} or None,
            "WeightKey": self.weight_key or None,
            "WeightUnit": self.weight_unit or None,
            "Plans": {id: dict(plan) for id, plan in self.plans.items()} or None,
            "LifeVersion": self.life_version or None,
            "DueOwnerId": self.owner_id if next_due and self.status == Status.ACTIVE else None,
            "NextDue": f"{next_due}#{self.id}" if next_due else None,
            "StatusName": self.list_key,
            "AdminShard": f"{self.status}#{shard}",
            "AdminKind": f"{self.status}#{profile.kind}#{shard}",
            "AdminTime": f"{times.to_text(self.due_at(trash))}#{self.id}",
            "AdminName": f"{self.status}#{name_key[:2]}",
            "SortName": SEPARATOR.join((name_key, self.id)),
        }

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Self:
        """A pet of an item, or of an index's projection, which lacks what no list shows (notes, members ...)."""
        members, marks = item.get("Members"), item.get("Marks") or {}
        return cls(
            id=item["PetId"],
            owner_id=item["OwnerId"],
            profile=Profile.from_item({**marks, **item}),
            created_at=times.from_text(item["CreatedAt"]),
            updated_at=times.from_text(item["UpdatedAt"]),
            deleted_at=times.from_text(item["DeletedAt"]) if "DeletedAt" in item else None,
            purged_at=times.from_text(item["PurgedAt"]) if "PurgedAt" in item else None,
            status=Status(item["Status"]),
            version=int(item["Version"]),
            photo_count=int(item["PhotoCount"]),
            cover_photo_id=item.get("CoverPhotoId", ""),
            members=members if isinstance(members, Mapping) else {},
            last_edit=item.get("LastEdit", ""),
            marks={name: value for name, value in marks.items() if name not in _MARKED},
            weight_key=item.get("WeightKey", ""),
            weight_unit=item.get("WeightUnit", ""),
            plans=item.get("Plans") or {},
            life_version=int(item.get("LifeVersion", 0)),
        )


def sort_name(name: str) -> str:
    """The name as lists sort it: plain, and no longer than a key may be."""
    return plain(name).encode()[:_SORT_NAME_BYTES].decode(errors="ignore")


def plain(text: str) -> str:
    """What is compared: compatibility form, without case and marks ("Éclair" as "eclair"), on one line."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in decomposed if not unicodedata.combining(each) and each >= " ")
