"""Whether a field says something that somebody might mind, or only what stands there in every file of its kind.

What a writer left empty is not there: blanks, zeros, and a position of 0/0, with which phones blank it, or of 0° 0°,
which lies in the sea. Nor is what cameras and programs write of themselves into fields for comments.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from math import isfinite
from typing import Any, Final

_PADDING: Final = "\0 \t\r\n"
_LONGEST_OWN_WORDS: Final = 100
_OWN_WORDS: Final = re.compile(
    r"""
    (?:[A-Z0-9.-]+[ ]){1,4} (?:DIGITAL[ ](?:STILL[ ])?CAMERA|Digital[ ]Still[ ]Camera|Action[ ]Cam)
    | (?i: (?:sony|minolta|epson)[ ]dsc(?:[ ]picture)? | dcf[ ]\d\.\d | exif.jpeg(?:.picture)?
      | screenshot | default | null | untitled | x-default
      | (?:copyright|\(c\)|©) (?:[\W\d_]|copyright|c(?=\)))*+  # of nobody
      | (?:created|made)[ ]with[ ](?:the[ ])?gimp.* | creator:[ ]gd-jpeg.* | file[ ]written[ ]by[ ]adobe.*
      | (?:optimi[sz]ed|compressed|processed)[ ](?:by|using|with).* | lav[cf]\d.* | applemark
      | lead[ ]technologies.* | intel\(r\)[ ]jpeg.* )
    """,
    re.VERBOSE,
)
_NO_NUMBERS: Final = frozenset({"none", "n/a", "null", "unknown", "undefined"})
_LONGEST_COORDINATE: Final = 200
_BETWEEN_NUMBERS: Final = re.compile(r"[\s,;]+")


def says(value: Any) -> bool:
    match value:
        case str():
            return _is_somebodys(value.strip(_PADDING))
        case bytes():
            return _is_somebodys(value.strip(_PADDING.encode()).decode("latin-1"))
        case tuple():
            return any(value)
        case _:
            return bool(value)


def any_says(values: Iterable[Any]) -> bool:
    return any(map(says, values))


def says_a_number(value: Any) -> bool:
    """A serial number; that of a lens without one is written as zeros, or in words."""
    if not isinstance(value, str):
        return says(value)
    plain = value.strip(f"{_PADDING}0-?\xff\N{REPLACEMENT CHARACTER}")
    return says(plain) and plain.casefold() not in _NO_NUMBERS


def is_coordinate(value: Any) -> bool:
    """Whether it says a latitude or longitude other than 0: degrees, minutes and seconds, or a text."""
    if isinstance(value, str):
        return any(map(_is_number, _BETWEEN_NUMBERS.split(value[:_LONGEST_COORDINATE])))
    with suppress(TypeError, ValueError, ArithmeticError):
        parts = [float(part) for part in (value[:3] if isinstance(value, tuple) else (value,))]
        return any(isfinite(part) and part for part in parts)
    return False


def _is_somebodys(plain: str) -> bool:
    return bool(plain) and (len(plain) > _LONGEST_OWN_WORDS or not _OWN_WORDS.fullmatch(plain))


def _is_number(text: str) -> bool:
    """Other than 0; XMP takes over the fractions of EXIF as they are."""
    above, stroke, below = text.partition("/")
    return _has_digit(above) and (not stroke or _has_digit(below))


def _has_digit(text: str) -> bool:
    return any(sign in "123456789" for sign in text)
