"""`manage.py sweep`: finishes interrupted uploads and purges, and deletes nothing that somebody has."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from pets.children import purging, sweep_requests
from pets.children.sweeping import TOMBSTONE, TRASH_PET, Sweeper
from pets.domain import Status as PetStatus
from pettracker_site.aws import paging
from pettracker_site.aws.errors import Refused, StoreUnavailable
from pettracker_site.files.storage import StoredBytes, file_storage
from pettracker_site.management import reports
from photos.domain import Status
from photos.maintenance.purging import Purger
from photos.maintenance.sweeping import Swept
from photos.repository import UploadExpired
from tests.store.makers import OWNER, new_pet, new_photo
from tests.store.terminal import terminal
from tests.uploads import OBJECTS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Clock:
    def __init__(self):
        self.now = datetime.now(UTC)  # S3 says when a file came, so the time is the real one

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(autouse=True)
def _two_shards(pet_records, photo_records, monkeypatch):
    """Each costs moto some time."""
    monkeypatch.setattr(pet_records, "shards", 2)
    monkeypatch.setattr(photo_records, "shards", 2)


@pytest.fixture
def purger(photo_records, clock):
    return Purger(photo_records, file_storage(), clock)


@pytest.fixture
def sweep(pet_records, clock):
    def sweep(apply: bool = True):
        # One after the other: moto's transactions are not safe among threads.
        return Sweeper(pet_records, clock=clock, apply=apply, workers=1).run()

    return sweep


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def add(photo_records, pet, clock):
    def add(status: Status = Status.ACTIVE, of=pet):
        photo = replace(new_photo(of), uploaded_at=clock.now)
        photo_records.reserve(photo)
        put(photo)
        if status != Status.PENDING:
            photo = photo_records.activate(photo, OWNER)
        return photo_records.delete(photo, clock.now) if status == Status.DELETED else photo

    return add


def put(photo):
    for key in photo.keys:
        file_storage().save(key, StoredBytes(b"bytes", "image/webp"))


def files() -> list[str]:
    return [each.key for prefix in ("photos/", "thumbs/") for page in file_storage().versions(prefix) for each in page]


def test_there_is_nothing_to_sweep_in_an_album_that_is_in_order(sweep, add):
    add(), add(Status.DELETED), add(Status.PENDING)
    assert sweep().found == {}
    assert len(files()) == 3 * OBJECTS


def test_an_upload_that_was_cut_off_is_gone_two_hours_later_and_its_share_is_free(photo_records, sweep, clock, add):
    photo = add(Status.PENDING)
    clock.now += HOUR + timedelta(seconds=1)
    assert sweep().found == {Swept.CUT_OFF: 1}
    assert files() == []
    assert photo_records.quota.used(OWNER).photos == 0
    assert sweep().found == {}  # its tombstone waits
    clock.now += HOUR
    assert sweep().found == {TOMBSTONE: 1}
    assert photo_records.find(photo.id) is None


def test_looking_changes_nothing(photo_records, sweep, clock, add):
    cut_off, trashed = add(Status.PENDING), add(Status.DELETED)
    clock.now += 31 * DAY
    report = sweep(apply=False)
    assert report.found == {Swept.CUT_OFF: 1, Swept.TRASH_PHOTO: 1}
    assert report.repaired == {}
    assert photo_records.find(cut_off.id).status == Status.PENDING
    assert photo_records.find(trashed.id).status == Status.DELETED
    assert len(files()) == 2 * OBJECTS


def test_the_trash_is_emptied_of_what_is_over_its_days(photo_records, sweep, clock, add):
    trashed = add(Status.DELETED)
    clock.now += 30 * DAY - HOUR
    assert sweep().found == {}
    clock.now += 2 * HOUR
    assert sweep().found == {Swept.TRASH_PHOTO: 1}
    assert photo_records.find(trashed.id).status == Status.PURGING
    assert files() == []


def test_a_pet_in_the_trash_is_left_to_its_last_hour_and_goes_after_it(pet_records, sweep, clock, pet):
    pet_records.delete(pet, clock.now)
    clock.now += 30 * DAY - HOUR
    assert sweep().found == {}
    clock.now += 2 * HOUR
    assert sweep().found == {TRASH_PET: 1}


def test_where_the_trash_is_to_be_kept_longer_that_holds_for_pets_that_are_in_it_already(
    pet_records, sweep, clock, pet, monkeypatch
):
    pet_records.delete(pet, clock.now)
    monkeypatch.setattr(pet_records, "_trash", 60 * DAY)
    clock.now += 31 * DAY
    assert sweep().found == {}
    clock.now += 30 * DAY
    assert sweep().found == {TRASH_PET: 1}


def test_a_pet_over_its_days_in_the_trash_goes_with_all_its_photos(pet_records, photo_records, sweep, clock, pet, add):
    kept = pet_records.add(new_pet("Max"))
    add(), add(), add(of=kept)
    pet_records.delete(pet, clock.now)
    clock.now += 31 * DAY
    assert sweep().found == {TRASH_PET: 1}
    assert len(files()) == OBJECTS
    for _ in range(2):
        clock.now += HOUR
        sweep()
    assert pet_records.find(pet.id) is None
    assert pet_records.get(kept.id).status == PetStatus.ACTIVE
    assert sweep().found == {}
    assert photo_records.quota.used(OWNER).photos == 1


def test_a_purge_that_was_only_begun_goes_on_at_once(purger, sweep, add):
    purger.begin(add())
    assert sweep(apply=False).found == {TOMBSTONE: 1}
    assert sweep().repaired == {TOMBSTONE: 1}
    assert files() == []


def test_files_without_a_photo_go_after_a_day(sweep, clock, pet, add):
    photo = add()
    put(new_photo(pet))
    assert sweep().found == {}
    clock.now += DAY + timedelta(seconds=5)
    assert sweep().found == {Swept.STRAY: OBJECTS}
    assert sorted(files()) == sorted(photo.keys)


def test_old_versions_without_a_photo_go_too(sweep, clock, pet):
    photo = new_photo(pet)
    put(photo)
    file_storage().delete_all(list(photo.keys))
    clock.now += 2 * DAY
    assert sweep().found == {Swept.STRAY: OBJECTS}
    assert files() == []


def test_files_under_names_that_were_never_made_here_are_told_and_left_alone(sweep, clock):
    file_storage().save("photos/holiday.jpg", StoredBytes(b"bytes", "image/jpeg"))
    clock.now += 2 * DAY
    assert sweep().found == {Swept.FOREIGN: 1}
    assert files() == ["photos/holiday.jpg"]


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.DELETED])
def test_a_photo_whose_file_is_missing_is_named_and_never_removed(photo_records, sweep, clock, add, status):
    photo, other = add(status), add(status)
    file_storage().delete(photo.keys[2])
    clock.now += HOUR
    report = sweep()
    assert (report.named, report.is_clean) == ({Swept.MISSING: [photo.id]}, False)
    assert photo_records.find(photo.id).status == status
    assert sweep().named == {Swept.MISSING: [photo.id]} != {Swept.MISSING: [other.id]}


def test_an_upload_that_is_taken_over_is_not_acknowledged(photo_records, sweep, clock, add):
    photo = add(Status.PENDING)
    clock.now += 2 * HOUR
    sweep()
    with pytest.raises(UploadExpired):
        photo_records.activate(photo, OWNER)


def test_an_upload_that_ends_while_it_is_swept_keeps_its_files(photo_records, sweep, clock, add, monkeypatch):
    photo = add(Status.PENDING)
    clock.now += 2 * HOUR
    begin = Purger.begin

    def too_late(purger, found):
        photo_records.activate(photo, OWNER)
        return begin(purger, found)

    monkeypatch.setattr(Purger, "begin", too_late)
    sweep()
    assert photo_records.find(photo.id).status == Status.ACTIVE
    assert sorted(files()) == sorted(photo.keys)


def test_two_sweeps_at_once_give_the_quota_back_once(photo_records, sweep, clock, add, monkeypatch):
    add()
    add(Status.PENDING)
    clock.now += 2 * HOUR
    begin = Purger.begin

    def second(purger, found):
        monkeypatch.setattr(Purger, "begin", begin)
        sweep()
        return begin(purger, found)

    monkeypatch.setattr(Purger, "begin", second)
    assert sweep().is_clean
    assert photo_records.quota.used(OWNER).photos == 1


def test_a_file_store_that_does_not_answer_is_told_and_the_rest_goes_on(photo_records, sweep, clock, add, monkeypatch):
    photo = add(Status.PENDING)
    clock.now += 2 * HOUR

    def unavailable(*_):
        raise StoreUnavailable("S3")

    with monkeypatch.context() as patch:
        patch.setattr(file_storage(), "versions", unavailable)
        report = sweep()
        assert report.unanswered
        assert not report.is_clean
    assert photo_records.find(photo.id).status == Status.PURGING
    assert sweep().is_clean
    assert files() == []


@pytest.fixture
def one_kept(monkeypatch):
    """S3 keeps the versions of one key, and says so; the others go."""

    def one_kept(key: str):
        remove = file_storage()._delete_objects

        def refusing(objects):
            if others := [each for each in objects if each["Key"] != key]:
                remove(others)
            if others != objects:
                raise Refused("AccessDenied")

        monkeypatch.setattr(file_storage(), "_delete_objects", refusing)

    return one_kept


def test_a_file_that_may_not_be_removed_is_named_and_the_others_go(sweep, clock, pet, add, one_kept):
    denied, other = new_photo(pet), new_photo(pet)
    put(denied)
    put(other)
    cut_off = add(Status.PENDING)
    clock.now += DAY + HOUR
    one_kept(denied.original_key)
    report = sweep()
    assert not report.is_clean
    assert (report.refused, report.unanswered) == (1, 0)
    assert report.denied[0].startswith(f"photos/{pet.id}/{denied.id}")
    assert files() == [denied.original_key]
    assert cut_off.original_key not in files()


def test_a_pet_goes_but_for_the_photo_that_may_not_be_removed(pet_records, photo_records, clock, pet, add, one_kept):
    add(), add()
    [[one, other]] = photo_records.walk_pet(pet.id)  # in the order in which they go
    one_kept(one.original_key)
    tombstone = pet_records.begin_purge(pet_records.get(pet.id), clock())
    with pytest.raises(Refused):
        purging.resume(pet_records, tombstone, clock())
    assert files() == [one.original_key]
    assert photo_records.find(other.id).status == Status.PURGING


def test_more_records_than_one_query_gives_are_all_swept(photo_records, sweep, clock, pet, monkeypatch):
    monkeypatch.setattr(paging, "_PIECE", 2)
    monkeypatch.setattr(photo_records, "shards", 1)
    for _ in range(5):
        photo_records.reserve(replace(new_photo(pet), uploaded_at=clock.now))
    clock.now += 2 * HOUR
    assert sweep().repaired == {Swept.CUT_OFF: 5}


def test_tells_of_each_record_and_file_that_it_looked_at(pet_records, add):
    seen = []
    add()
    Sweeper(pet_records, workers=1, on_progress=seen.append).run()
    assert sum(seen) == 1 + OBJECTS  # the photo, and its files


@pytest.mark.django_db  # people are counted there
class TestTheCommand:
    def run(self, *options) -> tuple[str, int]:
        out = StringIO()
        try:
            call_command("sweep", "--workers=1", *options, stdout=out)
        except SystemExit as ended:
            return out.getvalue(), ended.code
        return out.getvalue(), 0

    @pytest.fixture
    def cut_off(self, photo_records, pet):
        photo_records.reserve(new_photo(pet))  # long ago

    def test_says_so_where_there_is_nothing(self, aws):
        assert self.run() == ("Nothing to sweep.\n", 0)

    def test_tells_what_it_found_and_that_nothing_was_changed(self, cut_off):
        words, status = self.run()
        assert "Interrupted uploads: 1\n" in words
        assert "Nothing was changed." in words
        assert status == 1

    def test_tells_by_its_exit_status_that_something_was_found_and_all_of_it_is_repaired(self, cut_off):
        words, status = self.run("--apply")
        assert "Interrupted uploads: 1, repaired: 1\n" in words
        assert status == 3
        assert self.run("--apply") == ("Nothing to sweep.\n", 0)

    def test_something_that_is_left_outweighs_what_is_repaired(self, cut_off, add):
        file_storage().delete(add().keys[2])
        words, status = self.run("--apply")
        assert "repaired: 1\n" in words
        assert "Photos whose files are missing, not touched: 1\n" in words
        assert status == 1

    def test_a_store_that_does_not_answer_is_no_good_end(self, cut_off, monkeypatch):
        def unavailable(*_):
            raise StoreUnavailable("S3")

        monkeypatch.setattr(file_storage(), "versions", unavailable)
        words, status = self.run("--apply")
        assert "Times that a store did not answer: " in words
        assert status == 1

    def test_a_store_that_says_no_is_no_good_end_and_is_named(self, photo_records, pet, monkeypatch):
        def refuse(*_):
            raise Refused("AccessDenied")

        photo = new_photo(pet)  # long ago
        photo_records.reserve(photo)
        put(photo)
        monkeypatch.setattr(file_storage(), "remove_versions", refuse)
        said, status = self.run("--apply")
        assert status == 1
        assert "AWS refused (see the log): 2" in said  # its purge, and the tombstone's
        assert photo.id in said

    def test_what_an_admin_asked_for_and_was_done_is_a_good_end_whatever_was_found(self, cut_off):
        sweep_requests.create("somebody", datetime.now(UTC), apply=True)
        words, status = self.run("--requested")
        assert "repaired: 1\n" in words
        assert status == 0

    def test_shows_on_a_terminal_how_much_of_what_was_counted_last_is_looked_at(self, add):
        add()
        call_command("count_records", workers=1, stdout=StringIO())
        with terminal() as written:
            self.run()
        assert re.search(rf"\b0/{1 + OBJECTS} \[.* looked at", written.getvalue())

    def test_only_counts_on_a_terminal_before_the_first_count(self, add):
        add()
        with terminal() as written:
            self.run()
        assert "0 looked at [" in written.getvalue()

    def test_shows_no_progress_where_nobody_looks(self, aws, capsys):
        call_command("count_records", workers=1, stdout=StringIO())
        self.run()
        assert capsys.readouterr().err == ""

    def test_keeps_its_result_for_the_admins(self, cut_off):
        self.run("--apply")
        kept = reports.latest("sweep")
        assert (kept["Applied"], kept["Found"], kept["Mended"]) == (True, {"cut-off": 1}, {"cut-off": 1})

    def test_an_older_result_does_not_replace_a_newer_one(self, aws):
        now = datetime.now(UTC)
        reports.save("sweep", now, {"Applied": True})
        reports.save("sweep", now - HOUR, {"Applied": False})
        assert reports.latest("sweep")["Applied"] is True
