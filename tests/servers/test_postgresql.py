"""Accounts on a real PostgreSQL: what the site does with SQLite it does there as well."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.site import START_SECONDS, Site
from tests.local.conftest import AWS_PYTHON, EmbeddedAws
from tests.production import ROOT, python
from tests.servers.postgresql import Server
from tests.servers.relay import Relay

RECOVERY_SECONDS = 10
BALANCER_SECONDS = 5  # as AWS's waits for an answer, unless told otherwise
# What comes at the same moment, stays a while or goes, and text that is none for PostgreSQL.
OF_THE_DATABASE = (
    "tests/site/test_recent_changes.py::test_changes_made_at_once_are_all_told_though_none_of_them_saw_another",
    "tests/site/test_recent_changes.py::test_no_more_than_50_are_told_and_those_are_the_newest",
    "tests/site/test_reminders.py::TestTrouble::test_two_runs_at_once_send_each_mail_once",
    "tests/site/test_reminders.py::TestTrouble::test_who_was_tried_in_vain_is_last_so_that_nobody_waits_for_them_for_ever",
    "tests/site/test_reminders.py::TestTrouble::test_they_are_taken_by_pages",
    "tests/site/test_sent_twice.py::TestSigningUp",
    "tests/site/test_sent_twice.py::TestASecondFactor",
    "tests/site/test_sessions.py::test_a_cookie_that_is_no_session_id_is_never_looked_up",
    "tests/site/test_sessions.py::test_logging_in_again_begins_a_new_life",
)
OF_PEOPLE = (
    "tests/site/test_recent_changes.py",
    "tests/site/test_sessions.py",
    "tests/site/test_sent_twice.py",
    "tests/site/test_accounts.py",
    "tests/site/test_rate_limits.py",
    "tests/site/test_second_factor.py",
    "tests/site/test_reminders.py",
    "tests/site/test_reminder_pages.py",
    "tests/admin/test_people.py",
)


SET_UP = """
import django
django.setup()
from django.core.management import call_command
for command in ("migrate --no-input", "createcachetable"):
    call_command(*command.split())
"""


@pytest.fixture(scope="module")
def database(postgresql: Server) -> str:
    """The URL of a database that is set up as docs/operations.md says."""
    url = postgresql.create("pettracker")
    done = python("-c", SET_UP, DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    return url


def test_the_tests_of_accounts_pass_there(postgresql):
    """What locks or meets another's row: sessions, forms sent twice, recent changes, who is reminded by whom.

    PETTRACKER_SOAK=1 (`make soak`): sign-up, login, reset, throttles, second factor, preferences and people, and all
    of changes and reminders, too.
    Who may do what to pets and photos is no question to a database.
    """
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--reuse-db",
            *OF_THE_DATABASE,
            *(OF_PEOPLE if os.environ.get("PETTRACKER_SOAK") else ()),
        ],
        cwd=ROOT,
        env=os.environ | {"PETTRACKER_TEST_DATABASE_URL": postgresql.create("accounts")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    migrated = postgresql.run("psql", postgresql.url("test_accounts"), "-Atc", "SELECT count(*) FROM django_migrations")
    assert int(migrated) > 0  # it was this database, not the one in memory


# The hasher of production takes a third of a second for each word, and is the same for every database.
PREAMBLE = """
import django
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()
from django.test import Client
from pettracker_site.models import User
from allauth.account.models import EmailAddress
from urllib.parse import urlencode

def log_in(client, password):
    typed = urlencode({"login": "robin@example.com", "password": password})
    return client.post("/accounts/login/", typed, content_type="application/x-www-form-urlencoded", secure=True)
"""
SIGN_UP = """
user = User.objects.create_user("robin@example.com", "a-long-enough-word", is_staff=True, is_superuser=True)
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
client = Client()
answer = log_in(client, "a-long-enough-word")
assert answer.status_code == 302, answer.content
print(client.cookies["sessionid"].value)
"""
ADD_PEOPLE = """
for email in ("ada@example.com", "ben@example.com"):
    print(User.objects.create_user(email, "a-long-enough-word").pk, email, sep="|")
"""
COME_BACK = """
client = Client()
client.cookies["sessionid"] = {session!r}
print(client.get("/preferences/", secure=True).status_code)
print("robin@example.com" in client.get("/admin/pettracker_site/user/", secure=True).text)
"""
COUNT = """
import time
began = time.monotonic()
try:
    User.objects.count()
finally:
    print(time.monotonic() - began)
"""
FAIL = """
for _ in range({times}):
    answer = log_in(Client(), "wrong")
print(answer.status_code, answer.get("Retry-After"))
"""


def in_a_process(code: str, database: str, static_files: Path) -> list[str]:
    named = {"DATABASE_URL": database, "DJANGO_STATIC_ROOT": str(static_files), "DJANGO_ALLOWED_HOSTS": "testserver"}
    done = python("-c", PREAMBLE + code, **named, PETTRACKER_STAFF_NEED_TWO_FACTOR="no")
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_two_processes_know_who_logged_in_show_people_and_count_failed_logins_together(database, static_files):
    session, *failed = in_a_process(SIGN_UP + FAIL.format(times=5), database, static_files)
    assert failed == ["200", "None"]
    came_back = in_a_process(COME_BACK.format(session=session) + FAIL.format(times=1), database, static_files)
    assert came_back == ["200", "True", "429", "300"]


def test_a_dump_brings_back_all_people_with_their_ids_into_an_empty_database_and_no_migration_is_left_to_do(
    postgresql, database
):
    done = python("-c", PREAMBLE + ADD_PEOPLE, DATABASE_URL=database)
    assert done.returncode == 0, done.stderr
    dump, restored = postgresql.folder / "accounts.dump", postgresql.create("restored")
    postgresql.run("pg_dump", "--format=custom", f"--file={dump}", database)
    postgresql.run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={restored}", dump)
    people = "SELECT id, email FROM pettracker_site_user ORDER BY id"
    there = postgresql.run("psql", restored, "-Atc", people)
    assert set(done.stdout.split()) <= set(there.split())
    assert there == postgresql.run("psql", database, "-Atc", people)
    assert python("manage.py", "migrate", "--check", DATABASE_URL=restored).returncode == 0


def test_a_database_that_does_not_answer_is_given_up_within_seconds():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgres://pets:word@127.0.0.1:{silent.getsockname()[1]}/pets"
        done = python("-c", PREAMBLE + COUNT, DATABASE_URL=url)
    assert "connection timeout expired" in done.stderr
    assert float(done.stdout) < 15


def test_a_process_whose_database_falls_silent_after_connecting_is_not_ready_until_it_speaks_again(
    postgresql, tmp_path
):
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    aws = EmbeddedAws(tmp_path / "aws")
    try:
        with Relay(postgresql.port).serving() as relay:
            url = postgresql.create("silent").replace(f":{postgresql.port}/", f":{relay.port}/")
            site = Site(tmp_path, aws.endpoint, settings={"DATABASE_URL": url})
            site.prepare()
            with site.running():
                assert readiness(site, until=200) < RECOVERY_SECONDS
                relay.speaks.clear()
                assert readiness(site, until=503) < RECOVERY_SECONDS
                assert relay.held
                relay.speaks.set()
                assert readiness(site, until=200) < RECOVERY_SECONDS
    finally:
        aws.kill()


def test_a_server_whose_machine_is_gone_is_given_up_within_seconds_unless_the_url_says_otherwise(database):
    """As the driver understood it: to lose packets takes more rights than a test has."""
    names = ("tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count")
    code = f"connection.ensure_connection(); print(*map(connection.connection.info.get_parameters().get, {names}))"
    for url, told in ((database, "10000 5 2 3"), (f"{database}?tcp_user_timeout=60000", "60000 5 2 3")):
        done = python(
            "-c", f"import django; django.setup(); from django.db import connection; {code}", DATABASE_URL=url
        )
        assert done.stdout.strip() == told, done.stderr


def readiness(site: Site, *, until: int) -> float:
    """In how many seconds `/readyz` says so; each time it is asked, it answers before a load balancer gives up."""
    began = time.monotonic()
    while (answer := site.visitor().get("/readyz")).status != until:
        assert answer.seconds < BALANCER_SECONDS
        assert time.monotonic() - began < START_SECONDS
        time.sleep(0.2)
    assert answer.seconds < BALANCER_SECONDS
    return time.monotonic() - began
