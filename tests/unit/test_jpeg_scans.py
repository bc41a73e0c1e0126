"""How many passes a JPEG takes is told by its markers, whatever stands between them."""

import struct
from io import BytesIO

import pytest

from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging import jpeg_scans
from photos.imaging.pipeline import prepare
from photos.imaging.sniffing import Reader
from tests import pictures

MANY = 50


def is_refused(data: bytes) -> bool:
    file = BytesIO(data)
    try:
        jpeg_scans.check(Reader(file))
    except FileRefused as refusal:
        return refusal.reason is Reason.DAMAGED
    assert file.tell() == 0
    return False


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def hidden_behind(what: bytes) -> bytes:
    """A JPEG of many scans with something between the first and the others."""
    data = pictures.jpeg_of_many_scans(MANY).getvalue()
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    return data[:second] + what + data[second:]


def test_a_jpeg_with_many_more_passes_than_encoders_make_is_refused():
    assert is_refused(pictures.jpeg_of_many_scans(MANY).getvalue())
    with pytest.raises(FileRefused):
        prepare(pictures.jpeg_of_many_scans(MANY))


HIDING = {
    "an end within a comment": segment(0xFE, b"\xff\xd9"),
    "an end within a profile": segment(0xE2, b"ICC_PROFILE\0\1\1" + b"\xff\xd9" * 20),
    "an end within a table": segment(0xFE, b"") + segment(0xEF, bytes(40) + b"\xff\xd9"),
    "a comment across pieces that are read": segment(0xFE, bytes(65_000)) * 9 + segment(0xFE, b"\xff\xd9" * 30_000),
    "filling": b"\xff" * 300_000,
    "a coded FF before the end's letter": b"\xff\x00\xd9",
    "restarts": b"\xff\xd0\xff\xd7" * 100,
    "bytes that mean nothing": b"\x01" * 70_000,
    "a reserved marker, behind which a decoder looks for a restart": b"\xff\x02\xff\xff\xff\xd0",
}


@pytest.mark.parametrize("what", HIDING.values(), ids=HIDING)
def test_nothing_hides_the_scans_behind_it(what):
    assert is_refused(hidden_behind(what))


def test_a_sequential_jpeg_of_many_scans_is_refused_too():
    """Its first scan holds one component of three, so that all of them are waited for."""
    data = pictures.jpeg().getvalue()
    start = data.index(b"\xff\xda")
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\0" * 8
    assert is_refused(data[:start] + scan * MANY + b"\xff\xd9")


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [True, False])
def test_an_ordinary_jpeg_is_taken(mode, progressive):
    image = pictures.quarters(640, 480).convert(mode)
    assert prepare(pictures.saved(image, "JPEG", progressive=progressive, restart_marker_blocks=1))


@pytest.mark.parametrize("progressive", [True, False])
def test_what_follows_the_end_does_not_count(progressive):
    moving = b"the film of a moving photo" + (bytes(3_000) + b"\xff\xda") * 200
    assert prepare(BytesIO(pictures.jpeg(progressive=progressive).getvalue() + moving))


def test_further_pictures_behind_the_first_do_not_count():
    assert not is_refused(pictures.jpeg(progressive=True).getvalue() * 20)


def test_within_the_pixels_of_a_single_scan_nothing_counts():
    """Here FF DA would be no marker of a new scan to a decoder that has all its rows."""
    assert not is_refused(pictures.jpeg().getvalue()[:-2] + b"\xff\xda" * 200)


def test_countless_segments_are_refused():
    data = pictures.jpeg().getvalue()
    assert is_refused(data[:2] + segment(0xE1, b"Exif\0\0") * 2_000 + data[2:])


@pytest.mark.parametrize("length", [2, 3, 20, 100])
def test_one_that_is_cut_off_is_left_to_the_decoder(length):
    assert not is_refused(pictures.jpeg(progressive=True).getvalue()[:length])
