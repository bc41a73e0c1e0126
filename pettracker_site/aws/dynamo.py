"""DynamoDB as the repositories use it: plain Python items in and out, placeholders everywhere, one page at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from boto3.dynamodb.conditions import Attr, ConditionBase, ConditionExpressionBuilder, Key
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.exceptions import ClientError

from .deadline import TransientError, retry_transient
from .errors import Conflict, StoreUnavailable, error_code, translated
from .numbers import to_decimals

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = (
    "Attr", "ConditionBase", "Id", "Item", "Key",
    "Table", "Update", "batch_get", "changes", "from_wire", "pieces", "to_wire",
)  # fmt: skip

Item = dict[str, Any]
Id = str | tuple[str, str]
"""A partition key's value; with that of the sort key in a table that has one."""
T = TypeVar("T")
_MOST_KEYS = 100  # of a BatchGetItem
_LOOKED_AT = 500  # items by one call of a query that is narrowed: few of them may be wanted

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """A Python item as DynamoDB's typed attributes; floats become Decimals, None is left out."""
    return {name: _serialize(to_decimals(value)) for name, value in item.items() if value is not None}


def from_wire(attributes: Mapping[str, Any]) -> Item:
    return {name: _deserialize(value) for name, value in attributes.items()}


class Update:
    """What an update does to attributes: any of them, by placeholders, so that reserved words are never met."""

    def __init__(
        self,
        set: Mapping[str, Any] | None = None,
        *,
        remove: Iterable[str] = (),
        add: Mapping[str, int] | None = None,
        if_absent: Mapping[str, Any] | None = None,
    ) -> None:
        self.set = dict(set or {})
        self.remove = list(remove)
        self.add = dict(add or {})
        self.if_absent = dict(if_absent or {})

    def expression(self) -> tuple[str, dict[str, str], dict[str, Any]]:
        """The update expression with its names and typed values (all placeholders begin with `u`)."""
        names: dict[str, str] = {}
        values: dict[str, Any] = {}

        def name(attribute: str) -> str:
            placeholder = f"#u{len(names)}"
            names[placeholder] = attribute
            return placeholder

        def value(given: Any) -> str:
            placeholder = f":u{len(values)}"
            values[placeholder] = _serialize(to_decimals(given))
            return placeholder

        sets = [f"{name(attribute)} = {value(given)}" for attribute, given in self.set.items()]
        for attribute, given in self.if_absent.items():
            placeholder = name(attribute)
            sets.append(f"{placeholder} = if_not_exists({placeholder}, {value(given)})")
        clauses = {
            "SET": sets,
            "REMOVE": [name(attribute) for attribute in self.remove],
            "ADD": [f"{name(attribute)} {value(given)}" for attribute, given in self.add.items()],
        }
        text = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)
        return text, names, values


def changes(before: Item, after: Item) -> Update:
    """The update that makes `after` of `before`: sets what differs, removes what is gone."""
    return Update(
        {name: value for name, value in after.items() if value is not None and before.get(name) != value},
        remove=[name for name, value in before.items() if value is not None and after.get(name) is None],
    )


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
        return from_wire(answer["Item"]) if "Item" in answer else None

    def put(self, item: Item, condition: ConditionBase) -> None:
        """Raises: Conflict with the current item where the condition does not hold."""
        request = self.put_request(item, condition)
        _written(lambda: self.client.put_item(**request))

    def update(self, id: Id, update: Update, condition: ConditionBase) -> Item:
        """The whole item after the update. Raises: Conflict with the current item where the condition does not hold."""
        request = self.update_request(id, update, condition)
        answer = _written(lambda: self.client.update_item(**request, ReturnValues="ALL_NEW"))
        return from_wire(answer["Attributes"])

    def delete(self, id: Id, condition: ConditionBase) -> None:
        """Raises: Conflict with the current item where the condition does not hold."""
        request = self.check_request(id, condition)
        _written(lambda: self.client.delete_item(**request))

    def query(
        self,
        index: str | None,
        condition: ConditionBase,
        *,
        limit: int,
        start: Item | None = None,
        forward: bool = True,
        only: ConditionBase | None = None,
    ) -> list[Item]:
        """Up to `limit` items of an index (None: of the table itself), by its sort key, after the position `start`.

        `only` narrows it by attributes that the index carries; what it passes over is read and paid for too.
        DynamoDB may answer fewer than asked, even none, and still have more: this asks on until the
        page is full or the index is at its end.
        """
        request = self.asked(index, condition, only) | {"ScanIndexForward": forward}
        if start is not None:
            request["ExclusiveStartKey"] = to_wire(start)
        items: list[Item] = []
        while True:
            with translated():
                answer = self.client.query(**request, Limit=_LOOKED_AT if only else limit - len(items))
            items += [from_wire(each) for each in answer["Items"]]
            last = answer.get("LastEvaluatedKey")
            if not last or len(items) >= limit:
                return items[:limit]
            request["ExclusiveStartKey"] = last

    def asked(self, index: str | None, condition: ConditionBase, only: ConditionBase | None = None) -> dict[str, Any]:
        """What a query of an index (None: of the table itself) has to say."""
        builder = ConditionExpressionBuilder()  # one for both: it counts on, so no placeholder is there twice
        expression = builder.build_expression(condition, is_key_condition=True)
        asked: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": expression.condition_expression,
            "ExpressionAttributeNames": expression.attribute_name_placeholders,
            "ExpressionAttributeValues": _wire_values(expression.attribute_value_placeholders),
        }
        if only is not None:
            narrowed = builder.build_expression(only)
            asked["FilterExpression"] = narrowed.condition_expression
            asked["ExpressionAttributeNames"] |= narrowed.attribute_name_placeholders
            asked["ExpressionAttributeValues"] |= _wire_values(narrowed.attribute_value_placeholders)
        return asked | ({"IndexName": index} if index is not None else {})

    # --- The same writes as parts of a transaction -----------------------------------------------------------------

    def key(self, id: Id) -> dict[str, Any]:
        values = (id,) if isinstance(id, str) else id
        return to_wire(dict(zip(self.key_names, values, strict=True)))

    def id_of(self, item: Item) -> Id:
        """The key's values in an item of this table, as `get` takes them."""
        values = tuple(item[name] for name in self.key_names)
        return values if len(values) == 2 else values[0]

    def put_request(self, item: Item, condition: ConditionBase) -> dict[str, Any]:
        return {"TableName": self.name, "Item": to_wire(item)} | _condition(condition)

    def update_request(self, id: Id, update: Update, condition: ConditionBase) -> dict[str, Any]:
        text, names, values = update.expression()
        request = self.check_request(id, condition)
        request["UpdateExpression"] = text
        request["ExpressionAttributeNames"] = request.get("ExpressionAttributeNames", {}) | names
        if all_values := request.get("ExpressionAttributeValues", {}) | values:
            request["ExpressionAttributeValues"] = all_values
        return request

    def check_request(self, id: Id, condition: ConditionBase) -> dict[str, Any]:
        return {"TableName": self.name, "Key": self.key(id)} | _condition(condition)


def pieces(many: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as `batch_get` takes."""
    rest = iter(many)
    while piece := list(islice(rest, _MOST_KEYS)):
        yield piece


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
            for item in map(from_wire, items):
                found[name, tables[name].id_of(item)] = item
        requests = answer.get("UnprocessedKeys", {})
        if requests:
            raise TransientError from StoreUnavailable("UnprocessedKeys")

    if requests:
        retry_transient(attempt)
    return [found.get((table.name, id)) for table, id in wanted]


def _condition(condition: ConditionBase) -> dict[str, Any]:
    expression = ConditionExpressionBuilder().build_expression(condition)
    built: dict[str, Any] = {
        "ConditionExpression": expression.condition_expression,
        "ExpressionAttributeNames": expression.attribute_name_placeholders,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if expression.attribute_value_placeholders:
        built["ExpressionAttributeValues"] = _wire_values(expression.attribute_value_placeholders)
    return built


def _wire_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {placeholder: _serialize(to_decimals(value)) for placeholder, value in values.items()}


def _written(write: Callable[[], T]) -> T:
    """A write's answer. A failed condition becomes Conflict, with the item that DynamoDB found in its place.

    A write that met a transaction on the same item is tried again, which botocore leaves to us.
    """

    def attempt() -> T:
        try:
            with translated():
                return write()
        except ClientError as error:
            if error_code(error) == "TransactionConflictException":
                raise TransientError from StoreUnavailable("TransactionConflictException")
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            current: Mapping[str, Any] | None = error.response.get("Item")  # type: ignore[assignment]
            raise Conflict("condition", current=from_wire(current) if current else None) from error

    return retry_transient(attempt)
