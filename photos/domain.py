"""A photo's record, and how it changes. No Django, no AWS: plain values in, plain values out."""

import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Self

from pettracker_site.aws import times
from pettracker_site.common.later_values import LaterText
from photos.imaging.formats import Found, Inspection

from .keys import claim_id, derivative_key
from .taken import TakenFrom, name_of, zone_named

UPLOAD_TIMEOUT = timedelta(hours=1)  # an upload that is still pending by then was interrupted


class Status(LaterText):
    PENDING = "pending"
    ACTIVE = "active"
    DELETED = "deleted"
    PURGING = "purging"


@dataclass(frozen=True, slots=True)
class Size:
    """A derivative: `name` is its nominal edge (160 for the square), `width` and `height` in pixels as it is."""

    name: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Photo:
    """`width` and `height` are those of the original, upright; `length` is its size in bytes.

    `taken_on` is the date on the wall where it was taken, `taken_zone` the zone of the clock there (an offset that the
    file told, or the name of the zone that was taken for it), `taken_from` who says so; records that are older have
    neither. `version` counts edits of caption and date; `derived_at` is when the derivatives were made, None where that
    was at the upload; a `hidden` photo is for its owner's eyes only. `missing` is how many percent of the picture the
    original lacks, 0 where that cannot be told, None for nothing. `purged_at` is when something of a photo that is
    being purged was last taken away. `found` is what the original carries besides the picture, in the order of `Found`.
    `camera` is the maker and model of what took it, empty where nothing says so.
    A pending photo that is to take the place of another pet's names that one in `moved_from`. One in the
    trash that was the cover names the photo that became it then in `cover_passed_to`.
    """

    id: str
    pet_id: str
    owner_id: str
    content_type: str
    extension: str
    width: int
    height: int
    length: int
    sha256: str
    uploaded_at: datetime
    taken_at: datetime
    taken_on: date
    taken_zone: str = ""
    taken_from: TakenFrom | None = None
    status: Status = Status.PENDING
    sizes: tuple[Size, ...] = ()
    placeholder: bytes = field(default=b"", repr=False)
    derived_at: datetime | None = None
    caption: str = ""
    favourite: bool = False
    hidden: bool = False
    deleted_at: datetime | None = None
    found: tuple[Found, ...] = ()
    missing: int | None = None
    version: int = 1
    purged_at: datetime | None = None
    moved_from: str = ""
    cover_passed_to: str = ""
    camera: str = ""

    @property
    def original_key(self) -> str:
        return f"photos/{self.pet_id}/{self.id}.{self.extension}"

    def derivative_key(self, size: int) -> str:
        return derivative_key(self.pet_id, self.id, size)

    @property
    def keys(self) -> tuple[str, ...]:
        """All its objects: the original and each derivative."""
        return (self.original_key, *(self.derivative_key(size.name) for size in self.sizes))

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What the keys of all its objects begin with, those of sizes that are made no more included."""
        return (f"photos/{self.pet_id}/{self.id}.", f"thumbs/{self.pet_id}/{self.id}/")

    @property
    def list_key(self) -> str:
        """Where the photo stands among its pet's: by status, then by the time it was taken."""
        return f"{self.status}#{self.place}"

    @property
    def place(self) -> str:
        """The same among those of one status."""
        return f"{times.to_text(self.taken_at)}#{self.id}"

    @property
    def claim_id(self) -> str:
        return claim_id(self.pet_id, self.sha256)

    def claim(self, *, shards: int = 8) -> dict[str, Any]:
        """The item that says "the pet has these bytes already, as this photo"; found by shards as the photos are."""
        return {
            "PhotoId": self.claim_id,
            "ClaimedBy": self.id,
            "AdminShard": f"claim#{zlib.crc32(self.claim_id.encode()) % shards}",
            "AdminTime": f"{times.to_text(self.uploaded_at)}#{self.id}",
        }

    def rederived(self, sizes: tuple[Size, ...], placeholder: bytes, now: datetime, seen: Inspection) -> Self:
        """Decoded anew, a picture may turn out to stand upright otherwise, or to lack something."""
        made = replace(self, sizes=sizes, placeholder=placeholder, derived_at=now)
        return replace(made, width=seen.width, height=seen.height, missing=seen.missing)

    def clock(self, reader: tzinfo) -> tzinfo:
        """The zone of the wall clock where it was taken; the reader's own where the record does not know it."""
        return (zone_named(self.taken_zone) if self.taken_zone else None) or reader

    def edited(self, caption: str, taken_at: datetime, taken_on: date, clock: tzinfo | None = None) -> Self:
        """With another caption and, where it differs, another time, set by hand on the clock of that zone."""
        edited = replace(self, caption=caption, version=self.version + 1)
        if taken_at == self.taken_at:
            return edited
        zone = name_of(clock) if clock else self.taken_zone
        return replace(edited, taken_at=taken_at, taken_on=taken_on, taken_zone=zone, taken_from=TakenFrom.TYPED)

    def says_the_same_as(self, other: "Photo") -> bool:
        """Whether an owner would have written the same in both."""
        return (self.caption, self.taken_at, self.taken_on) == (other.caption, other.taken_at, other.taken_on)

    def marked(self, favourite: bool) -> Self:
        return replace(self, favourite=favourite)

    def activated(self) -> Self:
        return replace(self, status=Status.ACTIVE)

    def moving_to(self, pet_id: str, id: str, now: datetime) -> Self:
        """The pending photo of that pet which is to take the place of this one."""
        return replace(
            self, id=id, pet_id=pet_id, status=Status.PENDING, uploaded_at=now, purged_at=None, moved_from=self.id
        )

    def deleted(self, now: datetime) -> Self:
        return replace(self, status=Status.DELETED, deleted_at=now)

    def restored(self) -> Self:
        return replace(self, status=Status.ACTIVE, deleted_at=None, cover_passed_to="")

    def purged(self, now: datetime) -> Self:
        """The tombstone: it names the objects that are still to be deleted, without any data of the picture."""
        return replace(
            self,
            status=Status.PURGING,
            purged_at=now,
            deleted_at=None,
            caption="",
            favourite=False,
            placeholder=b"",
            found=(),
            missing=None,
            sha256="",
            sizes=(),
            width=0,
            height=0,
            length=0,
            taken_at=self.uploaded_at,
            taken_on=self.uploaded_at.date(),
            taken_zone="",
            taken_from=None,
            moved_from="",
            cover_passed_to="",
            camera="",
        )

    def due_at(self, trash: timedelta) -> datetime:
        """The time in its index: of its last change of status, or of its expiry in the trash."""
        if self.purged_at:
            return self.purged_at
        return self.deleted_at + trash if self.deleted_at else self.uploaded_at

    def to_item(self, *, shards: int = 8, trash: timedelta = timedelta(days=30)) -> dict[str, Any]:
        """The photo as DynamoDB keeps it, index keys included; None stands for an attribute that is not there."""
        taken = times.to_text(self.taken_at)
        is_active = self.status == Status.ACTIVE
        return {
            "PhotoId": self.id,
            "PetId": self.pet_id,
            "OwnerId": self.owner_id,
            "S3Key": self.original_key,
            "ContentType": self.content_type,
            "Width": self.width,
            "Height": self.height,
            "Bytes": self.length,
            "Sha256": self.sha256,
            "UploadedAt": times.to_text(self.uploaded_at),
            "TakenAt": taken,
            "TakenOn": self.taken_on.isoformat(),
            "TakenZone": self.taken_zone or None,
            "TakenFrom": str(self.taken_from) if self.taken_from else None,
            "DeletedAt": times.to_text(self.deleted_at) if self.deleted_at else None,
            "PurgedAt": times.to_text(self.purged_at) if self.purged_at else None,
            "Status": str(self.status),
            "Caption": self.caption or None,
            "Placeholder": self.placeholder or None,
            "Derivatives": [[size.name, size.width, size.height] for size in self.sizes],
            "DerivedAt": times.to_text(self.derived_at) if self.derived_at else None,
            "Favourite": self.favourite or None,
            "Hidden": self.hidden or None,
            "Found": [str(each) for each in self.found] or None,
            "Missing": self.missing,
            "MovedFrom": self.moved_from or None,
            "CoverPassedTo": self.cover_passed_to or None,
            "Camera": self.camera or None,
            "Version": self.version,
            "StatusTakenAt": self.list_key,
            "AdminShard": f"{self.status}#{zlib.crc32(self.id.encode()) % shards}",
            "AdminTime": f"{times.to_text(self.due_at(trash))}#{self.id}",
            # Sparse: only what may be shown is found by these.
            "OwnerDay": f"active#{self.taken_on:%m-%d}#{taken}#{self.id}" if is_active else None,
            "FavouritePetId": self.pet_id if is_active and self.favourite else None,
            "FavouriteOwnerId": self.owner_id if is_active and self.favourite else None,
        }

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Self:
        return cls(
            id=item["PhotoId"],
            pet_id=item["PetId"],
            owner_id=item["OwnerId"],
            content_type=item["ContentType"],
            extension=item["S3Key"].rpartition(".")[2],
            width=int(item["Width"]),
            height=int(item["Height"]),
            length=int(item["Bytes"]),
            sha256=item["Sha256"],
            uploaded_at=times.from_text(item["UploadedAt"]),
            taken_at=times.from_text(item["TakenAt"]),
            taken_on=date.fromisoformat(item["TakenOn"]),
            taken_zone=item.get("TakenZone", ""),
            taken_from=TakenFrom.known(item.get("TakenFrom")),
            deleted_at=times.from_text(item["DeletedAt"]) if "DeletedAt" in item else None,
            purged_at=times.from_text(item["PurgedAt"]) if "PurgedAt" in item else None,
            status=Status(item["Status"]),
            sizes=tuple(Size(*map(int, each)) for each in item["Derivatives"]),
            placeholder=bytes(item.get("Placeholder", b"")),
            derived_at=times.from_text(item["DerivedAt"]) if "DerivedAt" in item else None,
            caption=item.get("Caption", ""),
            favourite=bool(item.get("Favourite", False)),
            hidden=bool(item.get("Hidden", False)),
            found=tuple(each for each in Found if each in item.get("Found", ())),  # a later release may know others
            missing=int(item["Missing"]) if "Missing" in item else None,
            version=int(item["Version"]),
            moved_from=item.get("MovedFrom", ""),
            cover_passed_to=item.get("CoverPassedTo", ""),
            camera=item.get("Camera", ""),
        )


def new_id() -> str:
    return str(uuid.uuid4())
