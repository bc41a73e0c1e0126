"""What had better stay private of all that a file carries besides the picture.

A file that is damaged tells what can be read of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from PIL.ExifTags import GPS, IFD, Base

from photos.imaging.formats import Found

from . import exif, iptc, maker_notes, xmp
from .blocks import Blocks
from .values import any_says, is_coordinate, says, says_a_number

# --- Which fields are of which kind -----------------------------------------------------------------------------------

_EXIF: Final[Mapping[Found, tuple[int, ...]]] = {
    # From 0xA436 on: title, photographer and editor of Exif 3.0; 0xFDE8 and 0xFDE9: owner and number by Adobe.
    Found.PERSON: (Base.Artist, Base.Copyright, Base.CameraOwnerName, Base.XPAuthor, 0xA437, 0xA438, 0xFDE8),
    Found.COMMENT: (Base.ImageDescription, Base.DocumentName, Base.XPTitle, Base.XPComment, Base.XPSubject, 0xA436),
    Found.KEYWORDS: (Base.XPKeywords,),
    Found.SERIAL_NUMBER: (Base.BodySerialNumber, Base.LensSerialNumber, Base.CameraSerialNumber, 0xFDE9),
}
_COORDINATES: Final = (GPS.GPSLatitude, GPS.GPSLongitude, GPS.GPSDestLatitude, GPS.GPSDestLongitude)
_CHARACTER_CODE: Final = 8  # bytes before such a text that name its encoding (Exif 2.32, 4.6.5)

_IPTC_CORE: Final = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_IPTC_EXTENSION: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_LIGHTROOM: Final = "http://ns.adobe.com/lightroom/1.0/"
_RIGHTS: Final = "http://ns.adobe.com/xap/1.0/rights/"
_PLUS: Final = "http://ns.useplus.org/ldf/xmp/1.0/"
_PDF: Final = "http://ns.adobe.com/pdf/1.3/"
_ACDSEE: Final = "http://ns.acdsee.com/iptc/1.0/"
_DIGIKAM: Final = "http://www.digikam.org/ns/1.0/"
_REGIONS: Final = "http://www.metadataworkinggroup.com/schemas/regions/"
_GEO: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_XMP: Final[Mapping[Found, Mapping[str, tuple[str, ...]]]] = {
    Found.PLACE_NAME: {
        xmp.PHOTOSHOP: ("City", "State", "Country"),
        xmp.DC: ("coverage",),
        xmp.EXIF: ("GPSAreaInformation",),
        _ACDSEE: ("location",),
        _IPTC_CORE: ("Location", "CountryCode", "CiAdrExtadr", "CiAdrCity", "CiAdrPcode", "CiAdrRegion", "CiAdrCtry"),
        _IPTC_EXTENSION: (
            *("Sublocation", "City", "ProvinceState", "CountryName", "CountryCode", "WorldRegion", "LocationName"),
        ),
    },
    Found.PERSON: {
        xmp.DC: ("creator", "rights", "contributor", "publisher"),
        xmp.PHOTOSHOP: ("Credit", "Source", "CaptionWriter"),
        xmp.TIFF: ("Artist", "Copyright"),
        xmp.EXIF: ("CameraOwnerName", "OwnerName"),
        "http://cipa.jp/exif/1.0/": ("CameraOwnerName", "OwnerName", "Photographer", "ImageEditor"),
        "http://ns.adobe.com/exif/1.0/aux/": ("OwnerName",),
        _RIGHTS: ("Owner",),
        xmp.XMP: ("Author",),
        _PDF: ("Author",),
        _ACDSEE: ("author",),
        _DIGIKAM: ("CaptionsAuthorNames",),
        _IPTC_CORE: ("CiEmailWork", "CiTelWork", "CiUrlWork"),
        _IPTC_EXTENSION: ("PersonInImage", "PersonName", "AOCreator", "AOCopyrightNotice"),
        _REGIONS: ("Name",),
        "http://ns.microsoft.com/photo/1.2/t/Region#": ("PersonDisplayName", "PersonEmailDigest", "PersonLiveIdCID"),
        _PLUS: ("CopyrightOwnerName", "ImageCreatorName", "LicensorName", "ImageSupplierName"),
    },
    Found.COMMENT: {
        xmp.DC: ("title", "description"),
        xmp.PHOTOSHOP: ("Headline", "Instructions"),
        xmp.TIFF: ("ImageDescription",),
        xmp.EXIF: ("UserComment",),
        _IPTC_CORE: ("AltTextAccessibility", "ExtDescrAccessibility"),
        _IPTC_EXTENSION: ("Event",),
        xmp.XMP: ("Nickname",),
        _ACDSEE: ("caption", "notes"),
        _REGIONS: ("Description",),
    },
    Found.KEYWORDS: {
        xmp.DC: ("subject",),
        xmp.PHOTOSHOP: ("SupplementalCategories", "Category"),
        _LIGHTROOM: ("hierarchicalSubject", "weightedFlatSubject"),
        _DIGIKAM: ("TagsList",),
        "http://www.metadataworkinggroup.com/schemas/keywords/": ("Keyword",),
        "http://ns.microsoft.com/photo/1.0/": ("LastKeywordXMP", "LastKeywordIPTC"),
        _ACDSEE: ("keywords", "categories"),
    },
    Found.EMBEDDED_THUMBNAIL: {"http://ns.adobe.com/xap/1.0/g/img/": ("image",)},
    Found.FURTHER_PICTURE: {"http://ns.google.com/photos/1.0/image/": ("Data",)},  # as it was before it was blurred
}
# Drones and phones have namespaces of their own, and one of them a spelling.
_COORDINATES_IN_XMP: Final = frozenset(
    f"{gps}{rest}"
    for gps in ("gps", "gpsdest", "")
    for rest in ("latitude", "longitude", "longtitude", "position", "coordinates")
) - {"position", "coordinates"}
_POSITIONS_ELSEWHERE: Final = frozenset(
    {(_GEO, "lat"), (_GEO, "long"), (_GEO, "lat_long"), ("http://www.georss.org/georss/", "point")}
)
_SERIAL_NUMBER_IN_XMP: Final = "serialnumber"

_IPTC: Final[Mapping[Found, tuple[int, ...]]] = {
    Found.PLACE_NAME: (26, 27, 90, 92, 95, 100, 101),
    Found.PERSON: (80, 110, 115, 116, 118, 122),
    Found.COMMENT: (5, 40, 105, 120, 121),
    Found.KEYWORDS: (15, 20, 25),
}
"""By the numbers of record 2 (IIM 4.2, chapter 6)."""

_THUMBNAIL_RESOURCES: Final = (0x0409, 0x040C)  # Photoshop's
_BY_PROGRAMS: Final = frozenset(
    {
        *("software", "creation time", "creation_time", "creationtime", "create-date", "modify-date"),
        *("make", "model", "signature", "xml:com.adobe.xmp"),
    }
)
_FROM_ELSEWHERE: Final = ("raw profile type ", "date:", "png:", "jpeg:", "tiff:", "icc:")
"""By ImageMagick; profiles are read."""
_TEXTS: Final = {
    **dict.fromkeys(("author", "artist", "copyright", "creator", "owner"), Found.PERSON),
    **dict.fromkeys(("imagedescription", "usercomment"), Found.COMMENT),
    **dict.fromkeys(("keywords", "keyword", "subject", "tags"), Found.KEYWORDS),
}
"""A PNG's texts by keyword, without the "exif:" that ImageMagick sets before it; any other is a comment."""


# --- Reading them -----------------------------------------------------------------------------------------------------


def found(blocks: Blocks) -> frozenset[Found]:
    """The kinds that are there; what stands behind a PNG's pixels is among the blocks once it is decoded."""
    kinds: set[Found] = set()
    for look in (_in_exif, _in_xmp, _in_iptc, _in_texts):
        kinds |= set(look(blocks))
    return frozenset(kinds)


def _in_exif(blocks: Blocks) -> Iterator[Found]:
    first, details = blocks.exif, exif.directory(blocks.exif, IFD.Exif)
    position, second = exif.directory(first, IFD.GPSInfo), exif.directory(first, IFD.IFD1)
    for kind, tags in _EXIF.items():
        tells = says_a_number if kind is Found.SERIAL_NUMBER else says
        if any(tells(exif.field(where, tag)) for where in (first, details) for tag in tags):
            yield kind
    if any(is_coordinate(exif.field(position, tag)) for tag in _COORDINATES):
        yield Found.POSITION
    if says(_without_code(exif.field(position, GPS.GPSAreaInformation))):
        yield Found.PLACE_NAME
    if says(_without_code(exif.field(details, Base.UserComment))):
        yield Found.COMMENT
    if exif.field(second, Base.JpegIFOffset) or exif.field(second, Base.StripOffsets):
        yield Found.EMBEDDED_THUMBNAIL
    note, maker = exif.field(details, Base.MakerNote), exif.field(first, Base.Make)
    if isinstance(note, bytes):
        if b"\xff\xd8\xff" in note:
            yield Found.EMBEDDED_THUMBNAIL
        yield from maker_notes.found(note, maker if isinstance(maker, str) else "", exif.block(first))


def _in_xmp(blocks: Blocks) -> Iterator[Found]:
    """In fields of structures, too: a name is a name, whoever's part of the picture it is."""
    properties = xmp.properties(blocks.xmp)
    for kind, spaces in _XMP.items():
        names = ((uri, name) for uri, names in spaces.items() for name in names)
        if any(any_says(properties.own.get(each, ())) or any_says(properties.nested.get(each, ())) for each in names):
            yield kind
    for (space, name), values in (*properties.own.items(), *properties.nested.items()):
        says_where = name.lower() in _COORDINATES_IN_XMP or (space, name) in _POSITIONS_ELSEWHERE
        if says_where and any(map(is_coordinate, values)):
            yield Found.POSITION
        if name.lower().endswith(_SERIAL_NUMBER_IN_XMP) and any(map(says_a_number, values)):
            yield Found.SERIAL_NUMBER


def _in_iptc(blocks: Blocks) -> Iterator[Found]:
    datasets = iptc.datasets(blocks.iptc)
    for kind, numbers in _IPTC.items():
        if any(any_says(datasets.get((2, number), ())) for number in numbers):
            yield kind
    if any(blocks.resources.get(number) for number in _THUMBNAIL_RESOURCES):
        yield Found.EMBEDDED_THUMBNAIL


def _in_texts(blocks: Blocks) -> Iterator[Found]:
    if any_says(blocks.comments):
        yield Found.COMMENT
    for keyword, text in blocks.texts.items():
        name = keyword.casefold()
        if name in _BY_PROGRAMS or name.startswith(_FROM_ELSEWHERE) or not says(text):
            continue
        field = name.removeprefix("exif:")
        if field in _COORDINATES_IN_XMP:
            if is_coordinate(text):
                yield Found.POSITION
        elif field.endswith(_SERIAL_NUMBER_IN_XMP):
            yield Found.SERIAL_NUMBER
        elif field in _TEXTS or field == name:
            yield _TEXTS.get(field, Found.COMMENT)


def _without_code(value: Any) -> Any:
    return value[_CHARACTER_CODE:] if isinstance(value, bytes) else value
