"""moto without the detours that took most of its time: what is plain already is not taken apart and put together again.

The answers are the same (`tests/store/test_quick_moto.py`).
"""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

_AS_THEY_ARE = {"S", "N", "BOOL", "NULL", "SS", "NS"}
_serialize = BaseJSONSerializer._serialize_type_structure
_project = Item.project


@contextmanager
def installed() -> Iterator[None]:
    """For the length of the block."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(BaseJSONSerializer, "_serialize_type_structure", _quick_serialize))
        stack.enter_context(mock.patch.object(Item, "project", _quick_project))
        stack.enter_context(mock.patch.object(Table, "__deepcopy__", _quick_copy, create=True))
        yield


def _quick_serialize(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """DynamoDB's `{"S": "Rex"}` is in the form of the wire; moto looks for ten members of it under several names."""
    if shape.name == "AttributeValue" and _is_plain(value):
        serialized[key] = value
    else:
        _serialize(self, serialized, value, shape, key)


def _is_plain(value: Any) -> bool:
    """Whether there are only texts, numbers and the like in it, however deep."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    [(kind, content)] = value.items()
    if kind == "L":
        return all(map(_is_plain, content))
    if kind == "M":
        return all(map(_is_plain, content.values()))
    return kind in _AS_THEY_ARE


def _quick_project(self: Item, expressions: list[list[str]]) -> Item:
    """Whole attributes by their names; moto reads all of them anew for each name."""
    if any(len(path) > 1 or "[" in path[0] for path in expressions):
        return _project(self, expressions)
    found = Item(self.hash_key, self.range_key, {})
    for [name] in expressions:
        if name in self.attrs:
            dict.__setitem__(found.attrs, name, self.attrs[name])  # its size was looked at when it was written
    return found


def _quick_copy(self: Table, memo: dict[int, Any]) -> Table:
    """What a transaction goes back to: it changes items, and neither indexes nor anything else of a table."""
    twin = Table.__new__(Table)
    twin.__dict__.update(self.__dict__, items=copy.deepcopy(self.items, memo))
    return twin
