"""A query of 100 items, client side, of boto3's resource and of urllib3 with json: `python -m benchmarks.wire`.

CPU time by medians, in random turn, on a canned endpoint, each in a process that collects garbage as a worker of the
site does. Exits with 1 where a goal is missed.
"""

import gc
import json
import os
import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.goals import Measure, conclude, show
from benchmarks.sides import milliseconds

ITEMS = 100
INDEX = "OwnerId-index"
LEAST = f"a query of {ITEMS} items by boto3's client that leaves them as JSON has them"
SIDES = {name: f"benchmarks.wire:{name}" for name in ("ours", "resource", "bare", "least")}


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
    asked = _asked(OWNER)
    return _whole(
        lambda: json.loads(pool.request("POST", address, body=json.dumps(asked), headers=headers).data)["Items"]
    )


def least() -> Callable[[], object]:
    """What no client of boto3 does without: it makes, signs and sends the request. The answer is read as in `bare`."""
    import boto3
    from botocore.config import Config
    from botocore.parsers import ResponseParserFactory
    from botocore.session import Session

    from benchmarks.ours.answers import OWNER
    from benchmarks.peer.plain import REGION

    class Parser:
        def parse(self, response: dict[str, Any], shape: Any) -> Any:
            return json.loads(response["body"])

    class Factory(ResponseParserFactory):
        def create_parser(self, protocol_name: str) -> Any:
            return Parser()

    session = Session()
    session.register_component("response_parser_factory", Factory())
    client = boto3.Session(botocore_session=session, region_name=REGION).client(
        "dynamodb", config=Config(user_agent="least")
    )
    asked = _asked(OWNER)
    return _whole(lambda: client.query(**asked)["Items"])


def _asked(owner: str) -> dict[str, Any]:
    return {
        "TableName": "PetTracker-Pets",
        "IndexName": INDEX,
        "KeyConditionExpression": "#n0 = :v0",
        "ExpressionAttributeNames": {"#n0": "OwnerId"},
        "ExpressionAttributeValues": {":v0": {"S": owner}},
        "Limit": ITEMS,
    }


def _whole(ask: Callable[[], list[object]]) -> Callable[[], object]:
    assert len(ask()) == ITEMS
    gc.collect()
    gc.freeze()
    runpy.run_path("infra/gunicorn.conf.py")["post_fork"](None, None)
    return ask


def measures() -> Iterator[Measure]:
    from benchmarks.ours.environment import on_canned_dynamodb

    with tempfile.TemporaryDirectory() as folder, on_canned_dynamodb(Path(folder)) as environment:
        taken = milliseconds(SIDES, environment)
    for name, whose, goal in (("resource", "boto3's resource's", 1 / 3), ("bare", "urllib3's with json", 2.0)):
        details = f"{taken['ours']:.2f} ms, {taken[name]:.2f} ms"
        yield Measure(f"a query of {ITEMS} items: CPU, of {whose}", taken["ours"] / taken[name], goal, details=details)
    details = f"{taken['least']:.2f} ms, {taken['bare']:.2f} ms"
    yield Measure(f"{LEAST}: CPU, of urllib3's with json", taken["least"] / taken["bare"], details=details)


if __name__ == "__main__":
    sys.exit(conclude(show("wire", measures())))
