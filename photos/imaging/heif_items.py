"""What a HEIC or AVIF puts its picture together from, and says of it, told by its boxes before any of it is decoded.

A picture may be a grid of tiles, an overlay, or another item turned; each names what it is made of (ISO/IEC 23008-12,
6.6; boxes: ISO/IEC 14496-12, 8.11). Nothing there bounds the work: one small tile may be named 900 times.
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pettracker_site.files.refusals import FileRefused, Reason
from photos.limits import MAX_PIXELS

from .sniffing import Reader

_MAX_META: Final = 4 * 1024 * 1024  # bytes of the box that describes all items; a photo of 48 megapixels has 20 KB
_MAX_BOXES: Final = 1000  # of a file
_MAX_WORK: Final = 2 * MAX_PIXELS  # decoded for one picture: tiles stick out over edges, some have a map of lights
_MAX_TILES: Final = 1024  # 50 megapixels in tiles of 256 x 256 are 763
_MAX_PROPERTIES: Final = 50_000  # of all items together; a photo of 48 megapixels has 1,000
_MAX_DEPTH: Final = 8
_MAX_TURNS: Final = 4  # each is a pass over the whole picture
_TURNS: Final = frozenset({b"irot", b"imir", b"clap"})
_HELD: Final = frozenset({b"irot", b"imir"})
_NOT_ONCE: Final = frozenset({b"meta", b"iinf", b"iref", b"iprp", b"ipco"})


@dataclass(frozen=True, slots=True)
class Said:
    """`is_turned`: how the picture is held is told by its boxes, so that EXIF has no say (ISO/IEC 23008-12, 6.5.10).
    `colours`: codes of primaries and transfer function (ISO/IEC 14496-12, 12.1.5), where there are any."""

    is_turned: bool = False
    colours: tuple[int, int] | None = None


NOTHING: Final = Said()


@dataclass(slots=True)
class _Items:
    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    made_of: dict[int, list[int]] = field(default_factory=dict)
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    turns: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    turned: set[int] = field(default_factory=set)
    colours: dict[int, tuple[int, int]] = field(default_factory=dict)


def check(reader: Reader) -> Said:
    """What the boxes say of the picture that is shown; NOTHING for a file of another kind.

    Raises FileRefused; the file is at its beginning afterwards.
    """
    said = NOTHING
    head = reader.read(12)
    if head[4:8] == b"ftyp":
        try:
            if meta := _meta(reader):
                items = _items(meta)
                _check(items)
                said = _said(items)
        except (struct.error, IndexError) as error:  # a box that is shorter than it says
            raise FileRefused(Reason.DAMAGED) from error
    reader.seek(0)
    return said


def _said(items: _Items) -> Said:
    """A grid may leave its colours to the tiles, which all have the same."""
    of_part = next(
        (items.colours[part] for part in items.made_of.get(items.primary, ()) if part in items.colours), None
    )
    return Said(items.primary in items.turned, items.colours.get(items.primary, of_part))


def _check(items: _Items) -> None:
    for item, parts in items.made_of.items():
        named_twice = len(set(parts)) < len(parts)
        if named_twice or len(parts) > _MAX_TILES or (items.kinds.get(item) == b"grid" and _sticks_out(items, item)):
            raise FileRefused(Reason.DAMAGED)
    if any(number > _MAX_TURNS for number in items.turns.values()):
        raise FileRefused(Reason.DAMAGED)
    known: dict[int, int] = {}
    if any(_work(items, item, known, 0) > _MAX_WORK for item in (*items.made_of, *items.sizes)):
        raise FileRefused(Reason.TOO_MANY_PIXELS)


def _sticks_out(items: _Items, grid: int) -> bool:
    """Whether tiles hold more than the canvas with one further row and column."""
    sizes = [items.sizes.get(part, (0, 0)) for part in items.made_of[grid]]
    width, height = items.sizes.get(grid, (0, 0))
    wide, high = (max(sides) for sides in zip(*sizes, strict=True)) if sizes else (0, 0)
    return sum(across * down for across, down in sizes) > (width + wide) * (height + high)


def _work(items: _Items, item: int, known: dict[int, int], depth: int) -> int:
    """Pixels that are decoded for the item, or filled, if those are more: an overlay may be larger than its parts.

    What several parts are made of is decoded for each.
    """
    if depth > _MAX_DEPTH:
        raise FileRefused(Reason.DAMAGED)
    if item not in known:
        width, height = items.sizes.get(item, (0, 0))
        parts = sum(_work(items, part, known, depth + 1) for part in items.made_of.get(item, ()))
        known[item] = max(width * height, parts)
    return known[item]


# --- Boxes ------------------------------------------------------------------------------------------------------------


def _meta(reader: Reader) -> bytes:
    """The content of the file's `meta` box; empty where there is none. Of two, libraries differ in which they take."""
    content = b""
    for kind, start, end in boxes(reader):
        if kind == b"meta":
            if end - start > _MAX_META or content:
                raise FileRefused(Reason.DAMAGED)
            reader.seek(start)
            content = reader.read(end - start)
    return content


def boxes(reader: Reader) -> Iterator[tuple[bytes, int, int]]:
    """Kind, beginning and end of the content of each box of the file, up to what is cut off, which the decoder will
    tell, or is no box but what cameras put behind them. Raises FileRefused where there are too many.
    """
    at = 0
    for _ in range(_MAX_BOXES):
        reader.seek(at)
        head = reader.read(16)
        if len(head) < 8:
            return
        length, kind = struct.unpack_from(">L4s", head)
        start = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", head, 8)
            start = 16
        length = length or reader.size - at
        if length < start or at + length > reader.size:
            return
        yield kind, at + start, at + length
        at += length
    raise FileRefused(Reason.DAMAGED)


def _boxes(data: bytes, start: int) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box from `start` on."""
    seen: set[bytes] = set()
    while start < len(data):
        length, kind = struct.unpack_from(">L4s", data, start)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start + 8)
            head = 16
        length = length or len(data) - start
        if length < head or start + length > len(data) or (kind in seen and kind in _NOT_ONCE):
            raise FileRefused(Reason.DAMAGED)
        seen.add(kind)
        yield kind, data[start + head : start + length]
        start += length


def _items(meta: bytes) -> _Items:
    items = _Items()
    for kind, data in _boxes(meta, 4):
        if kind == b"iinf":
            for entry, info in _boxes(data, 8 if data[0] else 6):
                if entry == b"infe" and info[0] >= 2:
                    number, _, name = struct.unpack_from(">HH4s" if info[0] == 2 else ">LH4s", info, 4)
                    items.kinds[number] = name
        elif kind == b"pitm":
            (items.primary,) = struct.unpack_from(">L" if data[0] else ">H", data, 4)
        elif kind == b"iref":
            _references(items, data)
        elif kind == b"iprp":
            _properties(items, data)
    return items


def _references(items: _Items, data: bytes) -> None:
    wide = "L" if data[0] else "H"
    for kind, reference in _boxes(data, 4):
        if kind == b"dimg":
            item, number = struct.unpack_from(f">{wide}H", reference)
            if item in items.made_of:  # libraries differ in whether the second adds to the first
                raise FileRefused(Reason.DAMAGED)
            items.made_of[item] = list(struct.unpack_from(f">{number}{wide}", reference, struct.calcsize(f">{wide}H")))


def _properties(items: _Items, data: bytes) -> None:
    """Sizes, colours, and how often each item is turned or cut."""
    boxes = list(_boxes(data, 0))
    known = [each for kind, content in boxes if kind == b"ipco" for each in _boxes(content, 0)]
    left = _MAX_PROPERTIES
    for kind, content in boxes:
        if kind != b"ipma":
            continue
        version, flags, entries = content[0], content[3], struct.unpack_from(">L", content, 4)[0]
        at, wide = 8, flags & 1
        for _ in range(entries):
            item, number = struct.unpack_from(">LB" if version else ">HB", content, at)
            at += 5 if version else 3
            left -= number + 1
            if left < 0:
                raise FileRefused(Reason.DAMAGED)
            for index in struct.unpack_from(f">{number}{'H' if wide else 'B'}", content, at):
                _associate(items, item, known, index & (0x7FFF if wide else 0x7F))
            at += number * (2 if wide else 1)


def _associate(items: _Items, item: int, known: list[tuple[bytes, bytes]], index: int) -> None:
    kind, content = known[index - 1] if index else (b"", b"")
    if kind == b"ispe":
        width, height = struct.unpack_from(">LL", content, 4)
        before = items.sizes.get(item, (0, 0))
        items.sizes[item] = (max(width, before[0]), max(height, before[1]))
    elif kind == b"colr" and content[:4] == b"nclx" and len(content) >= 8:
        items.colours.setdefault(item, struct.unpack_from(">HH", content, 4))
    elif kind in _TURNS:
        items.turns[item] += 1
        if kind in _HELD:
            items.turned.add(item)
