"""Expressions as DynamoDB reads them: placeholders for every name and value."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Any

from boto3.dynamodb.conditions import ConditionBase, ConditionExpressionBuilder

from .wire import Item, wire_values

Segments = tuple[str, ...]


def document_path(*segments: str) -> str:
    """The document path into maps, as `Attr` and `Update` take it: `document_path("Members", user_id, "Role")`.

    Raises: ValueError where a segment would be read as several, or as an index of a list.
    """
    for segment in segments:
        if not segment or not {".", "[", "]"}.isdisjoint(segment):
            raise ValueError("a segment of a path is empty, or has a dot or a bracket in it")
    return ".".join(segments)


class Update:
    """What an update does to attributes, each by its name or by its path into maps (`Members.<user>.Role`).

    Placeholders stand for all names, so that reserved words are never met. The map that a path leads into has to be
    there when the update is made, or DynamoDB calls it a mistake of ours: let the condition ask for it.
    `add` counts a number up, or puts texts into a set, of which `take` takes some out again.
    Raises: ValueError where two paths overlap, which DynamoDB refuses; also where a path is none.
    """

    def __init__(
        self,
        set: Mapping[str, Any] | None = None,
        *,
        remove: Iterable[str] = (),
        add: Mapping[str, int | AbstractSet[str]] | None = None,
        take: Mapping[str, AbstractSet[str]] | None = None,
        if_absent: Mapping[str, Any] | None = None,
    ) -> None:
        self.set = dict(set or {})
        self.remove = list(remove)
        self.add = dict(add or {})
        self.take = dict(take or {})
        self.if_absent = dict(if_absent or {})
        _refuse_overlaps([*self.set, *self.remove, *self.add, *self.take, *self.if_absent])

    def expression(self) -> tuple[str, dict[str, str], dict[str, Any]]:
        """The update expression with its names and typed values (all placeholders begin with `u`)."""
        placeholders: dict[str, str] = {}
        values: dict[str, Any] = {}

        def name(path: str) -> str:
            return ".".join(placeholders.setdefault(each, f"#u{len(placeholders)}") for each in path.split("."))

        def value(given: Any) -> str:
            placeholder = f":u{len(values)}"
            values[placeholder] = given
            return placeholder

        sets = [f"{name(path)} = {value(given)}" for path, given in self.set.items()]
        sets += [
            f"{name(path)} = if_not_exists({name(path)}, {value(given)})" for path, given in self.if_absent.items()
        ]
        clauses = {
            "SET": sets,
            "REMOVE": [name(path) for path in self.remove],
            "ADD": [f"{name(path)} {value(given)}" for path, given in self.add.items()],
            "DELETE": [f"{name(path)} {value(given)}" for path, given in self.take.items()],
        }
        text = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts)
        return text, {placeholder: each for each, placeholder in placeholders.items()}, wire_values(values)


def changes(before: Item, after: Item) -> Update:
    """The update that makes `after` of `before`: sets what differs, removes what is gone."""
    return Update(
        {name: value for name, value in after.items() if value is not None and before.get(name) != value},
        remove=[name for name, value in before.items() if value is not None and after.get(name) is None],
    )


def condition_of_write(condition: ConditionBase) -> dict[str, Any]:
    """What a write says of its condition; where it does not hold, DynamoDB answers with the item as it is."""
    expression = ConditionExpressionBuilder().build_expression(condition)
    built: dict[str, Any] = {
        "ConditionExpression": expression.condition_expression,
        "ExpressionAttributeNames": expression.attribute_name_placeholders,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    if expression.attribute_value_placeholders:
        built["ExpressionAttributeValues"] = wire_values(expression.attribute_value_placeholders)
    return built


def _refuse_overlaps(paths: Iterable[str]) -> None:
    """In order, a path stands right before the first of those that lead on from it."""
    for one, next in pairwise(sorted(_segments(each) for each in paths)):
        if next[: len(one)] == one:
            raise ValueError("two paths of an update overlap")


def _segments(given: str) -> Segments:
    segments = tuple(given.split("."))
    document_path(*segments)
    return segments
