"""Answers of DynamoDB made at random from botocore's model of the service, and how boto3 reads what they hold."""

import random
from collections.abc import Callable
from typing import Any

from boto3.dynamodb.types import TypeDeserializer
from botocore.model import Shape

TEXTS = ("", "N", "Rex", "S", "\U0001f415 \x00\ud7ff", '"{}', "a" * 1000)
NUMBERS = ("0", "-0", "1E+3", "-1.50", "9" * 38, "-" + "9" * 38, "0." + "1" * 38, "1E-130", "9.99E+125")
BINARY = ("", "AP8=", "YQ==")
_deserialize = TypeDeserializer().deserialize


def value(chance: random.Random, depth: int = 3) -> dict:
    """One typed value of any type, as the wire has it."""
    kinds = {
        "S": lambda: chance.choice(TEXTS),
        "N": lambda: chance.choice(NUMBERS),
        "B": lambda: chance.choice(BINARY),
        "BOOL": lambda: chance.random() < 0.5,
        "NULL": lambda: True,
        "SS": lambda: chance.sample(TEXTS, 3),
        "NS": lambda: chance.sample(NUMBERS, 3),
        "BS": lambda: chance.sample(BINARY, 2),
        "L": lambda: [value(chance, depth - 1) for _ in range(chance.randrange(3))],
        "M": lambda: {name: value(chance, depth - 1) for name in chance.sample(TEXTS, 2)},
    }
    kind = chance.choice(list(kinds)[: None if depth else -2])
    return {kind: kinds[kind]()}


def anything(shape: Shape, chance: random.Random) -> Any:
    """An answer, or a part of one, with a random choice of all that the model of the service knows of it."""
    if shape.name == "AttributeValue":
        return value(chance)
    kinds: dict[str, Callable[[], Any]] = {
        "structure": lambda: {
            name: anything(member, chance) for name, member in shape.members.items() if chance.random() < 0.7
        },
        "list": lambda: [anything(shape.member, chance) for _ in range(chance.randrange(3))],
        "map": lambda: {name: anything(shape.value, chance) for name in chance.sample(TEXTS, chance.randrange(3))},
        "string": lambda: chance.choice(TEXTS),
        "boolean": lambda: chance.random() < 0.5,
        "double": lambda: chance.randrange(100) / 2,
    }
    return kinds.get(shape.type_name, lambda: chance.randrange(100))()


def in_python(read: Any, shape: Shape) -> Any:
    """What boto3 makes of the typed values in a member of an answer that botocore has read."""
    if shape.name == "AttributeValue":
        return _deserialize(read)
    if shape.type_name == "list":
        return [in_python(each, shape.member) for each in read]
    if shape.type_name in {"map", "structure"}:
        of = shape.members.get if shape.type_name == "structure" else lambda _: shape.value
        return {name: in_python(each, of(name)) for name, each in read.items()}
    return read
