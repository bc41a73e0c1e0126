"""A query of 100 items, client side, of boto3's resource and of urllib3 with json: `python -m benchmarks.wire`.

CPU time by medians, in random turn, on a canned endpoint. Exits with 1 where a goal is missed.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.goals import Measure, conclude, show
from benchmarks.sides import milliseconds

ITEMS = 100
INDEX = "OwnerId-index"
SIDES = {name: f"benchmarks.wire:{name}" for name in ("ours", "resource", "bare")}


def ours() -> Callable[[], object]:
    """As a repository asks: plain Python items come out."""
    import django

    django.setup()
    from boto3.dynamodb.conditions import Key

    from benchmarks.ours.answers import OWNER
    from pets.repository import pets

    return _whole(lambda: pets().table.query(INDEX, Key("OwnerId").eq(OWNER), limit=ITEMS))


def resource() -> Callable[[], object]:
    from boto3.dynamodb.conditions import Key

    from benchmarks.ours.answers import OWNER
    from benchmarks.peer.plain import pets

    return _whole(
        lambda: pets.query(IndexName=INDEX, KeyConditionExpression=Key("OwnerId").eq(OWNER), Limit=ITEMS)["Items"]
    )


def bare() -> Callable[[], object]:
    """The same bytes there and back, without signature, retries and types."""
    import urllib3

    from benchmarks.ours.answers import OWNER

    pool = urllib3.PoolManager()
    address = os.environ["AWS_ENDPOINT_URL_DYNAMODB"]
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.Query"}
    asked = {
        "TableName": "PetTracker-Pets",
        "IndexName": INDEX,
        "KeyConditionExpression": "#n0 = :v0",
        "ExpressionAttributeNames": {"#n0": "OwnerId"},
        "ExpressionAttributeValues": {":v0": {"S": OWNER}},
        "Limit": ITEMS,
    }
    return _whole(
        lambda: json.loads(pool.request("POST", address, body=json.dumps(asked), headers=headers).data)["Items"]
    )


def _whole(ask: Callable[[], list[object]]) -> Callable[[], object]:
    assert len(ask()) == ITEMS
    return ask


def measures() -> Iterator[Measure]:
    from benchmarks.ours.environment import on_canned_dynamodb

    with tempfile.TemporaryDirectory() as folder, on_canned_dynamodb(Path(folder)) as environment:
        taken = milliseconds(SIDES, environment)
    for name, whose, goal in (("resource", "boto3's resource's", 1 / 3), ("bare", "urllib3's with json", 2.0)):
        details = f"{taken['ours']:.2f} ms, {taken[name]:.2f} ms"
        yield Measure(f"a query of {ITEMS} items: CPU, of {whose}", taken["ours"] / taken[name], goal, details=details)


if __name__ == "__main__":
    sys.exit(conclude(show("wire", measures())))
