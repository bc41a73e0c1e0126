"""Profiles that tell something in every field, whatever fields there are."""

from datetime import date
from decimal import Decimal
from typing import Any

from pets.fields import Choice, Date, Kilograms, ProfileField, Text, YesNo
from pets.profile import PROFILE_FIELDS, Profile


def _value(field: ProfileField, number: int) -> Any:
    """One of two values that a form takes; texts are chips' numbers, which fit into every field."""
    values = {
        Text: lambda: f"27609810612{PROFILE_FIELDS.index(field):02}{number:02}",
        Choice: lambda: list(field.type.choices)[number],
        Date: lambda: date(2020, 5, 17 + number),
        YesNo: lambda: not number,
        Kilograms: lambda: Decimal("4.500") + Decimal("0.001") * number,
    }
    return values[type(field.type)]()


ONE, OTHER = (Profile(**{each.attribute: _value(each, number) for each in PROFILE_FIELDS}) for number in (0, 1))
EMPTY = Profile(ONE.name, ONE.kind)
