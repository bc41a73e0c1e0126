"""What a picture's file carries that nobody else should see, and what its metadata may not break."""

from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngInfo

from photos.imaging.formats import Found
from photos.imaging.metadata import exif
from photos.imaging.pipeline import inspect
from photos.taken import TakenAt, TakenFrom
from tests import pictures

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

WHEN = "2024:05:17 18:03:59"
TAKEN = TakenAt(datetime(2024, 5, 17, 18, 3, 59), None, TakenFrom.EXIF_ORIGINAL)


def found(**options) -> frozenset[Found]:
    return inspect(pictures.jpeg(**options)).found


# What took it


@pytest.mark.parametrize(
    ("fields", "camera"),
    [
        ({}, ""),
        ({"Make": "Apple"}, ""),
        ({"Model": "iPhone 13\0"}, "iPhone 13"),
        ({"Make": "Apple ", "Model": "iPhone 13"}, "Apple iPhone 13"),
        ({"Make": "Canon", "Model": "Canon EOS 5D"}, "Canon EOS 5D"),
        ({"Make": "NIKON CORPORATION", "Model": "Nikon D3"}, "Nikon D3"),
        ({"Model": "a\n\x1b[31m  b"}, "a [31m b"),
        ({"Make": "m" * 70_000, "Model": "é" * 200}, ("m" * 64)),
        ({"Model": "é" * 200}, "é" * 32),
        ({"Model": 7}, ""),
    ],
)
def test_a_camera_is_named_on_one_short_line(fields, camera):
    block = Image.Exif()
    block.update({Base[name]: value for name, value in fields.items()})
    assert exif.camera(block) == camera


# What the file carries


def test_a_bare_picture_carries_nothing():
    for make in pictures.KINDS.values():
        assert inspect(make()).found == frozenset()


def test_everything_a_camera_tells_is_found():
    carried = {Found.POSITION, Found.EMBEDDED_THUMBNAIL, Found.COMMENT, Found.SERIAL_NUMBER}
    assert inspect(pictures.jpeg_with_metadata()).found == carried


def test_a_date_alone_is_nothing_to_hide():
    assert found(exif=pictures.exif(DateTimeOriginal=WHEN)) == frozenset()


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"position": True}, Found.POSITION),
        ({"thumbnail": True}, Found.EMBEDDED_THUMBNAIL),
        ({"BodySerialNumber": "4711"}, Found.SERIAL_NUMBER),
        ({"LensSerialNumber": "4711"}, Found.SERIAL_NUMBER),
        ({"CameraSerialNumber": "4711"}, Found.SERIAL_NUMBER),
        ({"ImageDescription": "Rex at home"}, Found.COMMENT),
        ({"UserComment": b"ASCII\0\0\0Rex at home"}, Found.COMMENT),
        ({"XPComment": "Rex at home".encode("utf-16-le")}, Found.COMMENT),
    ],
)
def test_each_thing_is_found_by_itself(fields, kind):
    assert found(exif=pictures.exif(**fields)) == {kind}


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_a_position_is_found_in_each_kind_that_can_carry_it(kind):
    assert Found.POSITION in inspect(pictures.KINDS[kind](exif=pictures.exif(position=True))).found


def test_comments_outside_exif_are_found():
    text = PngInfo()
    text.add_text("Comment", "Rex at home")
    files = [pictures.jpeg(comment=b"Rex at home"), pictures.gif(comment=b"Rex at home"), pictures.png(pnginfo=text)]
    assert all(inspect(file).found == {Found.COMMENT} for file in files)


def test_padding_is_no_comment():
    block = pictures.exif(ImageDescription="          ", UserComment=b"ASCII\0\0\0" + b" " * 40, BodySerialNumber="  ")
    assert found(exif=block, comment=b"\0") == frozenset()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_colour_profile_is_no_comment(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert inspect(pictures.KINDS[kind](icc_profile=profile)).found == frozenset()


def test_a_damaged_block_tells_nothing_and_refuses_nothing():
    block = pictures.exif(position=True, DateTimeOriginal=WHEN)
    for start in range(0, len(block), 7):
        inspect(pictures.jpeg(exif=block[:start] + b"\xff" * (len(block) - start)))


def test_a_resolution_that_is_no_number_refuses_nothing():
    block = pictures.exif(ResolutionUnit=2, XResolution=72.0, DateTimeOriginal=WHEN)
    rational, text = b"\x01\x1a\0\x05\0\0\0\x01", b"\x01\x1a\0\x02\0\0\0\x01"
    assert rational in block
    assert inspect(pictures.jpeg(exif=block.replace(rational, text))).taken == TAKEN


def test_an_avif_with_a_damaged_block_is_taken():
    block = pictures.exif(DateTimeOriginal=WHEN).removeprefix(b"Exif\0\0")
    data = pictures.avif(exif=block).getvalue()
    assert block in data
    assert inspect(BytesIO(data.replace(block, block[:8] + b"\xff" * len(block[8:])))).taken is None


def test_a_block_without_end_is_not_read():
    short, long = pictures.jpeg_with_long_exif(100_000), pictures.jpeg_with_long_exif(300_000)
    assert inspect(short).taken == TAKEN
    assert inspect(long).taken is None


def test_reading_the_metadata_reads_no_pixels():
    data = pictures.jpeg_with_metadata(640, 480).getvalue()
    header = data[: data.rindex(b"\xff\xda") + 14]
    assert inspect(BytesIO(header)) == inspect(BytesIO(data))
