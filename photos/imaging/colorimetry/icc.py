"""ICC profiles of matrix and curve, made for pictures that come with an encoding and without a profile (ICC.1:2022).

So LittleCMS applies both alike.
"""

import struct
from typing import Final

from .encodings import Encoding
from .primaries import D50, Vector, to_d50

_VERSION: Final = 0x04400000


def profile(encoding: Encoding) -> bytes:
    """A profile for RGB of 8 bits, exact for each of their values (8.3.3).

    Raises: ValueError where the encoding's primaries or its white span no colours.
    """
    light = (encoding.transfer(code / 255) for code in range(256))
    curve = _tag(b"curv", struct.pack(">L256H", 256, *(round(0xFFFF * min(1.0, each)) for each in light)))
    try:
        red, green, blue = (_tag(b"XYZ ", _fixed(column)) for column in zip(*to_d50(encoding), strict=True))
    except (ZeroDivisionError, OverflowError, struct.error) as error:
        raise ValueError(encoding) from error
    white = _tag(b"XYZ ", _fixed(D50))
    tags = {b"rXYZ": red, b"gXYZ": green, b"bXYZ": blue, b"wtpt": white, b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    return _icc(tags)


def _icc(tags: dict[bytes, bytes]) -> bytes:
    """Header (7.2), table of tags (7.3), and their contents, of which equal ones are there once."""
    start, contents, table = 128 + 4 + 12 * len(tags), b"", struct.pack(">L", len(tags))
    places: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(contents)
            contents += content + bytes(-len(content) % 4)
        table += struct.pack(">4sLL", name, places[content], len(content))
    length = start + len(contents)
    header = struct.pack(">L4xL12s12x4s", length, _VERSION, b"mntrRGB XYZ ", b"acsp").ljust(68, b"\0") + _fixed(D50)
    return header.ljust(128, b"\0") + table + contents


def _tag(kind: bytes, content: bytes) -> bytes:
    return kind + bytes(4) + content


def _fixed(vector: Vector) -> bytes:
    """As s15Fixed16Number (4.6)."""
    return struct.pack(">3l", *(round(65536 * each) for each in vector))
