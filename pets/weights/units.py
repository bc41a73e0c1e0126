"""Weights: kept in kilograms to a tenth of a gram, typed in one of four units, shown in the reader's."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pettracker_site.common import typed
from pettracker_site.common.later_values import LaterChoices

Unit = Literal["kg", "lb"]
"""What a person reads weights in, from one kilogram on."""
KG_PER_LB = Decimal("0.45359237")  # exact: International Yard and Pound Agreement of 1959
OZ_PER_LB = 16
KG_PER_OZ = KG_PER_LB / OZ_PER_LB
LEAST = Decimal("0.0001")  # a young finch gains some tenths of a gram a day
_ROOM = Decimal(10) ** 20  # what is more has no room for tenths of a gram in the 28 digits of decimals


class TypedUnit(LaterChoices):
    KG = "kg", "kg"
    G = "g", "g"
    LB = "lb", "lb"
    LB_OZ = "lb-oz", "lb + oz"


KG_PER: dict[str, Decimal] = {"kg": Decimal(1), "g": Decimal("0.001"), "lb": KG_PER_LB, "oz": KG_PER_OZ}
_SAME = {
    "kg": ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"),
    "g": ("g", "gr", "gram", "grams"),
    "lb": ("lb", "lbs", "pound", "pounds"),
    "oz": ("oz", "ounce", "ounces"),
}
_UNITS = {name: unit for unit, names in _SAME.items() for name in names}
# One number with or without a unit, and perhaps a second one.
_AMOUNTS = re.compile(r"([^A-Za-z\s]+)\s*([A-Za-z]*)(?:\s*([^A-Za-z\s]+)\s*([A-Za-z]*))?")


class TooManyOunces(ValueError):
    """Beside pounds there are less than 16."""


@dataclass(frozen=True, slots=True)
class TypedWeight:
    """A weight as it was typed: `text` in that `unit`, which is so many `kilograms`."""

    text: str
    unit: TypedUnit
    kilograms: Decimal


def read(text: str, unit: TypedUnit) -> TypedWeight:
    """The weight that was typed, in that unit where the text names none: "4,2", "850 g", "9 lb 4 oz", "9 4" (lb + oz).

    Raises: ValueError for what is no weight, with `typed.TwoReadings`, `typed.ManyMarks` and TooManyOunces among it.
    """
    if len(text) > typed.LONGEST or not (found := _AMOUNTS.fullmatch(text.strip())):
        raise ValueError("not a weight")
    amount, name, second, second_name = (part or "" for part in found.groups())
    first_unit = _named(name) or ("lb" if unit == TypedUnit.LB_OZ else str(unit))
    kilograms = _number(amount) * KG_PER[first_unit]
    if second:
        is_of_both = first_unit == "lb" and (name or unit == TypedUnit.LB_OZ) and _named(second_name) in ("", "oz")
        if not is_of_both:
            raise ValueError("two numbers")
        ounces = _number(second)
        if ounces >= OZ_PER_LB:
            raise TooManyOunces("16 ounces are a pound")
        kilograms += ounces * KG_PER_OZ
    is_of_ounces = bool(second) or first_unit == "oz" or (unit == TypedUnit.LB_OZ and first_unit == "lb")
    kept = TypedUnit.LB_OZ if is_of_ounces else TypedUnit(first_unit)
    if second or (is_of_ounces and not name):
        text = f"{amount} lb" + (f" {second} oz" if second else "")
    return TypedWeight(" ".join(text.split()), kept, kilograms.quantize(LEAST, ROUND_HALF_UP))


def _number(text: str) -> Decimal:
    """Raises: as `typed.number`; ValueError for one that has too many digits to reckon with."""
    found = typed.number(text)
    if found >= _ROOM:
        raise ValueError("not a weight")
    return found


def _named(name: str) -> str:
    """Raises: ValueError for a unit that nobody knows."""
    if name and name.lower() not in _UNITS:
        raise ValueError("not a unit")
    return _UNITS.get(name.lower(), "")


def to_kilograms(amount: Decimal, unit: Unit) -> Decimal:
    return (amount * KG_PER[unit]).quantize(LEAST, ROUND_HALF_UP)


def in_unit(kilograms: Decimal, unit: Unit) -> Decimal:
    """The number that one would type for it, to four decimals and without trailing zeros."""
    rounded = (kilograms / KG_PER[unit]).quantize(LEAST, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
