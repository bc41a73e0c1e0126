"""The copies: their sizes, that they stand upright and look right, and that they carry nothing but pixels."""

import math
import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo

from pettracker_site.files.refusals import FileRefused
from photos.imaging import pipeline, plugins
from photos.imaging.formats import SIZES, Found
from photos.imaging.pipeline import derive, inspect
from tests import heif, pictures

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

WHITE = (255, 255, 255)


def sizes(file: BytesIO) -> list[tuple[int, int]]:
    return [(copy.width, copy.height) for copy in derive(file).derivatives]


def shown(file: BytesIO, size: int = 480) -> Image.Image:
    [copy] = [copy for copy in derive(file).derivatives if copy.size == size]
    return Image.open(BytesIO(copy.data)).convert("RGB")


def corners(image: Image.Image) -> list:
    right, bottom = image.width - 3, image.height - 3
    return [image.getpixel(at) for at in ((2, 2), (right, 2), (2, bottom), (right, bottom))]


def centre(image: Image.Image):
    return image.getpixel((image.width // 2, image.height // 2))


def alike(found: Iterable, wanted: Iterable, within: int = 12) -> bool:
    return all(abs(one - other) <= within for one, other in zip(found, wanted, strict=True))


def all_alike(found: list, wanted: Iterable, within: int = 12) -> bool:
    return all(alike(one, other, within) for one, other in zip(found, wanted, strict=True))


# Sizes


def test_the_copies_come_in_order_with_their_true_sizes():
    copies = derive(pictures.jpeg(2000, 1500)).derivatives
    assert [copy.size for copy in copies] == list(SIZES)
    for copy in copies:
        assert Image.open(BytesIO(copy.data)).size == (copy.width, copy.height)
        assert Image.open(BytesIO(copy.data)).format == "WEBP"


@pytest.mark.parametrize(
    ("original", "copies"),
    [
        ((2000, 1500), [(160, 160), (480, 360), (800, 600), (1600, 1200)]),
        ((1500, 2000), [(160, 160), (360, 480), (600, 800), (1200, 1600)]),
        ((1600, 1600), [(160, 160), (480, 480), (800, 800), (1600, 1600)]),
        ((3203, 901), [(160, 160), (480, 135), (800, 225), (1600, 450)]),
        ((300, 200), [(160, 160), *[(300, 200)] * 3]),
        ((200, 100), [(100, 100), *[(200, 100)] * 3]),
        ((12_000, 10), [(10, 10), (480, 1), (800, 1), (1600, 1)]),
        ((12_000, 170), [(160, 160), (480, 7), (800, 12), (1600, 23)]),
        ((10, 12_000), [(10, 10), (1, 480), (1, 800), (1, 1600)]),
        ((1, 1), [(1, 1)] * 4),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_copies_keep_the_shape_and_are_never_enlarged(kind, original, copies):
    assert sizes(pictures.KINDS[kind](*original)) == copies


def test_the_square_is_cut_from_the_middle():
    image = Image.new("RGB", (1200, 400), pictures.BLUE)
    image.paste(pictures.RED, (400, 0, 800, 400))
    square = shown(pictures.saved(image, "PNG"), 160)
    assert square.size == (160, 160)
    assert all_alike(corners(square), [pictures.RED] * 4)


def test_the_square_of_a_wide_panorama_shows_details_of_the_original():
    image = Image.new("RGB", (12_000, 320), pictures.BLUE)
    image.paste(pictures.RED, (5_840, 0, 6_160, 160))
    square = shown(pictures.saved(image, "JPEG"), 160)
    assert all_alike(corners(square), [pictures.RED, pictures.RED, pictures.BLUE, pictures.BLUE])


def test_the_same_picture_gives_the_same_copies_every_time():
    assert len({derive(pictures.jpeg()) for _ in range(40)}) == 1


# Upright


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_shown_upright_however_the_camera_was_held(orientation, size):
    assert all_alike(corners(shown(pictures.held(orientation, width=640, height=640), size)), pictures.CORNERS)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_other_kinds_are_shown_upright_too_and_turned_once_only(kind, orientation):
    image = shown(pictures.held(orientation, kind, 96, 64))
    assert image.size == (96, 64)
    assert all_alike(corners(image), pictures.CORNERS)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_where_no_box_says_how_a_heif_or_avif_is_held_exif_does(kind, orientation):
    file = heif.held(orientation, kind)
    image, upright = shown(file), pictures.quarters(96, 64)
    wanted = upright.transpose(WAY_BACK[orientation]) if orientation in WAY_BACK else upright
    assert image.size == wanted.size
    assert all_alike(corners(image), corners(wanted))
    assert (inspect(file).width, inspect(file).height) == wanted.size


WAY_BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What each orientation asks for (Exif 2.32, tag 0x0112)."""


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_where_a_box_says_how_it_is_held_exif_has_no_say(kind):
    data = pictures.held(3, kind, 96, 64).getvalue()
    at = data.index(b"irot") + 4
    other = BytesIO(data[:at] + b"\0" + data[at + 1 :])
    assert all_alike(corners(shown(other)), reversed(pictures.CORNERS))


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="1"/></x:xmpmeta>'


@pytest.mark.parametrize("exif", [{}, {"exif": pictures.exif(Orientation=1)}, {"exif": pictures.exif(Make="Camera")}])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_an_orientation_in_xmp_alone_turns_nothing(kind, exif):
    texts = PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    options = {"pnginfo": texts} if kind == "PNG" else {"xmp": XMP}
    data = pictures.KINDS[kind](96, 64, **options, **exif).getvalue()  # of a 6 some encoders would make a box
    turned = data.replace(b'Orientation="1"', b'Orientation="6"')
    assert turned != data
    assert shown(BytesIO(turned)).size == (96, 64)


@pytest.mark.parametrize(
    "written", [b"\0\1\0\0\0\1\6\0\0\0", b"\0\4\0\0\0\1\0\0\0\6", b"\0\2\0\0\0\2\66\0\0\0", b"\0\3\0\0\0\1\0\x63\0\0"]
)
def test_an_orientation_of_another_type_or_value_turns_nothing(written):
    """As in browsers; types: byte, long, text, and a short that is none of the eight."""
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12" + written + bytes(4)
    assert shown(pictures.jpeg(96, 64, exif=block)).size == (96, 64)


def test_the_orientation_of_the_small_copy_turns_nothing():
    small = b"\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0" + bytes(4)
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\x0e" + small
    assert shown(pictures.jpeg(96, 64, exif=block)).size == (96, 64)


# Colours


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_the_colours_of_each_kind_come_out_right(kind):
    assert all_alike(corners(shown(pictures.KINDS[kind](96, 64))), pictures.CORNERS)


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGBA", "PNG", {}),
        ("LA", "PNG", {}),
        ("P", "PNG", {}),
        ("P", "GIF", {}),
        ("RGBA", "WEBP", {"lossless": True}),
        ("RGBA", "AVIF", {}),
        ("RGBA", "HEIF", {}),
    ],
)
def test_what_can_be_seen_through_lies_on_white(mode, kind, options):
    image = shown(pictures.transparent(mode, kind, **options))
    grey = Image.new("RGB", (1, 1), pictures.RED).convert("L").getpixel((0, 0))
    assert all_alike(corners(image), [WHITE] * 4)
    assert alike(centre(image), (grey, grey, grey) if mode == "LA" else pictures.RED)


def test_a_palette_with_one_colour_half_transparent_is_mixed_with_white():
    image = Image.new("P", (64, 64), 0)
    image.putpalette([0, 0, 0, *pictures.RED])
    file = pictures.saved(image, "PNG", transparency=bytes([128, 255]))
    assert alike(centre(shown(file)), (127, 127, 127))


def test_a_picture_of_16_bits_keeps_its_shades():
    ramp = Image.new("I;16", (256, 64))
    ramp.putdata([column * 257 for column in range(256)] * 64)
    image = shown(pictures.saved(ramp, "PNG"))
    assert all(alike(image.getpixel((x, 32)), (x, x, x), 4) for x in (8, 64, 128, 192, 248))


def test_a_picture_of_black_and_white_alone_comes_out_so():
    image = Image.new("1", (64, 48))
    image.paste(1, (32, 0, 64, 48))
    assert all_alike(corners(shown(pictures.saved(image, "PNG"))), [(0, 0, 0), WHITE] * 2)


def test_a_jpeg_of_print_colours_comes_out_in_those_of_a_screen():
    image = Image.new("CMYK", (64, 48), (0, 255, 255, 0))
    assert alike(centre(shown(pictures.saved(image, "JPEG"))), (255, 0, 0))


def srgb_with_red_and_blue_exchanged() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_an_embedded_profile_is_applied(kind):
    image = Image.new("RGB", (64, 48), (255, 0, 0))
    file = pictures.saved(image, kind, icc_profile=srgb_with_red_and_blue_exchanged())
    assert alike(centre(shown(file)), (0, 0, 255))


@pytest.mark.parametrize("profile", [b"broken", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_is_broken_or_for_other_colours_is_ignored(profile):
    assert all_alike(corners(shown(pictures.jpeg(96, 64, icc_profile=profile))), pictures.CORNERS)


def retyped(profile: bytes) -> bytes:
    """Its copyright is called a chain of elements."""
    (at,) = struct.unpack_from(">L", profile, profile.index(b"cprt") + 4)
    return profile[:at] + b"mpet" + profile[at + 4 :]


COSTLY = {
    "from colours to the device, by elements": lambda profile: profile.replace(b"cprt", b"B2D3", 1),
    "from the device to colours, by elements": lambda profile: profile.replace(b"cprt", b"D2B0", 1),
    "elements under another name": retyped,
    "long": lambda profile: profile + bytes(2_000_000),
    "101 tags": lambda profile: profile[:128] + struct.pack(">L", 101) + profile[132:] + bytes(2_000),
    "more tags than there is room for": lambda profile: profile[:128] + b"\xff" * 4 + profile[132:],
}


@pytest.mark.parametrize("changed", COSTLY.values(), ids=COSTLY)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_profile_that_may_cost_much_is_ignored_and_the_picture_taken(kind, changed):
    image = pictures.quarters(96, 64)
    profile = srgb_with_red_and_blue_exchanged()
    assert all_alike(corners(shown(pictures.saved(image, kind, icc_profile=changed(profile)))), pictures.CORNERS)
    assert not all_alike(corners(shown(pictures.saved(image, kind, icc_profile=profile))), pictures.CORNERS)


def test_of_many_profiles_in_a_png_one_is_unpacked(monkeypatch):
    unpacked: list = []
    monkeypatch.setattr(plugins, "_unpacked", lambda data: unpacked.append(data))
    chunk = pictures.png_chunk(b"iCCP", b"name\0\0" + zlib.compress(bytes(1_000_000)))
    assert derive(pictures.png_behind_chunks(chunk, 50))
    assert len(unpacked) == 2  # it is opened twice: for its checksums, and for its pixels


def test_a_profile_that_is_srgb_changes_nothing():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert derive(pictures.png(icc_profile=profile)) == derive(pictures.png())


def test_a_copy_looks_like_the_original():
    spot = Image.radial_gradient("L").resize((48, 48)).convert("RGB")
    texture = Image.new("RGB", (1920, 1440))
    for left in range(0, 1920, 48):
        for top in range(0, 1440, 48):
            texture.paste(spot, (left, top))
    image = shown(pictures.saved(texture, "JPEG", quality=95), 1600)
    difference = ImageChops.difference(image, texture.resize(image.size, Image.Resampling.LANCZOS))
    assert max(ImageStat.Stat(difference).mean) < 2.5


@pytest.mark.parametrize("height", [1500, 1501, 1999])
def test_no_seam_shows_in_the_middle_of_a_photo(height):
    waves = Image.new("L", (1, height))
    waves.putdata([round(128 + 100 * math.sin(row / 8)) for row in range(height)])
    original = waves.resize((2000, height)).convert("RGB")
    image = shown(pictures.saved(original, "JPEG", quality=95), 1600)
    difference = ImageChops.difference(image, original.resize(image.size, Image.Resampling.LANCZOS))
    middle = difference.crop((0, image.height // 2 - 4, image.width, image.height // 2 + 4))
    assert max(most for _, most in middle.getextrema()) < 8


# Placeholder


def test_the_placeholder_is_a_tiny_picture_of_the_same_shape():
    image = Image.open(BytesIO(derive(pictures.jpeg(2000, 1500)).placeholder))
    assert (image.format, image.size) == ("WEBP", (16, 12))


@pytest.mark.parametrize("seed", range(20))
def test_the_placeholder_stays_under_300_bytes_even_for_noise(seed):
    side = 4 + seed
    noise = Image.merge("RGB", [Image.effect_noise((side, side), 1000) for _ in range(3)])
    assert len(derive(pictures.saved(noise, "PNG")).placeholder) < 300


# Nothing but pixels


def test_a_copy_is_a_webp_of_one_chunk_of_pixels_and_nothing_else():
    derived = derive(pictures.jpeg_with_metadata(640, 480))
    for data in [copy.data for copy in derived.derivatives] + [derived.placeholder]:
        # RIFF header, then one chunk that fills the file (RFC 9649, 2.3 to 2.5)
        assert (data[:4], data[8:16]) == (b"RIFF", b"WEBPVP8 ")
        assert 20 + int.from_bytes(data[16:20], "little") == len(data)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_no_position_date_or_number_of_any_kind_reaches_a_copy(kind):
    block = pictures.exif(position=True, BodySerialNumber="SN-4711", DateTimeOriginal="2024:05:17 18:03:59")
    file = pictures.KINDS[kind](exif=block)
    assert Found.POSITION in inspect(file).found
    for copy in derive(file).derivatives:
        image = Image.open(BytesIO(copy.data))
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)


# Damage


def test_a_good_picture_with_a_damaged_exif_block_is_taken():
    block = bytearray(pictures.exif(position=True, thumbnail=True, DateTimeOriginal="2024:05:17 18:03:59"))
    block[20:] = b"\xff" * len(block[20:])
    assert all_alike(corners(shown(pictures.jpeg(96, 64, exif=bytes(block)))), pictures.CORNERS)


@pytest.mark.parametrize("content", [pictures.jpeg().getvalue(), b"no picture", pictures.jpeg().getvalue()[:-400]])
def test_the_file_is_left_open_and_at_its_beginning(content):
    file = BytesIO(content)
    with suppress(FileRefused):
        derive(file)
    assert file.tell() == 0


def test_a_refused_picture_leaves_nothing_behind():
    for _ in range(3):
        with pytest.raises(FileRefused):
            derive(BytesIO(pictures.avif().getvalue()[:-100]))
    assert derive(pictures.jpeg()).derivatives


@pytest.mark.parametrize(
    ("kind", "options", "heavy"), [("PNG", {}, 1), ("JPEG", {"progressive": True}, 1), ("JPEG", {}, 0)]
)
def test_before_a_picture_takes_much_memory_it_says_so(monkeypatch, kind, options, heavy):
    monkeypatch.setattr(pipeline, "_HEAVY", 64 * 48 - 1)
    said: list = []
    pipeline.prepare(pictures.KINDS[kind](64, 48, **options), lambda: said.append(kind))
    assert len(said) == heavy
