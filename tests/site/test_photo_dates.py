"""Where a photo's date comes from, as its record and its page tell it, and the clock on the wall where it was taken."""

from datetime import UTC, date, datetime

import pytest

from photos.display import compare_versions
from photos.domain import Photo
from photos.forms import ACCEPT, PhotoForm
from photos.taken import TakenFrom
from photos.templatetags.pictures import taken_from_label
from tests import pictures
from tests.site.forms import file
from tests.store.makers import new_photo

pytestmark = pytest.mark.usefixtures("aws")

TOKYO_NIGHT = pictures.exif(DateTimeOriginal="2024:05:18 03:00:00", OffsetTimeOriginal="+09:00")


@pytest.fixture
def in_new_york(owner):
    owner.time_zone = "America/New_York"
    owner.save()


@pytest.fixture
def uploaded(as_owner, pet, photo_records):
    """Sends one file as the queue does, and reads its record."""

    def uploaded(name="a.jpg", content=None, **more):
        sent = {"photos": file(name, content or pictures.jpeg())} | more
        assert (
            as_owner.post(f"/pets/{pet.id}/photos/add/", sent, headers={"accept": "application/json"}).status_code
            == 201
        )
        [photo] = photo_records.list_for_pet(pet.id).items
        return photo_records.find(photo.id)

    return uploaded


@pytest.fixture
def edit(as_owner, pet, photo_records):
    """Sends the form as the page shows it, with some fields typed over, and reads the record."""

    def edit(photo, **typed):
        shown = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").context["form"]
        opened = {name: shown[name].value() for name in shown.fields}
        opened["taken"] = opened["taken"].strftime("%Y-%m-%dT%H:%M:%S")
        assert as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/edit/", opened | typed).status_code == 302
        return photo_records.find(photo.id)

    return edit


# Where it comes from


@pytest.mark.parametrize(
    ("name", "more", "source", "words"),
    [
        ("a.jpg", {}, TakenFrom.UPLOAD, "the day it was uploaded"),
        ("IMG-20240203-WA0001.jpg", {"last-modified": "1740794400000"}, TakenFrom.FILE_NAME, "from the file’s name"),
        ("a.jpg", {"last-modified": "1740794400000"}, TakenFrom.FILE_DATE, "from the file’s own date"),
        ("a.jpg", {"last-modified": "99999999999999"}, TakenFrom.UPLOAD, "the day it was uploaded"),
        ("a.jpg", {"last-modified": "soon"}, TakenFrom.UPLOAD, "the day it was uploaded"),
    ],
)
def test_the_record_and_the_page_say_where_a_date_comes_from(as_owner, pet, uploaded, name, more, source, words):
    photo = uploaded(name, **more)
    assert photo.taken_from is source
    assert words in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


def test_the_file_itself_is_believed_before_its_name(uploaded):
    taken = datetime(2023, 6, 1, 10, 30)
    photo = uploaded("IMG-20240203-WA0001.jpg", pictures.jpeg(taken=taken))
    assert (photo.taken_from, photo.taken_on) == (TakenFrom.EXIF_ORIGINAL, taken.date())


def test_what_a_device_knows_counts_for_a_file_that_is_sent_alone(as_owner, pet, photo_records):
    files = [file(name, pictures.jpeg(64 + shade)) for shade, name in enumerate(("a.jpg", "b.jpg"))]
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": files, "last-modified": "1740794400000"})
    found = [photo_records.find(each.id).taken_from for each in photo_records.list_for_pet(pet.id).items]
    assert found == [TakenFrom.UPLOAD] * 2


def test_a_record_that_is_older_says_nothing_about_it(pet):
    record = new_photo(pet)
    item = {name: value for name, value in record.to_item().items() if value is not None}
    assert not {"TakenFrom", "TakenZone"} & set(item)
    assert Photo.from_item(item) == record
    assert taken_from_label(record) == ""


def test_a_date_that_a_person_sets_is_set_by_hand(as_owner, pet, uploaded, edit):
    photo = edit(uploaded(), taken="2024-05-17T10:00:00")
    assert photo.taken_from is TakenFrom.TYPED
    assert "set by hand" in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


def test_a_caption_leaves_the_date_where_it_came_from(uploaded, edit):
    photo = uploaded("IMG-20240203-WA0001.jpg")
    edited = edit(photo, caption="On the beach")
    assert (edited.taken_from, edited.taken_zone) == (photo.taken_from, photo.taken_zone)


# The clock on the wall


def test_the_form_shows_the_clock_of_where_it_was_taken(in_new_york, as_owner, pet, uploaded):
    photo = uploaded(content=pictures.jpeg(exif=TOKYO_NIGHT))
    page = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text
    assert 'datetime="2024-05-18"' in page
    assert 'value="2024-05-18T03:00:00"' in page


def test_a_minute_more_stays_on_the_day_and_on_that_clock(in_new_york, uploaded, edit):
    photo = edit(uploaded(content=pictures.jpeg(exif=TOKYO_NIGHT)), taken="2024-05-18T03:01:00")
    assert photo.taken_on == date(2024, 5, 18)
    assert photo.taken_at == datetime(2024, 5, 17, 18, 1, tzinfo=UTC)
    assert photo.taken_zone == "+09:00"


@pytest.mark.parametrize("name", ["a.jpg", "IMG_20240701_230000.jpg"])
def test_who_moves_to_another_zone_sees_the_same_clock(owner, as_owner, pet, uploaded, name):
    photo = uploaded(name)
    before = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").context["form"]["taken"].value()
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    assert as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").context["form"]["taken"].value() == before


def test_a_date_set_by_hand_is_in_the_zones_time_of_that_season(in_new_york, uploaded, edit):
    photo = uploaded("IMG_20240701_230000.jpg")
    assert photo.taken_at == datetime(2024, 7, 2, 3, tzinfo=UTC)
    edited = edit(photo, taken="2024-01-01T23:00:00")
    assert (edited.taken_at, edited.taken_on) == (datetime(2024, 1, 2, 4, tzinfo=UTC), date(2024, 1, 1))


def test_two_versions_compare_versions_are_on_that_clock(in_new_york, uploaded):
    photo = uploaded(content=pictures.jpeg(exif=TOKYO_NIGHT))
    form = PhotoForm({"caption": "", "taken": "2024-05-18T03:01:00", "version": "1"}, photo=photo)
    assert form.is_valid()
    _, taken = compare_versions(photo, form.edited())
    assert (taken.saved, taken.typed) == ("May 18, 2024, 3 a.m.", "May 18, 2024, 3:01 a.m.")


def test_a_pixels_name_is_in_utc(in_new_york, uploaded):
    photo = uploaded("PXL_20240203_013456789.jpg")
    assert photo.taken_at == datetime(2024, 2, 3, 1, 34, 56, tzinfo=UTC)
    assert photo.taken_on == date(2024, 2, 2)


# What is taken, whatever it is called


@pytest.mark.parametrize("name", ["a.hif", "a.HIF", "a.heif", "a", "a.bin"])
def test_the_bytes_tell_what_a_file_is(as_owner, pet, name):
    sent = {"photos": file(name, pictures.heic(), "application/octet-stream")}
    assert as_owner.post(f"/pets/{pet.id}/photos/add/", sent).status_code == 302


def test_the_dialog_offers_what_cameras_call_their_files():
    assert {".hif", ".heif", ".heic", ".avif", ".jpg", ".jfif"} <= set(ACCEPT.split(","))
