"""Counting what an index holds: without reading it out, or only the attributes that are needed for a sum."""

from collections.abc import Iterator, Sequence

from .dynamo import ConditionBase, Item, Table, from_wire
from .errors import translated


def count(table: Table, index: str, condition: ConditionBase) -> int:
    """How many items meet the condition; one call for each megabyte. Raises: StoreUnavailable."""
    with translated():
        pages = table.client.get_paginator("query").paginate(**table.asked(index, condition), Select="COUNT")
        return sum(page["Count"] for page in pages)


def pages(table: Table, index: str, condition: ConditionBase, names: Sequence[str]) -> Iterator[list[Item]]:
    """These attributes of all items that meet the condition, by pages of a megabyte. Raises: StoreUnavailable."""
    request = table.asked(index, condition)
    picked = {f"#p{at}": name for at, name in enumerate(names)}
    request["ExpressionAttributeNames"] |= picked
    found = iter(table.client.get_paginator("query").paginate(**request, ProjectionExpression=", ".join(picked)))
    while True:
        with translated():
            page = next(found, None)
        if page is None:
            return
        yield [from_wire(each) for each in page["Items"]]
