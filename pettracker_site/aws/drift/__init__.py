"""Drift check: compares the deployed tables and bucket with infra/storage.yaml, property by property.

The promises are read from the template itself; an unknown property counts as a gap, so that none is forgotten.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pettracker_site.aws.template import resources

from .bucket_checks import BucketChecks, PolicyChecks
from .checks import DriftCheck
from .table_checks import TableChecks

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

__all__ = ["DriftCheck", "find_drift"]


def find_drift(
    template: str, parameters: Mapping[str, str], dynamodb: "DynamoDBClient", s3: "S3Client"
) -> Iterator[DriftCheck]:
    """Every promise of the template, with these parameters, about its tables and its bucket.

    Raises: StoreUnavailable.
    """
    references = {"PhotoBucket": parameters["BucketName"], "AWS::Partition": dynamodb.meta.partition}
    values = {**parameters, **references}
    for table in resources(template, "AWS::DynamoDB::Table", values):
        yield from TableChecks(dynamodb, table).run()
    for each in resources(template, "AWS::S3::Bucket", values):
        yield from BucketChecks(s3, each).run()
    for policy in resources(template, "AWS::S3::BucketPolicy", values):
        yield from PolicyChecks(s3, policy).run()
