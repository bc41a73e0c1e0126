"""What is shown of files of which not all is there, and what is told of it."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from pettracker_site.files.refusals import FileRefused, Reason
from photos.imaging.formats import UNTOLD
from photos.imaging.pipeline import prepare
from tests import heif, pictures

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")


def noise(mode: str = "RGB", size: tuple[int, int] = (100, 400)) -> Image.Image:
    return Image.frombytes("L", size, random.Random("noise").randbytes(size[0] * size[1])).convert(mode)


def cut(kind: str, part: float, mode: str = "RGB", **options) -> BytesIO:
    data = pictures.saved(noise(mode), kind, **options).getvalue()
    return BytesIO(data[: round(len(data) * part)])


def missing(file: BytesIO) -> int | None:
    return prepare(file).inspection.missing


def is_damaged(file: BytesIO) -> bool:
    with pytest.raises(FileRefused) as refusal:
        prepare(file)
    return refusal.value.reason is Reason.DAMAGED


# All of the picture is there


@pytest.mark.parametrize("options", [{}, {"subsampling": 0}, {"quality": 30}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_without_its_last_bytes_is_whole(mode, options):
    data = pictures.saved(noise(mode), "JPEG", **options).getvalue()
    whole, cut_off = prepare(BytesIO(data)), prepare(BytesIO(data[:-2]))
    assert cut_off.inspection.missing is None
    assert cut_off.derived == whole.derived


def test_a_jpeg_that_is_followed_by_zeros_is_whole():
    assert missing(BytesIO(pictures.jpeg(400, 600).getvalue() + bytes(1000))) is None


@pytest.mark.parametrize("lost", [1, 2, 4, 8, 12])
def test_a_png_without_its_end_is_whole(lost):
    assert missing(BytesIO(pictures.png().getvalue()[:-lost])) is None


WRONG = {
    "a text that is too long": pictures.png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(3_000_000))),
    "an international one": pictures.png_chunk(b"iTXt", b"XML\0\1\0\0\0" + zlib.compress(bytes(3_000_000))),
    "a text of 1.6 MB": pictures.png_chunk(b"iTXt", b"XML\0\1\0\0\0" + zlib.compress(bytes(1_600_000))),
    "a text that does not unfold": pictures.png_chunk(b"zTXt", b"Comment\0\0no zlib"),
    "a text by an unknown method": pictures.png_chunk(b"zTXt", b"Comment\0\7"),
    "a profile that is too long": pictures.png_chunk(b"iCCP", b"name\0\0" + zlib.compress(bytes(3_000_000))),
    "a profile that is none": pictures.png_chunk(b"iCCP"),
    "a gamma that is too short": pictures.png_chunk(b"gAMA", b"\1"),
    "colours that are too short": pictures.png_chunk(b"cHRM", b"\1"),
    "an animation of no frames": pictures.png_chunk(b"acTL", bytes(8)),
    "an empty frame": pictures.png_chunk(b"acTL", b"\0\0\0\1\0\0\0\0") + pictures.png_chunk(b"fcTL", bytes(26)),
    "frames in no order": pictures.png_chunk(b"fcTL", bytes(26)),
    "a wrong checksum": pictures.png_chunk(b"tEXt", b"Comment\0hi")[:-4] + b"sums",
    "a wrong checksum of what nobody knows": pictures.png_chunk(b"abCd", b"hi")[:-4] + b"sums",
}


@pytest.mark.parametrize("place", ["before the pixels", "behind them"])
@pytest.mark.parametrize("chunk", WRONG.values(), ids=WRONG)
def test_what_a_png_can_do_without_never_costs_the_picture(chunk, place):
    data = pictures.png().getvalue()
    at = 33 if place == "before the pixels" else len(data) - 12
    changed = prepare(BytesIO(data[:at] + chunk + data[at:]))
    assert changed.inspection.missing is None
    assert changed.derived == prepare(BytesIO(data)).derived


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


SEGMENTS = {
    "JFIF": segment(0xE0, b"JFIF\0"),
    "EXIF": segment(0xE1, b"Exif\0\0MM\0*"),
    "EXIF that is none": segment(0xE1, b"Exif\0\0nothing of the kind"),
    "a profile": segment(0xE2, b"ICC_PROFILE\0"),
    "a part of a profile": segment(0xE2, b"ICC_PROFILE\0\1\2"),
    "further pictures": segment(0xE2, b"MPF\0MM\0*\0\0\0\x08\0\1"),
    "Photoshop's": segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\0\2\0"),
    "Adobe's": segment(0xEE, b"Adobe"),
    "FlashPix": segment(0xE2, b"FPXR\0"),
    "an empty one": segment(0xE5, b""),
}


@pytest.mark.parametrize("broken", SEGMENTS.values(), ids=SEGMENTS)
def test_what_programs_put_into_a_jpeg_never_costs_the_picture(broken):
    data = pictures.jpeg().getvalue()
    assert prepare(BytesIO(data[:2] + broken + data[2:])).derived == prepare(BytesIO(data)).derived


@pytest.mark.parametrize("change", [(0, b"none"), (4, b"\xff\xff\xff\xff"), (8, b"\xff\xff")])
@pytest.mark.parametrize("kind", ["AVIF", "HEIF", "PNG", "WEBP"])
def test_exif_that_is_none_never_costs_the_picture(kind, change):
    data = pictures.KINDS[kind](exif=pictures.exif(Make="Camera")).getvalue()
    at, (start, wrong) = data.index(b"Camera"), change
    tiff = max(data.rfind(b"MM\0*", 0, at), data.rfind(b"II*\0", 0, at)) + start
    broken = data[:tiff] + wrong + data[tiff + len(wrong) :]
    assert prepare(BytesIO(broken)).derived == prepare(BytesIO(data)).derived


def test_an_avif_with_two_lists_of_associations_is_taken():
    """As cavif wrote them, one for the picture and one for what can be seen through."""
    data = pictures.transparent("RGBA", "AVIF").getvalue()
    at = data.index(b"ipma") - 4
    (length,) = struct.unpack_from(">L", data, at)
    (first,) = struct.unpack_from(">B", data, at + 18)
    entries = data[at + 16 : at + length]
    cut = 3 + first
    lists = [heif.box(b"ipma", struct.pack(">L", 1), part, version=0) for part in (entries[:cut], entries[cut:])]
    more = sum(map(len, lists)) - length
    changed = bytearray(data[:at] + b"".join(lists) + data[at + length :])
    for kind in (b"iprp", b"meta"):
        place = changed.index(kind) - 4
        struct.pack_into(">L", changed, place, struct.unpack_from(">L", changed, place)[0] + more)
    assert prepare(moved(bytes(changed), more)).derived == prepare(BytesIO(data)).derived


def moved(data: bytes, by: int) -> BytesIO:
    """Where the pixels lie, by iloc of version 0 with offsets and lengths of 4 bytes (ISO/IEC 14496-12, 8.11.3)."""
    changed, at = bytearray(data), data.index(b"iloc") + 4
    assert data[at : at + 6] == b"\0\0\0\0\x44\0"
    (number,) = struct.unpack_from(">H", data, at + 6)
    for item in range(number):
        place = at + 8 + 14 * item + 6
        struct.pack_into(">L", changed, place, struct.unpack_from(">L", data, place)[0] + by)
    return BytesIO(bytes(changed))


# A part of it is


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "LA")],
)
@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_of_a_file_that_ends_too_early_it_is_told_how_much_is_missing(kind, mode, part):
    told = missing(cut(kind, part, mode))
    assert told is not None
    assert abs(told - 100 * (1 - part)) <= 7


def test_what_is_there_is_shown():
    image = pictures.quarters(400, 600)
    image.paste(noise("RGB", (400, 300)), (0, 300))
    data = pictures.saved(image, "JPEG").getvalue()
    shown = Image.open(BytesIO(prepare(BytesIO(data[: len(data) // 2])).derived.derivatives[-1].data))
    difference = ImageChops.difference(shown.crop((0, 0, 400, 250)), image.crop((0, 0, 400, 250)))
    assert max(ImageStat.Stat(difference).mean) < 3


def test_a_jpeg_whose_lost_end_was_filled_up_with_zeros_is_not_whole():
    half = cut("JPEG", 0.5).getvalue()
    assert abs((missing(BytesIO(half + bytes(len(half)))) or 0) - 50) <= 7


def test_a_png_whose_pixels_are_broken_is_shown_up_to_there():
    coarse = noise("L").point([value & 0xF0 for value in range(256)])  # or else it would not be packed at all
    assert abs((missing(broken(coarse)) or 0) - 50) <= 7


def test_of_pixels_that_are_broken_and_can_be_unpacked_it_is_told_that_something_is():
    assert missing(broken(noise("L"))) == UNTOLD


def broken(image: Image.Image) -> BytesIO:
    data = bytearray(pictures.saved(image, "PNG").getvalue())
    middle = len(data) // 2
    data[middle : middle + 200] = bytes(200)
    return BytesIO(data)


def test_of_pixels_that_unfold_though_their_checksum_is_wrong_it_is_told_that_something_is():
    data = pictures.png().getvalue()
    at = data.index(b"IDAT") - 4
    (length,) = struct.unpack_from(">L", data, at)
    end = at + 8 + length
    assert missing(BytesIO(data[:end] + b"sums" + data[end + 4 :])) == UNTOLD


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"progressive": True}), ("GIF", {})])
def test_of_a_picture_that_comes_coarse_first_it_is_told_that_something_is_missing(kind, options):
    assert missing(cut(kind, 0.5, **options)) == UNTOLD


# Nothing of it is


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_a_file_that_ends_before_its_pixels_is_damaged(kind):
    assert is_damaged(BytesIO(pictures.KINDS[kind]().getvalue()[:60]))


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "HEIF"])
def test_of_kinds_that_do_not_come_by_rows_half_is_nothing(kind):
    data = pictures.KINDS[kind]().getvalue()
    assert is_damaged(BytesIO(data[: data.index(b"VP8" if kind == "WEBP" else b"mdat") + 50]))


def test_a_wrong_checksum_of_what_a_png_needs_is_damage():
    data = bytearray(pictures.png().getvalue())
    data[29:33] = b"sums"  # of its header
    assert is_damaged(BytesIO(data))
