"""What a microchip's number says, and what makes one doubtful: it warns, and never refuses.

15 digits are ISO 11784: three for the country (ISO 3166) or the maker (from 900 on), twelve for the animal, of which
the chip keeps 38 bits. There is no check digit.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

ISO_DIGITS = 15
OLDER_SIGNS = (9, 10)  # AVID, and FDX-A
MOST_OF_ANIMAL = 2**38 - 1
_FIRST_MAKER, _TEST = 900, 999
LOOKUPS = ("europetnet.org", "petmaxx.com", "aaha.org/petmicrochiplookup", "checkachip.com")
"""Where registers are searched for a chip; told as text, since what is followed there is no page of ours."""


def tidied(typed: str) -> str:
    """The number without the signs that people set between its digits."""
    return "".join(each for each in typed if each not in " -.").upper()


def describe(chip: str) -> str:
    """Whose numbers begin so: "country code 276: Germany", "maker code 985"; empty where nothing is known of it."""
    if not _is_iso(chip):
        return ""
    code = chip[:3]
    if int(code) >= _FIRST_MAKER:
        return "" if int(code) == _TEST else _("maker code %(code)s") % {"code": code}
    name = _countries().get(code)
    return _("country code %(code)s: %(country)s") % {"code": code, "country": name} if name else ""


def doubt(chip: str) -> str:
    """Why the number may be mistyped; empty where it looks right."""
    if not chip:
        return ""
    if not (chip.isascii() and chip.isalnum()):
        return _("It has signs other than letters and digits.")
    if len(chip) in OLDER_SIGNS:
        return ""
    if not _is_iso(chip):
        return _("It does not have 15 digits (older ones have 9 or 10 letters and digits).")
    if int(chip[:3]) == _TEST:
        return _("Numbers that begin with 999 are for tests.")
    if int(chip[3:]) > MOST_OF_ANIMAL:
        return _("Its last 12 digits are more than a chip can carry.")
    return "" if describe(chip) else _("No country and no maker has numbers that begin so.")


def _is_iso(chip: str) -> bool:
    return len(chip) == ISO_DIGITS and chip.isascii() and chip.isdigit()


@cache
def _countries() -> dict[str, str]:
    """Names by their numeric codes (ISO 3166-1)."""
    countries: dict[str, str] = json.loads(Path(__file__).with_name("countries.json").read_text("utf-8"))
    return countries
