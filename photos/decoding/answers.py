"""How what a picture was found to be travels from the process that decoded it, which is not trusted: numbers in fixed
places, then bytes whose lengths stand before them. Nothing that is read here can run, or be longer than MAX_ANSWER."""

import struct
from datetime import datetime, timedelta
from typing import Final

from photos.formats import (
    FIRST_YEAR,
    FORMATS,
    MOST_MISSING,
    PLACEHOLDER_BYTES,
    SIZES,
    WIDEST_OFFSET,
    Derivative,
    Derived,
    Found,
    Inspection,
    PictureRefused,
    Prepared,
    Reason,
)
from photos.limits import MAX_SIDE
from photos.taken import TakenAt, TakenFrom

MAX_ANSWER: Final = 8 * 1024 * 1024  # bytes; noise of 1600 x 1600 pixels takes 2 MB
MAX_TRACE: Final = 4_000
BLOCK: Final = 256 * 1024  # bytes of a file that travel at once

JOB: Final = struct.Struct(">L")  # length of the file; its first block follows
FRAME: Final = struct.Struct(">cL")
BEGUN, MORE, HEAVY, ANSWER, REFUSED, FAILED = b"b", b"m", b"h", b"a", b"x", b"f"
"""What the decoding process says, each with a number: that it has the picture; which block it needs; that hundreds of
megabytes are about to be taken, for which it waits for GO; how long its answer is; which of the reasons it is that
refuses; how long it tells where an error of ours came up."""
GO: Final = b"g"

_FORMATS: Final = tuple(FORMATS)
_REASONS: Final = tuple(Reason)
_FOUND: Final = tuple(Found)
_SOURCES: Final = tuple(TakenFrom)
_FACTS: Final = struct.Struct(">BHH19shBHB")
_COPY: Final = struct.Struct(">HHL")
_LENGTH: Final = struct.Struct(">H")
_HEAD: Final = _FACTS.size + len(SIZES) * _COPY.size + _LENGTH.size
_NO_TIME: Final = bytes(19)
_NO_OFFSET: Final = 0x7FFF
_IN_UTC: Final = 0x7FFE
_ALL_THERE: Final = 0xFF


class Garbage(ValueError):
    """An answer that no decoder of ours gives."""


def reason_number(reason: Reason) -> int:
    return _REASONS.index(reason)


def refusal(number: int) -> PictureRefused:
    """Raises: Garbage."""
    if number >= len(_REASONS):
        raise Garbage
    return PictureRefused(_REASONS[number])


def to_bytes(prepared: Prepared) -> bytes:
    inspection, copies = prepared.inspection, prepared.derived.derivatives
    time, offset, source = _NO_TIME, _NO_OFFSET, 0
    if taken := inspection.taken:
        time = taken.local.isoformat(timespec="seconds").encode()
        offset = _IN_UTC if taken.in_utc else _NO_OFFSET
        if taken.offset is not None:
            offset = int(taken.offset.total_seconds()) // 60
        source = _SOURCES.index(taken.source)
    facts = _FACTS.pack(
        _FORMATS.index(inspection.format),
        inspection.width,
        inspection.height,
        time,
        offset,
        source,
        sum(1 << place for place, each in enumerate(_FOUND) if each in inspection.found),
        _ALL_THERE if inspection.missing is None else inspection.missing,
    )
    sizes = [_COPY.pack(each.width, each.height, len(each.data)) for each in copies]
    length = _LENGTH.pack(len(prepared.derived.placeholder))
    return b"".join((facts, *sizes, length, *(each.data for each in copies), prepared.derived.placeholder))


def from_bytes(data: bytes) -> Prepared:
    """Raises: Garbage."""
    if len(data) < _HEAD:
        raise Garbage
    copies, at, start = [], _FACTS.size, _HEAD
    for size in SIZES:
        width, height, length = _COPY.unpack_from(data, at)
        if not (0 < width <= size and 0 < height <= size):
            raise Garbage
        copies.append(Derivative(size, width, height, _webp(data, start, length)))
        at, start = at + _COPY.size, start + length
    (length,) = _LENGTH.unpack_from(data, at)
    if length >= PLACEHOLDER_BYTES or start + length != len(data):
        raise Garbage
    return Prepared(_inspection(data), Derived(tuple(copies), _webp(data, start, length)))


def _webp(data: bytes, start: int, length: int) -> bytes:
    found = data[start : start + length]
    if len(found) != length or found[:4] != b"RIFF" or found[8:12] != b"WEBP":
        raise Garbage
    return found


def _inspection(data: bytes) -> Inspection:
    kind, width, height, time, offset, source, carried, missing = _FACTS.unpack_from(data)
    if kind >= len(_FORMATS) or not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE) or carried >> len(_FOUND):
        raise Garbage
    if missing > MOST_MISSING and missing != _ALL_THERE:
        raise Garbage
    found = frozenset(each for place, each in enumerate(_FOUND) if carried >> place & 1)
    lacks = None if missing == _ALL_THERE else missing
    return Inspection(_FORMATS[kind], width, height, _taken(time, offset, source), found, lacks)


def _taken(time: bytes, minutes: int, source: int) -> TakenAt | None:
    if time == _NO_TIME:
        return None
    try:
        local = datetime.strptime(time.decode("ascii"), "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007, what a wall clock shows
    except ValueError as error:
        raise Garbage from error
    offset = None if minutes in (_NO_OFFSET, _IN_UTC) else timedelta(minutes=minutes)
    if local.year < FIRST_YEAR or (offset is not None and abs(offset) > WIDEST_OFFSET) or source >= len(_SOURCES):
        raise Garbage
    return TakenAt(local, offset, _SOURCES[source], in_utc=minutes == _IN_UTC)
