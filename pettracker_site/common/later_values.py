"""Enumerations of what is stored, while another release is rolled out: it may write values that this one does not know.

Such a value is read as a member of its own, which no form offers: its label is the value itself, and it is stored as it
was. Whoever keeps something for each member has an answer for others too.
"""

import enum
from typing import Any, Self

from django.db.models import TextChoices


class LaterText(enum.StrEnum):
    """A StrEnum that takes any text."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        member: Self | None = _member(cls, value)
        return member


class LaterChoices(TextChoices):
    """TextChoices that take any text."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        member: Any = _member(cls, value)
        if member is not None:
            member._label_ = value
        return member  # type: ignore[no-any-return]


def _member(cls: Any, value: object) -> Any:
    if not isinstance(value, str):
        return None
    member = str.__new__(cls, value)
    member._name_ = member._value_ = value
    return member
