"""A GIF's extensions: comments, and the XMP packet (GIF89a, 23 to 26; XMP Specification Part 3, 1.1.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from photos.imaging.sniffing import Reader

MAX_LOOKED_AT: Final = 1024 * 1024
"""Bytes from the beginning of the file. In a small one that is all of it, what stands behind the pixels too."""

_MAX_BLOCKS: Final = 1000
_MAX_PACKETS: Final = 8
_MAX_COMMENT: Final = 64 * 1024
_XMP: Final = b"\x0bXMP DataXMP"
_TRAILER: Final = b"\x01\xff\xfe\xfd\xfc"
"""What follows a packet: 256 bytes that lead whoever skips by lengths to its end. No text has such bytes."""


@dataclass(frozen=True, slots=True)
class Extensions:
    xmp: tuple[bytes, ...] = ()
    comments: tuple[bytes, ...] = ()


def read(reader: Reader) -> Extensions:
    """The extensions in the file's beginning, as far as it is whole."""
    reader.seek(0)
    data = reader.read(MAX_LOOKED_AT)
    packets: list[bytes] = []
    comments: list[bytes] = []
    for label, start, end in _extensions(data):
        if label == 0xFE:
            comments.append(_joined(data, start, min(end, start + _MAX_COMMENT)))
        elif data.startswith(_XMP, start) and len(packets) < _MAX_PACKETS:
            begin = start + len(_XMP)
            stop = data.find(_TRAILER, begin)
            packets.append(data[begin : stop if stop >= 0 else end])
    return Extensions(tuple(packets), tuple(comments))


def _extensions(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Label, beginning and end of the sub-blocks of each."""
    if len(data) < 13:
        return
    at = 13 + _table(data[10])
    for _ in range(_MAX_BLOCKS):
        match data[at : at + 1]:
            case b"!" if at + 2 < len(data):
                end = _skipped(data, at + 2)
                yield data[at + 1], at + 2, end
                at = end
            case b"," if at + 10 < len(data):
                at = _skipped(data, at + 11 + _table(data[at + 9]))
            case _:
                return


def _table(flags: int) -> int:
    """Bytes of the table of colours, if there is one."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _skipped(data: bytes, at: int) -> int:
    """Where the sub-blocks that begin there have ended."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _joined(data: bytes, at: int, end: int) -> bytes:
    pieces = []
    while at < end and data[at]:
        pieces.append(data[at + 1 : at + 1 + data[at]])
        at += data[at] + 1
    return b"".join(pieces)
