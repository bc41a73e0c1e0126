"""The admin's first page and the page Integrity: what jobs found last, and a sweep on request."""

import re
from contextlib import suppress
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.template.defaultfilters import filesizeformat
from django.utils.html import strip_tags

from pets.children import sweep_requests
from pets.children.sweeping import Sweeper
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.files.storage import StoredBytes, file_storage
from pettracker_site.management import demo_life, reports
from pettracker_site.management.commands import demo
from pettracker_site.web import health
from photos.maintenance.purging import purger
from tests.store.makers import new_photo

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(autouse=True)
def _two_shards(pet_records, photo_records, monkeypatch):
    """Each costs moto some time."""
    monkeypatch.setattr(pet_records, "shards", 2)
    monkeypatch.setattr(photo_records, "shards", 2)


def count():
    call_command("count_records", workers=1, stdout=StringIO())


def sweep(*arguments):
    out = StringIO()
    call_command("sweep", *arguments, "--workers=1", stdout=out)
    return out.getvalue()


# --- The first page ----------------------------------------------------------------------------------------------


def test_before_the_first_count_the_page_says_how_to_get_one(as_viewer):
    text = as_viewer.get("/admin/").text
    assert "manage.py count_records" in text
    assert "no sweep yet" in text


def test_what_was_counted_is_shown_with_the_time_of_the_count(as_admin, owner, pet, add_pet, add_photo, pet_records):
    add_photo(pet)
    pet_records.delete(add_pet("Gone"), times.now())
    count()
    text = as_admin.get("/admin/").text
    assert '<a href="/admin/pets/">1</a>' in text
    assert '<a href="/admin/photos/">1</a>' in text
    assert "1 in the trash" in text
    assert "Counted on" in text
    assert f'<a href="/admin/pettracker_site/user/{owner.pk}/change/">{owner.email}</a>' in text
    assert '<a href="/admin/pets/?kind=dog">' in text


def tile(text, title) -> list[str]:
    """The number of a tile, and what is said below it."""
    found = re.findall(r"<dd.*?</dd>", text.split(f"<dt>{title}</dt>")[1].split("</div>")[0], re.S)
    return [unescape(strip_tags(each.replace("<br>", " "))) for each in found]


def test_what_is_stored_is_a_tile(as_viewer, pet, add_photo, photo_records):
    shown, trashed = add_photo(pet, 1), add_photo(pet, 2)
    photo_records.delete(trashed, times.now())
    count()
    sizes = [filesizeformat(length) for length in (shown.length + trashed.length, trashed.length)]
    assert tile(as_viewer.get("/admin/").text, "Storage") == [sizes[0], f"originals, {sizes[1]} in the trash"]


def test_what_is_unfinished_is_a_tile(as_viewer, pet, add_photo, photo_records):
    purger().begin(add_photo(pet))
    photo_records.reserve(new_photo(pet))
    count()
    words = "uploads in progress; 1 being deleted"
    assert tile(as_viewer.get("/admin/").text, "Unfinished") == ["1", words]


def test_what_is_orphaned_is_a_tile(as_viewer, pet, add_photo, photo_records, monkeypatch):
    monkeypatch.setattr("photos.maintenance.sweeping.STRAY_AGE", -timedelta(hours=1))  # a file is not left a day first
    lost = add_photo(pet, 1)
    photo_records.table.delete(lost.id, Attr("PhotoId").exists()).run()
    file_storage().delete_all([add_photo(pet, 2).original_key])
    with pytest.raises(SystemExit):
        sweep()
    number, words = tile(as_viewer.get("/admin/").text, "Orphaned files")
    assert number == str(1 + len(lost.sizes))
    assert words.startswith("1 photos without their files, 0 interrupted uploads by the sweep of")


def test_the_demo_is_counted_already(as_admin, settings, tmp_path, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(demo, "PICTURES", tmp_path)  # none, since each costs some time
    monkeypatch.setattr(demo_life, "PAPERS_OF_BISCUIT", ())
    call_command("demo", stdout=StringIO())
    assert '<a href="/admin/pets/">6</a>' in as_admin.get("/admin/").text


def test_nothing_is_counted_in_a_request(as_viewer, pet, add_photo, aws_calls):
    add_photo(pet)
    count()
    aws_calls.clear()
    as_viewer.get("/admin/")
    # The results by one call; by the others, whether tables and bucket answer.
    assert aws_calls == {"BatchGetItem": 2, "GetItem": 1, "PutObject": 1}


@pytest.mark.usefixtures("still_clock")
def test_refused_uploads_are_told_by_reason(as_viewer, owner):
    audit_log().count("person", owner.key, "upload-refused", "too_large", 3)
    count()
    text = as_viewer.get("/admin/").text
    assert text.split("Too large")[1].startswith('</th><td class="number">3</td>')


def test_a_person_who_is_gone_is_no_name_among_the_largest(as_admin, owner, pet, add_photo):
    add_photo(pet)
    count()
    owner.delete()
    assert "a deleted person" in as_admin.get("/admin/").text


def test_who_may_not_see_the_numbers_costs_and_sees_none(as_clerk, aws_calls):
    text = as_clerk.get("/admin/").text
    assert "The whole site" not in text
    assert not aws_calls


def test_a_silent_store_is_told_and_the_page_comes_all_the_same(as_viewer, monkeypatch):
    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(reports, "latest_of", down)
    monkeypatch.setattr(health, "check_tables", down)
    response = as_viewer.get("/admin/")
    assert response.status_code == 200
    assert "The statistics are not available just now" in response.text
    assert "the tables do not answer" in response.text
    assert "/admin/pets/" in response.text


def test_what_the_last_drift_check_found_stands_beside_the_health(as_viewer):
    reports.save("check_drift", times.now(), {"Checks": 9, "Gaps": ["PetTracker-Pets: no backups"], "Unseen": 0})
    assert "1 AWS setting differs" in as_viewer.get("/admin/").text


def test_what_the_last_drift_check_could_not_see_is_not_told_as_in_order(as_viewer):
    reports.save("check_drift", times.now(), {"Checks": 9, "Gaps": [], "Unseen": 2})
    page = as_viewer.get("/admin/").text
    assert "2 AWS settings could not be checked" in page
    assert "AWS settings match the template" not in page


def test_the_drift_check_keeps_its_result_for_the_admins(aws):
    with suppress(CommandError):  # moto keeps less than all promises
        call_command("check_drift", stdout=StringIO())
    assert reports.latest("check_drift")["Checks"] > 10


# --- Integrity ---------------------------------------------------------------------------------------------------


@pytest.fixture
def stray(aws):
    file_storage().save("photos/a/b.jpg", StoredBytes(b"bytes", "image/jpeg"))  # of a form that was never made here


def test_what_was_found_last_is_shown(as_viewer, stray):
    with pytest.raises(SystemExit):
        sweep()
    with pytest.raises(SystemExit):
        call_command("check_integrity", stdout=StringIO())
    text = as_viewer.get("/admin/integrity/").text
    assert "only checked" in text
    assert "Files with unknown names" in text
    assert "Orphaned files, without a photo: photos/a/b.jpg" in text


def test_before_the_first_sweep_and_comparison_the_page_says_so(as_viewer, aws_calls):
    text = as_viewer.get("/admin/integrity/").text
    assert "There was no sweep yet." in text
    assert "There was none yet." in text
    assert aws_calls == {"BatchGetItem": 1, "GetItem": 1}


def test_photos_that_miss_files_are_linked(as_viewer, pet, add_photo):
    photo = add_photo(pet)
    file_storage().delete_all([photo.original_key])
    with pytest.raises(SystemExit):
        sweep()
    assert f'<a href="/admin/photos/{photo.id}/">photo {photo.id}</a>' in as_viewer.get("/admin/integrity/").text


def test_pets_and_people_that_differ_are_linked_in_words(as_viewer, owner, pet, add_photo, pet_records, photo_records):
    add_photo(pet)
    pet_records.table.update(pet.id, Update({"PhotoCount": 7}), Attr("PetId").exists()).run()
    with pytest.raises(SystemExit):
        call_command("check_integrity", stdout=StringIO())
    text = as_viewer.get("/admin/integrity/").text
    assert f'Pets with a wrong number of photos: <a href="/admin/pets/{pet.id}/">pet {pet.id}</a>' in text


def test_a_look_is_asked_for_by_the_page_and_done_by_the_sweeper(as_keeper, keeper, stray):
    as_keeper.post("/admin/integrity/look/")
    assert "waiting to start" in as_keeper.get("/admin/integrity/").text
    assert "not touched: 1" in sweep("--requested").replace(", not touched", " not touched")
    text = as_keeper.get("/admin/integrity/").text
    assert "The last requested sweep finished" in text
    assert keeper.email in text
    assert reports.latest("sweep")["Applied"] is False
    (entry,) = audit_log().of_record("sweep").items
    assert (entry.action, entry.actor_id, entry.as_admin) == ("sweep-look-asked", keeper.key, True)


def test_a_repair_is_confirmed_first(as_keeper, aws):
    assert "Yes, I’m sure" in as_keeper.get("/admin/integrity/mend/").text
    assert sweep_requests.current() is None
    as_keeper.post("/admin/integrity/mend/")
    sweep("--requested")
    assert reports.latest("sweep")["Applied"] is True


def test_where_nobody_asked_nothing_is_done(aws):
    assert sweep("--requested") == ""
    assert reports.latest("sweep") is None


def test_a_request_is_done_once(as_keeper, aws):
    as_keeper.post("/admin/integrity/look/")
    assert sweep("--requested")
    assert sweep("--requested") == ""


def test_there_is_one_request_at_a_time(as_keeper, aws):
    as_keeper.post("/admin/integrity/look/")
    response = as_keeper.post("/admin/integrity/mend/", follow=True)
    assert "A sweep is already running." in response.text
    assert sweep_requests.current().apply is False
    assert len(audit_log().of_record("sweep").items) == 1


def test_progress_is_seen_while_it_runs(as_viewer, aws):
    sweep_requests.create("somebody", times.now(), apply=False)
    asked = sweep_requests.claim(times.now())
    sweep_requests.report_progress(asked, times.now(), seen=1234)
    assert "Running: 1234 records and files checked" in as_viewer.get("/admin/integrity/").text


@pytest.mark.usefixtures("still_clock")
@pytest.mark.parametrize(
    ("silent", "is_cut_off"), [(sweep_requests.STALE, False), (sweep_requests.STALE + timedelta(seconds=1), True)]
)
def test_one_that_is_not_heard_of_for_a_while_is_told_as_cut_off(as_viewer, aws, silent, is_cut_off):
    heard = times.now() - silent
    sweep_requests.create("somebody", heard, apply=False)
    waiting = as_viewer.get("/admin/integrity/").text
    assert "waiting to start" in waiting  # not begun, so not cut off either
    sweep_requests.claim(heard)
    page = as_viewer.get("/admin/integrity/").text
    assert ("Interrupted: no sign of life since" in page) == is_cut_off
    assert ("Running" in page) != is_cut_off
    sweep_requests.report_progress(sweep_requests.current(), heard, seen=9, state=sweep_requests.DONE)
    assert "finished on" in as_viewer.get("/admin/integrity/").text


def test_one_that_was_cut_off_begins_anew_and_one_that_runs_is_left_to_itself(as_viewer, aws):
    began = times.now()
    sweep_requests.create("somebody", began, apply=False)
    assert sweep_requests.claim(began)
    assert sweep_requests.claim(began + sweep_requests.STALE / 2) is None
    assert sweep_requests.claim(began + sweep_requests.STALE + timedelta(seconds=1)).state == "running"


def test_two_sweepers_do_not_take_the_same_request(aws, monkeypatch):
    sweep_requests.create("somebody", times.now(), apply=False)
    seen = sweep_requests.current()
    assert sweep_requests.claim(times.now())
    monkeypatch.setattr(sweep_requests, "current", lambda: seen)  # as the slower one had read it
    assert sweep_requests.claim(times.now() + timedelta(seconds=1)) is None


def test_one_that_fails_says_so_and_another_may_be_asked_for(as_keeper, aws, monkeypatch):
    as_keeper.post("/admin/integrity/look/")
    with monkeypatch.context() as broken:
        broken.setattr(Sweeper, "run", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sweep("--requested")
    assert "failed on" in as_keeper.get("/admin/integrity/").text
    as_keeper.post("/admin/integrity/look/")
    assert sweep_requests.current().state == "waiting"


def test_every_kind_and_problem_has_its_words():
    from pets.children import integrity, sweeping
    from pettracker_site.backoffice.overview.labels import REFUSED
    from photos.imaging.sniffing import Reason
    from photos.maintenance.integrity import Problem
    from photos.maintenance.sweeping import Swept

    assert set(Swept) <= set(sweeping.findings())
    assert set(Problem) <= set(integrity.findings())
    assert set(Reason) <= set(REFUSED)


@pytest.mark.parametrize(
    ("ago", "failed", "sent", "words"),
    [
        (5, 0, "7 mails sent", "<dd>good</dd>"),
        (5, 2, "7 mails sent", "<dd>2 failed</dd>"),
        (90, 0, "1 mail sent", "<dd>silent</dd>"),
    ],
)
def test_whether_reminders_go_and_whether_they_fell_silent(as_viewer, ago, failed, sent, words):
    began = times.now() - timedelta(minutes=ago)
    reports.save("send_reminders", began, {"Sent": int(sent[0]), "Quiet": 1, "Failed": failed, "CutOff": False})
    tile = as_viewer.get("/admin/").text.partition("<dt>Reminders</dt>")[2].partition("</div>")[0]
    assert words in tile
    assert sent in tile
