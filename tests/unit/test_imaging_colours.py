"""What a file says of its colours, without a profile, and what is made of it: sRGB."""

import math
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.ExifTags import IFD, Base

from photos.imaging.colorimetry import encodings, icc
from photos.imaging.colorimetry.encodings import ADOBE_RGB, SRGB, Encoding
from photos.imaging.colorimetry.primaries import applied, between, to_xyz
from photos.imaging.pipeline import derive
from tests import heif, pictures

pytestmark = pytest.mark.filterwarnings("ignore:::PIL")

PATCHES = (
    *((230, 30, 30), (30, 200, 40), (30, 60, 220), (240, 200, 30), (200, 60, 200), (40, 200, 210)),
    *((128, 128, 128), (250, 250, 250), (20, 20, 20), (180, 120, 90), (90, 120, 60), (120, 90, 160)),
)
P3, BT2020 = encodings.coded(12, 13), encodings.coded(9, 13)
PQ, HLG = encodings.coded(9, 16), encodings.coded(9, 18)


def pq(light: float) -> float:
    """SMPTE ST 2084; 1 is 10,000 cd/m2."""
    power = light ** (2610 / 16384)
    return ((107 / 128 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def hlg(light: float) -> float:
    """ARIB STD-B67."""
    return math.sqrt(3 * light) if light <= 1 / 12 else 0.17883277 * math.log(12 * light - 0.28466892) + 0.55991073


def signal(light: float, encoding: Encoding) -> float:
    """The other way round as `transfer`, by halving."""
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if encoding.transfer(middle) < light else (low, middle)
    return low


def encoded(colour: tuple[int, ...], encoding: Encoding, white: float = 1.0) -> tuple[int, ...]:
    """How the picture's encoding writes a colour of sRGB, where white has that many times its light."""
    light = [
        max(0.0, each) for each in applied(between(SRGB, encoding), [SRGB.transfer(each / 255) for each in colour])
    ]
    light = [each * white / encoding.peak for each in light]
    luminance = sum(a * b for a, b in zip(to_xyz(encoding)[1], light, strict=True))
    gain = luminance ** (1 / encoding.system_gamma - 1) if luminance else 1.0
    coder = {PQ.transfer: pq, HLG.transfer: hlg}.get(encoding.transfer, lambda each: signal(each, encoding))
    return tuple(round(255 * coder(min(1.0, each * gain))) for each in light)


def chart(encoding: Encoding = SRGB, white: float = 1.0) -> Image.Image:
    image = Image.new("RGB", (len(PATCHES), 1))
    image.putdata([encoded(colour, encoding, white) if encoding is not SRGB else colour for colour in PATCHES])
    return image.resize((16 * len(PATCHES), 32), Image.Resampling.NEAREST)


def shown(file: BytesIO) -> Image.Image:
    return Image.open(BytesIO(derive(file).derivatives[-1].data)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of 255, in the middle of the patches: codecs blur their edges."""
    one, other = (each.resize((len(PATCHES), 1), Image.Resampling.BOX) for each in (one, other))
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def png(*chunks: bytes, of: Encoding = SRGB) -> BytesIO:
    data = pictures.saved(chart(of), "PNG").getvalue()
    return BytesIO(data[:33] + b"".join(chunks) + data[33:])


def cicp(*codes: int) -> bytes:
    return pictures.png_chunk(b"cICP", bytes(codes))


def gama(gamma: float) -> bytes:
    return pictures.png_chunk(b"gAMA", struct.pack(">L", round(gamma * 100_000)))


def chrm(encoding: Encoding) -> bytes:
    points = (encoding.white, *encoding.primaries)
    return pictures.png_chunk(
        b"cHRM", struct.pack(">8L", *(round(100_000 * each) for point in points for each in point))
    )


def iccp(profile: bytes) -> bytes:
    return pictures.png_chunk(b"iCCP", b"name\0\0" + zlib.compress(profile))


CODES = [
    (12, 13),
    (9, 13),
    (9, 16),
    (12, 16),
    (9, 18),
    (1, 8),
    (1, 4),
    (1, 5),
    (5, 13),
    (6, 13),
    (11, 17),
    (22, 7),
    (12, 2),
]
SRGB_CHUNK = pictures.png_chunk(b"sRGB", b"\0")
MEASURED = encodings.measured(0.5, (0.3457, 0.3585, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06))


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_the_codes_of_a_heif_or_avif_are_followed(kind, codes):
    encoding = encodings.coded(*codes)
    options = {"speed": 10} if kind == "AVIF" else {}
    data = pictures.saved(chart(encoding), kind, quality=95, **options).getvalue()
    assert difference(shown(heif.with_codes(data, *codes)), chart()) < 9  # PQ and HLG in 8 bits are coarse


@pytest.mark.parametrize("codes", [codes for codes in CODES if 2 not in codes])
def test_the_codes_of_a_png_are_followed(codes):
    assert difference(shown(png(cicp(*codes, 0, 1), of=encodings.coded(*codes))), chart()) < 7


@pytest.mark.parametrize(
    "codes", [(1, 13, 0, 1), (2, 2, 0, 1), (99, 13, 0, 1), (12, 99, 0, 1), (12, 13, 1, 1), (12, 13, 0, 0), ()]
)
def test_codes_that_say_srgb_or_make_no_sense_change_nothing(codes):
    assert derive(png(cicp(*codes))) == derive(png())


def test_video_in_a_png_is_what_its_screens_show():
    video = encodings.coded_in_png(1, 1)
    assert difference(shown(png(cicp(1, 1, 0, 1), of=video)), chart()) < 4


@pytest.mark.parametrize("fields", [{"ColorSpace": 2}, {"ColorSpace": 65535, "R03": True}, {"R03": True}])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_adobe_rgb_by_exif_is_followed(kind, fields):
    file = pictures.saved(chart(ADOBE_RGB), kind, exif=interoperable(**fields), quality=95)
    assert difference(shown(file), chart()) < 9


@pytest.mark.parametrize("fields", [{"ColorSpace": 1}, {"ColorSpace": 65535}, {"ColorSpace": 1, "R03": True}, {}])
def test_exif_that_says_srgb_or_nothing_changes_nothing(fields):
    file = pictures.saved(chart(), "PNG", exif=interoperable(**fields))
    assert derive(file) == derive(png())


def interoperable(*, R03: bool = False, **fields: int) -> bytes:
    block = Image.Exif()
    details = block.get_ifd(IFD.Exif)
    details.update({Base[name]: value for name, value in fields.items()})
    if R03:
        details[IFD.Interop] = {1: "R03"}
    block[Base.Make] = "Camera"
    return block.tobytes()


PRECEDENCE = {
    "codes before a profile": ((cicp(12, 13, 0, 1), iccp(icc.profile(ADOBE_RGB)), SRGB_CHUNK), P3),
    "a profile before sRGB": ((iccp(icc.profile(ADOBE_RGB)), SRGB_CHUNK, gama(1)), ADOBE_RGB),
    "sRGB before measures": ((gama(1), chrm(P3), SRGB_CHUNK), SRGB),
    "measures": ((gama(0.5), chrm(MEASURED)), MEASURED),
    "gamma alone": ((gama(0.5),), encodings.measured(0.5, None)),
    "the usual gamma alone": ((gama(0.45455),), SRGB),
    "the usual gamma with primaries": (
        (gama(0.45455), chrm(P3)),
        encodings.measured(0.45455, (*P3.white, *sum(P3.primaries, ()))),
    ),
    "primaries alone": ((chrm(P3),), SRGB),
    "measures where the profile is broken": ((iccp(b"broken"), gama(0.5)), encodings.measured(0.5, None)),
    "measures where the codes are none": ((cicp(2, 2, 0, 1), gama(0.5)), encodings.measured(0.5, None)),
    "no gamma at all": ((gama(0),), SRGB),
    "primaries on one line": ((gama(0.5), chrm(Encoding(((0.3, 0.3),) * 3, (0.3, 0.3), SRGB.transfer))), SRGB),
    "primaries out of bounds": ((gama(0.5), pictures.png_chunk(b"cHRM", b"\xff" * 32)), SRGB),
    "primaries at zero": ((gama(0.5), pictures.png_chunk(b"cHRM", bytes(32))), SRGB),
}


@pytest.mark.parametrize(("chunks", "encoding"), PRECEDENCE.values(), ids=PRECEDENCE)
def test_of_what_a_png_says_the_first_that_makes_sense_counts(chunks, encoding):
    assert difference(shown(png(*chunks, of=encoding)), chart()) < 5


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_a_profile_counts_before_the_codes_of_a_heif_or_avif(kind):
    profile = icc.profile(ADOBE_RGB)
    data = pictures.saved(chart(ADOBE_RGB), kind, icc_profile=profile, quality=95).getvalue()
    assert b"nclx" not in data or kind == "AVIF"
    assert difference(shown(BytesIO(data)), chart()) < 9


def test_grey_follows_gamma_too():
    data = pictures.saved(chart().convert("L"), "PNG").getvalue()
    file = BytesIO(data[:33] + gama(1) + data[33:])
    wanted = chart().convert("L").point([round(255 * signal(each / 255, SRGB)) for each in range(256)])
    assert difference(shown(file), wanted.convert("RGB")) < 3


@pytest.mark.parametrize("encoding", [PQ, HLG])
def test_what_is_brighter_than_white_is_pressed_together_and_its_hue_stays(encoding):
    codes = (9, 16) if encoding is PQ else (9, 18)
    data = pictures.saved(chart(encoding, white=4), "PNG").getvalue()
    image = shown(BytesIO(data[:33] + cicp(*codes, 0, 1) + data[33:])).resize((len(PATCHES), 1), Image.Resampling.BOX)
    white, grey = image.getpixel((7, 0)), image.getpixel((6, 0))
    assert min(white) > 240
    assert 140 < grey[0] < 240
    for at in range(6):
        found, original = image.getpixel((at, 0)), PATCHES[at]
        assert max(found) - found[original.index(max(original))] < 10
        assert found[original.index(min(original))] - min(found) < 10


@pytest.mark.parametrize(
    ("encoding", "wanted"),
    [
        (SRGB, ((0.4361, 0.3851, 0.1431), (0.2225, 0.7169, 0.0606), (0.0139, 0.0971, 0.7141))),
        (P3, ((0.5151, 0.2920, 0.1571), (0.2412, 0.6922, 0.0666), (-0.0011, 0.0419, 0.7841))),
    ],
)
def test_primaries_come_out_as_their_profiles_have_them(encoding, wanted):
    profile = icc.profile(encoding)
    columns = [struct.unpack_from(">3l", profile, 128 + 4 + 12 * 7 + 20 * number + 8) for number in range(3)]
    found = [[each / 65536 for each in row] for row in zip(*columns, strict=True)]
    assert all(
        abs(a - b) < 0.0004 for row, other in zip(found, wanted, strict=True) for a, b in zip(row, other, strict=True)
    )
