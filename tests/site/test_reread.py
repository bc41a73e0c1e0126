"""`manage.py reread`: what originals say brought up to date in their records, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.audit.descriptions import differences
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, changes
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from photos.domain import Photo
from photos.imaging import decoding
from photos.imaging.formats import Found
from photos.maintenance.rereading import Rereader
from photos.taken import TakenFrom
from photos.upload.services import uploader
from tests import pictures

pytestmark = pytest.mark.usefixtures("aws")

PACKET = pictures.xmp(
    "<exif:DateTimeOriginal>2012-03-04T05:06:07</exif:DateTimeOriginal><exif:GPSLatitude>52,31.2N</exif:GPSLatitude>"
)
BERLIN = datetime(2012, 3, 4, 4, 6, 7, tzinfo=UTC)


def reread(*arguments: str) -> str:
    out = StringIO()
    call_command("reread", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def remove(key: str) -> None:
    clients.s3().delete_object(Bucket=settings.FILE_BUCKET, Key=key)


@pytest.fixture
def photo_of_old(pet, owner, photo_records):
    """Makes photos that were taken for those of the day of their upload, of nothing but a picture."""
    owner.time_zone = "Europe/Berlin"
    owner.save()

    def make(shade: int = 0, **fields) -> Photo:
        file = pictures.jpeg(64 + shade, xmp=PACKET)
        photo = uploader().upload(pet, owner.key, file, zone=UTC).photo
        on = photo.uploaded_at.date()
        old = replace(
            photo, taken_at=photo.uploaded_at, taken_on=on, taken_zone="", taken_from=None, found=(), **fields
        )
        update = changes(photo_records.item(photo), photo_records.item(old))
        photo_records.table.update(photo.id, update, Attr("PhotoId").exists()).run()
        return old

    return make


def test_without_apply_it_only_looks(photo_of_old, photo_records):
    photo = photo_of_old()
    assert "1 to change, 0 up to date." in reread()
    assert photo_records.find(photo.id) == photo


def test_date_its_source_and_what_the_file_carries_are_brought_up_to_date(photo_of_old, photo_records):
    photo = photo_of_old(caption="On the beach", favourite=True)
    assert "1 changed" in reread("--apply")
    now = photo_records.find(photo.id)
    assert (now.taken_at, str(now.taken_on), now.taken_zone) == (BERLIN, "2012-03-04", "Europe/Berlin")
    assert (now.taken_from, now.found) == (TakenFrom.XMP_ORIGINAL, (Found.POSITION,))
    same = dict.fromkeys(("taken_at", "taken_on", "taken_zone", "taken_from", "found", "version"))
    assert replace(now, **same) == replace(photo, **same)
    assert "0 changed, 1 up to date." in reread("--apply")


def test_the_photo_moves_to_its_place_in_the_lists(pet, photo_of_old, photo_records, add_photo):
    photo, newer = photo_of_old(), add_photo(pet, 20)
    reread("--apply")
    assert [each.id for each in photo_records.list_for_pet(pet.id).items] == [newer.id, photo.id]
    day = photo_records.of_days(pet.owner_id, "03-04", "03-04", before=times.now().date(), most=9)
    assert [each.id for each in day] == [photo.id]


def test_the_audit_log_tells_it_of_each_photo_that_changed(photo_of_old, add_photo, pet):
    photo, other = photo_of_old(), add_photo(pet, 20)
    reread("--apply")
    [entry] = audit_log().of_record(photo.id).items
    assert (entry.action, entry.actor_id, set(entry.changes)) == (
        "reread",
        "reread",
        {"TakenAt", "TakenFrom", "TakenZone", "Found"},
    )
    assert not audit_log().of_record(other.id).items


def test_the_audit_log_is_shown_in_words(photo_of_old, as_admin):
    photo = photo_of_old()
    reread("--apply")
    page = as_admin.get(f"/admin/photos/{photo.id}/history/").text
    for words in ("Read again from the original", "from the photo’s file", "the place where it was taken"):
        assert words in page


def test_the_audit_log_shows_the_clock_of_where_it_was_taken(photo_of_old, photo_records):
    photo = photo_of_old()
    tokyo = replace(photo, taken_at=datetime(2012, 3, 3, 20, tzinfo=UTC), taken_zone="+09:00", version=2)
    later = replace(tokyo, taken_at=datetime(2012, 3, 3, 20, 30, tzinfo=UTC), version=3)
    for before, after in ((photo, tokyo), (tokyo, later)):
        photo_records.reread(before, after)
    last, first = audit_log().of_record(photo.id).items
    assert differences(last, {}) == [("Taken", "March 4, 2012, 5 a.m.", "March 4, 2012, 5:30 a.m.")]
    assert [field for field, _, _ in differences(first, {})] == ["Taken", "Time zone"]


def test_what_a_person_wrote_stays(photo_of_old, photo_records):
    photo = photo_of_old(version=2)
    typed = photo.edited("On the beach", datetime(2011, 1, 1, 11, tzinfo=UTC), datetime(2011, 1, 1).date(), UTC)
    photo_records.edit(photo, typed)
    reread("--apply")
    assert photo_records.find(photo.id) == replace(typed, found=(Found.POSITION,))


def test_photos_in_the_trash_are_read_and_stay_there(photo_of_old, photo_records):
    photo = photo_of_old()
    photo_records.delete(photo, times.now())
    reread("--apply")
    now = photo_records.find(photo.id)
    assert (now.taken_at, now.status) == (BERLIN, "deleted")


def test_an_edit_meanwhile_is_kept(photo_of_old, photo_records, monkeypatch):
    photo = photo_of_old()
    first = decoding.prepare

    def prepare(file):
        photo_records.edit(photo, photo.edited("On the beach", photo.taken_at, photo.taken_on))
        return first(file)

    monkeypatch.setattr(decoding, "prepare", prepare)
    assert "1 changed" in reread("--apply")
    now = photo_records.find(photo.id)
    assert (now.caption, now.taken_at, now.version) == ("On the beach", BERLIN, photo.version + 2)


def test_a_photo_that_cannot_be_read_is_named_and_the_others_are(photo_of_old, photo_records):
    photo, other = photo_of_old(), photo_of_old(20)
    remove(photo.original_key)
    out = StringIO()
    with pytest.raises(CommandError, match="named above"):
        call_command("reread", "--apply", stdout=out, stderr=out)
    assert f"{photo.original_key} is without an original" in out.getvalue()
    assert "1 changed, 0 up to date, 1 without an original." in out.getvalue()
    assert photo_records.find(other.id).taken_at == BERLIN


def test_where_a_store_does_not_answer_it_says_how_to_go_on(photo_of_old, monkeypatch):
    photos = [photo_of_old(shade) for shade in range(3)]
    first, last = Rereader.reread, max(photo.id for photo in photos)

    def cut(self, photo):
        if photo.id == last:
            raise StoreUnavailable("the cable")
        return first(self, photo)

    monkeypatch.setattr("pettracker_site.management.photo_job._TOGETHER", 2)
    with monkeypatch.context() as patch:
        patch.setattr(Rereader, "reread", cut)
        with pytest.raises(CommandError) as stopped:
            reread("--apply")
    again = str(stopped.value).partition("Go on with: manage.py reread ")[2]
    assert again.startswith("--apply --after ")
    assert "1 changed, 0 up to date." in reread(*again.split())


def test_where_no_picture_can_be_decoded_it_stops(photo_of_old, monkeypatch):
    photo_of_old()
    monkeypatch.setattr(decoding, "prepare", Mock(side_effect=TooBusy))
    with pytest.raises(CommandError, match=r"no decoding process .* Go on with: manage.py reread$"):
        reread()


def test_no_workers_make_no_sense():
    with pytest.raises(CommandError):
        reread("--workers", "0")
