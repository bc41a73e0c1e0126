"""DynamoDB as the repositories use it: plain Python items in and out, placeholders everywhere, one page at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from boto3.dynamodb.conditions import Attr, ConditionBase, ConditionExpressionBuilder, Key
from botocore.exceptions import ClientError

from .deadline import TransientError, retry_transient
from .errors import Conflict, StoreUnavailable, error_code, translated
from .expressions import Update, changes, condition_of_write, document_path
from .wire import Item, from_wire, to_wire, wire_values

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = (
    "Attr", "ConditionBase", "Id", "Item", "Key",
    "Table", "Update", "Write", "batch_get", "batched", "changes", "document_path", "to_wire",
)  # fmt: skip

Id = str | tuple[str, str]
"""A partition key's value; with that of the sort key in a table that has one."""
T = TypeVar("T")
Operation = Literal["Put", "Update", "Delete", "ConditionCheck"]  # by these names in a transaction
_ALONE = {"Put": "put_item", "Update": "update_item", "Delete": "delete_item"}
MOST_KEYS = 100  # of a BatchGetItem
_LOOKED_AT = 500  # items by one call of a query that is narrowed: few of them may be wanted


@dataclass(frozen=True, slots=True)
class Write:
    """One write, as a table's `put`, `update`, `delete` and `check` build it. Nothing is sent before `run()`, or before
    `transact` takes it as a part.

    A transaction leaves out a part that `is_optional` where its condition does not hold.
    """

    client: "DynamoDBClient"
    operation: Operation
    request: Mapping[str, Any]
    is_optional: bool = False

    @property
    def key(self) -> Item:
        """Of the item it changes, removes or checks. Raises: KeyError for a put."""
        return from_wire(self.request["Key"])

    def as_optional(self) -> Self:
        return replace(self, is_optional=True)

    def run(self) -> Item:
        """Send it on its own. After an update, the whole item as it is then; after the others, nothing.

        A write that met a transaction on the same item is tried again, which botocore leaves to us.
        Raises: Conflict with the current item where the condition does not hold; KeyError for a check, which writes
        nothing; StoreUnavailable.
        """
        send = getattr(self.client, _ALONE[self.operation])
        answered = {"ReturnValues": "ALL_NEW"} if self.operation == "Update" else {}

        def attempt() -> Item:
            try:
                with translated():
                    written: Item = send(**self.request, **answered).get("Attributes", {})
                    return written
            except ClientError as error:
                if error_code(error) == "TransactionConflictException":
                    raise TransientError from StoreUnavailable("TransactionConflictException")
                if error_code(error) != "ConditionalCheckFailedException":
                    raise
                current: Item | None = error.response.get("Item")  # type: ignore[assignment]
                raise Conflict("condition", current=current or None) from error

        return retry_transient(attempt)


class Table:
    """One table, by its key. Each method makes one call (`query` more, where DynamoDB cuts pages short)."""

    def __init__(self, client: "DynamoDBClient", name: str, partition_key: str, sort_key: str = "") -> None:
        self.client = client
        self.name = name
        self.key_names = (partition_key, sort_key) if sort_key else (partition_key,)

    def get(self, id: Id) -> Item | None:
        """The item as of the last write (a consistent read), or None."""
        with translated():
            answer = self.client.get_item(TableName=self.name, Key=self.key(id), ConsistentRead=True)
        return answer.get("Item")

    def query(
        self,
        index: str | None,
        condition: ConditionBase,
        *,
        limit: int,
        start: Item | None = None,
        forward: bool = True,
        only: ConditionBase | None = None,
        consistent: bool = False,
        by_one_call: bool = False,
    ) -> list[Item]:
        """Up to `limit` items of an index (None: of the table itself), by its sort key, after the position `start`.

        `only` narrows it by attributes that the index carries; what it passes over is read and paid for too.
        `consistent`: as of the last write, which a table and its local indexes can tell, and global ones cannot.
        DynamoDB may answer fewer than asked, even none, and still have more: this asks on until the
        page is full or the index is at its end; `by_one_call` it takes what the first answer brings, a megabyte.
        """
        request = self.asked(index, condition, only) | {"ScanIndexForward": forward}
        if consistent:
            request["ConsistentRead"] = True
        if start is not None:
            request["ExclusiveStartKey"] = to_wire(start)
        items: list[Item] = []
        while True:
            with translated():
                answer = self.client.query(**request, Limit=_LOOKED_AT if only else limit - len(items))
            items += answer["Items"]
            last = answer.get("LastEvaluatedKey")
            if not last or len(items) >= limit or by_one_call:
                return items[:limit]
            request["ExclusiveStartKey"] = last

    def look_through(
        self, index: str, condition: ConditionBase, *, most: int, only: ConditionBase, start: Item | None = None
    ) -> tuple[list[Item], Item | None]:
        """Those of the next `most` items of an index, the last ones first, that `only` lets through; and the position
        behind what was looked at, None at the end.

        What `only` passes over is read and paid for too: one call for each megabyte that was looked at.
        """
        request = self.asked(index, condition, only) | {"ScanIndexForward": False}
        if start is not None:
            request["ExclusiveStartKey"] = to_wire(start)
        items: list[Item] = []
        while True:
            with translated():
                answer = self.client.query(**request, Limit=most)
            items += answer["Items"]
            most -= answer["ScannedCount"]
            last = answer.get("LastEvaluatedKey")
            if not last or most <= 0:
                return items, from_wire(last) if last else None
            request["ExclusiveStartKey"] = last

    def asked(self, index: str | None, condition: ConditionBase, only: ConditionBase | None = None) -> dict[str, Any]:
        """What a query of an index (None: of the table itself) has to say."""
        builder = ConditionExpressionBuilder()  # one for both: it counts on, so no placeholder is there twice
        expression = builder.build_expression(condition, is_key_condition=True)
        asked: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": expression.condition_expression,
            "ExpressionAttributeNames": expression.attribute_name_placeholders,
            "ExpressionAttributeValues": wire_values(expression.attribute_value_placeholders),
        }
        if only is not None:
            narrowed = builder.build_expression(only)
            asked["FilterExpression"] = narrowed.condition_expression
            asked["ExpressionAttributeNames"] |= narrowed.attribute_name_placeholders
            asked["ExpressionAttributeValues"] |= wire_values(narrowed.attribute_value_placeholders)
        return asked | ({"IndexName": index} if index is not None else {})

    # --- Writes: nothing is sent before one is run, or is a part of a transaction -----------------------------------

    def put(self, item: Item, condition: ConditionBase) -> Write:
        """The item in the place of the one of the same key."""
        return self._write("Put", {"Item": to_wire(item)} | condition_of_write(condition))

    def update(self, id: Id, update: Update, condition: ConditionBase) -> Write:
        """Changes of an item; one that was not there is made."""
        request = self._key_with_condition(id, condition)
        request["UpdateExpression"], names, values = update.expression()
        request["ExpressionAttributeNames"] |= names
        if all_values := request.get("ExpressionAttributeValues", {}) | values:
            request["ExpressionAttributeValues"] = all_values
        return self._write("Update", request)

    def delete(self, id: Id, condition: ConditionBase) -> Write:
        return self._write("Delete", self._key_with_condition(id, condition))

    def check(self, id: Id, condition: ConditionBase) -> Write:
        """Nothing but the condition: for a part of a transaction that leaves its item as it is."""
        return self._write("ConditionCheck", self._key_with_condition(id, condition))

    def _write(self, operation: Operation, request: Mapping[str, Any]) -> Write:
        return Write(self.client, operation, {"TableName": self.name, **request})

    def _key_with_condition(self, id: Id, condition: ConditionBase) -> dict[str, Any]:
        return {"Key": self.key(id)} | condition_of_write(condition)

    # --- Keys -------------------------------------------------------------------------------------------------------

    def key(self, id: Id) -> dict[str, Any]:
        values = (id,) if isinstance(id, str) else id
        return to_wire(dict(zip(self.key_names, values, strict=True)))

    def id_of(self, item: Item) -> Id:
        """The key's values in an item of this table, as `get` takes them."""
        values = tuple(item[name] for name in self.key_names)
        return values if len(values) == 2 else values[0]


def batched(many: Iterable[T], most: int = MOST_KEYS) -> Iterator[list[T]]:
    """As Python 3.12's `itertools.batched`: up to so many at a time, by default as many as `batch_get` takes."""
    rest = iter(many)
    while batch := list(islice(rest, most)):
        yield batch


def batch_get(client: "DynamoDBClient", wanted: Sequence[tuple[Table, Id]]) -> list[Item | None]:
    """Up to 100 items of any tables by one consistent call, in the order asked for; None for those that do not exist.

    Keys that DynamoDB leaves unprocessed are asked for again. Raises: StoreUnavailable where some still are.
    """
    requests: dict[str, Any] = {}
    for table, id in dict.fromkeys(wanted):
        requests.setdefault(table.name, {"Keys": [], "ConsistentRead": True})["Keys"].append(table.key(id))
    found: dict[tuple[str, Id], Item] = {}
    tables = {table.name: table for table, _ in wanted}

    def attempt() -> None:
        nonlocal requests
        with translated():
            answer = client.batch_get_item(RequestItems=requests)
        for name, items in answer.get("Responses", {}).items():
            for item in items:
                found[name, tables[name].id_of(item)] = item
        requests = answer.get("UnprocessedKeys", {})
        if requests:
            raise TransientError from StoreUnavailable("UnprocessedKeys")

    if requests:
        retry_transient(attempt)
    return [found.get((table.name, id)) for table, id in wanted]
