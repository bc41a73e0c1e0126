"""Whose word a photo's date is at its upload."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from photos.taken import TakenAt, TakenFrom, name_of, zone_named
from photos.upload.dating import Dated, Hints, changed_at, dated

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
NAME = "IMG_20240203_123456.jpg"
CHANGED = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)


def test_a_clock_with_an_offset_keeps_it():
    found = dated(
        TakenAt(datetime(2024, 5, 18, 3), timedelta(hours=9), TakenFrom.EXIF_ORIGINAL), Hints(), NOW, NEW_YORK
    )
    assert found == Dated(datetime(2024, 5, 17, 18, tzinfo=UTC), date(2024, 5, 18), "+09:00", TakenFrom.EXIF_ORIGINAL)


def test_a_clock_without_an_offset_is_the_persons():
    found = dated(TakenAt(datetime(2024, 7, 1, 12), None, TakenFrom.EXIF_ORIGINAL), Hints(), NOW, NEW_YORK)
    assert (found.at, found.zone) == (datetime(2024, 7, 1, 16, tzinfo=UTC), "America/New_York")


@pytest.mark.parametrize(
    ("hints", "source", "at"),
    [
        (Hints(NAME, CHANGED), TakenFrom.FILE_NAME, datetime(2024, 2, 3, 17, 34, 56, tzinfo=UTC)),
        (Hints("a.jpg", CHANGED), TakenFrom.FILE_DATE, CHANGED),
        (Hints("a.jpg"), TakenFrom.UPLOAD, NOW),
        (Hints("a.jpg", NOW + timedelta(seconds=1)), TakenFrom.UPLOAD, NOW),
        (Hints("a.jpg", datetime(1980, 1, 1, tzinfo=UTC)), TakenFrom.UPLOAD, NOW),
    ],
)
def test_where_the_file_says_nothing_the_name_then_the_device_then_the_upload_counts(hints, source, at):
    found = dated(None, hints, NOW, NEW_YORK)
    assert (found.source, found.at, found.zone) == (source, at, "America/New_York")


def test_the_file_is_believed_before_its_name():
    found = dated(TakenAt(datetime(2023, 1, 1), None, TakenFrom.EXIF_CHANGED), Hints(NAME, CHANGED), NOW, NEW_YORK)
    assert found.source is TakenFrom.EXIF_CHANGED


def test_a_moment_in_utc_is_of_the_day_that_the_persons_clock_showed():
    assert dated(None, Hints("PXL_20240203_013456789.jpg"), NOW, NEW_YORK).on == date(2024, 2, 2)
    assert dated(None, Hints("a.jpg", CHANGED), NOW, NEW_YORK).on == date(2025, 2, 28)


@pytest.mark.parametrize("said", ["", "soon", "-1", "1e9", "9" * 16, "9" * 15, "٣", "1.5", " 1"])
def test_a_device_may_say_nonsense(said):
    assert changed_at(said) is None


def test_a_device_says_milliseconds():
    assert changed_at("1740794400123") == datetime(2025, 3, 1, 2, 0, 0, 123000, tzinfo=UTC)


@pytest.mark.parametrize("name", ["+09:00", "-03:30", "+00:00", "Europe/Berlin"])
def test_a_zone_is_found_by_the_name_it_is_given(name):
    zone = zone_named(name)
    assert zone is not None
    assert name_of(zone) == name


@pytest.mark.parametrize("name", ["", "Nowhere/Atlantis", "../../etc/passwd", "/etc/passwd", "+9", "+99:99", "\0"])
def test_what_names_no_zone_is_none(name):
    assert zone_named(name) is None
