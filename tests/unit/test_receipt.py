"""What a file carries besides the picture is named, in every format that can carry it, and no copy has any of it."""

import struct
from io import BytesIO

import pytest
from PIL import ImageFile
from PIL.ExifTags import GPS, Base

from photos.imaging.formats import Found
from photos.imaging.pipeline import inspect, prepare
from tests import carried, heif, pictures
from tests.carried import FILM, MARKER, SMALL, exif, in_exif, in_xmp, tag, xmp

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
NOTHING = frozenset()


def found(file: BytesIO) -> frozenset[Found]:
    return inspect(file).found


# Each thing in each format


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, block in carried.BLOCKS.items() for kind in block.formats]
)
def test_each_thing_is_named_by_itself(name, kind):
    block = carried.BLOCKS[name]
    named = {thing: found(block.put(kind, content)) for thing, (_, content) in block.things.items()}
    assert named == {thing: {meant} for thing, (meant, _) in block.things.items()}


@pytest.mark.parametrize("keyword", carried.TEXT_THINGS)
def test_each_text_of_a_png_is_named_by_itself(keyword):
    file = pictures.png(pnginfo=pictures.png_text(**{keyword: MARKER}))
    assert found(file) == {carried.TEXT_THINGS[keyword]}


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_of_all_that_a_file_carries_no_copy_has_any(kind):
    prepared = prepare(carried.everything(kind))
    assert prepared.inspection.found == frozenset(Found)
    copies = [*(each.data for each in prepared.derived.derivatives), prepared.derived.placeholder]
    assert {chunk for copy in copies for chunk in chunks(copy)} == {b"VP8 "}
    traces = (MARKER.encode(), carried.utf_16()[:-2], b"Exif", b"rdf:")
    assert not any(trace in copy for copy in copies for trace in traces)


def chunks(webp: bytes) -> list[bytes]:
    """The names of its parts (RIFF)."""
    names, at = [], 12
    while at < len(webp):
        name, length = struct.unpack_from("<4sL", webp, at)
        names.append(name)
        at += 8 + length + (length & 1)
    return names


# What travels beside the picture


def behind(kind: str, more: bytes) -> BytesIO:
    return BytesIO(pictures.KINDS[kind]().getvalue() + more)


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_a_film_behind_the_picture_is_named(kind):
    for brand in (b"mp42", b"isom", b"qt  ", b"3gp4"):
        assert found(behind(kind, FILM.replace(b"mp42", brand))) == {Found.VIDEO}


@pytest.mark.parametrize("gap", [0, 1, 100, 1 << 18, *range((1 << 18) - 16, (1 << 18) - 4, 3)])
def test_a_film_is_found_wherever_it_begins(gap):
    """Also where it lies across the pieces in which a file is read."""
    assert found(behind("JPEG", bytes(gap) + FILM)) == {Found.VIDEO}


def test_a_film_of_samsung_is_named():
    trailer = b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + bytes(100) + b"SEFT"
    assert found(behind("JPEG", trailer)) == {Found.VIDEO}


def test_a_film_in_a_box_of_a_heic_is_named():
    assert found(behind("HEIF", heif.box(b"mpvd", bytes(8), b"wide"))) == {Found.VIDEO}


def test_a_film_that_was_cut_off_is_not_named():
    claim = tag("http://ns.google.com/photos/1.0/camera/", "MotionPhoto", "1")
    assert found(in_xmp("JPEG", xmp(claim))) == NOTHING


def test_a_word_is_no_film():
    assert found(behind("JPEG", b"do not ftypmp4 and go on" + b"ftypmp42" * 1000)) == NOTHING


def multi_picture(*types: int) -> bytes:
    """A JPEG with as many further ones behind it, and an index that gives them these types (CIPA DC-007, 5.2)."""
    first, *others = [pictures.quarters(64, 48)] + [pictures.quarters(32, 24)] * len(types)
    data = bytearray(pictures.saved(first, "MPO", save_all=True, append_images=others).getvalue())
    entries = data.index(b"\0\0\3\0", data.index(b"\x02\xb0\7\0"))
    for number, kind in enumerate(types, 1):
        struct.pack_into("<L", data, entries + 16 * number, kind)
    return bytes(data)


@pytest.mark.parametrize(
    ("types", "named"),
    [
        ((0x020002,), {Found.FURTHER_PICTURE}),
        ((0,), {Found.FURTHER_PICTURE}),
        ((0x010001,), {Found.EMBEDDED_THUMBNAIL}),
        ((0x010002, 0x020003), {Found.EMBEDDED_THUMBNAIL, Found.FURTHER_PICTURE}),
    ],
)
def test_further_pictures_of_a_jpeg_are_named_by_their_types(types, named):
    assert found(BytesIO(multi_picture(*types))) == named


def test_a_picture_behind_another_is_named_without_an_index():
    assert found(behind("JPEG", bytes(50) + SMALL)) == {Found.FURTHER_PICTURE}


def test_an_index_that_an_edit_has_left_behind_lists_nothing():
    data = multi_picture(0)
    assert found(BytesIO(data[: data.index(b"\xff\xd8", 2)])) == NOTHING


@pytest.mark.parametrize(
    "mark",
    [
        b"http://ns.adobe.com/hdr-gain-map/1.0/",
        b"urn:iso:std:iso:ts:21496:-1",
        b"http://ns.apple.com/HDRGainMap/1.0/",
        b"urn:com:apple:photo:2018:aux:portraiteffectsmatte",
    ],
)
def test_a_map_of_lights_is_no_further_picture(mark):
    gain_map = pictures.jpeg_with_segment(0xE2, mark, BytesIO(SMALL)).getvalue()
    assert found(behind("JPEG", gain_map)) == NOTHING
    assert found(behind("JPEG", gain_map + SMALL)) == {Found.FURTHER_PICTURE}


# Behind a large JPEG, which is not read again up to where its decoder has come


def noise(side: int, **options: int) -> bytes:
    return pictures.saved(pictures.Image.effect_noise((side, side), 90), "JPEG", quality=95, **options).getvalue()


@pytest.fixture(scope="module")
def large() -> bytes:
    data = noise(1200)
    assert len(data) > 1 << 20
    return data


class Counting(BytesIO):
    count = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def test_a_jpeg_is_read_once(large):
    file = Counting(large)
    prepare(file)
    assert file.count < 1.5 * len(large)


@pytest.mark.parametrize(("more", "kind"), [(FILM, Found.VIDEO), (SMALL, Found.FURTHER_PICTURE)], ids=["film", "jpeg"])
def test_what_stands_behind_a_large_jpeg_is_named_once_it_is_decoded(large, more, kind):
    assert prepare(BytesIO(large + more + b"x" * 200_000)).inspection.found == {kind}


def test_what_stands_behind_a_large_progressive_jpeg_is_named():
    assert prepare(BytesIO(noise(400, progressive=1) + SMALL)).inspection.found == {Found.FURTHER_PICTURE}


def test_a_film_behind_a_damaged_jpeg_is_named(large):
    """Its decoder gives up early, where it meets another beginning."""
    start = len(large) // 4
    damaged = large[:start] + b"\xff\xd8" + large[start + 2 :]
    assert prepare(BytesIO(damaged + FILM)).inspection.found == {Found.VIDEO}


@pytest.mark.parametrize("behind_a_piece", [-2, -1, 0])
def test_a_jpeg_may_end_anywhere_in_the_pieces_that_pillow_reads(behind_a_piece):
    """Also with half its last marker in the one before."""
    data, piece = noise(300), ImageFile.MAXBLOCK
    filling = (behind_a_piece - (len(data) - 2)) % piece
    file = pictures.jpeg_with_segment(0xE2, bytes(filling - 4), BytesIO(data)).getvalue()
    assert file.index(b"\xff\xd9") % piece == behind_a_piece % piece
    assert prepare(BytesIO(file + SMALL + b"x" * piece)).inspection.found == {Found.FURTHER_PICTURE}


@pytest.mark.parametrize("gap", [0, 1 << 18])
def test_what_a_png_was_written_over_is_named(gap):
    longer = pictures.png(300, 200).getvalue()
    assert found(behind("PNG", bytes(gap) + longer[-200:])) == {Found.FURTHER_PICTURE}
    assert found(behind("PNG", bytes(gap))) == NOTHING


def test_a_further_picture_of_a_heic_is_named():
    file = pictures.heic(save_all=True, append_images=[pictures.quarters(32, 24)])
    assert found(file) == {Found.FURTHER_PICTURE}


def test_a_small_copy_in_a_heic_is_named():
    file = BytesIO()
    picture = pictures.Image.open(pictures.heic(128, 96))
    picture.save(file, "HEIF", thumbnails=[64])
    assert found(file) == {Found.EMBEDDED_THUMBNAIL}


@pytest.mark.parametrize("head", [b"JFXX\0\x10" + SMALL, b"JFIF\0\1\2\0\0\1\0\1\1\1\0\0\0"])
def test_a_small_copy_in_the_head_of_a_jpeg_is_named(head):
    assert found(pictures.jpeg_with_segment(0xE0, head)) == {Found.EMBEDDED_THUMBNAIL}


def test_what_a_packet_has_no_room_for_is_read():
    packet, half = xmp(tag("http://purl.org/dc/elements/1.1/", "creator", "Jane Example" * 10)), 300
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32
    file = pictures.jpeg()
    for start, part in ((0, packet[:half]), (half, packet[half:])):  # each goes before what is there
        file = pictures.jpeg_with_segment(0xE1, head + struct.pack(">LL", len(packet), start) + part, file)
    assert found(file) == {Found.PERSON}


# What is left empty

_SEVENS = exif(gps={GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (7.0,) * 3, GPS.GPSLongitude: (7.0,) * 3})
EMPTY_EXIF = {
    "a position of 0/0": _SEVENS.replace(struct.pack(">LL", 7, 1), bytes(8)),
    "a position of zeros": exif(gps={GPS.GPSLatitude: (0.0, 0.0, 0.0), GPS.GPSLongitude: (0.0, 0.0, 0.0)}),
    "the time of a position": exif(gps={GPS.GPSTimeStamp: (15.0, 16.0, 52.0), GPS.GPSDateStamp: "2024:05:17"}),
    "blank names": exif({Base.Artist: "   ", Base.Copyright: " \0 "}, {Base.CameraOwnerName: " "}),
    "blank XP fields": exif(dict.fromkeys((Base.XPTitle, Base.XPKeywords, Base.XPAuthor), b"\0\0")),
    "numbers of zeros": exif(details={Base.BodySerialNumber: "0000000000", Base.LensSerialNumber: "0000000000"}),
    "a blank owner of a Canon": carried.maker_note("Canon", b"", {0x0009: bytes(32), 0x0096: bytes(16)}),
    "no city of a Panasonic": carried.maker_note("Panasonic", b"Panasonic\0\0\0", {0x006D: b"---\0" + bytes(60)}),
    "numbers in words": exif(details={Base.BodySerialNumber: "None", Base.LensSerialNumber: "N/A"}),
    "what cameras write of themselves": exif(
        {Base.ImageDescription: "OLYMPUS DIGITAL CAMERA         ", Base.Copyright: "KODAK DC240 ZOOM DIGITAL CAMERA "}
    ),
    "what phones write of themselves": exif(details={Base.UserComment: b"ASCII\0\0\0Screenshot"}),
    "rights of nobody": exif({Base.Copyright: "Copyright (C) 2005,   "}),
    "a camera": exif({Base.Make: "Canon", Base.Model: "EOS", Base.Software: "1.0", Base.HostComputer: "x"}),
}


@pytest.mark.parametrize("block", EMPTY_EXIF.values(), ids=EMPTY_EXIF)
def test_what_a_camera_left_empty_is_not_named(block):
    assert block != _SEVENS
    assert found(in_exif("JPEG", block)) == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        tag("http://ns.adobe.com/exif/1.0/", "GPSLatitude", "0,0.0N"),
        tag("http://ns.adobe.com/exif/1.0/", "GPSLatitude", "NaN"),
        tag("http://ns.adobe.com/exif/1.0/", "GPSLatitude", "0/1,0/1,0/100"),
        tag("http://ns.adobe.com/exif/1.0/", "GPSLatitude", "52/0,31/0,12/0"),
        tag("http://purl.org/dc/elements/1.1/", "description", "<rdf:Alt><rdf:li>SONY DSC</rdf:li></rdf:Alt>"),
        tag("http://ns.adobe.com/exif/1.0/", "GPSLatitude", " "),
        tag("http://ns.adobe.com/exif/1.0/", "GPSAltitude", "340/10"),
        tag("http://ns.adobe.com/exif/1.0/aux/", "SerialNumber", "0000000000"),
        tag("http://purl.org/dc/elements/1.1/", "creator", "<rdf:Seq><rdf:li/></rdf:Seq>"),
        tag("http://purl.org/dc/elements/1.1/", "format", "image/jpeg"),
        tag("http://ns.adobe.com/xap/1.0/", "CreatorTool", "A program"),
        tag("http://ns.adobe.com/xap/1.0/", "CreateDate", "2024-05-17T18:03:59"),
    ],
)
def test_what_a_program_left_empty_is_not_named(body):
    assert found(in_xmp("JPEG", xmp(body))) == NOTHING


@pytest.mark.parametrize(
    "keyword", ["Software", "Creation Time", "creation_time", "date:create", "png:IHDR.bit_depth", "exif:Make"]
)
def test_what_programs_write_by_themselves_is_no_comment(keyword):
    assert found(pictures.png(pnginfo=pictures.png_text(**{keyword: "anything"}))) == NOTHING


@pytest.mark.parametrize(
    "comment",
    [b"Created with GIMP", b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n", b"Lavc59.37.100\0"],
)
def test_what_programs_put_into_each_jpeg_is_no_comment(comment):
    assert found(pictures.jpeg(comment=comment)) == NOTHING


@pytest.mark.parametrize(
    "comment", ["Created with love", "My first digital camera", "(C) Ж. Пример", "©2009 Jane Example"]
)
def test_what_a_person_wrote_beside_such_words_is_one(comment):
    assert found(in_xmp("JPEG", xmp(tag("http://ns.adobe.com/tiff/1.0/", "ImageDescription", comment)))) == {
        Found.COMMENT
    }


# What is damaged


def test_a_packet_in_latin_1_is_read():
    packet = xmp(tag("http://purl.org/dc/elements/1.1/", "creator", "Aimé Example")).decode()
    for kind in ("JPEG", "HEIF", "GIF"):
        assert found(in_xmp(kind, packet.encode("latin-1", "ignore"))) == {Found.PERSON}


def test_a_packet_with_control_signs_is_read():
    assert found(in_xmp("JPEG", xmp(tag("http://purl.org/dc/elements/1.1/", "creator", "\x0b\x01Jane\x1f")))) == {
        Found.PERSON
    }


@pytest.mark.parametrize("thing", [name for name in carried.EXIF_THINGS if "'s" in name])
def test_a_damaged_note_of_a_maker_tells_nothing_and_refuses_nothing(thing):
    _, block = carried.EXIF_THINGS[thing]
    for start in range(40, len(block), 9):
        for filling in (b"\xff", b"\0", b"\x7f"):
            inspect(in_exif("JPEG", block[:start] + filling * (len(block) - start)))


def test_a_directory_that_points_to_itself_ends():
    equipment = carried.tiff_directory({0x2010: 12}, 12, "<")
    inspect(in_exif("JPEG", exif(details={Base.MakerNote: b"OLYMPUS\0II\3\0" + equipment})))


def test_a_multi_picture_file_overwritten_anywhere_refuses_nothing():
    data = multi_picture(0x010002, 0)
    start = data.index(b"MPF\0")
    for place in range(start, start + 100):
        inspect(BytesIO(data[:place] + b"\xff\xff" + data[place + 2 :]))
