"""What a field of a profile declares of itself, and how each type of value is kept and read in words."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .display import format_weight
from .weights.units import Unit, in_unit

if TYPE_CHECKING:
    from .profile import Profile

T = TypeVar("T")


class ValueType(Generic[T]):
    """How values of a type go to DynamoDB and files (`to_plain`) and come back, and how a person reads them."""

    def to_plain(self, value: T) -> Any:
        return value

    def from_plain(self, plain: Any) -> T:
        return plain  # type: ignore[no-any-return]  # as DynamoDB gives it

    def display(self, value: T, unit: Unit) -> str:
        return str(value)

    def exact_display(self, value: T, unit: Unit) -> str:
        """Words that are different wherever values are, for whoever compares two."""
        return self.display(value, unit)


class Text(ValueType[str]):
    """What somebody typed. Its words are the text itself."""


class Choice(ValueType[TextChoices]):
    def __init__(self, choices: type[TextChoices]) -> None:
        self.choices = choices

    def to_plain(self, value: TextChoices) -> str:
        return str(value)

    def from_plain(self, plain: Any) -> TextChoices:
        return self.choices(plain)

    def display(self, value: TextChoices, unit: Unit) -> str:
        return str(value.label)


class Date(ValueType[date | None]):
    def to_plain(self, value: date | None) -> str | None:
        return value.isoformat() if value else None

    def from_plain(self, plain: Any) -> date:
        return date.fromisoformat(plain)

    def display(self, value: date | None, unit: Unit) -> str:
        return date_format(value, "DATE_FORMAT") if value else ""


class YesNo(ValueType[bool]):
    def display(self, value: bool, unit: Unit) -> str:
        return _("Yes") if value else _("No")


class Kilograms(ValueType[Decimal]):
    def display(self, value: Decimal, unit: Unit) -> str:
        return format_weight(value, unit)

    def exact_display(self, value: Decimal, unit: Unit) -> str:
        """As in the form, to three decimals: words round, and would hide a difference of some grams."""
        return f"{number_format(in_unit(value, unit))}\N{NO-BREAK SPACE}{unit}"


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A field of a profile, declared in its annotation, from which `declared_by` takes the last three.

    `default` is what stands for "nothing is known".
    `stored_as` names it in DynamoDB and in the audit log, which tells its value only if `audit_value` says so, and
    otherwise only that it changed. `in_lists`: the index of an owner's pets carries it, so lists can show it;
    `in_marks`: that index does so by its map `Marks`, for what came after the index, which never changes.
    `estimated_by` names the field that says whether this one is a guess; that one is read with this one, never alone.
    `column` is its name in files, the attribute's where that says enough.
    """

    stored_as: str
    label: Promise
    type: ValueType[Any]
    audit_value: bool = False
    in_lists: bool = False
    in_marks: bool = False
    estimated_by: str = ""
    column: str = ""
    attribute: str = ""
    is_required: bool = False
    default: Any = None

    @classmethod
    def declared_by(cls, field: "Field[Any]") -> "ProfileField":
        """The declaration that stands in the annotation of a dataclass's field. Raises: TypeError for none."""
        declared = getattr(field.type, "__metadata__", (None,))[0]  # as typing.Annotated has it
        if not isinstance(declared, cls):
            raise TypeError(f"Profile.{field.name} has no ProfileField in its annotation")
        is_required = field.default is MISSING
        return replace(
            declared,
            attribute=field.name,
            column=declared.column or field.name,
            is_required=is_required,
            default=None if is_required else field.default,
        )

    def to_plain(self, profile: "Profile") -> Any:
        """The value as text, number, bool or None."""
        return self.type.to_plain(getattr(profile, self.attribute))

    def to_item(self, profile: "Profile") -> Any:
        """The value for DynamoDB; None, which is no attribute, where it is empty and may be."""
        plain = self.to_plain(profile)
        return plain if self.is_required else plain or None

    def from_item(self, item: Mapping[str, Any]) -> Any:
        """The value of an item, or of an index's projection. Raises: KeyError where something has to be there."""
        if not self.is_required and item.get(self.stored_as) is None:
            return self.default
        return self.type.from_plain(item[self.stored_as])

    def display(self, profile: "Profile", unit: Unit, *, exact: bool = False) -> str:
        """The value as a person reads it, empty where nothing is known; `exact` words differ wherever values do."""
        value = getattr(profile, self.attribute)
        if value == self.default:
            return ""
        words = self.type.exact_display(value, unit) if exact else self.type.display(value, unit)
        is_estimate = self.estimated_by and getattr(profile, self.estimated_by)
        return _("about %(value)s") % {"value": words} if is_estimate else words

    def audit_display(self, plain: Any) -> str:
        """One value that the audit log tells, weights in kilograms; empty where nothing was known."""
        value = self.default if plain is None else self.type.from_plain(plain)
        return "" if value is None else self.type.exact_display(value, "kg")
