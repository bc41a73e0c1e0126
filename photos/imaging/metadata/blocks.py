"""Which blocks of metadata a picture's file carries, raw, whatever its format calls them.

Each is bounded in bytes before anything looks into it. Not read: a PNG's tIME.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from PIL import Image

from photos.imaging.sniffing import Reader

from . import exif, gif, png
from .iptc import image_resources

MAX_XMP: Final = 4 * 1024 * 1024
"""Bytes of all packets that are read. Photoshop's histories make megabytes; a camera writes some 10 KB."""
MAX_PACKETS: Final = 8
MAX_PHOTOSHOP: Final = 2 * 1024 * 1024
"""Bytes of Photoshop's resources that are looked at."""
MAX_COMMENTS: Final = 1000

_XMP_IN_JPEG: Final = b"http://ns.adobe.com/xap/1.0/\0"  # XMP Specification Part 3, 1.1.3
_EXTENDED_XMP: Final = b"http://ns.adobe.com/xmp/extension/\0"  # XMP Specification Part 3, 1.1.3.1
_EXTENSION_HEAD: Final = 40  # bytes: which packet it belongs to, how long that is, and where in it this part goes
_PHOTOSHOP_IN_JPEG: Final = b"Photoshop 3.0\0"
_XMP_IN_PNG: Final = "XML:com.adobe.xmp"  # XMP Specification Part 3, 1.1.5
_XMP_TAG: Final = 0x02BC  # XMLPacket, IPTC/NAA and Photoshop of TIFF 6.0, which EXIF takes over
_IPTC_TAG: Final = 0x83BB
_PHOTOSHOP_TAG: Final = 0x8649
_IPTC_RESOURCE: Final = 0x0404


@dataclass(frozen=True, slots=True)
class Blocks:
    """The raw blocks of a file: `resources` are Photoshop's by number, `iptc` is IIM, `texts` are a PNG's by keyword,
    `comments` those of a JPEG or a GIF. What a file does not carry is empty.
    """

    exif: Image.Exif
    xmp: tuple[bytes, ...]
    iptc: bytes
    resources: Mapping[int, bytes]
    texts: Mapping[str, str]
    comments: tuple[bytes, ...]


def read(picture: Image.Image, reader: Reader) -> Blocks:
    """What the file has, as far as Pillow has read it: what stands behind a PNG's pixels is there once it is decoded.

    `reader` is the picture's file; where it stands afterwards is undefined.
    """
    found, texts = exif.of(picture), png.texts(picture)
    extensions = gif.read(reader) if picture.format == "GIF" else gif.Extensions()
    resources = _resources(picture, texts, found)
    return Blocks(
        exif=found,
        xmp=_bounded([*_packets(picture, texts, found), *extensions.xmp]),
        iptc=resources.get(_IPTC_RESOURCE, b"") or _bytes(exif.field(found, _IPTC_TAG)),
        resources=resources,
        texts=texts,
        comments=extensions.comments or tuple(_comments(picture)),
    )


def _bounded(packets: list[bytes]) -> tuple[bytes, ...]:
    """Each once, in the order of the file, without those that would be too much."""
    taken: dict[bytes, None] = {}
    left = MAX_XMP
    for packet in packets:
        if packet and packet not in taken and len(packet) <= left and len(taken) < MAX_PACKETS:
            taken[packet] = None
            left -= len(packet)
    return tuple(taken)


def _behind(identifier: bytes, data: bytes) -> bytes:
    """What follows the identifier; empty where it is another's."""
    return data[len(identifier) :] if data.startswith(identifier) else b""


def _segments(picture: Image.Image, identifier: bytes) -> Iterator[bytes]:
    """The contents of a JPEG's application segments that begin so."""
    for _, data in getattr(picture, "applist", ()):
        if data.startswith(identifier):
            yield data[len(identifier) :]


def _packets(picture: Image.Image, texts: Mapping[str, str], found: Image.Exif) -> Iterator[bytes]:
    yield from _segments(picture, _XMP_IN_JPEG)
    yield _extended_packet(picture)
    yield _bytes(picture.info.get("xmp"))
    yield texts.get(_XMP_IN_PNG, "").encode("utf-8", "replace")
    yield png.raw_profile(texts, "xmp")
    yield _behind(_XMP_IN_JPEG, png.raw_profile(texts, "APP1"))
    for item in islice(picture.info.get("metadata") or (), MAX_PACKETS):  # of a HEIF, which may have several
        if isinstance(item, dict) and item.get("content_type") == "application/rdf+xml":
            yield _bytes(item.get("data"))
    yield _bytes(exif.field(found, _XMP_TAG))


def _extended_packet(picture: Image.Image) -> bytes:
    """What a JPEG's packet has no room for, its thumbnails above all, in the order in which it was taken apart."""
    parts = list(islice(_segments(picture, _EXTENDED_XMP), 1 + MAX_XMP // 60_000))
    parts.sort(key=lambda part: part[_EXTENSION_HEAD - 4 : _EXTENSION_HEAD])
    return b"".join(part[_EXTENSION_HEAD:] for part in parts)


def _resources(picture: Image.Image, texts: Mapping[str, str], found: Image.Exif) -> Mapping[int, bytes]:
    """Those of Photoshop; one that is longer than a segment of a JPEG goes on in the next."""
    data = b"".join(islice(_segments(picture, _PHOTOSHOP_IN_JPEG), 64))
    data = data or png.raw_profile(texts, "iptc") or png.raw_profile(texts, "8bim")
    data = data or _bytes(exif.field(found, _PHOTOSHOP_TAG))
    return image_resources(data[:MAX_PHOTOSHOP])


def _comments(picture: Image.Image) -> Iterator[bytes]:
    comments = [data for name, data in getattr(picture, "applist", ()) if name == "COM"]
    yield from islice(comments or [_bytes(picture.info.get("comment"))], MAX_COMMENTS)


def _bytes(value: Any) -> bytes:
    """Pillow hands out what a tag holds as bytes, numbers or text, by the type that the file claims."""
    match value:
        case bytes():
            return value
        case str():
            return value.encode("utf-8", "replace")
        case tuple() if len(value) <= MAX_XMP and all(isinstance(each, int) and 0 <= each < 256 for each in value):
            return bytes(value)
        case _:
            return b""
