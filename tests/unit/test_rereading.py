"""Which date a standing photo gets when its original is read again, and that nothing a person wrote is touched."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from photos.domain import Photo
from photos.imaging.formats import Found, Inspection
from photos.maintenance.rereading import reread
from photos.taken import TakenAt, TakenFrom
from tests.store.makers import NOW, new_pet, new_photo

BERLIN = ZoneInfo("Europe/Berlin")
LOCAL = datetime(2012, 3, 4, 5, 6, 7)
IN_BERLIN = LOCAL.replace(tzinfo=BERLIN)
SAID = TakenAt(LOCAL, None, TakenFrom.XMP_ORIGINAL)


def old(**fields) -> Photo:
    """A record from before it was kept who says the date; of the day of its upload, where nothing else is given."""
    return replace(new_photo(new_pet()), **{"taken_at": NOW, "taken_on": NOW.date(), **fields})


def read(photo: Photo, taken: TakenAt | None, found: frozenset[Found] = frozenset()) -> Photo:
    return reread(photo, Inspection("JPEG", photo.width, photo.height, taken, found), BERLIN)


def date_of(photo: Photo) -> tuple[datetime, date, str, TakenFrom | None]:
    return photo.taken_at, photo.taken_on, photo.taken_zone, photo.taken_from


def test_what_the_original_carries_is_brought_up_to_date():
    photo = old(found=(Found.COMMENT,), taken_from=TakenFrom.TYPED)
    assert read(photo, None, frozenset({Found.PERSON, Found.POSITION})) == replace(
        photo, found=(Found.POSITION, Found.PERSON)
    )


def test_a_photo_of_the_day_of_its_upload_gets_the_date_that_is_read_now():
    assert date_of(read(old(), SAID)) == (IN_BERLIN, LOCAL.date(), "Europe/Berlin", TakenFrom.XMP_ORIGINAL)


def test_so_does_one_whose_caption_alone_was_edited():
    photo = old(version=3, caption="On the beach")
    assert date_of(read(photo, SAID))[0] == IN_BERLIN
    assert read(photo, SAID).caption == "On the beach"


def test_another_date_is_an_edit_so_that_an_open_form_does_not_take_it_back():
    assert read(old(version=3), SAID).version == 4


def test_a_moment_of_scanning_gives_way_to_that_of_taking():
    scanned = datetime(2022, 1, 2, 11, tzinfo=UTC)
    photo = old(taken_at=scanned, taken_on=scanned.date())
    assert date_of(read(photo, SAID))[:2] == (IN_BERLIN, LOCAL.date())


def test_an_offset_that_is_not_believed_any_more_is_taken_back():
    wrong = datetime(2023, 4, 1, 16, 16, 53, tzinfo=UTC)
    said = TakenAt(datetime(2023, 4, 1, 17, 16, 53), timedelta(hours=2), TakenFrom.EXIF_ORIGINAL)
    photo = read(old(taken_at=wrong, taken_on=wrong.date()), said)
    assert date_of(photo) == (wrong - timedelta(hours=1), wrong.date(), "+02:00", TakenFrom.EXIF_ORIGINAL)


@pytest.mark.parametrize("hours", [-5, 1, 5.5, 9])
def test_a_time_read_in_another_zone_then_keeps_its_moment_and_tells_that_zone(hours):
    moment = LOCAL.replace(tzinfo=UTC) - timedelta(hours=hours)
    photo = read(old(taken_at=moment, taken_on=LOCAL.date()), SAID)
    assert (photo.taken_at, photo.taken_on, photo.taken_from) == (moment, LOCAL.date(), TakenFrom.XMP_ORIGINAL)
    assert moment.astimezone(photo.clock(UTC)).replace(tzinfo=None) == LOCAL


TYPED = datetime(2011, 1, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "photo",
    [
        old(taken_at=TYPED, taken_on=TYPED.date(), taken_from=TakenFrom.TYPED, version=2),
        old(taken_at=TYPED, taken_on=TYPED.date(), version=2),
        old(taken_at=IN_BERLIN - timedelta(hours=1), taken_on=LOCAL.date(), version=2),
    ],
    ids=["a record that says so", "an older record", "an hour earlier"],
)
def test_a_date_that_a_person_may_have_set_stays(photo):
    assert read(photo, SAID) == photo


def test_an_edited_photo_whose_date_is_that_of_the_original_learns_who_says_it():
    photo = old(taken_at=IN_BERLIN, taken_on=LOCAL.date(), version=2)
    assert date_of(read(photo, SAID)) == (IN_BERLIN, LOCAL.date(), "Europe/Berlin", TakenFrom.XMP_ORIGINAL)


def test_an_original_without_a_date_leaves_it_and_says_so_of_the_upload():
    assert read(old(), None).taken_from == TakenFrom.UPLOAD
    other = old(taken_at=TYPED, taken_on=TYPED.date())
    named = replace(other, taken_from=TakenFrom.FILE_NAME, taken_zone="Europe/Berlin")
    assert read(other, None) == other
    assert read(named, None) == named


def test_what_the_original_says_goes_before_what_its_name_said():
    named = old(taken_at=TYPED, taken_on=TYPED.date(), taken_from=TakenFrom.FILE_NAME, taken_zone="Asia/Tokyo")
    assert date_of(read(named, SAID)) == (
        LOCAL.replace(tzinfo=ZoneInfo("Asia/Tokyo")),
        LOCAL.date(),
        "Asia/Tokyo",
        TakenFrom.XMP_ORIGINAL,
    )


@pytest.mark.parametrize("taken", [None, SAID, replace(SAID, offset=timedelta(hours=9)), replace(SAID, in_utc=True)])
@pytest.mark.parametrize("version", [1, 2])
def test_the_second_time_there_is_nothing_to_change(taken, version):
    once = read(old(version=version), taken)
    assert read(once, taken) == once
