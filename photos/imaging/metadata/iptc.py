"""IPTC's old way of describing a picture, and Photoshop's resources, in which it travels.

IPTC-NAA Information Interchange Model 4.2, 1.5; Adobe Photoshop File Formats, "Image Resources Section".
"""

import struct
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

MAX_ENTRIES: Final = 2000
"""Of either kind; a picture has some 30."""

_SIGNATURES: Final = frozenset({b"8BIM", b"PHUT", b"AgHg", b"DCSR", b"MeSa"})
_TAG_MARKER: Final = 0x1C
_EXTENDED: Final = 0x8000  # the length says how many bytes the length takes
_RESOURCE: Final = struct.Struct(">4sHB")


def image_resources(data: bytes) -> Mapping[int, bytes]:
    """Each of Photoshop's resources by its number, the first of several, up to where they are damaged."""
    found: dict[int, bytes] = {}
    at = 0
    for _ in range(MAX_ENTRIES):
        if at + _RESOURCE.size > len(data):
            break
        signature, number, name = _RESOURCE.unpack_from(data, at)
        start = at + 6 + (1 + name + 1 & ~1)  # the name with its length is padded to an even number
        if signature not in _SIGNATURES or start + 4 > len(data):
            break
        (length,) = struct.unpack_from(">L", data, start)
        found.setdefault(number, data[start + 4 : start + 4 + length])
        at = start + 4 + length + (length & 1)
    return found


def datasets(data: bytes) -> Mapping[tuple[int, int], tuple[bytes, ...]]:
    """What stands under each record and number, such as (2, 55), in their order, up to where it is damaged."""
    found: defaultdict[tuple[int, int], list[bytes]] = defaultdict(list)
    at = 0
    for _ in range(MAX_ENTRIES):
        if at + 5 > len(data) or data[at] != _TAG_MARKER:
            break
        record, number, length = struct.unpack_from(">BBH", data, at + 1)
        at += 5
        if length & _EXTENDED:
            wide = length & ~_EXTENDED
            if not 0 < wide <= 4:
                break
            length = int.from_bytes(data[at : at + wide], "big")
            at += wide
        if at + length > len(data):
            break
        found[record, number].append(data[at : at + length])
        at += length
    return {key: tuple(values) for key, values in found.items()}
