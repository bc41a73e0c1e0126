"""HEIC files put together box by box, as no camera does it."""

import struct
from functools import cache
from io import BytesIO

from tests import pictures


def box(kind: bytes, *content: bytes, version: int | None = None, flags: int = 0) -> bytes:
    """`version` is for a full box (ISO/IEC 14496-12, 4.2)."""
    head = b"" if version is None else struct.pack(">L", version << 24 | flags)
    data = head + b"".join(content)
    return struct.pack(">L4s", len(data) + 8, kind) + data


def found(data: bytes, *path: bytes) -> bytes:
    """A box with its head, by the kinds of those it lies in."""
    kind, *inner = path
    at = 0
    while at < len(data):
        length, name = struct.unpack_from(">L4s", data, at)
        if name == kind:
            whole = data[at : at + length]
            skipped = 12 if kind == b"meta" else 8
            return found(whole[skipped:], *inner) if inner else whole
        at += length
    raise LookupError(kind)


@cache
def coded(width: int, height: int) -> tuple[bytes, bytes]:
    """A picture's configuration and its coded pixels."""
    data = pictures.heic(width, height).getvalue()
    return found(data, b"meta", b"iprp", b"ipco", b"hvcC"), found(data, b"mdat")[8:]


def grid(
    names: list[int],
    *,
    columns: int,
    tile: tuple[int, int],
    canvas: tuple[int, int],
    turns: int = 0,
    kind: bytes = b"grid",
    more: bytes = b"",
    colours: bytes = b"",
) -> BytesIO:
    """A picture of the items `names`, which all show the same tile; item 1000 is the whole, `more` further references.

    `turns` is how often it is turned by 90 degrees; `colours` is a box of what each tile says of its own.
    """
    configuration, pixels = coded(*tile)
    items = sorted(set(names))
    rows = -(-len(names) // columns)
    layout = struct.pack(">BBBBLL", 0, 1, rows - 1, columns - 1, *canvas)
    infos = [(number, b"hvc1") for number in items] + [(1000, kind)]
    sizes = [box(b"ispe", struct.pack(">LL", *size), version=0) for size in (tile, canvas)]
    quarter = box(b"irot", b"\1")
    associated = [
        struct.pack(">HBBB", number, 3 if colours else 2, 0x81, 2) + (b"\5" if colours else b"") for number in items
    ]
    associated.append(struct.pack(">HBB", 1000, 1 + turns, 3) + b"\4" * turns)
    content = [
        box(b"hdlr", bytes(4), b"pict", bytes(13), version=0),
        box(b"pitm", struct.pack(">H", 1000), version=0),
        box(
            b"iinf",
            struct.pack(">H", len(infos)),
            *(box(b"infe", struct.pack(">HH4s", number, 0, name), b"\0", version=2) for number, name in infos),
            version=0,
        ),
        box(
            b"iref",
            box(b"dimg", struct.pack(f">HH{len(names)}H", 1000, len(names), *names)) if names else b"",
            more,
            version=0,
        ),
        box(
            b"iprp",
            box(b"ipco", configuration, *sizes, quarter, colours),
            box(b"ipma", struct.pack(">L", len(associated)), *associated, version=0),
        ),
        box(b"idat", layout),
    ]
    head = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    length = sum(map(len, content)) + 12 + 16 + 16 * len(infos)
    at = len(head) + length + 8
    places = [struct.pack(">HHHHLL", number, 0, 0, 1, at, len(pixels)) for number in items]
    places.append(struct.pack(">HHHHLL", 1000, 1, 0, 1, 0, len(layout)))
    where = box(b"iloc", b"\x44\0", struct.pack(">H", len(places)), *places, version=1)
    meta = box(b"meta", *content, where, version=0)
    assert len(meta) == length, (len(meta), length)
    return BytesIO(head + meta + box(b"mdat", pixels))


def with_codes(data: bytes, primaries: int, transfer: int) -> BytesIO:
    """A HEIC or AVIF that says other colours (ISO/IEC 14496-12, 12.1.5)."""
    at = data.index(b"nclx") + 4
    return BytesIO(data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :])


def held(orientation: int, kind: str, width: int = 96, height: int = 64) -> BytesIO:
    """A picture whose EXIF alone says how it was held: encoders put that into boxes, but of this they learn nothing."""
    block = pictures.exif(Orientation=orientation)
    hidden = block.replace(b"\1\x12\0\3", b"\1\x13\0\3").replace(b"\x12\1\3\0", b"\x13\1\3\0")
    data = pictures.saved(pictures.quarters(width, height), kind, exif=hidden).getvalue()
    tag = b"\1\x13\0\3", b"\x13\1\3\0"
    found = next(each for each in tag if each in data)
    return BytesIO(data.replace(found, found.replace(b"\x13", b"\x12")))
