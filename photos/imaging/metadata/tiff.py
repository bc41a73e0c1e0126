"""Directories as TIFF has them (TIFF 6.0, section 2), which EXIF, makers' notes and multi-picture files are made of."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

MAX_ENTRIES: Final = 500
"""Of a directory; that of a talkative maker's note has some 150."""
MAX_VALUE: Final = 64 * 1024
"""Bytes of a value that are looked at."""

Order = Literal["<", ">"]
_BYTES_EACH: Final = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4)  # by type; 13 is a directory


@dataclass(frozen=True, slots=True)
class TiffEntry:
    """`value` is cut at MAX_VALUE; `pointer` is what stands in its place where it is longer than four bytes."""

    tag: int
    value: bytes
    pointer: int


def order(data: bytes) -> Order | None:
    """Which end of a number comes first, by the two letters that `data` begins with; None where they say neither."""
    orders: dict[bytes, Order] = {b"II": "<", b"MM": ">"}
    return orders.get(data[:2])


def directory(data: bytes, at: int, first: Order) -> Iterator[TiffEntry]:
    """The entries of the directory at that place, which its pointers count from the beginning of `data`.

    What points out of it has an empty value.
    """
    if not 0 <= at <= len(data) - 2:
        return
    (number,) = struct.unpack_from(f"{first}H", data, at)
    for place in range(at + 2, at + 2 + 12 * min(number, MAX_ENTRIES), 12):
        if place + 12 > len(data):
            return
        tag, kind, count, pointer = struct.unpack_from(f"{first}HHLL", data, place)
        length = min(count, MAX_VALUE) * (_BYTES_EACH[kind] if kind < len(_BYTES_EACH) else 0)
        start = place + 8 if length <= 4 else pointer
        yield TiffEntry(tag, data[start : start + min(length, MAX_VALUE)], pointer)
