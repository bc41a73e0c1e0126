"""`manage.py count_records`: the statistics of the whole site."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pets.life.repository import life
from pets.profile import Kind
from pettracker_site.audit.audit_log import Actor, acting_as, audit_log
from pettracker_site.aws import times
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import reports
from pettracker_site.management.statistics import DAYS
from photos.maintenance.purging import purger
from tests.documents import add_document
from tests.store.makers import OWNER, new_pet, new_photo

pytestmark = pytest.mark.django_db
OTHER = "other-owner"


@pytest.fixture(autouse=True)
def _two_shards(pet_records, photo_records, monkeypatch):
    """Each costs moto some time."""
    monkeypatch.setattr(pet_records, "shards", 2)
    monkeypatch.setattr(photo_records, "shards", 2)
    monkeypatch.setattr(life(), "shards", 2)


def add_pet(pet_records, owner=OWNER, kind=Kind.DOG):
    pet = new_pet(owner_id=owner)
    return pet_records.add(replace(pet, profile=replace(pet.profile, kind=kind)))


def add_photo(photo_records, pet, *, length=10, ago=0):
    uploaded = times.now() - timedelta(days=ago)
    photo = replace(new_photo(pet), length=length, uploaded_at=uploaded, owner_id=pet.owner_id)
    photo_records.reserve(photo)
    return photo_records.activate(photo, pet.owner_id)


def count():
    call_command("count_records", workers=1, stdout=StringIO())
    return reports.latest("count_records")


def test_an_empty_site_counts_as_nothing(aws):
    found = count()
    assert found["Pets"] == {"active": {}, "deleted": {}}
    assert found["Photos"] == {"active": 0, "deleted": 0, "pending": 0}
    assert found["Largest"] == []
    assert set(found["Uploads"].values()) == {0}


def test_pets_are_counted_by_status_and_kind(pet_records):
    add_pet(pet_records), add_pet(pet_records), add_pet(pet_records, kind=Kind.CAT)
    pet_records.delete(add_pet(pet_records, kind=Kind.CAT), times.now())
    pet_records.begin_purge(add_pet(pet_records), times.now())
    found = count()
    assert found["Pets"] == {"active": {"dog": 2, "cat": 1}, "deleted": {"cat": 1}}
    assert found["Tombstones"] == {"pets": 1, "photos": 0}


def test_records_are_counted_by_status_and_kind(pet_records):
    pet = add_pet(pet_records)
    add_document(pet)
    life().delete(pet_records.get(pet.id), add_document(pet), by=None)
    found = count()["Records"]
    assert (found["active"]["document"], found["deleted"]["document"]) == (1, 1)


def test_photos_are_counted_by_status_with_the_bytes_they_take(pet_records, photo_records):
    pet = add_pet(pet_records)
    add_photo(photo_records, pet, length=100)
    photo_records.delete(add_photo(photo_records, pet, length=20), times.now())
    photo_records.reserve(replace(new_photo(pet), length=3))
    purger().begin(add_photo(photo_records, pet, length=4000))
    found = count()
    assert found["Photos"] == {"active": 1, "deleted": 1, "pending": 1}
    assert found["Bytes"] == {"active": 100, "deleted": 20, "pending": 3}
    assert found["Tombstones"] == {"pets": 0, "photos": 1}


@pytest.mark.usefixtures("still_clock")
def test_uploads_are_counted_by_day_with_a_zero_for_each_day_without(pet_records, photo_records):
    pet = add_pet(pet_records)
    for ago in (0, 0, 3, DAYS + 1):
        add_photo(photo_records, pet, ago=ago)
    uploads = count()["Uploads"]
    today = times.now().date()
    assert len(uploads) == DAYS
    assert uploads[today.isoformat()] == 2
    assert uploads[(today - timedelta(days=3)).isoformat()] == 1
    assert sum(uploads.values()) == 3


def test_the_largest_accounts_come_first(pet_records, photo_records):
    mine, theirs = add_pet(pet_records), add_pet(pet_records, OTHER)
    add_photo(photo_records, mine, length=10)
    add_photo(photo_records, theirs, length=50)
    add_photo(photo_records, theirs, length=50)
    assert count()["Largest"] == [
        {"OwnerId": OTHER, "Photos": 2, "Bytes": 100},
        {"OwnerId": OWNER, "Photos": 1, "Bytes": 10},
    ]


@pytest.mark.usefixtures("still_clock")
def test_refused_uploads_are_counted_by_reason(aws):
    with acting_as(Actor(OWNER)):
        audit_log().count("person", OWNER, "upload-refused", "full", 3)
        audit_log().count("person", OWNER, "upload-refused", "too_large")
        audit_log().count("person", OWNER, "refused", "pet")
    assert count()["Refused"] == {"full": 3, "too_large": 1}


def test_the_time_of_the_count_is_kept_with_it(aws):
    before = times.now()
    assert before <= times.from_text(count()["At"]) <= times.now()


def test_nothing_is_scanned_or_written_but_the_result(pet_records, photo_records, aws_calls):
    add_photo(photo_records, add_pet(pet_records))
    aws_calls.clear()
    call_command("count_records", stdout=StringIO())
    assert aws_calls["PutItem"] == 1
    assert set(aws_calls) == {"Query", "PutItem"}


def test_a_count_that_was_cut_off_leaves_the_last_one_as_it_is(pet_records, monkeypatch):
    add_pet(pet_records)
    before = count()

    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(type(audit_log()), "counts_by_route", down)
    with pytest.raises(CommandError, match="the last count stays"):
        call_command("count_records", stdout=StringIO())
    assert reports.latest("count_records") == before
