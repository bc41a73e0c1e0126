"""What a role with policies of infra/storage.yaml may do, asked for each request as it comes over the line.

The rights that an operation takes are those of the Service Authorization Reference of AWS, for DynamoDB and S3.
"""

import fnmatch
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

from pettracker_site.aws.template import resources

ACCOUNT = {"AWS::Partition": "aws", "AWS::Region": "eu-central-1", "AWS::AccountId": "123456789012"}
_TABLES = "arn:aws:dynamodb:eu-central-1:123456789012:table/"
_BUCKETS = "arn:aws:s3:::"
_IN_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_OF_A_BUCKET = {
    "encryption": "GetEncryptionConfiguration",
    "ownershipControls": "GetBucketOwnershipControls",
    "publicAccessBlock": "GetBucketPublicAccessBlock",
    "versioning": "GetBucketVersioning",
    "lifecycle": "GetLifecycleConfiguration",
    "policy": "GetBucketPolicy",
    "versions": "ListBucketVersions",
}
_OF_AN_OBJECT = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}


@dataclass(frozen=True)
class Needed:
    """A right that a request takes; `leading_key` is the partition key of the item, where it names one."""

    action: str
    resource: str
    leading_key: str = ""


@dataclass(frozen=True)
class Right:
    """One action on one resource, as a policy gives it."""

    policy: str
    action: str
    resource: str


class Role:
    """Policies that are attached together. Keeps what they allowed and what they refused, for all threads."""

    def __init__(self, *policies: "Policy") -> None:
        self._policies = policies
        self.used: set[Right] = set()
        self.refused: list[Needed] = []
        self._lock = threading.Lock()

    def may(self, needed: Needed) -> bool:
        rights = {right for policy in self._policies for right in policy.rights_for(needed)}
        with self._lock:
            self.used |= rights
            if not rights:
                self.refused.append(needed)
        return bool(rights)

    def may_list(self, bucket: str) -> bool:
        """Whether S3 tells it that an object is missing; others are told that they may not look."""
        needed = Needed("s3:ListBucket", _BUCKETS + bucket)
        return any(policy.rights_for(needed) for policy in self._policies)


class Policy:
    """A managed policy of the template, under a name of ours."""

    def __init__(self, name: str, document: Mapping[str, Any]) -> None:
        self._name = name
        self._statements: list[Mapping[str, Any]] = document["Statement"]

    @property
    def rights(self) -> set[Right]:
        return {
            Right(self._name, action, resource)
            for each in self._statements
            for action in each["Action"]
            for resource in each["Resource"]
        }

    def rights_for(self, needed: Needed) -> Iterator[Right]:
        for each in self._statements:
            if needed.action in each["Action"] and _is_met(each.get("Condition", {}), needed):
                for resource in each["Resource"]:
                    if fnmatch.fnmatchcase(needed.resource, resource):
                        yield Right(self._name, needed.action, resource)


def policies(template: str, parameters: Mapping[str, str]) -> dict[str, Policy]:
    """The managed policies by whom they are for: `web`, `sweeper`, `drift`."""
    found = resources(template, "AWS::IAM::ManagedPolicy", {**ACCOUNT, **parameters})
    return {name: Policy(name, each["PolicyDocument"]) for each in found for name in [_name(each["Description"])]}


def _name(description: str) -> str:
    words = {"web processes": "web", "sweep": "sweeper", "check_drift": "drift"}
    return next(name for word, name in words.items() if word in description.split("beyond")[0])


def needed_for(
    method: str, path: str, headers: Mapping[str, str], body: bytes, keys: Mapping[str, str]
) -> list[Needed]:
    """All rights that a request takes. `keys` names each table's partition key."""
    if target := headers.get("X-Amz-Target", ""):
        return _of_dynamodb(target, json.loads(body or b"{}"), keys)
    address = urlsplit(path)
    bucket, _, key = unquote(address.path).lstrip("/").partition("/")
    query = parse_qs(address.query, keep_blank_values=True)
    if not bucket:
        return [Needed("unknown", path)]
    if not key:
        return _of_bucket(method, bucket, query, body)
    needed = [Needed(f"s3:{_OF_AN_OBJECT[method]}{'Version' * ('versionId' in query)}", f"{_BUCKETS}{bucket}/{key}")]
    if source := headers.get("x-amz-copy-source"):
        needed.append(Needed("s3:GetObject", _BUCKETS + unquote(source).lstrip("/")))
    return needed


def _of_dynamodb(target: str, said: dict[str, Any], keys: Mapping[str, str]) -> list[Needed]:
    service, _, operation = target.partition(".")
    if not service.startswith("DynamoDB_"):
        return [Needed(f"unknown:{target}", "*")]

    def right(name: str, of: Mapping[str, Any]) -> Needed:
        index = f"/index/{of['IndexName']}" if "IndexName" in of else ""
        item = of.get("Item") or of.get("Key") or {}
        leading = item.get(keys.get(of["TableName"], ""), {}).get("S", "")
        return Needed(f"dynamodb:{name}", f"{_TABLES}{of['TableName']}{index}", leading)

    if "TransactItems" in said:
        return [right(_IN_A_TRANSACTION[kind], of) for each in said["TransactItems"] for kind, of in each.items()]
    if "RequestItems" in said:
        return [right(operation, {"TableName": table}) for table in said["RequestItems"]]
    return [right(operation, said)]


def _of_bucket(method: str, bucket: str, query: Mapping[str, Any], body: bytes) -> list[Needed]:
    arn = _BUCKETS + bucket
    if "delete" in query:
        root = ElementTree.fromstring(body)
        namespace = re.match(r"{.*}|", root.tag)[0]
        return [
            Needed(
                f"s3:DeleteObject{'Version' * (each.find(f'{namespace}VersionId') is not None)}",
                f"{arn}/{each.findtext(f'{namespace}Key')}",
            )
            for each in root.findall(f"{namespace}Object")
        ]
    if method not in ("GET", "HEAD"):
        return [Needed(f"s3:{method} of a bucket", arn)]
    return [Needed(f"s3:{next((right for part, right in _OF_A_BUCKET.items() if part in query), 'ListBucket')}", arn)]


def _is_met(condition: Mapping[str, Any], needed: Needed) -> bool:
    for operator, said in condition.items():
        assert (operator, list(said)) == ("ForAllValues:StringEquals", ["dynamodb:LeadingKeys"]), "not known here"
        if needed.leading_key not in said["dynamodb:LeadingKeys"]:
            return False
    return True
