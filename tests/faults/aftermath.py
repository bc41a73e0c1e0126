"""What the stores hold after something went wrong, read past the application, and what must be true at any time."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

PETS, PHOTOS, ACCOUNTS, AUDIT = (f"PetTracker-{name}" for name in ("Pets", "Photos", "Accounts", "Audit"))
TABLES = (PETS, PHOTOS, ACCOUNTS, AUDIT)
_KEYS = {PETS: ["PetId"], PHOTOS: ["PhotoId"], ACCOUNTS: ["AccountId", "Item"], AUDIT: ["RecordId", "At"]}
_SHOWN_OR_IN_TRASH = ("active", "deleted")
_read = TypeDeserializer().deserialize


@dataclass
class Stores:
    """Clients that reach the stores directly."""

    dynamodb: Any
    s3: Any
    bucket: str

    def items(self, table: str) -> list[dict[str, Any]]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return [{name: _read(value) for name, value in item.items()} for page in pages for item in page["Items"]]

    def versions(self) -> list[dict[str, Any]]:
        pages = self.s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket)
        return [each for page in pages for each in (*page.get("Versions", []), *page.get("DeleteMarkers", []))]

    def content(self, key: str) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()

    def empty(self) -> None:
        for table, key in _KEYS.items():
            pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
            for item in (item for page in pages for item in page["Items"]):
                self.dynamodb.delete_item(TableName=table, Key={name: item[name] for name in key})
        for each in self.versions():
            self.s3.delete_object(Bucket=self.bucket, Key=each["Key"], VersionId=each["VersionId"])


class Aftermath:
    """One look at all of it."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        records = stores.items(PHOTOS)
        self.pets = {item["PetId"]: item for item in stores.items(PETS)}
        self.photos = {item["PhotoId"]: item for item in records if "#" not in item["PhotoId"]}
        self.claims = {item["PhotoId"]: item["ClaimedBy"] for item in records if "#" in item["PhotoId"]}
        self.usage = {item["AccountId"]: item for item in stores.items(ACCOUNTS) if item["Item"] == "usage"}
        self.audit_log = Counter((item["RecordId"], item.get("Action")) for item in stores.items(AUDIT))
        self.versions = stores.versions()
        self.objects = {each["Key"] for each in self.versions if each["IsLatest"] and "Size" in each}

    def of_pet(self, pet_id: str, status: str = "active") -> list[dict[str, Any]]:
        return [item for item in self.photos.values() if item["PetId"] == pet_id and item["Status"] == status]

    def wrong(self) -> list[str]:
        """What is not as it must be at any time."""
        return [*self._files(), *self._pets(), *self._claims(), *self._usage()]

    def _files(self) -> Iterator[str]:
        for photo in self._kept():
            if photo["PetId"] not in self.pets:
                yield f"photo {photo['PhotoId']} has no pet"
            if missing := keys_of(photo) - self.objects:
                yield f"photo {photo['PhotoId']} is {photo['Status']} without {sorted(missing)}"
            elif hashlib.sha256(self._stores.content(photo["S3Key"])).hexdigest() != photo["Sha256"]:
                yield f"photo {photo['PhotoId']} has other bytes"
        for key in self.objects:
            if named_by(key) not in self.photos:
                yield f"{key} belongs to no record"

    def _pets(self) -> Iterator[str]:
        for pet in self.pets.values():
            shown = {photo["PhotoId"] for photo in self.of_pet(pet["PetId"])}
            if pet["Status"] != "purging" and pet.get("PhotoCount", 0) != len(shown):
                yield f"pet {pet['PetId']} counts {pet.get('PhotoCount')} photos of {len(shown)}"
            cover = pet.get("CoverPhotoId")
            if pet["Status"] != "purging" and ((cover not in shown) if shown else cover):
                yield f"pet {pet['PetId']} has the cover {cover}"

    def _claims(self) -> Iterator[str]:
        named = {f"same#{photo['PetId']}#{photo['Sha256']}": photo["PhotoId"] for photo in self._kept()}
        if named != self.claims:
            yield f"claims {self.claims} of {named}"

    def _usage(self) -> Iterator[str]:
        counted: Counter[tuple[str, str]] = Counter()
        for photo in self.photos.values():
            if photo["Status"] != "purging" and "MovedFrom" not in photo:
                counted[photo["OwnerId"], "Photos"] += 1
                counted[photo["OwnerId"], "Bytes"] += int(photo["Bytes"])
        for owner, usage in self.usage.items():
            told = {name: int(usage.get(name, 0)) for name in ("Photos", "Bytes")}
            right = {name: counted[owner, name] for name in ("Photos", "Bytes")}
            if told != right:
                yield f"the usage says {told}, and it is {right}"

    def _kept(self) -> list[dict[str, Any]]:
        return [photo for photo in self.photos.values() if photo["Status"] in _SHOWN_OR_IN_TRASH]


def keys_of(photo: dict[str, Any]) -> set[str]:
    derivatives = {f"thumbs/{photo['PetId']}/{photo['PhotoId']}/{edge}.webp" for edge, *_ in photo["Derivatives"]}
    return {photo["S3Key"], *derivatives}


def named_by(key: str) -> str:
    """The photo that an object's key names."""
    return key.split("/")[2].partition(".")[0]
