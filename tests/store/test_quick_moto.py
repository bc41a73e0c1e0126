"""What the tests leave out of moto's work changes none of its answers."""

import pytest
from django.conf import settings
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.dynamo_type import Item

from pettracker_site.aws import clients
from tests import quick_moto

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


@pytest.fixture
def unhurried(monkeypatch):
    """moto as it comes."""
    monkeypatch.setattr(BaseJSONSerializer, "_serialize_type_structure", quick_moto._serialize)
    monkeypatch.setattr(Item, "project", quick_moto._project)


def test_every_answer_is_the_one_that_moto_gives_by_itself(aws, request):
    answers()
    quick = answers()
    request.getfixturevalue("unhurried")
    assert quick == answers()
    assert quick[1]["Item"] | {"Weight": {"N": "4"}} == PET | {"Weight": {"N": "4"}}
