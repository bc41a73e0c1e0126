"""A disk that is full: a page in words, what was typed is kept, nothing half-written stays."""

import errno
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.core.files import uploadedfile
from django.db import OperationalError
from django.test import Client

from pets import views
from pettracker_site.web import full_disk
from tests.pictures import jpeg
from tests.site.forms import file, pet_form

LARGE = 2_700_000  # bytes; from 2.5 MB on a file is written to TMPDIR


def database_is_full() -> OperationalError:
    error = OperationalError("database or disk is full")
    error.__cause__ = sqlite3.OperationalError("database or disk is full")
    return error


@pytest.fixture
def full(monkeypatch):
    """Temporary files of uploads are on a device on which every write ends with ENOSPC."""

    def on_a_full_device(**_):
        return Path("/dev/full").open("wb", buffering=0)

    monkeypatch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", on_a_full_device)


def large_picture():
    return file("a.jpg", jpeg(64, 48).getvalue() + bytes(LARGE))


@pytest.mark.parametrize("checks_csrf", [False, True])
def test_an_upload_is_told_in_words_and_leaves_nothing(full, owner, pet, photo_records, checks_csrf):
    client = Client(enforce_csrf_checks=checks_csrf)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(f"/pets/{pet.id}/photos/add/", {"photos": large_picture()})
    assert response.status_code == 507
    assert "disk is full" in response.text
    assert int(response["Retry-After"]) > 0
    assert photo_records.list_for_pet(pet.id).items == ()


def test_the_queue_of_uploads_is_told_in_json(full, as_owner, pet):
    headers = {"Accept": "application/json"}
    response = as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": large_picture()}, headers=headers)
    assert response.status_code == 507
    [told] = response.json()["files"]
    assert "disk is full" in told["words"]


def test_a_form_that_meets_a_full_database_comes_back_with_what_was_typed(aws, as_owner, monkeypatch):
    def full(*_, **__):
        raise database_is_full()

    monkeypatch.setattr(views.Pet, "new", full)
    response = as_owner.post("/pets/add/", pet_form(notes="much typed text"))
    assert response.status_code == 507
    assert "much typed text" in response.text


def test_a_session_that_cannot_be_saved_is_told_in_words_too(owner, monkeypatch):
    """Raised by a middleware, outside of every view."""
    from django.contrib.sessions.backends.db import SessionStore

    def full(*_, **__):
        raise database_is_full()

    client = Client(raise_request_exception=False)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr(SessionStore, "save", full)
    monkeypatch.setattr(SessionStore, "modified", True, raising=False)
    response = client.get("/preferences/")
    assert response.status_code == 507
    assert "disk is full" in response.text


def test_a_line_in_the_log_says_what_to_do(full, as_owner, pet, caplog):
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": large_picture()})
    [line] = [each for each in caplog.records if each.getMessage() == "disk is full"]
    assert line.levelname == "ERROR"
    assert "Make room" in line.advice


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_a_full_quota_and_a_disk_to_be_read_only_are_one(number):
    assert full_disk.is_full(OSError(number, "test"))


def test_no_folder_for_temporary_files_is_a_full_disk(monkeypatch):
    """What a process meets whose first temporary file comes when the disk is full already."""
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    with pytest.raises(FileNotFoundError) as raised:
        tempfile.mkstemp()
    assert full_disk.is_full(raised.value)


def test_a_real_database_that_may_not_grow_says_so():
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as raised:
        database.execute("CREATE TABLE t AS SELECT zeroblob(100000)")
    assert full_disk.is_full(raised.value)


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "x"), FileNotFoundError("x"), OperationalError("locked"), KeyError()]
)
def test_other_trouble_is_not_called_a_full_disk(error):
    assert not full_disk.is_full(error)
