"""How pets' facts are shown to people."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from .age import Age, age
from .roles import Member, Role
from .weights.units import KG_PER_LB, KG_PER_OZ, OZ_PER_LB, Unit

ROLE_LABELS: dict[Role, Promise] = {
    Role.OWNER: gettext_lazy("the owner"),
    Role.CO_OWNER: gettext_lazy("a co-owner"),
    Role.CARER: gettext_lazy("a carer, may add photos"),
    Role.VIEWER: gettext_lazy("may look at it"),
}

_TENTHS_BELOW = Decimal("0.1")  # kilograms, from which on grams are whole
_NO_OUNCES_FROM = 100  # pounds
_AGES: dict[str, Callable[[int], str]] = {
    "days": lambda count: ngettext("%(count)d day", "%(count)d days", count),
    "weeks": lambda count: ngettext("%(count)d week", "%(count)d weeks", count),
    "months": lambda count: ngettext("%(count)d month", "%(count)d months", count),
    "years": lambda count: ngettext("%(count)d year", "%(count)d years", count),
}


def format_number(count: int) -> str:
    """A count with its thousands set apart."""
    return number_format(count, force_grouping=True)


def format_pet_count(count: int) -> str:
    return ngettext("%(number)s pet", "%(number)s pets", count) % {"number": format_number(count)}


def format_age(born: date | None, on: date, *, approximate: bool = False) -> str:
    """ "3 months", "4 years", "about 2 years"; empty before birth, and where nobody knows it."""
    found = age(born, on) if born else None
    if found is None:
        return ""
    return age_in_words(found, approximate, get_language())


@lru_cache(maxsize=1_024)
def age_in_words(found: Age, approximate: bool, language: str | None) -> str:
    """The words for an age in the language that is spoken, which are the same for each pet of that age."""
    if found.unit == "days" and found.count == 0:
        return _("born today") if not approximate else _("newborn")
    words = _AGES[found.unit](found.count) % {"count": found.count}
    return _("about %(age)s") % {"age": words} if approximate else words


def describe_member(member: Member | None, now: datetime) -> str:
    if member is None:
        return _("an entry that gives no rights")
    words = {"role": ROLE_LABELS[member.role], "day": date_format(member.until) if member.until else ""}
    if member.until is None:
        return str(words["role"])
    return (_("%(role)s until %(day)s") if member.holds(now) else _("%(role)s until %(day)s, which is over")) % words


def format_weight(kilograms: Decimal, unit: Unit) -> str:
    """The weight as its reader has it: in grams below one kilogram, else in kilograms, or in pounds and ounces."""
    if kilograms < 1:
        return _grams(kilograms)
    return _pounds(kilograms) if unit == "lb" else _say(kilograms, "kg", 2)


def format_weight_change(kilograms: Decimal, unit: Unit, *, of: Decimal) -> str:
    """How much more or less it is, without saying which, of an animal that has so many kilograms."""
    difference = abs(kilograms)
    return _pounds(difference) if unit == "lb" and of >= 1 else format_weight(difference, "kg")


def _grams(kilograms: Decimal) -> str:
    return _say(kilograms * 1000, "g", 1 if kilograms < _TENTHS_BELOW else 0)


def _pounds(kilograms: Decimal) -> str:
    pounds, ounces = divmod(round(kilograms / KG_PER_OZ), OZ_PER_LB)
    if pounds >= _NO_OUNCES_FROM:
        return _say(kilograms / KG_PER_LB, "lb", 0)
    parts = [_say(Decimal(pounds), "lb", 0)] if pounds else []
    return "\N{NO-BREAK SPACE}".join([*parts, *([_say(Decimal(ounces), "oz", 0)] if ounces or not parts else [])])


def _say(amount: Decimal, unit: Literal["kg", "g", "lb", "oz"], places: int) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).normalize()
    return f"{number_format(Decimal(f'{rounded:f}'))}\N{NO-BREAK SPACE}{unit}"
