"""Compares what is deployed with what the storage template promises, promise by promise.

The promises are read from the template itself, and one that is not known here is a gap too: the two cannot drift.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pettracker_site.aws.template import resources

from .buckets import Bucket, Policy
from .checks import Check
from .tables import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

__all__ = ["Check", "audit"]


def audit(template: str, parameters: Mapping[str, str], dynamodb: "DynamoDBClient", s3: "S3Client") -> Iterator[Check]:
    """Every promise of the template, with these parameters, about its tables and its bucket.

    Raises: StoreUnavailable.
    """
    references = {"PhotoBucket": parameters["BucketName"], "AWS::Partition": dynamodb.meta.partition}
    values = {**parameters, **references}
    for table in resources(template, "AWS::DynamoDB::Table", values):
        yield from Table(dynamodb, table).audit()
    for each in resources(template, "AWS::S3::Bucket", values):
        yield from Bucket(s3, each).audit()
    for policy in resources(template, "AWS::S3::BucketPolicy", values):
        yield from Policy(s3, policy).audit()
