"""When a picture was taken: how it may be written, where it may stand, and who is believed."""

from datetime import datetime, timedelta
from itertools import islice, product

import pytest

from photos.imaging.metadata.moments import MIDDAY, Moment, moment, offset
from photos.imaging.pipeline import inspect
from photos.taken import TakenAt, TakenFrom
from tests import pictures

from .test_metadata_blocks import XMP_IN

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

WHEN = "2024:05:17 18:03:59"
LOCAL = datetime(2024, 5, 17, 18, 3, 59)
DAY = datetime.combine(LOCAL, MIDDAY)
SCANNED, EDITED = "2024:06:01 12:00:00", "2024:12:24 08:00:00"


def taken(xmp: str = "", iptc: dict | None = None, **fields) -> TakenAt | None:
    """What a JPEG with that EXIF, these XMP properties and these IPTC fields says."""
    options = {"exif": pictures.exif(**fields)} | ({"xmp": pictures.xmp(xmp)} if xmp else {})
    file = pictures.jpeg(**options)
    if iptc:
        resources = pictures.photoshop({0x0404: pictures.iim(iptc)})
        file = pictures.jpeg_with_segment(0xED, b"Photoshop 3.0\0" + resources, file)
    return inspect(file).taken


# How it may be written


@pytest.mark.parametrize(
    "text",
    [
        "2024:05:17 18:03:59",
        "2024:05:17 18:03:59\0",
        "  2024:05:17 18:03:59  ",
        "2024:05:17 18:03:59.123",
        "2024:05:17 18:03:59,123",
        "2024:05:17 18:03:59.123456789",
        "2024-05-17 18:03:59",
        "2024-05-17T18:03:59",
        "2024/05/17 18:03:59",
        "2024.05.17 18:03:59",
        "2024:05:17T18:03:59",
        "2024:05:17\x0018:03:59",
        "2024:05:17 18:03:59\0 and what stood there before",
        "2024:05:17 18:03:59\0" + "x" * 100,
        "2024:05:17 18:03:59\xff\xff",
        "\N{ZERO WIDTH NO-BREAK SPACE}2024:05:17 18:03:59",
        "2024:05:17:18:03:59",
        "2024:05:17, 18:03:59",
        "2024:05:17_18:03:59",
        "20240517180359",
        "2024:05:17 18:03:59+",
        "2024:05:17 18:03:59+02:60",
        "2024:5:17 18:03:59",
        "2024: 5:17 18: 3:59",
        "2024: 5:17 18:3:59",
        "20240517T180359",
        "20240517 180359",
        "2024:05:17 06:03:59 PM",
        "2024:05:17 18:03:59 CEST",
        "Fri, 17 May 2024 18:03:59",
        "17 May 2024 18:03:59",
        "Fri May 17 18:03:59 2024",
        "Fri 17 May 2024 06:03:59 PM CEST",
        "May 17, 2024 6:03:59 PM",
        "17-May-2024 18:03:59",
    ],
)
def test_a_moment_may_be_written_in_many_ways(text):
    assert moment(text) == Moment(LOCAL)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2024:05:17 18:03:59+02:00", 120),
        ("2024:05:17 18:03:59 -03:30", -210),
        ("2024:05:17 18:03:59.12+0200", 120),
        ("2024-05-17T18:03:59+02", 120),
        ("2024-05-17T18:03:59+2:00", 120),
        ("2024-05-17T18:03:59+2", 120),
        ("2024-05-17T18:03:59GMT+2", 120),
        ("2024-05-17T18:03:59.526GMT+02:00", 120),
        ("2024:05:17 18:03:59 UTC-03:30", -210),
        ("2024-05-17T18:03:59+02:00[Europe/Berlin]", 120),
        ("2024-05-17T18:03:59Z", 0),
        ("2024-05-17T18:03:59.5Z", 0),
        ("2024:05:17 18:03:59 UTC", 0),
        ("20240517 180359-0500", -300),
        ("Fri, 17 May 2024 18:03:59 +0200", 120),
        ("Fri, 17 May 2024 18:03:59 GMT", 0),
        ("2024-05-17T18:03:59+15:00", None),
    ],
)
def test_a_zone_may_stand_behind_the_seconds(text, minutes):
    assert moment(text) == Moment(LOCAL, None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "text",
    [
        "2024:05:17",
        "2024-05-17",
        "2024/05/17",
        "20240517",
        "17 May 2024",
        "Fri, 17 May 2024",
        "2024:05:17   :  :  ",
        "2024:05:17 18:  :  ",
        "2024:05:17 --:--:--",
        "2024-05-17T18Z",
        "2024-05-17+02:00",
        "17-May-2024",
        "2024:05:17 ",
        "2024:05:17\0\0\0",
    ],
)
def test_a_day_alone_is_its_middle(text):
    assert moment(text) == Moment(DAY, has_time=False)


def test_a_time_may_be_without_seconds():
    assert (
        moment("2024:05:17 18:03:  ")
        == moment("2024:05:17 18:03")
        == moment("2024-05-17T18:03")
        == Moment(LOCAL.replace(second=0))
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1987", (1987, 1, 1)),
        ("1987-07", (1987, 7, 1)),
        ("1987:07:00 00:00:00", (1987, 7, 1)),
        ("1987:00:00 00:00:00", (1987, 1, 1)),
        ("1987:07:  ", (1987, 7, 1)),
        ("19870700", (1987, 7, 1)),
    ],
)
def test_of_a_month_or_a_year_alone_it_is_the_first_day(text, day):
    assert moment(text) == Moment(datetime.combine(datetime(*day), MIDDAY), has_time=False)


def test_the_24th_hour_is_the_first_of_the_same_day():
    assert moment("2024:05:17 24:08:19") == Moment(datetime(2024, 5, 17, 0, 8, 19))


def test_the_60th_second_is_the_59th():
    assert moment("2024:05:17 23:59:60") == Moment(datetime(2024, 5, 17, 23, 59, 59))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2024:13:01 12:00:00",
        "2023:02:29 12:00:00",
        "2024:05:17 25:00:00",
        "2024:05:17 18:60:00",
        "2024:05:17 18:03:61",
        "2024:05:17 13:03:59 PM",
        "yesterday",
        "5/17/2024",
        "1715961839",
        "2024:05:17 18:03:59 " + " " * 100,
        "٢٠٢٤:٠٥:١٧ ١٨:٠٣:٥٩",
    ],
)
def test_what_is_no_moment_is_none(text):
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("+00:00", 0),
        ("-03:30", -210),
        ("+0200", 120),
        ("Z", 0),
        ("+02:00\0", 120),
        ("+2:00", 120),
        ("GMT+2", 120),
        ("+14:00", 840),
        ("+14:01", None),
        ("+02:60", None),
        ("+25:00", None),
        ("02:00", None),
        ("   :  ", None),
        ("CEST", None),
        ("+02:00" + "0" * 100, None),
    ],
)
def test_an_offset_is_taken_where_it_is_one(text, minutes):
    assert offset(text) == (None if minutes is None else timedelta(minutes=minutes))


# Where it may stand


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_exif_is_read_in_each_format_that_can_carry_it(kind):
    block = pictures.exif(DateTimeOriginal=WHEN, OffsetTimeOriginal="+02:00")
    expected = TakenAt(LOCAL, timedelta(hours=2), TakenFrom.EXIF_ORIGINAL)
    assert inspect(pictures.KINDS[kind](exif=block)).taken == expected


@pytest.mark.parametrize("kind", ["exif", "APP1"])
def test_exif_is_read_where_imagemagick_packs_it_into_a_png(kind):
    packed = pictures.png_raw_profile(kind, pictures.exif(DateTimeOriginal=WHEN))
    assert inspect(pictures.png(pnginfo=packed)).taken == TakenAt(LOCAL, None, TakenFrom.EXIF_ORIGINAL)


@pytest.mark.parametrize("kind", XMP_IN)
def test_xmp_is_read_in_each_format_that_can_carry_it(kind):
    packet = pictures.xmp("<photoshop:DateCreated>2024-05-17T18:03:59+02:00</photoshop:DateCreated>")
    assert inspect(XMP_IN[kind](packet)).taken == TakenAt(LOCAL, timedelta(hours=2), TakenFrom.XMP_CREATED)


IN = {
    TakenFrom.EXIF_ORIGINAL: {"DateTimeOriginal": WHEN},
    TakenFrom.XMP_ORIGINAL: {"xmp": "<exif:DateTimeOriginal>2024-05-17T18:03:59</exif:DateTimeOriginal>"},
    TakenFrom.XMP_CREATED: {"xmp": "<photoshop:DateCreated>2024-05-17T18:03:59</photoshop:DateCreated>"},
    TakenFrom.IPTC_CREATED: {"iptc": {(2, 55): b"20240517", (2, 60): b"180359"}},
    TakenFrom.EXIF_DIGITISED: {"DateTimeDigitized": WHEN},
    TakenFrom.XMP_DIGITISED: {"xmp": "<xmp:CreateDate>2024-05-17T18:03:59</xmp:CreateDate>"},
    TakenFrom.IPTC_DIGITISED: {"iptc": {(2, 62): b"20240517", (2, 63): b"180359"}},
    TakenFrom.EXIF_CHANGED: {"DateTime": WHEN},
    TakenFrom.XMP_CHANGED: {"xmp": "<xmp:ModifyDate>2024-05-17T18:03:59</xmp:ModifyDate>"},
}


@pytest.mark.parametrize("source", IN)
def test_each_place_tells_it_and_is_named(source):
    assert taken(**IN[source]) == TakenAt(LOCAL, None, source)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("Creation Time", WHEN),
        ("Creation Time", "Fri, 17 May 2024 18:03:59"),
        ("creation time", "2024-05-17T18:03:59"),
        ("creation_time", "2024-05-17T18:03:59.000"),
    ],
)
def test_the_creation_time_of_a_png_tells_it(keyword, text):
    file = pictures.png(pnginfo=pictures.png_text(**{keyword: text}))
    assert inspect(file).taken == TakenAt(LOCAL, None, TakenFrom.PNG_CREATION)


def test_another_text_of_a_png_tells_nothing():
    assert inspect(pictures.png(pnginfo=pictures.png_text(Comment=WHEN))).taken is None


def test_of_a_thousand_such_texts_few_are_looked_at():
    keywords = ["".join(signs) for signs in islice(product(*zip("creation", "CREATION", strict=True)), 9)]
    texts = {f"{each} time": "soon" for each in keywords[:-1]} | {f"{keywords[-1]} time": WHEN}
    assert inspect(pictures.png(pnginfo=pictures.png_text(**texts))).taken is None


@pytest.mark.parametrize("name", ["DateTimeOriginal", "DateTimeDigitized"])
def test_a_writer_may_put_it_into_the_first_directory(name):
    assert inspect(pictures.jpeg(exif=pictures.exif_with(pictures.Base[name], WHEN))).taken.local == LOCAL


def test_iptc_may_tell_an_offset_or_no_time():
    assert taken(iptc={(2, 55): b"20240517", (2, 60): b"180359+0200"}).offset == timedelta(hours=2)
    assert taken(iptc={(2, 55): b"20240517"}).local == DAY
    assert taken(iptc={(2, 55): b"20240517", (2, 60): b"soon"}).local == DAY


def test_satellites_tell_a_moment_where_no_clock_does():
    block = pictures.exif(gps=("2024:05:17", (16, 3, 59)))
    assert inspect(pictures.jpeg(exif=block)).taken == TakenAt(LOCAL.replace(hour=16), None, TakenFrom.GPS, in_utc=True)


def test_a_picture_without_a_date_has_none():
    assert [inspect(make()).taken for make in pictures.KINDS.values()] == [None] * len(pictures.KINDS)


# Who is believed


def test_they_are_believed_in_the_order_of_the_table():
    said = {source: IN[source] for source in TakenFrom if source in IN}
    exif = {name: value for each in said.values() for name, value in each.items() if name not in ("xmp", "iptc")}
    while said:
        xmp = "".join(each.get("xmp", "") for each in said.values())
        iptc = {key: value for each in said.values() for key, value in each.get("iptc", {}).items()}
        first = next(iter(said))
        assert taken(xmp, iptc, **exif).source is first
        for name in said.pop(first):
            exif.pop(name, None)


def test_a_scan_is_of_the_day_of_the_photograph():
    found = taken("<photoshop:DateCreated>1987-07-01</photoshop:DateCreated>", DateTimeDigitized=SCANNED)
    assert found == TakenAt(datetime.combine(datetime(1987, 7, 1), MIDDAY), None, TakenFrom.XMP_CREATED)


def test_a_day_alone_gets_the_time_that_another_place_tells_of_that_day():
    xmp = "<photoshop:DateCreated>2024-05-17</photoshop:DateCreated>"
    assert taken(xmp, DateTimeDigitized=WHEN) == TakenAt(LOCAL, None, TakenFrom.XMP_CREATED)


@pytest.mark.parametrize(
    "nonsense", ["0000:00:00 00:00:00", "    :  :     :  :  ", "1825:12:31 23:59:59", "9999:12:31 23:59:59", "soon"]
)
def test_a_moment_that_cannot_be_gives_way_to_the_next(nonsense):
    assert taken(DateTimeOriginal=nonsense, DateTime=WHEN) == TakenAt(LOCAL, None, TakenFrom.EXIF_CHANGED)
    assert taken(DateTimeOriginal=nonsense) is None


def test_the_oldest_photograph_may_be_shown():
    assert taken(DateTimeOriginal="1826:07:01 12:00:00").local.year == 1826


@pytest.mark.parametrize(("ahead", "believed"), [(timedelta(hours=20), True), (timedelta(hours=50), False)])
def test_a_clock_may_be_at_most_a_day_ahead(ahead, believed):
    assert (taken(DateTimeOriginal=f"{datetime.now() + ahead:%Y:%m:%d %H:%M:%S}") is not None) is believed


# How far the clock was from UTC


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"OffsetTime": "+01:00", "DateTime": EDITED}, None),
        ({"OffsetTime": "+01:00"}, None),
        ({"OffsetTimeDigitized": "+01:00", "DateTimeDigitized": EDITED}, None),
        ({"OffsetTime": "+02:00", "DateTime": WHEN}, 2),
        ({"OffsetTimeDigitized": "+02:00", "DateTimeDigitized": WHEN}, 2),
        ({"OffsetTime": "+01:00", "DateTime": WHEN, "OffsetTimeOriginal": "+00:00"}, 0),
        ({"xmp": "<xmp:ModifyDate>2024-12-24T08:00:00+01:00</xmp:ModifyDate>"}, None),
        ({"xmp": "<photoshop:DateCreated>2024-05-17T18:03:59.939+02:00</photoshop:DateCreated>"}, 2),
        ({"gps": ("2024:05:17", (16, 3, 12))}, 2),
        ({"gps": ("2024:05:17", (12, 33, 59))}, 5.5),
        ({"gps": ("2024:05:18", (4, 3, 59))}, -10),
        ({"gps": ("2024:05:17", (12, 20, 0))}, 5.75),
        ({"gps": ("2024:05:17", (15, 53, 0))}, 2),
        ({"gps": ("2024:05:17", (15, 33, 59))}, None),
        ({"gps": ("2024:05:10", (16, 3, 59))}, None),
        ({"gps": ("2024:05:17", (99, 3, 59))}, None),
        ({"gps": ("", (16, 3, 59))}, None),
        ({"xmp": "<exif:GPSTimeStamp>2024-05-17T16:03:12Z</exif:GPSTimeStamp>"}, 2),
        ({"xmp": "<exif:GPSTimeStamp>2024-05-17T18:03:12+02:00</exif:GPSTimeStamp>"}, 2),
        ({"gps": ("2024:05:17", (16, 3, 12)), "OffsetTimeOriginal": "+03:00"}, 3),
    ],
)
def test_an_offset_is_that_of_its_own_moment_or_of_an_equal_one_or_by_satellites(fields, hours):
    expected = None if hours is None else timedelta(hours=hours)
    assert taken(DateTimeOriginal=WHEN, **fields) == TakenAt(LOCAL, expected, TakenFrom.EXIF_ORIGINAL)


def test_an_offset_behind_the_seconds_counts_before_a_field_of_its_own():
    assert taken(DateTimeOriginal=f"{WHEN}+02:00", OffsetTimeOriginal="+05:00").offset == timedelta(hours=2)
