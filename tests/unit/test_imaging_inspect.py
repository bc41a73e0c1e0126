"""What a picture's header tells, and what is refused by it."""

from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging.formats import FORMATS
from photos.imaging.pipeline import inspect
from photos.limits import MAX_BYTES
from tests import pictures

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::RuntimeWarning:PIL")


def reason(content: bytes | BytesIO) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        inspect(content if isinstance(content, BytesIO) else BytesIO(content))
    return refusal.value.reason


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_of_each_kind_is_known_by_its_content(kind):
    found = inspect(pictures.KINDS[kind](66, 44))
    assert (found.format, found.width, found.height) == (kind, 66, 44)
    assert (found.content_type, found.extension) == FORMATS[kind]


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_either_kind_may_use_the_common_brand(kind):
    data = bytearray(pictures.KINDS[kind]().getvalue())
    data[8:12] = b"mif1"
    assert inspect(BytesIO(data)).format == kind


def test_a_jpeg_with_further_pictures_behind_it_is_a_jpeg():
    assert inspect(pictures.animated("MPO", pictures.RED, pictures.BLUE)).content_type == "image/jpeg"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_width_and_height_are_those_of_the_picture_held_upright(kind, orientation):
    found = inspect(pictures.held(orientation, kind, 66, 44))
    assert (found.width, found.height) == (66, 44)


def test_the_pixels_are_not_read():
    assert inspect(pictures.truncated_jpeg()).width == 400


@pytest.mark.parametrize("content", [pictures.jpeg().getvalue(), b"no picture", pictures.png().getvalue()[:40], b""])
def test_the_file_is_left_open_and_at_its_beginning(content):
    file = BytesIO(content)
    with suppress(FileRefused):
        inspect(file)
    assert file.tell() == 0


def test_an_empty_file_is_refused():
    assert reason(b"") is Reason.EMPTY


def test_a_file_above_25_megabytes_is_refused_whatever_it_is(tmp_path):
    path = tmp_path / "large.jpg"
    path.write_bytes(pictures.jpeg().getvalue())
    with path.open("r+b") as file:
        file.truncate(MAX_BYTES)
        assert inspect(file).format == "JPEG"
        file.truncate(MAX_BYTES + 1)
        with pytest.raises(FileRefused) as refusal:
            inspect(file)
    assert refusal.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "text", [b"Dear diary", b"BMW is a car, Rex is a dog", b"<html><svg></html>", b"\0" * 50, b"x"]
)
def test_what_is_no_picture_is_called_so(text):
    assert reason(text) is Reason.NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["TIFF", "BMP", "PDF", "EPS", "ICO", "JPEG2000", "DDS"])
def test_a_picture_of_another_kind_is_called_unsupported(kind):
    assert reason(pictures.saved(pictures.quarters(64, 48), kind)) is Reason.UNSUPPORTED


@pytest.mark.parametrize(
    "drawing",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'\xef\xbb\xbf\n<?xml version="1.0"?>\n<!-- made by hand -->\n<SVG/>',
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''><svg/>",
    ],
)
def test_a_drawing_in_svg_is_called_unsupported(drawing):
    assert reason(drawing) is Reason.UNSUPPORTED


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_cut_off_within_its_header_is_damaged(kind):
    assert reason(pictures.KINDS[kind]().getvalue()[:24]) is Reason.DAMAGED


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (30_000, 30_000, Reason.TOO_MANY_PIXELS),
        (10_000, 5_001, Reason.TOO_MANY_PIXELS),
        (5_001, 10_000, Reason.TOO_MANY_PIXELS),
        (12_001, 10, Reason.TOO_LONG_SIDE),
        (10, 12_001, Reason.TOO_LONG_SIDE),
    ],
)
def test_a_picture_above_the_limits_is_refused_by_its_header(width, height, expected):
    assert reason(pictures.png_bomb(width, height)) is expected


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_000), (12_000, 10), (10, 12_000)])
def test_a_picture_at_the_limits_is_taken(width, height):
    found = inspect(pictures.png_bomb(width, height))
    assert (found.width, found.height) == (width, height)


def test_a_frame_that_outgrows_its_gif_is_held_to_the_limits():
    data = pictures.gif(64, 48).getvalue()
    frame = b"," + (0).to_bytes(4, "little") + (64).to_bytes(2, "little") + (48).to_bytes(2, "little")
    larger = b"," + (0).to_bytes(4, "little") + (60_000).to_bytes(2, "little") * 2
    assert frame in data
    assert reason(data.replace(frame, larger)) is Reason.TOO_MANY_PIXELS


def test_a_webp_that_claims_a_huge_canvas_is_refused():
    data = bytearray(pictures.webp(exif=pictures.exif(Orientation=1)).getvalue())
    assert data[12:16] == b"VP8X"
    data[24:30] = (16_000).to_bytes(3, "little") * 2
    assert reason(bytes(data)) is Reason.TOO_MANY_PIXELS


def test_pillow_tries_no_plugin_but_those_of_the_formats_taken():
    before = dict(Image.OPEN)
    reason(pictures.saved(pictures.quarters(64, 48), "TIFF"))
    reason(b"Dear diary")
    assert before == Image.OPEN
