"""Converts numbers: DynamoDB has only decimals, Python's JSON only floats."""

import json
from decimal import Decimal
from typing import Any


def to_decimals(value: Any) -> Any:
    """The same value with every float, however deeply nested, as its shortest Decimal.

    Through `str`, so that 4.1 becomes Decimal("4.1") and not its 50 binary digits.
    Raises: ValueError for NaN and infinities, which DynamoDB does not take.
    """
    if isinstance(value, float):
        number = Decimal(str(value))
        if not number.is_finite():
            raise ValueError("DynamoDB takes finite numbers only")
        return number
    if isinstance(value, dict):
        return {key: to_decimals(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_decimals(each) for each in value]
    return value


def to_json_numbers(value: Any) -> Any:
    """The same value with every Decimal as an int where it is whole, else as a float; sets become sorted lists."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: to_json_numbers(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [to_json_numbers(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(to_json_numbers(each) for each in value)
    return value


def dumps(value: Any, *, indent: int | None = None) -> str:
    """JSON text of something read from DynamoDB."""
    return json.dumps(to_json_numbers(value), ensure_ascii=False, indent=indent)
