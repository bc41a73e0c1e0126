"""What the tests leave out of moto's work changes none of its answers."""

from contextlib import nullcontext

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest
from django.conf import settings

from pettracker_site.aws import clients
from tests import quick_moto, stores

PET = {
    "PetId": {"S": "rex"},
    "OwnerId": {"S": "robin"},
    "StatusName": {"S": "active#rex"},
    "Weight": {"N": "31.40"},
    "Approximate": {"BOOL": False},
    "Nothing": {"NULL": True},
    "Words": {"SS": ["one"]},
    "Numbers": {"NS": ["2"]},
    "Bytes": {"B": b"\x00\xff"},
    "Album": {"L": [{"S": ""}, {"L": [{"N": "1"}, {"B": b"\x01"}]}]},
    "Map": {"M": {"a": {"M": {"b": {"S": "c"}}}, "bytes": {"B": b"\x02"}}},
}
KEY = {"PetId": {"S": "rex"}}


def answers() -> list[dict]:
    """Every kind of answer that has items in it, whole, by an index, and in parts."""
    client, table = clients.dynamodb(), settings.PETS_TABLE
    names = {"#map": "Map", "#bytes": "Bytes"}
    of_robin = {
        "TableName": table,
        "IndexName": "OwnerId-index",
        "KeyConditionExpression": "OwnerId = :o",
        "ExpressionAttributeValues": {":o": {"S": "robin"}},
    }
    found = [
        client.put_item(TableName=table, Item=PET, ReturnValues="ALL_OLD"),
        client.get_item(TableName=table, Key=KEY),
        client.get_item(
            TableName=table,
            Key=KEY,
            ProjectionExpression="PetId, #map, #bytes, Absent",
            ExpressionAttributeNames=names,
        ),
        client.get_item(
            TableName=table,
            Key=KEY,
            ProjectionExpression="#map.a.b, Album[1]",
            ExpressionAttributeNames={"#map": "Map"},
        ),
        client.batch_get_item(RequestItems={table: {"Keys": [KEY]}}),
        client.query(**of_robin),
        client.query(**of_robin, ProjectionExpression="Weight, StatusName"),
        client.scan(TableName=table, ProjectionExpression="PetId"),
        client.update_item(
            TableName=table,
            Key=KEY,
            UpdateExpression="SET Weight = :w",
            ExpressionAttributeValues={":w": {"N": "4"}},
            ReturnValues="ALL_NEW",
        ),
    ]
    for each in found:
        del each["ResponseMetadata"]
    return found


def transactions() -> list[object]:
    """Every kind of write in a transaction, done and refused, with what is there after each."""
    client, table = clients.dynamodb(), settings.PETS_TABLE
    values = {":one": {"N": "1"}, ":name": {"S": "Rex"}, ":list": {"L": [{"S": "new"}]}, ":empty": {"L": []}}
    change = {
        "TableName": table,
        "Key": KEY,
        "UpdateExpression": (
            "SET #map.added = :name, Album = list_append(if_not_exists(Album, :empty), :list), Fresh = :name "
            "REMOVE Nothing ADD Visits :one"
        ),
        "ConditionExpression": "attribute_exists(PetId) AND (Weight > :one OR begins_with(OwnerId, :name))",
        "ExpressionAttributeNames": {"#map": "Map"},
        "ExpressionAttributeValues": values,
    }
    of_another = {"TableName": table, "Key": {"PetId": {"S": "max"}}}
    create = {**of_another, "UpdateExpression": "ADD Visits :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
    absent = {"ConditionExpression": "attribute_not_exists(PetId)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    told: list[object] = []
    client.put_item(TableName=table, Item=PET)
    for writes in (
        [{"Update": change}, {"Put": {"TableName": table, "Item": PET | {"PetId": {"S": "luna"}}}}],
        [{"Update": change}, {"Update": create}, {"Put": {"TableName": table, "Item": PET, **absent}}],
        [{"Update": create}, {"ConditionCheck": {"TableName": table, "Key": KEY, **absent}}],
        [{"Update": create}, {"Delete": {"TableName": table, "Key": {"PetId": {"S": "luna"}}}}],
        [{"Update": change}, {"Update": change}],
        [{"Delete": of_another}, {"Update": change | {"UpdateExpression": "SET Weight = Weight + :absent"}}],
    ):
        try:
            client.transact_write_items(TransactItems=writes)
        except client.exceptions.ClientError as error:
            told.append({name: value for name, value in error.response.items() if name != "ResponseMetadata"})
        found = client.scan(TableName=table, ConsistentRead=True)["Items"]
        told.append(sorted(found, key=lambda item: item["PetId"]))
    return told


@pytest.mark.parametrize("ask", [answers, transactions])
def test_every_answer_is_the_one_that_moto_gives_by_itself(aws, ask):
    ask()
    stores.empty()
    quick = ask()
    stores.empty()
    with quick_moto.as_it_comes():
        assert quick == ask()


def test_what_is_too_large_is_refused_as_by_moto(aws):
    for is_quick in (True, False):
        with nullcontext() if is_quick else quick_moto.as_it_comes():
            client = clients.dynamodb()
            with pytest.raises(client.exceptions.ClientError, match="Item size has exceeded"):
                client.put_item(TableName=settings.PETS_TABLE, Item=PET | {"Words": {"S": "x" * 405_000}})


def test_what_goes_to_another_address_is_signed(aws):
    """Tests that ask the embedded AWS may follow in the same process."""
    client = boto3.client("dynamodb", "eu-central-1", endpoint_url="http://127.0.0.1:9")
    heads: list[object] = []

    def take(request: AWSPreparedRequest, **_: object) -> None:
        heads.append(request.headers)
        raise ConnectionAbortedError

    client.meta.events.register_first("before-send.dynamodb", take)
    with pytest.raises(ConnectionAbortedError):
        client.get_item(TableName=settings.PETS_TABLE, Key=KEY)
    assert "Authorization" in heads[0]
