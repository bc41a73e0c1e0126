"""What makers of cameras write into a field of their own that is somebody's: serial numbers, names, places.

No maker tells how; the tables follow ExifTool's of tag names. Sony enciphers its numbers, and those of Apple and
Google name the moment and not the camera: they are not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from photos.imaging.formats import Found

from . import tiff

_SERIAL: Final = Found.SERIAL_NUMBER
_PANASONIC: Final = {
    **{0x0025: _SERIAL, 0x0052: _SERIAL, 0x0303: _SERIAL, 0x0065: Found.COMMENT, 0x0066: Found.PERSON},
    **dict.fromkeys((0x0067, 0x0069, 0x006B, 0x006D, 0x006F), Found.PLACE_NAME),
}
_OLYMPUS: Final = {0x0404: _SERIAL, 0x101A: _SERIAL}
_OLYMPUS_EQUIPMENT: Final = 0x2010  # a directory of its own
_EQUIPMENT: Final = dict.fromkeys((0x0101, 0x0102, 0x0202, 0x0304), _SERIAL)


@dataclass(frozen=True, slots=True)
class _Format:
    """A note that begins with `head`: `at` is where its directory begins.

    Pointers count from the beginning of the note, or `of_exif` from that of the EXIF block.
    """

    head: bytes
    at: int
    tags: Mapping[int, Found]
    of_exif: bool = False


_FORMATS: Final = (
    _Format(b"OLYMPUS\0", 12, _OLYMPUS),
    _Format(b"OM SYSTEM\0", 16, _OLYMPUS),
    _Format(b"OLYMP\0", 8, _OLYMPUS, of_exif=True),
    _Format(b"Panasonic\0", 12, _PANASONIC, of_exif=True),
    _Format(b"LEICA\0", 8, _PANASONIC, of_exif=True),
    _Format(b"PENTAX \0", 10, {0x0229: _SERIAL}),
    _Format(b"AOC\0", 6, {0x0229: _SERIAL}, of_exif=True),
    _Format(b"SONY", 12, {0x2031: _SERIAL}, of_exif=True),
    _Format(b"Ricoh\0", 8, {0x0005: _SERIAL}, of_exif=True),
    _Format(b"RICOH\0", 8, {0x0005: _SERIAL}, of_exif=True),
    _Format(b"SIGMA\0", 10, {0x0002: _SERIAL}, of_exif=True),
    _Format(b"FOVEON\0", 10, {0x0002: _SERIAL}, of_exif=True),
)
_CANON: Final = _Format(b"", 0, {0x0009: Found.PERSON, 0x000C: _SERIAL, 0x0096: _SERIAL}, of_exif=True)
_SAMSUNG: Final = _Format(b"", 0, {0xA002: _SERIAL, 0xA005: _SERIAL})
_WITHOUT_HEAD: Final = {"canon": _CANON, "samsung": _SAMSUNG}  # by the maker's name
_NIKON: Final = b"Nikon\0\2"
_NIKON_TIFF: Final = 10  # where a whole TIFF begins in it
_NIKON_TAGS: Final = dict.fromkeys((0x001D, 0x00A0), _SERIAL)
_FUJI: Final = b"FUJIFILM"
_FUJI_TAGS: Final = {0x0010: _SERIAL}


def found(note: bytes, maker: str, block: bytes) -> frozenset[Found]:
    """What the note carries. `block` is the EXIF block that it stands in, `maker` what that says who made the camera.

    A note that is unknown, or cannot be read, carries nothing.
    """
    if note.startswith(_NIKON):
        own = note[_NIKON_TIFF:]
        first = tiff.order(own)
        return _named(own, int.from_bytes(own[4:8], "little" if first == "<" else "big"), first, _NIKON_TAGS)
    if note.startswith(_FUJI):
        return _named(note, int.from_bytes(note[8:12], "little"), "<", _FUJI_TAGS)
    known = next((each for each in _FORMATS if note.startswith(each.head)), None)
    known = known or next((each for name, each in _WITHOUT_HEAD.items() if maker.casefold().startswith(name)), None)
    if known is None:
        return frozenset()
    first = tiff.order(note[max(0, known.at - 4) :]) or tiff.order(note[max(0, known.at - 2) :]) or tiff.order(block)
    start = block.find(note) if known.of_exif else 0
    return _named(block if known.of_exif else note, start + known.at, first, known.tags) if start >= 0 else frozenset()


def _named(data: bytes, at: int, first: tiff.Order | None, tags: Mapping[int, Found]) -> frozenset[Found]:
    kinds: set[Found] = set()
    for entry in tiff.directory(data, at, first) if first else ():
        if entry.tag in tags and says(entry.value):
            kinds.add(tags[entry.tag])
        elif entry.tag == _OLYMPUS_EQUIPMENT and tags is _OLYMPUS:
            kinds |= _named(data, entry.pointer, first, _EQUIPMENT)
    return frozenset(kinds)


def says(value: bytes) -> bool:
    """Whether there is more than what cameras fill unused fields with."""
    return bool(value.strip(b"\0\xff \t\r\n-0"))
