"""How what a picture was found to be travels from the process that decoded it, which is not trusted: numbers in fixed
places, then bytes whose lengths stand before them. Nothing that is read here can run."""

import struct
from datetime import datetime, timedelta
from typing import Final

from pettracker_site.files.decoding.protocol import Garbage
from photos.imaging.formats import (
    CAMERA_BYTES,
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
    Prepared,
)
from photos.limits import MAX_SIDE
from photos.taken import TakenAt, TakenFrom

_FORMATS: Final = tuple(FORMATS)
_FOUND: Final = tuple(Found)
_SOURCES: Final = tuple(TakenFrom)
_FACTS: Final = struct.Struct(f">BHH19shBHB{CAMERA_BYTES}s")
_COPY: Final = struct.Struct(">HHL")
_LENGTH: Final = struct.Struct(">H")
_HEAD: Final = _FACTS.size + len(SIZES) * _COPY.size + _LENGTH.size
_NO_TIME: Final = bytes(19)
_NO_OFFSET: Final = 0x7FFF
_IN_UTC: Final = 0x7FFE
_ALL_THERE: Final = 0xFF


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
        inspection.camera.encode(),
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
    kind, width, height, time, offset, source, carried, missing, camera = _FACTS.unpack_from(data)
    if kind >= len(_FORMATS) or not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE) or carried >> len(_FOUND):
        raise Garbage
    if missing > MOST_MISSING and missing != _ALL_THERE:
        raise Garbage
    found = frozenset(each for place, each in enumerate(_FOUND) if carried >> place & 1)
    lacks = None if missing == _ALL_THERE else missing
    return Inspection(_FORMATS[kind], width, height, _taken(time, offset, source), found, lacks, _camera(camera))


def _camera(name: bytes) -> str:
    try:
        camera = name.rstrip(b"\0").decode()
    except UnicodeDecodeError as error:
        raise Garbage from error
    if not camera.isprintable():
        raise Garbage
    return camera


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
