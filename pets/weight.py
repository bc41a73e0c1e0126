"""Weights: kept in kilograms to the gram, typed and shown in the owner's unit."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Unit = Literal["kg", "lb"]
KG_PER_LB = Decimal("0.45359237")  # exact: International Yard and Pound Agreement of 1959
GRAM = Decimal("0.001")


def to_kilograms(amount: Decimal, unit: Unit) -> Decimal:
    kilograms = amount * KG_PER_LB if unit == "lb" else amount
    return kilograms.quantize(GRAM, ROUND_HALF_UP)


def in_unit(kilograms: Decimal, unit: Unit) -> Decimal:
    """The number an owner would type for it, to three decimals and without trailing zeros."""
    amount = kilograms / KG_PER_LB if unit == "lb" else kilograms
    rounded = amount.quantize(GRAM, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
