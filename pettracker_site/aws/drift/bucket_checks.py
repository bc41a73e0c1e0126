"""Checks for the properties of the bucket and its policy."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .checks import DriftCheck, ResourceChecks, unless

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class BucketChecks(ResourceChecks):
    named_by = "BucketName"

    def __init__(self, client: "S3Client", promised: Mapping[str, Any]) -> None:
        self._client = client
        self.promised = promised
        self.name = promised["BucketName"]
        self.checks = {
            "BucketEncryption": self._encryption,
            "OwnershipControls": self._ownership,
            "PublicAccessBlockConfiguration": self._public_access,
            "VersioningConfiguration": self._versioning,
            "LifecycleConfiguration": self._lifecycle,
        }

    def there(self) -> bool:
        return bool(unless({"404", "NoSuchBucket"}, lambda: self._client.head_bucket(Bucket=self.name)))

    def _encryption(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        response = unless(
            {"ServerSideEncryptionConfigurationNotFoundError"},
            lambda: self._client.get_bucket_encryption(Bucket=self.name),
        )
        rules = response.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
        yield self.check(
            "encryption",
            wanted=[
                each["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
                for each in wanted["ServerSideEncryptionConfiguration"]
            ],
            found=[each.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") for each in rules],
        )

    def _ownership(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        response = unless(
            {"OwnershipControlsNotFoundError"}, lambda: self._client.get_bucket_ownership_controls(Bucket=self.name)
        )
        found = response.get("OwnershipControls", {}).get("Rules", [])
        yield self.check("ownership of objects", wanted=wanted["Rules"], found=found)

    def _public_access(self, wanted: Mapping[str, bool]) -> Iterator[DriftCheck]:
        response = unless(
            {"NoSuchPublicAccessBlockConfiguration"}, lambda: self._client.get_public_access_block(Bucket=self.name)
        )
        found = response.get("PublicAccessBlockConfiguration", {})
        for name, value in wanted.items():
            yield self.check(f"public access: {name}", wanted=value, found=found.get(name, False))

    def _versioning(self, wanted: Mapping[str, str]) -> Iterator[DriftCheck]:
        found = self._client.get_bucket_versioning(Bucket=self.name).get("Status", "Off")
        yield self.check("versioning", wanted=wanted["Status"], found=found)

    def _lifecycle(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        response = unless(
            {"NoSuchLifecycleConfiguration"},
            lambda: self._client.get_bucket_lifecycle_configuration(Bucket=self.name),
        )
        deployed = {str(rule.get("ID")): _as_in_a_template(rule) for rule in response.get("Rules", [])}
        for rule in wanted["Rules"]:
            found = deployed.pop(rule["Id"], None)
            yield self.check(f"lifecycle rule {rule['Id']}", wanted=rule, found=found)
        for name in deployed:
            yield DriftCheck(
                self.name, f"lifecycle rule {name}", "the template does not have it: it may delete pictures"
            )


class PolicyChecks(ResourceChecks):
    named_by = "Bucket"

    def __init__(self, client: "S3Client", promised: Mapping[str, Any]) -> None:
        self._client = client
        self.promised = promised
        self.name = promised["Bucket"]
        self.checks = {"PolicyDocument": self._statements}

    def there(self) -> bool:
        return True  # the bucket's own check has reported it

    def _statements(self, wanted: Mapping[str, Any]) -> Iterator[DriftCheck]:
        response = unless(
            {"NoSuchBucketPolicy", "NoSuchBucket"}, lambda: self._client.get_bucket_policy(Bucket=self.name)
        )
        deployed = json.loads(response.get("Policy", "{}")).get("Statement", [])
        if isinstance(deployed, dict):  # a policy's grammar lets a single statement stand without a list
            deployed = [deployed]
        for statement in wanted["Statement"]:
            same = [each for each in deployed if _comparable(each) == _comparable(statement)]
            deployed = [each for each in deployed if each not in same]
            gap = "" if same else "the bucket's policy has no such statement"
            yield DriftCheck(self.name, f"policy {statement['Sid']}", gap)
        for number, statement in enumerate(deployed, 1):
            name = statement.get("Sid") or f"without a name, number {number}"
            effect = "lets somebody in" if statement.get("Effect") == "Allow" else "keeps somebody out"
            yield DriftCheck(self.name, f"policy {name}", f"the template does not have it: it {effect}")


def _as_in_a_template(rule: Mapping[str, Any]) -> dict[str, Any]:
    """S3's API and CloudFormation write a lifecycle rule differently."""
    expiration = rule.get("Expiration", {})
    named = {"ID": "Id", "Days": "ExpirationInDays"}
    merged = {**{name: value for name, value in rule.items() if name not in {"Expiration", "Filter"}}, **expiration}
    prefix = rule.get("Filter", {}).get("Prefix") or merged.pop("Prefix", "")
    return {named.get(name, name): value for name, value in merged.items()} | ({"Prefix": prefix} if prefix else {})


def _comparable(statement: Mapping[str, Any]) -> dict[str, Any]:
    """A policy's statement without its name; one value and a list of one mean the same, and so do the two anybodies."""
    kept = {name: value for name, value in statement.items() if name != "Sid"}
    if kept.get("Principal") == {"AWS": "*"}:
        kept["Principal"] = "*"
    return {name: sorted(value) if isinstance(value, list) else _single(value) for name, value in kept.items()}


def _single(value: Any) -> Any:
    return [value] if isinstance(value, str) else value
