"""The plain way on DynamoDB: a resource's query with a filter, one query more for each pet, addresses by boto3."""

from datetime import UTC, date, datetime
from typing import Any

import boto3
from boto3.dynamodb.conditions import Attr, Key

REGION = "eu-central-1"
dynamodb = boto3.resource("dynamodb", region_name=REGION)
s3 = boto3.client("s3", region_name=REGION)
pets = dynamodb.Table("PetTracker-Pets")
photos = dynamodb.Table("PetTracker-Photos")


def pets_of(owner: int) -> list[dict[str, Any]]:
    found = pets.query(
        IndexName="OwnerId-index",
        KeyConditionExpression=Key("OwnerId").eq(str(owner)),
        FilterExpression=Attr("Status").eq("active"),
    )
    return [card(item) for item in found["Items"][:24]]


def card(item: dict[str, Any]) -> dict[str, Any]:
    is_of_pet = Key("PetId").eq(item["PetId"])
    # Limit=1 would count before the filter does, and might find nothing.
    shown = photos.query(
        IndexName="PetId-index",
        KeyConditionExpression=is_of_pet,
        FilterExpression=Attr("Status").eq("active"),
        ScanIndexForward=False,
    )
    key = shown["Items"][0]["S3Key"]
    born, today = date.fromisoformat(item["BirthDate"]), datetime.now(UTC).date()
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return {
        "pk": item["PetId"],
        "name": item["Name"],
        "get_absolute_url": f"/pets/{item['PetId']}/",
        "get_kind_display": item["Type"].title(),
        "age": f"{years} years",
        "cover": {
            "url": s3.generate_presigned_url("get_object", Params={"Bucket": "peer-photos", "Key": key}, ExpiresIn=900)
        },
    }
