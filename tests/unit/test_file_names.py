"""Names of files that tell a day, and those that only look like it."""

from datetime import UTC, datetime

import pytest

from photos.taken import TakenAt, TakenFrom
from photos.upload.filename_dates import taken

NOW = datetime(2026, 11, 27, tzinfo=UTC)
DAY = datetime(2024, 2, 3, 12)
TIME = datetime(2024, 2, 3, 13, 34, 56)


@pytest.mark.parametrize(
    "name",
    [
        "IMG-20240203-WA0001.jpg",
        "VID-20240203-WA0003.jpg",
        "WP_20240203_001.jpg",
        "IMG_20240203.jpg",
        "IMG_20240203_256199.jpg",
        "DSC20240203_001.jpg",
        "2024-02-03 Rex at 42.jpg",
        "2024-02-03.jpg",
        "2024.02.03.jpg",
        "2024_02_03.jpg",
        "20240203.jpg",
        "Rex-2024-02-03-beach.jpg",
        "2024-13-01 2024-02-03.jpg",
    ],
)
def test_a_name_tells_the_day(name):
    assert taken(name, NOW) == TakenAt(DAY, None, TakenFrom.FILE_NAME)


@pytest.mark.parametrize(
    "name",
    [
        "Screenshot_20240203-133456.png",
        "Screenshot_20240203-133456_Signal.jpg",
        "Screenshot_2024-02-03-13-34-56-789_com.app.jpg",
        "Screenshot 2024-02-03 at 13.34.56.png",
        "Screenshot 2024-02-03 at 1.34.56 PM.png",
        "Screen Shot 2024-02-03 at 1.34.56\N{NARROW NO-BREAK SPACE}PM.png",
        "Screenshot from 2024-02-03 13-34-56.png",
        "Screenshot 2024-02-03 133456.png",
        "Bildschirmfoto 2024-02-03 um 13.34.56.png",
        "Capture d’écran 2024-02-03 à 13.34.56.png",
        "Captura de pantalla 2024-02-03 a las 1.34.56 p. m..png",
        "Schermata 2024-02-03 alle 13.34.56.png",
        "Skärmavbild 2024-02-03 kl. 13.34.56.png",
        "截屏2024-02-03 下午1.34.56.png",
        "스크린샷 2024-02-03 오후 1.34.56.png",
        "微信图片_20240203133456.jpg",
        "スクリーンショット 2024-02-03 13.34.56.png",
        "signal-2024-02-03-133456.jpg",
        "signal-2024-02-03-13-34-56-789.jpg",
        "IMG_20240203_133456.jpg",
        "IMG_20240203_133456789.jpg",
        "IMG_20240203_133456_HDR.jpg",
        "IMG20240203133456.jpg",
        "img_20240203_133456.jpg",
        "00000IMG_00000_BURST20240203133456789_COVER.jpg",
        "MVIMG_20240203_133456.jpg",
        "VID_20240203_133456.jpg",
        "20240203_133456(0).jpg",
        "20240203133456.jpg",
        "2024-02-03 13.34.56.jpg",
        "photo_2024-02-03_13-34-56.jpg",
        "photo_5_2024-02-03_13-34-56.jpg",
        "photo_1@03-02-2024_13-34-56.jpg",
        "WhatsApp Image 2024-02-03 at 13.34.56.jpeg",
        "WhatsApp-Image-2024-02-03-at-13.34.56.jpeg",
        "viber image 2024-02-03 , 13.34.56.jpg",
        "WhatsApp Image 2024-02-03 at 1.34.56 PM (1).jpeg",
        "WP_20240203_13_34_56_Pro.jpg",
        "Resized_20240203_133456_1706960096000.jpeg",
    ],
)
def test_a_name_tells_the_time_too(name):
    assert taken(name, NOW) == TakenAt(TIME, None, TakenFrom.FILE_NAME)


@pytest.mark.parametrize(
    "name",
    [
        "PXL_20240203_133456789.jpg",
        "PXL_20240203_133456789.MP.jpg",
        "PXL_20240203_133456789~2.jpg",
        "Rex PXL_20240203_133456789.PORTRAIT-01.COVER.jpg",
        "pxl_20240203_133456789.jpg",
        "2024-02-03T13_34_56Z.png",
        "2024-02-03_13-34-56_UTC_1.jpg",
    ],
)
def test_some_tell_it_in_utc(name):
    assert taken(name, NOW) == TakenAt(TIME, None, TakenFrom.FILE_NAME, in_utc=True)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "IMG_1234.jpg",
        "DSC_0203.jpg",
        "IMG_20241303_133456.jpg",
        "IMG_20230229.jpg",
        "IMG_17000101.jpg",
        "IMG_20261129.jpg",
        "IMG_20990101.jpg",
        "120240203.jpg",
        "202402031.jpg",
        "FB_IMG_1706960096000.jpg",
        "received_20240203133456789.jpeg",
        "12345678_20240203_1012345678901_n.jpg",
        "1234567890123456_20240203.jpg",
        "Snapchat_0516c0a9-5402-f3d7-ae27-19671102f52c-main.jpg",
        "BURST20240203133456789012.jpg",
        "20240203-1234-4abc-8def-0123456789ab.jpg",
        "a20240203f.jpg",
        "deadbeef20240203.png",
        "03.02.2024.jpg",
        "2024-02_03.jpg",
        "20240203" * 40,
    ],
)
def test_a_number_that_is_no_day_is_none(name):
    assert taken(name, NOW) is None


def test_a_long_name_is_looked_at_in_no_time():
    assert taken("2024-02-03_" * 23, NOW)
    assert taken("20240203" + "_1" * 120, NOW)
    assert taken("2024-02-03 " + "a-" * 120, NOW)
