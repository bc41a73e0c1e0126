"""What a decoding process answers is taken apart strictly: it may have been taken over by the picture it decoded."""

import struct
from datetime import datetime, timedelta

import pytest

from pettracker_site.files.decoding import protocol
from pettracker_site.files.decoding.protocol import Garbage
from photos.imaging import answers
from photos.imaging.answers import from_bytes, to_bytes
from photos.imaging.formats import SIZES, Derivative, Derived, Found, Inspection, Prepared
from photos.taken import TakenAt, TakenFrom

WEBP = b"RIFF\0\0\0\0WEBPdata"
NONE = frozenset()
COPIES = Derived(tuple(Derivative(size, size, size // 2, WEBP + bytes(size)) for size in SIZES), WEBP)
TAKEN = TakenAt(datetime(2024, 5, 17, 18, 3, 59), timedelta(hours=-3, minutes=-30), TakenFrom.EXIF_ORIGINAL)
PREPARED = Prepared(Inspection("PNG", 12_000, 1, TAKEN, NONE), COPIES)


@pytest.mark.parametrize(
    "inspection",
    [
        PREPARED.inspection,
        Inspection("HEIF", 1, 2, None, frozenset({Found.POSITION, Found.EMBEDDED_THUMBNAIL})),
        Inspection("JPEG", 1, 2, TakenAt(TAKEN.local, None, TakenFrom.UPLOAD), frozenset(Found)),
        Inspection("JPEG", 3, 4, None, NONE, 0),
        Inspection("PNG", 3, 4, None, NONE, 95, "Fairphone 5 \N{GREEK SMALL LETTER MU}"),
        Inspection("AVIF", 1, 2, TakenAt(TAKEN.local, timedelta(hours=14), TakenFrom.TYPED), NONE),
        Inspection("GIF", 1, 2, TakenAt(TAKEN.local, None, TakenFrom.GPS, in_utc=True), NONE),
    ],
)
def test_it_comes_out_as_it_went_in(inspection):
    assert from_bytes(to_bytes(Prepared(inspection, COPIES))) == Prepared(inspection, COPIES)


def changed(at: int, pattern: str, value: object) -> bytes:
    data = bytearray(to_bytes(PREPARED))
    struct.pack_into(pattern, data, at, value)
    return bytes(data)


FACTS = answers._FACTS.size
WRONG = {
    "nothing": b"",
    "cut off": to_bytes(PREPARED)[:-1],
    "longer": to_bytes(PREPARED) + b"x",
    "an unknown format": changed(0, ">B", 6),
    "no width": changed(1, ">H", 0),
    "a height above the limit": changed(3, ">H", 12_001),
    "a time that is none": changed(5, ">19s", b"2024-13-17T18:03:59"),
    "a time with something else in it": changed(5, ">19s", b"2024-05-17T18:03:5\n"),
    "a time that is no text": changed(5, ">19s", b"\xff" * 19),
    "a time before photography": changed(5, ">19s", b"0024-05-17T18:03:59"),
    "an offset of days": changed(24, ">h", 3000),
    "a source that does not exist": changed(26, ">B", len(TakenFrom)),
    "findings that do not exist": changed(27, ">H", 1 << len(Found)),
    "more missing than a picture may lack": changed(29, ">B", 96),
    "a camera that is no text": changed(30, ">2s", b"\xff\xfe"),
    "a camera of two lines": changed(30, ">3s", b"a\nb"),
    "a copy without width": changed(FACTS, ">H", 0),
    "a copy above its size": changed(FACTS, ">H", 161),
    "a copy of another length": changed(FACTS + 4, ">L", 20),
    "a copy of gigabytes": changed(FACTS + 4, ">L", 2**32 - 1),
    "a copy that is a page": to_bytes(PREPARED).replace(WEBP, b"<script>alert()", 1),
    "a placeholder that is none": to_bytes(PREPARED)[: -1 * len(WEBP)] + b"x" * len(WEBP),
    "a long placeholder": to_bytes(Prepared(PREPARED.inspection, Derived(COPIES.derivatives, WEBP + bytes(300)))),
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_no_decoder_of_ours_says_is_refused(data):
    with pytest.raises(Garbage):
        from_bytes(data)


def test_a_reason_that_does_not_exist_is_refused():
    with pytest.raises(Garbage):
        protocol.refusal(99)
