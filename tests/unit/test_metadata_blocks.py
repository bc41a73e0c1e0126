"""Which raw blocks are found in which format, and how much of them is looked at."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from photos.imaging import plugins  # noqa: F401, sets up what opens them
from photos.imaging.metadata import blocks, iptc
from photos.imaging.metadata.xmp import EXIF, PHOTOSHOP, XMP, properties
from photos.imaging.sniffing import Reader
from tests import pictures

PACKET = pictures.xmp("<exif:DateTimeOriginal>2012-03-04T05:06:07</exif:DateTimeOriginal>")
RESOURCES = pictures.photoshop({0x0404: pictures.iim({(2, 55): b"20120304", (2, 60): b"050607"}), 0x040C: b"small"})


def found(file: BytesIO) -> blocks.Blocks:
    with Image.open(file) as picture:
        return blocks.read(picture, Reader(file))


def says(packet: bytes):
    return properties([packet])


# XMP, wherever it is

XMP_IN = {
    "JPEG": lambda packet: pictures.jpeg(xmp=packet),
    "PNG": lambda packet: pictures.png(pnginfo=pictures.png_text(**{"XML:com.adobe.xmp": packet.decode()})),
    "PNG, raw profile": lambda packet: pictures.png(pnginfo=pictures.png_raw_profile("xmp", packet)),
    "PNG, raw segment": lambda packet: pictures.png(
        pnginfo=pictures.png_raw_profile("APP1", b"http://ns.adobe.com/xap/1.0/\0" + packet)
    ),
    "WEBP": lambda packet: pictures.webp(xmp=packet),
    "AVIF": lambda packet: pictures.avif(xmp=packet),
    "HEIF": lambda packet: pictures.heic(xmp=packet),
    "GIF": lambda packet: pictures.gif_with_xmp(packet),
    "EXIF": lambda packet: pictures.jpeg(exif=pictures.exif_with(0x02BC, packet)),
}


@pytest.mark.parametrize("kind", XMP_IN)
def test_a_packet_is_found_in_each_format_that_can_carry_it(kind):
    assert found(XMP_IN[kind](PACKET)).xmp == (PACKET,)


def test_a_packet_without_end_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_XMP", len(PACKET))
    assert found(pictures.jpeg(xmp=PACKET)).xmp
    assert not found(pictures.jpeg(xmp=PACKET + b" ")).xmp


def test_all_packets_together_have_an_end(monkeypatch):
    monkeypatch.setattr(blocks, "MAX_XMP", 2 * len(PACKET) + 1)
    file = pictures.jpeg()
    for padding in (b"  ", b" ", b""):
        file = pictures.jpeg_with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PACKET + padding, file)
    assert found(file).xmp == (PACKET, PACKET + b" ")


def test_a_gif_that_loops_keeps_its_packet_and_what_stands_behind_the_pixels():
    data = pictures.gif_with_xmp(PACKET, pictures.animated("GIF", pictures.RED, pictures.BLUE)).getvalue()
    extension = data[data.index(b"!\xff\x0bXMP") : data.index(b"\xfd\xfc\xfb") + 255]
    behind = data.replace(extension, b"")[:-1] + extension + b";"
    assert found(BytesIO(data)).xmp == (PACKET,)
    assert behind != data
    assert found(BytesIO(behind)).xmp == (PACKET,)


# IPTC, wherever it is

IPTC_IN = {
    "JPEG": lambda: pictures.jpeg_with_segment(0xED, b"Photoshop 3.0\0" + RESOURCES),
    "PNG, raw profile": lambda: pictures.png(pnginfo=pictures.png_raw_profile("iptc", RESOURCES)),
    "EXIF, Photoshop": lambda: pictures.jpeg(exif=pictures.exif_with(0x8649, RESOURCES)),
    "EXIF, IPTC": lambda: pictures.webp(exif=pictures.exif_with(0x83BB, pictures.iim({(2, 55): b"20120304"}))),
}


@pytest.mark.parametrize("kind", IPTC_IN)
def test_iptc_is_found_in_each_format_that_can_carry_it(kind):
    assert iptc.datasets(found(IPTC_IN[kind]()).iptc)[2, 55] == (b"20120304",)


def test_a_resource_goes_on_in_the_next_segment():
    first, second = RESOURCES[:20], RESOURCES[20:]
    file = pictures.jpeg_with_segment(0xED, b"Photoshop 3.0\0" + second)
    file = pictures.jpeg_with_segment(0xED, b"Photoshop 3.0\0" + first, file)
    assert found(file).resources[0x040C] == b"small"


@pytest.mark.parametrize("cut", range(0, len(RESOURCES), 5))
def test_what_is_cut_off_is_read_up_to_there(cut):
    assert set(iptc.image_resources(RESOURCES[:cut])) <= {0x0404, 0x040C}
    assert set(iptc.datasets(pictures.iim({(2, 55): b"20120304", (2, 60): b"0506"})[:cut])) <= {(2, 55), (2, 60)}


def test_a_length_of_a_dataset_may_itself_have_a_length():
    data = b"\x1c\x02\x78" + struct.pack(">HL", 0x8004, 3) + b"Rex" + b"\x1c\x02\x37\0\x01x"
    assert iptc.datasets(data) == {(2, 120): (b"Rex",), (2, 55): (b"x",)}


# Texts


def test_texts_of_a_png_are_found_however_they_are_packed():
    texts = PngInfo()
    texts.add_text("Creation Time", "2011:09:10 11:12:13")
    texts.add_text("Author", "Jane Example", zip=True)
    texts.add_itxt("Title", "Rex", zip=True)
    assert found(pictures.png(pnginfo=texts)).texts == {
        "Creation Time": "2011:09:10 11:12:13",
        "Author": "Jane Example",
        "Title": "Rex",
    }


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.gif])
def test_comments_are_found(make):
    assert found(make(comment=b"Rex at home")).comments == (b"Rex at home",)


def test_a_gif_cut_off_anywhere_tells_what_is_left():
    data = pictures.gif_with_xmp(PACKET, pictures.gif(comment=b"Rex")).getvalue()
    for end in range(13, len(data), 11):
        blocks.gif.read(Reader(BytesIO(data[:end])))


# What a packet says


@pytest.mark.parametrize(
    "body",
    [
        '<rdf:Description xmlns:e="http://ns.adobe.com/exif/1.0/" e:DateTimeOriginal=" 2012 "/>',
        '<rdf:Description xmlns:e="http://ns.adobe.com/exif/1.0/"><e:DateTimeOriginal>2012</e:DateTimeOriginal>'
        "</rdf:Description>",
        '<rdf:Description xmlns="http://ns.adobe.com/exif/1.0/"><DateTimeOriginal><rdf:Seq><rdf:li>2012</rdf:li>'
        "</rdf:Seq></DateTimeOriginal></rdf:Description>",
        '<rdf:Description xmlns:e="http://ns.adobe.com/exif/1.0/"><e:DateTimeOriginal rdf:parseType="Resource">'
        "<rdf:value>2012</rdf:value></e:DateTimeOriginal></rdf:Description>",
    ],
)
def test_a_property_is_found_however_it_is_written(body):
    assert says(pictures.xmp(body, bare=True)).first(EXIF, "DateTimeOriginal") == "2012"


def test_a_prefix_means_what_it_is_declared_to_mean():
    body = '<rdf:Description xmlns:exif="http://example.com/"><exif:DateTimeOriginal>2012</exif:DateTimeOriginal>'
    assert not says(pictures.xmp(f"{body}</rdf:Description>", bare=True)).first(EXIF, "DateTimeOriginal")


def test_each_of_a_list_is_a_value_and_what_is_empty_is_none():
    body = "<dc:subject><rdf:Bag><rdf:li>Rex</rdf:li><rdf:li> </rdf:li><rdf:li>home</rdf:li></rdf:Bag></dc:subject>"
    assert list(says(pictures.xmp(body)).own.values()) == [("Rex", "home")]


def test_what_is_said_of_another_picture_is_not_the_pictures_own():
    body = (
        '<xmpMM:DerivedFrom xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Description>'
        "<xmp:CreateDate>1999-01-01</xmp:CreateDate></rdf:Description></xmpMM:DerivedFrom>"
    )
    said = says(pictures.xmp(body))
    assert not said.first(XMP, "CreateDate")
    assert said.nested[XMP, "CreateDate"] == ("1999-01-01",)


def test_what_stands_before_the_damage_counts():
    whole = pictures.xmp("<photoshop:DateCreated>2012</photoshop:DateCreated>")
    assert says(whole[: whole.index(b"</rdf:Desc")] + b"<&").first(PHOTOSHOP, "DateCreated") == "2012"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_packet_may_be_in_any_encoding_of_unicode_and_padded(encoding):
    text = pictures.xmp("<photoshop:DateCreated>2012</photoshop:DateCreated>").decode()
    assert says(text.encode(encoding) + b"\0").first(PHOTOSHOP, "DateCreated") == "2012"


@pytest.mark.parametrize("entities", ["", '[<!ENTITY a "2012"><!ENTITY b SYSTEM "file:///etc/hostname">]'])
def test_a_packet_with_a_document_type_is_not_read_so_nothing_expands(entities):
    packet = pictures.xmp(f"<photoshop:DateCreated>2012 {'&a;&b;' if entities else ''}</photoshop:DateCreated>")
    assert not says(f"<!DOCTYPE x {entities}>".encode() + packet).own


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0" * 100,
        b"<" * 100,
        b"<a>" * 100_000,
        b"<a " + b" ".join(b"b%d='1'" % number for number in range(60_000)) + b"/>",
        b'<?xml version="1.0" encoding="shift-jis"?><a/>',
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        zlib.compress(PACKET),
    ],
)
def test_what_is_no_packet_says_nothing(packet):
    assert not says(packet).own
