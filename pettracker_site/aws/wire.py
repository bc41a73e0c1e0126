"""DynamoDB's typed values, `{"S": "Rex"}`: written into requests, and read from answers in one pass.

botocore takes an answer apart value by value after its model of the service, and boto3 would take what comes of that
apart again. Here items go from JSON to Python at once; everything else in an answer is botocore's to read.
"""

import base64
import json
from collections.abc import Callable, Mapping
from decimal import InvalidOperation
from typing import Any
from zlib import crc32

from boto3.dynamodb.types import DYNAMODB_CONTEXT, TypeSerializer
from botocore.parsers import ResponseParser, ResponseParserError, ResponseParserFactory

from .numbers import to_decimals

Item = dict[str, Any]
Reader = Callable[[Any], Any]
Held = dict[str, Reader]

_serialize = TypeSerializer().serialize
_numbers = DYNAMODB_CONTEXT.copy()  # never rounds: it raises where a number has more than 38 digits
_numbers.traps[InvalidOperation] = True  # boto3 reads what is none as NaN
_number = _numbers.create_decimal
_UNREADABLE = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)


# --- Written ----------------------------------------------------------------------------------------------------------


def to_wire(item: Mapping[str, Any]) -> dict[str, Any]:
    """A Python item as DynamoDB's typed attributes; floats become Decimals, None is left out."""
    return {name: _serialize(to_decimals(value)) for name, value in item.items() if value is not None}


def wire_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of placeholders; unlike an item's, each of them has to be there."""
    return {placeholder: _serialize(to_decimals(value)) for placeholder, value in values.items()}


# --- Read -------------------------------------------------------------------------------------------------------------


def from_wire(attributes: Mapping[str, Mapping[str, Any]]) -> Item:
    """The Python item of typed attributes as JSON has them; numbers are Decimals, binary values bytes.

    Raises: one of several built-in exceptions, for what DynamoDB does not send.
    """
    item: Item = {}
    for name, typed in attributes.items():
        (kind,) = typed
        value = typed[kind]
        # Most values are texts: they are kept without a call.
        item[name] = value if kind == "S" and type(value) is str else _READERS[kind](value)
    return item


def _value(typed: Mapping[str, Any]) -> Any:
    (kind,) = typed
    return _READERS[kind](typed[kind])


def _listed(values: list[Any]) -> list[Any]:
    if not isinstance(values, list):  # a text's letters would pass for values
        raise TypeError
    return values


def _bytes(value: str) -> bytes:
    return base64.b64decode(value, validate=True)


def _text(value: str) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: bool) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS: dict[str, Reader] = {
    "S": _text,
    "N": _number,
    "B": _bytes,
    "BOOL": _truth,
    "NULL": lambda _: None,
    "M": from_wire,
    "L": lambda values: [_value(each) for each in _listed(values)],
    "SS": lambda values: set(map(_text, _listed(values))),
    "NS": lambda values: set(map(_number, _listed(values))),
    "BS": lambda values: set(map(_bytes, _listed(values))),
}


# --- Answers that hold items ------------------------------------------------------------------------------------------


def _items(items: list[Any]) -> list[Item]:
    return [from_wire(each) for each in items]


def _items_of_tables(tables: dict[str, Any]) -> dict[str, list[Item]]:
    return {name: _items(items) for name, items in tables.items()}


def _with_items(parts: list[Any]) -> list[dict[str, Any]]:
    """What a transaction says of each of its parts, with the part's item where it gives one."""
    return [
        {name: from_wire(said) if name == "Item" else said for name, said in part.items() if said is not None}
        for part in parts
    ]


# By the name of an answer's shape: which of its members hold items. Keys that DynamoDB gives out to be sent back, such
# as LastEvaluatedKey, stay as they are.
HELD: dict[str, Held] = {
    "BatchGetItemOutput": {"Responses": _items_of_tables},
    "ConditionalCheckFailedException": {"Item": from_wire},
    "DeleteItemOutput": {"Attributes": from_wire},
    "GetItemOutput": {"Item": from_wire},
    "PutItemOutput": {"Attributes": from_wire},
    "QueryOutput": {"Items": _items},
    "ScanOutput": {"Items": _items},
    "TransactGetItemsOutput": {"Responses": _with_items},
    "TransactionCanceledException": {"CancellationReasons": _with_items},
    "UpdateItemOutput": {"Attributes": from_wire},
}


class ItemParser:
    """Takes the items out of an answer and leaves the rest to botocore's parser, the metadata and all errors too."""

    def __init__(self, rest: ResponseParser) -> None:
        self._rest = rest

    def parse(self, response: dict[str, Any], shape: Any) -> Any:
        """As botocore's parsers do it. What is no JSON object is read as an empty answer, and so is an item in an
        answer that does not add up to its checksum: attempts.py finds both, and asks again.

        Raises: ResponseParserError for an item of unknown types; the message holds nothing of it.
        """
        body = json_object(response["body"])
        is_error = response["status_code"] >= 300
        held = HELD.get(shape.name) if shape is not None else None
        if body is not None and held is not None and (not is_error or shape.metadata.get("exception")):
            return self._with_items(response, shape, body, held)
        try:
            return self._rest.parse(response, shape)
        except _UNREADABLE:
            if body is not None and not is_error:
                raise ResponseParserError(f"{shape.name} is not as DynamoDB writes it") from None
            return self._rest.parse({**response, "body": b""}, shape)

    def _with_items(self, response: dict[str, Any], shape: Any, body: dict[str, Any], held: Held) -> Any:
        try:
            items = {name: read(body.pop(name)) for name, read in held.items() if body.get(name) is not None}
        except _UNREADABLE:
            if adds_up(response["headers"], response["body"]):
                raise ResponseParserError(f"an item in {shape.name} is not as DynamoDB writes them") from None
            items, body = {}, {}
        parsed = self._rest.parse({**response, "body": json.dumps(body).encode()}, shape)
        parsed.update(items)
        return parsed


class ParserFactory(ResponseParserFactory):
    """A session's component `response_parser_factory`: of our services only DynamoDB speaks the protocol `json`."""

    def create_parser(self, protocol_name: str) -> Any:
        parser = super().create_parser(protocol_name)
        return ItemParser(parser) if protocol_name == "json" else parser


def adds_up(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer has the checksum that it names, if it names one."""
    named = headers.get("x-amz-crc32", "")
    return not named or (named.isdecimal() and crc32(body) == int(named))


def json_object(body: bytes) -> dict[str, Any] | None:
    """None where the body is something else; one without a byte is an empty object."""
    try:
        found = json.loads(body or b"{}")
    except (RecursionError, ValueError):
        return None
    return found if isinstance(found, dict) else None
