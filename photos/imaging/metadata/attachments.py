"""What else travels in a picture's file: a motion photo's video, further pictures, small copies outside EXIF.

All is told by the bytes that are there: where XMP names a video that was cut off, there is none. A map of lights or
depths, which phones put behind a picture, shows nothing by itself and is no picture.
"""

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from PIL import Image

from photos.imaging import heif_items, jpeg_scans
from photos.imaging.formats import Found
from photos.imaging.sniffing import Reader

from . import tiff

_MAX_PICTURES: Final = 16
_PIECE: Final = 1 << 18
_NEAR: Final = 64 * 1024  # bytes behind a picture, within which another one begins

_FILM: Final = re.compile(rb"ftyp(?:mp4|iso|avc|qt  |M4V|M4A|3gp|3g2|mmp4|MSNV|dash|f4v|hvc1|hev1|XAVC)")
"""The box that a film or a sound begins with, behind its length (ISO/IEC 14496-12, 4.3; brands: mp4ra.org)."""
_LONGEST_FILM_BOX: Final = 256
_MAX_FILMS: Final = 100  # that are looked at in a piece of a file
_OVERLAP: Final = 15  # one byte less than what says that a film begins, with Samsung's words for it the longest
_SAMSUNG_FILM: Final = b"MotionPhoto_Data"
_FILM_IN_HEIF: Final = b"mpvd"  # Android's Motion Photo 1.0

_JPEG: Final = b"\xff\xd8\xff"
_END_OF_PNG: Final = b"IEND\xaeB`\x82"  # with its checksum
_MAPS: Final = (
    b"http://ns.adobe.com/hdr-gain-map/",
    b"urn:iso:std:iso:ts:21496",
    b"http://ns.apple.com/HDRGainMap/",
    b"urn:com:apple:photo:",  # depths, and masks of people and their hair
    b"http://ns.google.com/photos/1.0/depthmap/",
)
_INDEX: Final = b"MPF\0"  # CIPA DC-007, 5.2
_INDEX_ENTRIES: Final = 0xB002
_ENTRY: Final = "LLLHH"
_LARGE_THUMBNAILS: Final = frozenset({0x010001, 0x010002})


def found(picture: Image.Image, reader: Reader, ends_after: int = 0) -> frozenset[Found]:
    """The kinds that are there; `ends_after` as `jpeg_scans.end` takes it.

    Where `reader`, the picture's file, stands afterwards is undefined.
    """
    if picture.format in ("JPEG", "MPO"):
        return frozenset(_of_jpeg(picture, reader, ends_after))
    kinds = {Found.VIDEO} if _holds_film(reader, 1) else set()
    if picture.format == "HEIF" and getattr(picture, "n_frames", 1) > 1:
        kinds.add(Found.FURTHER_PICTURE)
    if picture.format == "PNG" and _ends_twice(reader):
        kinds.add(Found.FURTHER_PICTURE)
    if picture.format in ("HEIF", "AVIF"):
        kinds |= set(_of_heif(reader))
    return frozenset(kinds)


def _of_heif(reader: Reader) -> Iterator[Found]:
    for kind, start, end in heif_items.boxes(reader):
        if kind == _FILM_IN_HEIF and end > start:
            yield Found.VIDEO
        elif kind == b"meta" and b"thmb" in _read(reader, start, end - start):  # ISO/IEC 23008-12, 6.4.4
            yield Found.EMBEDDED_THUMBNAIL


def _of_jpeg(picture: Image.Image, reader: Reader, ends_after: int) -> Iterator[Found]:
    segments = [data for _, data in getattr(picture, "applist", ())]
    if any(map(_is_thumbnail, segments)):
        yield Found.EMBEDDED_THUMBNAIL
    end = jpeg_scans.end(reader, ends_after=ends_after)
    if _holds_film(reader, end):
        yield Found.VIDEO
    listed = dict(_listed(segments, reader))
    for start in listed or _following(reader, end):
        head = _read(reader, start, _NEAR)
        if head.startswith(_JPEG) and not any(mark in head for mark in _MAPS):
            yield Found.EMBEDDED_THUMBNAIL if listed.get(start) in _LARGE_THUMBNAILS else Found.FURTHER_PICTURE


def _is_thumbnail(segment: bytes) -> bool:
    """A segment of its own, or the pixels in the first one, behind the sides they have (JFIF 1.02)."""
    return segment.startswith(b"JFXX\0") or (
        segment.startswith(b"JFIF\0") and len(segment) > 14 and all(segment[12:14])
    )


def _holds_film(reader: Reader, start: int) -> bool:
    """Whether one begins anywhere from `start` on; a HEIF's own first box is at 0."""
    for _, data in _pieces(reader, start):
        films = islice(_FILM.finditer(data), _MAX_FILMS)
        if _SAMSUNG_FILM in data or any(_has_length(data, film.start()) for film in films):
            return True
    return False


def _ends_twice(reader: Reader) -> bool:
    """Whether a PNG was written over a longer one, of which the rest is still there: what was cut off can be seen."""
    ends: set[int] = set()
    for at, data in _pieces(reader, 0):
        ends |= {at + place for place in (data.find(_END_OF_PNG), data.rfind(_END_OF_PNG)) if place >= 0}
    return len(ends) > 1


def _pieces(reader: Reader, start: int) -> Iterator[tuple[int, bytes]]:
    """The file from there on, each piece with where it begins; they overlap, so that nothing short is cut in two."""
    at, before = start, b""
    while piece := _read(reader, at, _PIECE):
        yield at - len(before), before + piece
        at, before = at + len(piece), (before + piece)[-_OVERLAP:]


def _has_length(data: bytes, place: int) -> bool:
    return 8 < int.from_bytes(data[max(0, place - 4) : place], "big") <= _LONGEST_FILM_BOX


def _listed(segments: list[bytes], reader: Reader) -> Iterator[tuple[int, int]]:
    """Where the pictures behind the first one begin, by the file's own index, and of which type each is.

    An index that an edit has left behind points to no pictures: it lists none.
    """
    index = next((data for data in segments if data.startswith(_INDEX)), b"")
    data, first = index[len(_INDEX) :], tiff.order(index[len(_INDEX) :])
    if first is None:
        return
    base = _read(reader, 0, _PIECE * 4).find(index) + len(_INDEX)
    at = int.from_bytes(data[4:8], "little" if first == "<" else "big")
    entries = next((entry.value for entry in tiff.directory(data, at, first) if entry.tag == _INDEX_ENTRIES), b"")
    with suppress(struct.error):
        for number in range(1, _MAX_PICTURES + 1):
            attribute, _, offset, _, _ = struct.unpack_from(f"{first}{_ENTRY}", entries, number * 16)
            if offset and _read(reader, base + offset, len(_JPEG)) == _JPEG:
                yield base + offset, attribute & 0xFFFFFF


def _following(reader: Reader, end: int) -> Iterator[int]:
    """Where the pictures begin that stand behind a JPEG's end without an index, one behind the other."""
    for _ in range(_MAX_PICTURES):
        near = _read(reader, end, _NEAR)
        place = near.find(_JPEG)
        if place < 0 or _FILM.search(near, 0, place):
            return
        yield end + place
        end = jpeg_scans.end(reader, end + place)


def _read(reader: Reader, start: int, size: int) -> bytes:
    reader.seek(start)
    return reader.read(size)
