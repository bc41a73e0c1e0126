"""Pictures made in memory, one of every kind that people and their enemies send."""

import struct
import zlib
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

register_heif_opener()

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 30), (30, 30, 220), (220, 220, 30)
CORNERS = (RED, GREEN, BLUE, YELLOW)
"""Colours of an upright picture: top left, top right, bottom left, bottom right."""

# How a camera held otherwise stores it; Exif 2.32, tag 0x0112, names the way back.
_HELD = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(width: int, height: int) -> Image.Image:
    """Four fields of CORNERS' colours."""
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    return image.resize((width, height), Image.Resampling.NEAREST)


def saved(image: Image.Image, kind: str, **options: Any) -> BytesIO:
    file = BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def jpeg(width: int = 64, height: int = 48, *, colour=None, taken: datetime | None = None, **options: Any) -> BytesIO:
    image = Image.new("RGB", (width, height), colour) if colour else quarters(width, height)
    if taken:
        options["exif"] = exif(DateTimeOriginal=f"{taken:%Y:%m:%d %H:%M:%S}")
    return saved(image, "JPEG", **options)


def png(width: int = 64, height: int = 48, **options: Any) -> BytesIO:
    return saved(quarters(width, height), "PNG", **options)


def webp(width: int = 64, height: int = 48, **options: Any) -> BytesIO:
    return saved(quarters(width, height), "WEBP", **options)


def gif(width: int = 64, height: int = 48, **options: Any) -> BytesIO:
    return saved(quarters(width, height), "GIF", **options)


def avif(width: int = 64, height: int = 48, **options: Any) -> BytesIO:
    return saved(quarters(width, height), "AVIF", **options)


def heic(width: int = 64, height: int = 48, **options: Any) -> BytesIO:
    return saved(quarters(width, height), "HEIF", **options)


KINDS = {"JPEG": jpeg, "PNG": png, "WEBP": webp, "GIF": gif, "AVIF": avif, "HEIF": heic}


def exif(
    *, position: bool = False, thumbnail: bool = False, gps: tuple[str, tuple[int, ...]] | None = None, **fields: Any
) -> bytes:
    """An EXIF block; `fields` by their names in Exif 2.32, `gps` are the date and time of satellites."""
    block = Image.Exif()
    for name, value in fields.items():
        tag = Base[name]
        (block if tag < 0x8000 or tag in (Base.XPComment, Base.CameraSerialNumber) else block.get_ifd(IFD.Exif))[
            tag
        ] = value
    if position:
        block.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52.0, 31.0, 12.0)})
    if gps:
        block.get_ifd(IFD.GPSInfo).update({GPS.GPSDateStamp: gps[0], GPS.GPSTimeStamp: gps[1]})
    data = block.tobytes()
    return with_thumbnail(data) if thumbnail else data


def with_thumbnail(data: bytes) -> bytes:
    """The block with a second directory behind it, IFD1, that points to a small JPEG (Exif 2.32, 4.6.2)."""
    tiff = data.removeprefix(b"Exif\0\0")
    order = "<" if tiff.startswith(b"II") else ">"
    (entries,) = struct.unpack_from(order + "H", tiff, 8)
    small, at = jpeg(16, 12).getvalue(), len(tiff)
    directory = struct.pack(order + "HHHLLHHLLL", 2, 0x0201, 4, 1, at + 30, 0x0202, 4, 1, len(small), 0)
    link = 10 + 12 * entries
    return b"Exif\0\0" + tiff[:link] + struct.pack(order + "L", at) + tiff[link + 4 :] + directory + small


def jpeg_with_metadata(width: int = 64, height: int = 48) -> BytesIO:
    """Everything a camera may tell: where, when, with what, a small copy, comments in three places, XMP, a profile."""
    block = exif(
        position=True,
        thumbnail=True,
        BodySerialNumber="SN-4711",
        ImageDescription="Rex at home",
        UserComment=b"ASCII\0\0\0at home",
        DateTimeOriginal="2024:05:17 18:03:59",
        OffsetTimeOriginal="+02:00",
    )
    return jpeg(width, height, exif=block, comment=b"do not tell", xmp=b"<x:xmpmeta/>", icc_profile=b"no profile")


def held(orientation: int, kind: str = "JPEG", width: int = 64, height: int = 48) -> BytesIO:
    """A picture of CORNERS, `width` x `height` when upright, stored as a camera held that way stores it."""
    image = quarters(width, height)
    if orientation in _HELD:
        image = image.transpose(_HELD[orientation])
    return saved(image, kind, exif=exif(Orientation=orientation))


def transparent(mode: str, kind: str, **options: Any) -> BytesIO:
    """Nothing but a red spot in the middle, the rest can be seen through; what lies there is black."""
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((16, 16, 47, 47), (*RED, 255))
    if mode == "P":
        clear = Image.new("P", image.size, 0)
        clear.putpalette([0, 0, 0, *RED])
        clear.paste(1, (16, 16, 48, 48))
        return saved(clear, kind, transparency=0, **options)
    return saved(image.convert(mode), kind, **options)


def animated(kind: str, *colours: tuple[int, int, int]) -> BytesIO:
    first, *others = [Image.new("RGB", (64, 48), colour) for colour in colours]
    return saved(first, kind, save_all=True, append_images=others, duration=50)


def truncated_jpeg() -> BytesIO:
    data = saved(Image.effect_noise((400, 300), 80), "JPEG").getvalue()
    return BytesIO(data[: len(data) // 2])


def png_chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png_bomb(width: int, height: int) -> BytesIO:
    """A few bytes that claim to be a picture of that size."""
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND"))


def png_behind_chunks(chunk: bytes, count: int) -> BytesIO:
    """A small PNG with that chunk so many times before its pixels."""
    data, start = png().getvalue(), 33  # behind the signature and IHDR
    return BytesIO(data[:start] + chunk * count + data[start:])


def png_in_pieces(count: int) -> BytesIO:
    """A PNG whose pixels come in so many chunks, as encoders with a small buffer write them."""
    image = Image.effect_noise((256, 256), 90)
    pixels = zlib.compress(b"".join(b"\0" + row for row in _rows(image)))
    cuts = [len(pixels) * number // count for number in range(count + 1)]
    header = png_chunk(b"IHDR", struct.pack(">LLBBBBB", *image.size, 8, 0, 0, 0, 0))
    pieces = b"".join(png_chunk(b"IDAT", pixels[start:end]) for start, end in pairwise(cuts))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + header + pieces + png_chunk(b"IEND"))


def _rows(image: Image.Image) -> list[bytes]:
    data, width = image.tobytes(), image.width
    return [data[start : start + width] for start in range(0, len(data), width)]


def png_text_bomb(count: int = 16) -> BytesIO:
    """Texts that unfold from 1 KB to nearly 1 MB each."""
    texts = PngInfo()
    for number in range(count):
        texts.add_text(f"text {number}", "x" * 1_000_000, zip=True)
    return png(pnginfo=texts)


def jpeg_padded(count: int) -> BytesIO:
    """So many padding bytes before a marker, which ITU-T T.81, B.1.1.2, allows in any number."""
    data = jpeg().getvalue()
    return BytesIO(data[:2] + b"\xff" * count + data[2:])


def jpeg_of_many_scans(count: int) -> BytesIO:
    """A progressive JPEG whose last scan, of a few bytes, comes `count` times more."""
    data = jpeg(progressive=True).getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    return BytesIO(data[:-2] + last * count + data[-2:])


def jpeg_with_long_exif(size: int) -> BytesIO:
    """An EXIF block of `size` bytes with a date in it, in as many segments as that takes."""
    block = exif(DateTimeOriginal="2024:05:17 18:03:59").removeprefix(b"Exif\0\0").ljust(size, b"\0")
    parts = [b"Exif\0\0" + block[start : start + 65_000] for start in range(0, size, 65_000)]
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part for part in parts)
    data = jpeg().getvalue()
    return BytesIO(data[:2] + segments + data[2:])


def gif_behind_comment(blocks: int) -> BytesIO:
    """A comment in so many blocks of one letter before the picture."""
    data = gif().getvalue()
    start = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)  # behind screen and palette (GIF89a, 18 and 19)
    return BytesIO(data[:start] + b"!\xfe" + b"\x01x" * blocks + b"\0" + data[start:])


# Blocks of metadata, wherever a format has its place for them.

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "exif": "http://ns.adobe.com/exif/1.0/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "tiff": "http://ns.adobe.com/tiff/1.0/",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)


def xmp(body: str, *, bare: bool = False) -> bytes:
    """A packet with these properties; a `bare` one with this description in whole."""
    described = body if bare else f'<rdf:Description rdf:about="" {_NAMESPACES}>{body}</rdf:Description>'
    return (
        '<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{described}</rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def iim(datasets: dict[tuple[int, int], bytes]) -> bytes:
    """IPTC by record and number (IIM 4.2, 1.5)."""
    return b"".join(struct.pack(">BBBH", 0x1C, *key, len(data)) + data for key, data in datasets.items())


def photoshop(resources: dict[int, bytes]) -> bytes:
    """Photoshop's resources without names."""
    return b"".join(
        struct.pack(">4sHHL", b"8BIM", number, 0, len(data)) + data + bytes(len(data) % 2)
        for number, data in resources.items()
    )


def jpeg_with_segment(marker: int, data: bytes, file: BytesIO | None = None) -> BytesIO:
    """The JPEG with that application segment before all others."""
    whole = (file or jpeg()).getvalue()
    return BytesIO(whole[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + whole[2:])


def exif_with(tag: int, value: Any) -> bytes:
    """An EXIF block whose first directory has that tag."""
    block = Image.Exif()
    block[tag] = value
    return block.tobytes()


def png_text(**texts: str) -> PngInfo:
    info = PngInfo()
    for key, value in texts.items():
        info.add_itxt(key, value) if key.startswith("XML:") else info.add_text(key, value)
    return info


def png_raw_profile(kind: str, data: bytes) -> PngInfo:
    """As ImageMagick packs a block: in hexadecimal, 72 digits a line."""
    digits = data.hex()
    lines = "\n".join(digits[start : start + 72] for start in range(0, len(digits), 72))
    info = PngInfo()
    info.add_text(f"Raw profile type {kind}", f"\n{kind}\n{len(data):8}\n{lines}\n", zip=True)
    return info


def gif_with_xmp(packet: bytes, file: BytesIO | None = None) -> BytesIO:
    """The GIF with the packet before its first picture (XMP Specification Part 3, 1.1.2)."""
    data = (file or gif()).getvalue()
    start = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return BytesIO(data[:start] + b"!\xff\x0bXMP DataXMP" + packet + trailer + data[start:])
