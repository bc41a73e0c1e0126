"""What files carry besides the picture: each thing by itself, and each block in its place of each format."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base

from photos.imaging.formats import Found
from photos.imaging.metadata.xmp import DC, EXIF, PHOTOSHOP, TIFF
from tests import pictures

MARKER = "Tell-Nobody"
"""In each thing that is a text."""
_IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_SIDE = 16
SMALL = pictures.jpeg(8, 8).getvalue()
FILM = struct.pack(">L4s4sL8s", 24, b"ftyp", b"mp42", 0, b"mp42isom") + b"\0\0\x10\0mdat" + MARKER.encode() * 300


# --- EXIF -------------------------------------------------------------------------------------------------------------


def exif(first: dict[int, Any] | None = None, details: dict[int, Any] | None = None, gps: Any = None) -> bytes:
    block = Image.Exif()
    block.update(first or {})
    if details:
        block.get_ifd(IFD.Exif).update(details)
    if gps:
        block.get_ifd(IFD.GPSInfo).update(gps)
    return block.tobytes()


def utf_16(text: str = MARKER) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def maker_note(maker: str, note: bytes, entries: dict[int, bytes]) -> bytes:
    """An EXIF block with a note that begins so, then its directory, then the values, counted from the block's start."""
    head = b"Exif\0\0MM\0*\0\0\0\x08"
    make = maker.encode() + b"\0"
    details, at = 8 + 2 + 2 * 12 + 4, 8 + 2 + 2 * 12 + 4 + 2 + 12 + 4
    start = at + len(make)
    body = note + tiff_directory(entries, start + len(note))
    directory = struct.pack(">HHHLLHHLLL", 2, Base.Make, 2, len(make), at, Base.ExifOffset, 4, 1, details, 0)
    second = struct.pack(">HHHLLL", 1, Base.MakerNote, 7, len(body), start, 0)
    return head + directory + second + make + body


def tiff_directory(entries: dict[int, bytes], at: int, order: str = ">") -> bytes:
    """A directory that stands at that place, with texts longer than four bytes behind it; a number is its pointer."""
    behind = at + 2 + 12 * len(entries) + 4
    rows, values = b"", b""
    for tag, value in entries.items():
        if isinstance(value, int):
            rows += struct.pack(f"{order}HHLL", tag, 13, 1, value)
            continue
        rows += struct.pack(f"{order}HHLL", tag, 2, len(value), behind + len(values))
        values += value
    return struct.pack(f"{order}H", len(entries)) + rows + bytes(4) + values


def one_field(tag: int, kind: int, value: bytes) -> bytes:
    """An EXIF block of one field of any type, longer than four bytes."""
    return b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHLLL", 1, tag, kind, len(value), 26, 0) + value


_NIKON = b"Nikon\0\2\x10\0\0MM\0*\0\0\0\x08"
_TEXT, _SERIAL = MARKER.encode() + b"\0", b"4711-SN\0"
EXIF_THINGS: dict[str, tuple[Found, bytes]] = {
    "position": (
        Found.POSITION,
        exif(gps={GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52.0, 31.0, 12.0), GPS.GPSLongitude: (13.0, 24.0, 0.0)}),
    ),
    "position on the equator": (
        Found.POSITION,
        exif(gps={GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (32.0, 0.0, 0.0)}),
    ),
    "area": (Found.PLACE_NAME, exif(gps={GPS.GPSAreaInformation: b"ASCII\0\0\0" + _TEXT})),
    "artist": (Found.PERSON, exif({Base.Artist: MARKER})),
    "artist in UTF-8": (Found.PERSON, one_field(Base.Artist, 129, "Jané Example".encode() + _TEXT)),
    "copyright": (Found.PERSON, exif({Base.Copyright: MARKER})),
    "XP author": (Found.PERSON, exif({Base.XPAuthor: utf_16()})),
    "owner": (Found.PERSON, exif(details={Base.CameraOwnerName: MARKER})),
    "photographer": (Found.PERSON, exif(details={0xA437: MARKER})),
    "description": (Found.COMMENT, exif({Base.ImageDescription: MARKER})),
    "XP title": (Found.COMMENT, exif({Base.XPTitle: utf_16()})),
    "XP comment": (Found.COMMENT, exif({Base.XPComment: utf_16()})),
    "XP subject": (Found.COMMENT, exif({Base.XPSubject: utf_16()})),
    "XP keywords": (Found.KEYWORDS, exif({Base.XPKeywords: utf_16()})),
    "user comment": (Found.COMMENT, exif(details={Base.UserComment: b"ASCII\0\0\0" + _TEXT})),
    "body number": (Found.SERIAL_NUMBER, exif(details={Base.BodySerialNumber: MARKER})),
    "lens number": (Found.SERIAL_NUMBER, exif(details={Base.LensSerialNumber: MARKER})),
    "camera number": (Found.SERIAL_NUMBER, exif({Base.CameraSerialNumber: MARKER})),
    "thumbnail": (Found.EMBEDDED_THUMBNAIL, pictures.with_thumbnail(exif({Base.Software: "x"}))),
    "Canon's number": (Found.SERIAL_NUMBER, maker_note("Canon", b"", {0x0096: _SERIAL})),
    "Canon's owner": (Found.PERSON, maker_note("Canon", b"", {0x0009: _TEXT})),
    "Panasonic's number": (Found.SERIAL_NUMBER, maker_note("Panasonic", b"Panasonic\0\0\0", {0x0025: _SERIAL})),
    "Panasonic's city": (Found.PLACE_NAME, maker_note("Panasonic", b"Panasonic\0\0\0", {0x006D: _TEXT})),
    "Panasonic's baby": (Found.PERSON, maker_note("Panasonic", b"Panasonic\0\0\0", {0x0066: _TEXT})),
    "Pentax's number": (Found.SERIAL_NUMBER, maker_note("PENTAX", b"AOC\0MM", {0x0229: _SERIAL})),
    "Sony's number": (Found.SERIAL_NUMBER, maker_note("SONY", b"SONY DSC \0\0\0", {0x2031: _SERIAL})),
    "Sigma's number": (Found.SERIAL_NUMBER, maker_note("SIGMA", b"SIGMA\0\0\0\1\0", {0x0002: _SERIAL})),
    "Nikon's number": (
        Found.SERIAL_NUMBER,
        exif(details={Base.MakerNote: _NIKON + tiff_directory({0x001D: _SERIAL}, 8)}),
    ),
    "Olympus's number": (
        Found.SERIAL_NUMBER,
        exif(
            details={
                Base.MakerNote: b"OLYMPUS\0II\3\0"
                + tiff_directory({0x2010: 30}, 12, "<")
                + tiff_directory({0x0101: _SERIAL}, 30, "<")
            }
        ),
    ),
    "Fujifilm's number": (
        Found.SERIAL_NUMBER,
        exif(details={Base.MakerNote: b"FUJIFILM\x0c\0\0\0" + tiff_directory({0x0010: _SERIAL}, 12, "<")}),
    ),
    "preview in a maker's note": (Found.EMBEDDED_THUMBNAIL, exif(details={Base.MakerNote: b"unknown" + SMALL})),
}


# --- XMP --------------------------------------------------------------------------------------------------------------


def tag(uri: str, name: str, content: str = MARKER) -> str:
    return f'<q:{name} xmlns:q="{uri}">{content}</q:{name}>'


def listed(content: str, kind: str = "Bag") -> str:
    return f"<rdf:{kind}><rdf:li>{content}</rdf:li></rdf:{kind}>"


def structure(*fields: str) -> str:
    return f'<rdf:Bag><rdf:li rdf:parseType="Resource">{"".join(fields)}</rdf:li></rdf:Bag>'


_ACDSEE = "http://ns.acdsee.com/iptc/1.0/"
_AUX, _EXIF_EX = "http://ns.adobe.com/exif/1.0/aux/", "http://cipa.jp/exif/1.0/"
_REGIONS, _MP = "http://www.metadataworkinggroup.com/schemas/regions/", "http://ns.microsoft.com/photo/1.2/"
XMP_THINGS: dict[str, tuple[Found, str]] = {
    "position": (Found.POSITION, tag(EXIF, "GPSLatitude", "52,31.2N") + tag(EXIF, "GPSLongitude", "13,24.0E")),
    "drone's position": (Found.POSITION, tag("http://www.dji.com/drone-dji/1.0/", "GpsLongtitude", "+13.4050")),
    "position shown": (
        Found.POSITION,
        tag(_IPTC_EXTENSION, "LocationShown", structure(tag(EXIF, "GPSLatitude", "52,31.2N"))),
    ),
    "position as fractions": (Found.POSITION, tag(EXIF, "GPSLatitude", "52/1,31/1,12/1")),
    "position for maps": (Found.POSITION, tag("http://www.w3.org/2003/01/geo/wgs84_pos#", "lat", "52.52")),
    "position of a feed": (Found.POSITION, tag("http://www.georss.org/georss/", "point", "52.52 13.405")),
    "city": (Found.PLACE_NAME, tag(PHOTOSHOP, "City")),
    "area": (Found.PLACE_NAME, tag(EXIF, "GPSAreaInformation")),
    "coverage": (Found.PLACE_NAME, tag(DC, "coverage")),
    "location by ACDSee": (Found.PLACE_NAME, tag(_ACDSEE, "location")),
    "state": (Found.PLACE_NAME, tag(PHOTOSHOP, "State")),
    "country": (Found.PLACE_NAME, tag(PHOTOSHOP, "Country")),
    "location": (Found.PLACE_NAME, tag("http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "Location")),
    "location created": (
        Found.PLACE_NAME,
        tag(_IPTC_EXTENSION, "LocationCreated", structure(tag(_IPTC_EXTENSION, "Sublocation"))),
    ),
    "location shown": (
        Found.PLACE_NAME,
        tag(_IPTC_EXTENSION, "LocationShown", structure(tag(_IPTC_EXTENSION, "CountryName"))),
    ),
    "creator": (Found.PERSON, tag(DC, "creator", listed(MARKER, "Seq"))),
    "rights": (Found.PERSON, tag(DC, "rights", listed(MARKER, "Alt"))),
    "credit": (Found.PERSON, tag(PHOTOSHOP, "Credit")),
    "author": (Found.PERSON, tag("http://ns.adobe.com/pdf/1.3/", "Author")),
    "author by ACDSee": (Found.PERSON, tag(_ACDSEE, "author")),
    "artist": (Found.PERSON, tag(TIFF, "Artist")),
    "owner": (Found.PERSON, tag(_AUX, "OwnerName")),
    "camera's owner": (Found.PERSON, tag(_EXIF_EX, "CameraOwnerName")),
    "person shown": (Found.PERSON, tag(_IPTC_EXTENSION, "PersonInImage", listed(MARKER))),
    "named face": (
        Found.PERSON,
        tag(
            _REGIONS,
            "Regions",
            "<rdf:Description>" + tag(_REGIONS, "RegionList", structure(tag(_REGIONS, "Name"))) + "</rdf:Description>",
        ),
    ),
    "named face by Microsoft": (
        Found.PERSON,
        tag(
            _MP,
            "RegionInfo",
            "<rdf:Description>"
            + tag(f"{_MP}t/RegionInfo#", "Regions", structure(tag(f"{_MP}t/Region#", "PersonDisplayName")))
            + "</rdf:Description>",
        ),
    ),
    "title": (Found.COMMENT, tag(DC, "title", listed(MARKER, "Alt"))),
    "description": (Found.COMMENT, tag(DC, "description", listed(MARKER, "Alt"))),
    "headline": (Found.COMMENT, tag(PHOTOSHOP, "Headline")),
    "user comment": (Found.COMMENT, tag(EXIF, "UserComment", listed(MARKER, "Alt"))),
    "caption by ACDSee": (Found.COMMENT, tag(_ACDSEE, "caption")),
    "nickname": (Found.COMMENT, tag("http://ns.adobe.com/xap/1.0/", "Nickname")),
    "keywords": (Found.KEYWORDS, tag(DC, "subject", listed(MARKER))),
    "categories by ACDSee": (Found.KEYWORDS, tag(_ACDSEE, "categories")),
    "Lightroom's keywords": (
        Found.KEYWORDS,
        tag("http://ns.adobe.com/lightroom/1.0/", "hierarchicalSubject", listed(MARKER)),
    ),
    "body number": (Found.SERIAL_NUMBER, tag(_EXIF_EX, "BodySerialNumber")),
    "lens number": (Found.SERIAL_NUMBER, tag(_EXIF_EX, "LensSerialNumber")),
    "number": (Found.SERIAL_NUMBER, tag(_AUX, "SerialNumber")),
    "drone's number": (Found.SERIAL_NUMBER, tag("http://www.dji.com/drone-dji/1.0/", "CameraSerialNumber")),
    "thumbnail": (
        Found.EMBEDDED_THUMBNAIL,
        tag(
            "http://ns.adobe.com/xap/1.0/",
            "Thumbnails",
            structure(tag("http://ns.adobe.com/xap/1.0/g/img/", "image", "/9j/4AAQ")),
        ),
    ),
    "picture before the blur": (
        Found.FURTHER_PICTURE,
        tag("http://ns.google.com/photos/1.0/image/", "Data", "/9j/4AAQ"),
    ),
}


def xmp(*bodies: str) -> bytes:
    return pictures.xmp("".join(bodies))


# --- IPTC, Photoshop, texts -------------------------------------------------------------------------------------------

IPTC_THINGS: dict[str, tuple[Found, bytes]] = {
    name: (kind, pictures.photoshop({0x0404: pictures.iim({(2, number): MARKER.encode()})}))
    for name, kind, number in (
        ("city", Found.PLACE_NAME, 90),
        ("sublocation", Found.PLACE_NAME, 92),
        ("province", Found.PLACE_NAME, 95),
        ("country", Found.PLACE_NAME, 101),
        ("by-line", Found.PERSON, 80),
        ("credit", Found.PERSON, 110),
        ("copyright", Found.PERSON, 116),
        ("caption", Found.COMMENT, 120),
        ("headline", Found.COMMENT, 105),
        ("keywords", Found.KEYWORDS, 25),
    )
} | {
    "thumbnail": (Found.EMBEDDED_THUMBNAIL, pictures.photoshop({0x040C: SMALL})),
    "old thumbnail": (Found.EMBEDDED_THUMBNAIL, pictures.photoshop({0x0409: SMALL})),
}

TEXT_THINGS: dict[str, Found] = {
    "Author": Found.PERSON,
    "Copyright": Found.PERSON,
    "exif:Artist": Found.PERSON,
    "Title": Found.COMMENT,
    "Description": Found.COMMENT,
    "Comment": Found.COMMENT,
    "parameters": Found.COMMENT,
    "exif:ImageDescription": Found.COMMENT,
    "Keywords": Found.KEYWORDS,
    "exif:BodySerialNumber": Found.SERIAL_NUMBER,
}


# --- Formats ----------------------------------------------------------------------------------------------------------


def in_exif(kind: str, block: bytes, **more: Any) -> BytesIO:
    return pictures.KINDS[kind](_SIDE, _SIDE, exif=block, **more)


def in_xmp(kind: str, packet: bytes) -> BytesIO:
    if kind == "GIF":
        return pictures.gif_with_xmp(packet, pictures.gif(_SIDE, _SIDE))
    if kind == "PNG":
        return pictures.png(_SIDE, _SIDE, pnginfo=pictures.png_text(**{"XML:com.adobe.xmp": packet.decode()}))
    return pictures.KINDS[kind](_SIDE, _SIDE, xmp=packet)


def in_iptc(kind: str, resources: bytes) -> BytesIO:
    if kind == "JPEG":
        return pictures.jpeg_with_segment(0xED, b"Photoshop 3.0\0" + resources, pictures.jpeg(_SIDE, _SIDE))
    if kind == "PNG":
        return pictures.png(_SIDE, _SIDE, pnginfo=pictures.png_raw_profile("8bim", resources))
    return in_exif(kind, exif({0x8649: resources}))  # as TIFF has them, the only place for them there


@dataclass(frozen=True)
class Block:
    """A kind of block: the things that it can hold, the formats it can stand in, and how it gets there."""

    things: dict[str, tuple[Found, Any]]
    formats: tuple[str, ...]
    put: Callable[[str, Any], BytesIO]


WITH_EXIF = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
BLOCKS = {
    "EXIF": Block(EXIF_THINGS, WITH_EXIF, in_exif),
    "XMP": Block(XMP_THINGS, (*WITH_EXIF, "GIF"), lambda kind, body: in_xmp(kind, xmp(body))),
    "IPTC": Block(IPTC_THINGS, WITH_EXIF, in_iptc),
}


# --- Everything at once -----------------------------------------------------------------------------------------------

_ALL_EXIF = pictures.with_thumbnail(
    exif(
        {Base.Artist: MARKER, Base.ImageDescription: MARKER, Base.XPKeywords: utf_16()},
        {Base.BodySerialNumber: MARKER, Base.UserComment: b"ASCII\0\0\0" + _TEXT, Base.MakerNote: b"x" + _TEXT},
        {GPS.GPSLatitude: (52.0, 31.0, 12.0), GPS.GPSAreaInformation: b"ASCII\0\0\0" + _TEXT},
    )
)
_ALL_XMP = xmp(*(body for _, body in XMP_THINGS.values()))
_ALL_IPTC = pictures.photoshop(
    {0x0404: pictures.iim({(2, number): MARKER.encode() for number in (25, 80, 90, 120)}), 0x040C: SMALL}
)
_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def everything(kind: str) -> BytesIO:
    """All that the format can carry, in one file."""
    blocks: dict[str, Any] = {"exif": _ALL_EXIF, "xmp": _ALL_XMP, "icc_profile": _PROFILE}
    if kind == "GIF":
        file = pictures.gif_with_xmp(_ALL_XMP, pictures.gif(comment=MARKER.encode()))
    elif kind == "PNG":
        texts = pictures.png_raw_profile("8bim", _ALL_IPTC)
        texts.add_itxt("XML:com.adobe.xmp", _ALL_XMP.decode())
        texts.add_text("Comment", MARKER)
        file = pictures.png(pnginfo=texts, exif=_ALL_EXIF, icc_profile=_PROFILE)
    elif kind == "JPEG":
        whole = pictures.jpeg(comment=MARKER.encode(), **blocks)
        file = pictures.jpeg_with_segment(0xED, b"Photoshop 3.0\0" + _ALL_IPTC, whole)
        file = BytesIO(file.getvalue() + pictures.jpeg(32, 24).getvalue())
    else:
        file = pictures.KINDS[kind](**blocks)
    return BytesIO(file.getvalue() + FILM)
