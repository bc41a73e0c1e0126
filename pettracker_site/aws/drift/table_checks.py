"""Checks for the properties of a table."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from .checks import DriftCheck, ResourceChecks, unless

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


# What a template promises by leaving it out: an index costs with every write, and expiry takes items away.
_NO_MORE: Mapping[str, Any] = {
    "LocalSecondaryIndexes": [],
    "GlobalSecondaryIndexes": [],
    "TimeToLiveSpecification": {"Enabled": False},
}


class TableChecks(ResourceChecks):
    named_by = "TableName"

    def __init__(self, client: "DynamoDBClient", promised: Mapping[str, Any]) -> None:
        self._client = client
        self.promised = {**_NO_MORE, **promised}
        self.name = promised["TableName"]
        self._described: Mapping[str, Any] = {}
        self.checks = {
            "BillingMode": self._billing,
            "DeletionProtectionEnabled": self._protection,
            "PointInTimeRecoverySpecification": self._recovery,
            "SSESpecification": self._encryption,
            "TimeToLiveSpecification": self._expiry,
            "AttributeDefinitions": self._attributes,
            "KeySchema": self._key,
            "LocalSecondaryIndexes": partial(self._indexes, "LocalSecondaryIndexes"),
            "GlobalSecondaryIndexes": partial(self._indexes, "GlobalSecondaryIndexes"),
        }

    def there(self) -> bool:
        found = unless({"ResourceNotFoundException"}, lambda: self._client.describe_table(TableName=self.name))
        self._described = found.get("Table", {})
        return bool(found)

    def _billing(self, wanted: str) -> Iterator[DriftCheck]:
        # What DynamoDB does not say is how it began: with provisioned capacity.
        found = self._described.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        yield self.check("billing mode", wanted=wanted, found=found)

    def _protection(self, wanted: bool) -> Iterator[DriftCheck]:
        found = self._described.get("DeletionProtectionEnabled", False)
        yield self.check("protection from deletion", wanted=wanted, found=found)

    def _recovery(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        response = self._client.describe_continuous_backups(TableName=self.name)["ContinuousBackupsDescription"]
        status = response.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
        yield self.check(
            "point-in-time recovery", wanted=wanted["PointInTimeRecoveryEnabled"], found=status == "ENABLED"
        )

    def _encryption(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        found = self._described.get("SSEDescription", {}).get("Status") in {"ENABLED", "UPDATING"}
        yield self.check("encryption with a key of the account", wanted=wanted["SSEEnabled"], found=found)

    def _expiry(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        response = self._client.describe_time_to_live(TableName=self.name)["TimeToLiveDescription"]
        found = response.get("AttributeName") if response.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"} else None
        if found and not wanted["Enabled"]:
            yield DriftCheck(self.name, "expiry of items", f"items end by {found}, which the template does not ask for")
        else:
            promised = wanted["AttributeName"] if wanted["Enabled"] else None
            yield self.check("expiry of items", wanted=promised, found=found)

    def _attributes(self, wanted: list[Mapping[str, str]]) -> Iterator[DriftCheck]:
        yield self.check(
            "types of key attributes", wanted=_types(wanted), found=_types(self._described["AttributeDefinitions"])
        )

    def _key(self, wanted: list[Mapping[str, str]]) -> Iterator[DriftCheck]:
        yield self.check("key", wanted=_keys(wanted), found=_keys(self._described["KeySchema"]))

    def _indexes(self, property: str, wanted: list[Mapping[str, Any]]) -> Iterator[DriftCheck]:
        deployed = {index["IndexName"]: index for index in self._described.get(property, [])}
        for index in wanted:
            name = index["IndexName"]
            found = deployed.pop(name, None)
            if found is None:
                yield DriftCheck(self.name, f"{name}", "there is no such index")
                continue
            yield self.check(f"key of {name}", wanted=_keys(index["KeySchema"]), found=_keys(found["KeySchema"]))
            yield self.check(
                f"projection of {name}", wanted=_projected(index["Projection"]), found=_projected(found["Projection"])
            )
        for name in deployed:
            yield DriftCheck(self.name, name, "an index that the template does not have: it costs with every write")


def _types(attributes: list[Mapping[str, str]]) -> dict[str, str]:
    return {each["AttributeName"]: each["AttributeType"] for each in attributes}


def _keys(schema: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [(each["AttributeName"], each["KeyType"]) for each in schema]


def _projected(projection: Mapping[str, Any]) -> tuple[str, list[str]]:
    return projection["ProjectionType"], sorted(projection.get("NonKeyAttributes", []))
