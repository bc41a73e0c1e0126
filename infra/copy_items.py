"""Bring items back from a restored table: `python infra/copy_items.py SOURCE TARGET [--overwrite] [--only KEY ...]`.

Point-in-time recovery always makes a new table; this copies from it what the real one lacks. Without --overwrite an
item that is there stays as it is, so that nothing newer is lost. Credentials, region and endpoint come from the
environment, as for the site.
"""

import argparse
import os
import sys
from typing import Any

import boto3
from botocore.exceptions import ClientError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="the restored table")
    parser.add_argument("target", help="the table that lacks something")
    parser.add_argument("--overwrite", action="store_true", help="replace items that are there by what they were")
    parser.add_argument("--only", nargs="+", metavar="KEY", help="partition keys; without it, all items")
    options = parser.parse_args()
    client = boto3.client("dynamodb", region_name=os.environ.get("AWS_REGION"))
    key = partition_key(client, options.target)
    if partition_key(client, options.source) != key:
        sys.exit(f"{options.source} and {options.target} have different keys: they are not the same kind of table.")
    copied = kept = 0
    for page in client.get_paginator("scan").paginate(TableName=options.source, ConsistentRead=True):
        for item in page["Items"]:
            if options.only and item[key]["S"] not in options.only:
                continue
            if put(client, options.target, key, item, overwrite=options.overwrite):
                copied += 1
            else:
                kept += 1
            print(f"\r{copied} copied, {kept} were there", end="", flush=True)
    print(f"\r{copied} copied, {kept} were there")


def partition_key(client: Any, table: str) -> str:
    schema = client.describe_table(TableName=table)["Table"]["KeySchema"]
    return next(each["AttributeName"] for each in schema if each["KeyType"] == "HASH")


def put(client: Any, table: str, key: str, item: dict[str, Any], *, overwrite: bool) -> bool:
    """Whether the item was written; with a range key the condition is about that very item too."""
    condition = {} if overwrite else {"ConditionExpression": "attribute_not_exists(#k)"}
    names = {} if overwrite else {"ExpressionAttributeNames": {"#k": key}}
    try:
        client.put_item(TableName=table, Item=item, **condition, **names)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True


if __name__ == "__main__":
    main()
