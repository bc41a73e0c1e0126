"""moto without the detours that took most of its time: what is plain already is not taken apart and put together again,
what was parsed once is not parsed again, and a transaction copies the items that it changes instead of all tables.

The answers are the same (`tests/store/test_quick_moto.py`).
"""

import copy
import functools
import inspect
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final
from unittest import mock

from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString
from moto import backend_index, backends
from moto.core import DEFAULT_ACCOUNT_ID, responses
from moto.core.base_backend import BaseBackend
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.exceptions import HTTPException
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import camelcase_to_underscores
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import bytesize
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Node
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.responses import DynamoHandler
from moto.utilities.aws_headers import gen_amzn_requestid_long

_AS_THEY_ARE = {"S", "N", "BOOL", "NULL", "SS", "NS"}
_MOST_BYTES = 405_000  # of an item, as moto has it
_SERVICES = {"cloudformation", "dynamodb", "s3", "sts"}
_PATTERNS: Final = backend_index.backend_url_patterns
_REMEMBERED = 512  # expressions
_DYNAMODB = re.compile(r"https://dynamodb\.([a-z0-9-]+)\.amazonaws\.com/")
_BYTES = re.compile(rb'"BS?":')  # which are text on the wire
_WITH_ITEMS = {  # operations whose requests moto hands on as they are, but for bytes
    *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"),
    *("BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"),
}
_PARSED: Final[dict[str, tuple[Any, list[str], list[str]]]] = {}
_serialize = BaseJSONSerializer._serialize_type_structure
_project = Item.project
_parse = ConditionExpressionParser.parse
_update_item = DynamoDBBackend.update_item
_process = BotocoreStubber.process_request
_sign = RequestSigner.sign


@contextmanager
def installed() -> Iterator[None]:
    """For the length of the block."""
    with ExitStack() as stack:
        for owner, name, function in _quick():
            stack.enter_context(mock.patch.object(owner, name, function, create=True))
        yield


@contextmanager
def as_it_comes() -> Iterator[None]:
    """moto with all its detours, for the length of the block."""
    with ExitStack() as stack:
        for owner, name, function in _ITS_OWN:
            stack.enter_context(mock.patch.object(owner, name, function))
        for owner in (Table, Node):  # which have no way of their own to be copied
            stack.enter_context(mock.patch.object(owner, "__deepcopy__"))
            del owner.__deepcopy__
        yield


def _quick_process(self: BotocoreStubber, request: Any) -> Any:
    """A request that is about items goes to what answers it; moto looks for that by many patterns, and makes a request
    of a web server of it, with forms, cookies and account, in which it finds the same again."""
    address, operation = _DYNAMODB.fullmatch(request.url), _operation(request)
    if not address or operation not in _WITH_ITEMS or _BYTES.search(request.body):
        return _process(self, request)
    handler = DynamoHandler()
    handler.region, handler.current_account = address[1], DEFAULT_ACCOUNT_ID
    handler.headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    handler.querystring, handler.response_headers = {}, {}
    handler.body = handler.params = json.loads(request.body)
    try:
        status, headers, body = handler.serialized(getattr(handler, camelcase_to_underscores(operation))())
    except HTTPException:  # refused, in words of its own, and nothing was done
        return _process(self, request)
    gen_amzn_requestid_long(headers)
    return status, headers, body


def _operation(request: Any) -> str:
    """Such as `GetItem`; of another service than DynamoDB, nothing."""
    target = request.headers.get("X-Amz-Target", b"")
    return (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]


def _quick_sign(self: RequestSigner, operation: str, request: Any, *args: Any, **more: Any) -> None:
    """moto reads no signature of a request to DynamoDB. What goes elsewhere is signed."""
    if not _DYNAMODB.fullmatch(request.url):
        _sign(self, operation, request, *args, **more)


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


def _quick_item(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """Its size is looked at once, and not anew for each attribute."""
    self.hash_key, self.range_key, self.attrs = hash_key, range_key, LimitedSizeDict()
    for name, value in attrs.items():
        dict.__setitem__(self.attrs, name, DynamoType(value))
    if sum(bytesize(name) + value.size() for name, value in self.attrs.items()) > _MOST_BYTES:
        raise ItemSizeTooLarge


def _quick_table_copy(self: Table, memo: dict[int, Any]) -> Table:
    """What a transaction goes back to: other items in the same places. None of them is changed: see `update_item`."""
    twin = Table.__new__(Table)
    items = copy.copy(self.items)  # keeps what makes a missing partition
    if self.has_range_key:
        items.update({partition: dict(of_it) for partition, of_it in self.items.items()})
    twin.__dict__.update(self.__dict__, items=items)
    return twin


def _quick_update_item(self: DynamoDBBackend, table_name: str, key: dict[str, Any], *args: Any, **more: Any) -> Item:
    """moto changes the item where it stands; here a copy takes its place first, so that a transaction can go back."""
    table = self.get_table(table_name)
    if (item := table.get_item(*self.get_keys_value(table, key))) is not None:
        twin = copy.deepcopy(item)
        if table.has_range_key:
            table.items[item.hash_key][item.range_key] = twin
        else:
            table.items[item.hash_key] = twin
    return _update_item(self, table_name, key, *args, **more)


def _quick_parse(self: ConditionExpressionParser) -> Any:
    """moto parses each condition three times: to see whether it is right, for the transaction, for the write."""
    if not self.condition_expression:
        return _parse(self)
    key = repr((self.condition_expression, self.expression_attribute_names, self.expression_attribute_values))
    if key not in _PARSED:
        operation = _parse(self)
        if len(_PARSED) >= _REMEMBERED:
            _PARSED.clear()
        _PARSED[key] = (operation, self.expr_attr_names_found, self.expr_attr_values_found)
    operation, names, values = _PARSED[key]
    self.expr_attr_names_found, self.expr_attr_values_found = [*names], [*values]  # who gets them adds to them
    return operation


def _quick_node_copy(self: Node, memo: dict[int, Any]) -> Node:
    twin = type(self).__new__(type(self))
    memo[id(self)] = twin
    twin.__dict__.update(self.__dict__)
    twin.parent = memo.get(id(self.parent))
    if self.children is not None:
        twin.children = [copy.deepcopy(child, memo) for child in self.children]
    return twin


def _quick_traverse(self: DepthFirstTraverser, node: Any) -> Any:
    """As moto does it, but that what is to be done with which kind of node is asked for once."""
    processors = self._processing_map()
    kinds = tuple(processors)

    def visit(node: Any, place: int) -> Any:
        if not isinstance(node, Node):
            return node
        parent = node.parent
        for number, child in enumerate(node.children or ()):
            self.pre_processing_of_child(node, number)
            visit(child, number)
        if isinstance(node, kinds):
            node = next(process for kind, process in processors.items() if isinstance(node, kind))(node)
            node.parent = parent
            if parent:
                parent.children[place] = node
        return node

    return visit(node, -1)


def _quick() -> list[tuple[Any, str, Any]]:
    return [
        (BotocoreStubber, "process_request", _quick_process),
        (RequestSigner, "sign", _quick_sign),
        (responses, "method_names_from_class", functools.cache(responses.method_names_from_class)),
        (BaseJSONSerializer, "_serialize_type_structure", _quick_serialize),
        (Item, "project", _quick_project),
        (Item, "__init__", _quick_item),
        (Table, "__deepcopy__", _quick_table_copy),
        (Node, "__deepcopy__", _quick_node_copy),
        (DynamoDBBackend, "update_item", _quick_update_item),
        (DepthFirstTraverser, "traverse", _quick_traverse),
        (ConditionExpressionParser, "parse", _quick_parse),
        (UpdateExpressionParser, "make", functools.lru_cache(_REMEMBERED)(UpdateExpressionParser.make)),
        (backends, "_import_backend", functools.cache(backends._import_backend)),
        (BaseBackend, "urls", property(functools.cache(BaseBackend.urls.fget))),
        (UserAgentString, "to_string", lambda self: "tests"),
        (backend_index, "backend_url_patterns", [each for each in _PATTERNS if each[0] in _SERVICES]),
    ]


_ITS_OWN: Final = [
    (owner, name, inspect.getattr_static(owner, name)) for owner, name, _ in _quick() if hasattr(owner, name)
]
