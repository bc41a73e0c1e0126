"""What is in the tables and the bucket, read past the application and past every fault."""

from collections.abc import Iterator
from typing import Any

import boto3
from boto3.dynamodb.types import TypeDeserializer
from django.conf import settings

from pets.care.domain import Care
from pets.domain import Pet
from pets.life.answers import ANSWER, answer_key
from pets.medicines.domain import Medicine
from pets.weights.domain import Weight
from pettracker_site.aws.dynamo import Item
from pettracker_site.files.quota import Usage
from photos.domain import Photo

_read = TypeDeserializer().deserialize


class Truth:
    """On clients of its own, which no injector, deadline or breaker knows of."""

    def __init__(self) -> None:
        self._dynamodb = boto3.client("dynamodb", region_name=settings.AWS_REGION)
        self._s3 = boto3.client("s3", region_name=settings.AWS_REGION)

    def pets(self) -> dict[str, Pet]:
        return {item["PetId"]: Pet.from_item(item) for item in self._items(settings.PETS_TABLE)}

    def photos(self) -> dict[str, Photo]:
        items = self._items(settings.PHOTOS_TABLE)
        return {item["PhotoId"]: Photo.from_item(item) for item in items if "ClaimedBy" not in item}

    def claims(self) -> dict[str, str]:
        """Which photo each claim names."""
        items = self._items(settings.PHOTOS_TABLE)
        return {item["PhotoId"]: item["ClaimedBy"] for item in items if "ClaimedBy" in item}

    def weights(self) -> dict[str, Weight]:
        items = self._items(settings.RECORDS_TABLE)
        return {each.id: each for each in (Weight.from_item(item) for item in items if item["Kind"] == Weight.KIND)}

    def care(self) -> dict[str, Care]:
        items = self._items(settings.RECORDS_TABLE)
        return {each.id: each for each in (Care.from_item(item) for item in items if item["Kind"] == Care.KIND)}

    def answers(self) -> dict[tuple[str, str], Item]:
        """To what was due, by their keys."""
        items = self._items(settings.RECORDS_TABLE)
        return {(item["PetId"], item["Record"]): item for item in items if item["Kind"] == ANSWER}

    def medicines(self) -> dict[str, Medicine]:
        items = self._items(settings.RECORDS_TABLE)
        return {each.id: each for each in (Medicine.from_item(item) for item in items if item["Kind"] == Medicine.KIND)}

    def doses(self, medicine_id: str) -> dict[str, Item]:
        """The answers to its doses, by their occurrences."""
        answers = self.answers().items()
        return {said["Occurrence"]: said for (_, key), said in answers if key.startswith(answer_key(medicine_id, ""))}

    def usage(self, owner_id: str) -> Usage:
        key = {"AccountId": {"S": owner_id}, "Item": {"S": "usage"}}
        answer = self._dynamodb.get_item(TableName=settings.ACCOUNTS_TABLE, Key=key)
        return Usage.from_item(_item(answer["Item"]) if "Item" in answer else None)

    def files(self) -> set[str]:
        """The keys of the objects that are to be seen."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=settings.FILE_BUCKET)
        return {each["Key"] for page in pages for each in page.get("Contents", [])}

    def versions(self) -> list[str]:
        """The key of each version of each object, delete markers included."""
        return [each["Key"] for each in self._versions()]

    def content(self, key: str) -> bytes:
        return bytes(self._s3.get_object(Bucket=settings.FILE_BUCKET, Key=key)["Body"].read())

    def begin_anew(self) -> None:
        """Empty tables and an empty bucket."""
        for name in (
            settings.PETS_TABLE,
            settings.PHOTOS_TABLE,
            settings.ACCOUNTS_TABLE,
            settings.AUDIT_TABLE,
            settings.RECORDS_TABLE,
        ):
            schema = self._dynamodb.describe_table(TableName=name)["Table"]["KeySchema"]
            for item in self._dynamodb.scan(TableName=name)["Items"]:
                key = {part["AttributeName"]: item[part["AttributeName"]] for part in schema}
                self._dynamodb.delete_item(TableName=name, Key=key)
        for each in list(self._versions()):
            self._s3.delete_object(Bucket=settings.FILE_BUCKET, Key=each["Key"], VersionId=each["VersionId"])

    def _items(self, table: str) -> Iterator[Item]:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        return (_item(item) for page in pages for item in page["Items"])

    def _versions(self) -> Iterator[Any]:
        for page in self._s3.get_paginator("list_object_versions").paginate(Bucket=settings.FILE_BUCKET):
            yield from page.get("Versions", [])
            yield from page.get("DeleteMarkers", [])


def _item(attributes: dict[str, Any]) -> Item:
    return {name: _read(value) for name, value in attributes.items()}
