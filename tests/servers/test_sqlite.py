"""SQLite as the settings tune it for one machine: a file, and several processes that write at once."""

import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import processes
from tests.production import ROOT, environment

PROCESSES, ROUNDS = 3, 60
# Reads first and writes then: without a lock from the start, the second to write is refused at once, whatever it waits.
WRITE = f"""
import sys, time, django
django.setup()
from django.db import connection, transaction
{{change}}
print("ready", flush=True)
sys.stdin.readline()
for _ in range({ROUNDS}):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT value FROM number")
        value = cursor.fetchone()[0]
        time.sleep(0.001)
        cursor.execute("UPDATE number SET value = %s", [value + 1])
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.sqlite3"
    with sqlite3.connect(path) as connection:
        # As `migrate` leaves it, which runs alone: SQLite changes to this mode only while nobody else is there.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE number (value INTEGER)")
        connection.execute("INSERT INTO number VALUES (0)")
    connection.close()
    return path


def written_at_once(file: Path, change: str = "") -> list[str]:
    """What the processes had to complain about."""
    command = [sys.executable, "-c", WRITE.format(change=change)]
    options = {"cwd": ROOT, "env": environment(DATABASE_URL=f"sqlite:///{file}"), "text": True}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with ExitStack() as stack:
        started = [stack.enter_context(processes.running(command, **options, **pipes)) for _ in range(PROCESSES)]
        for process in started:
            assert process.stdout.readline() == "ready\n"
        for process in started:
            process.stdin.write("\n")
            process.stdin.flush()
        return [process.communicate(timeout=60)[1] for process in started]


def value(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute("SELECT value FROM number").fetchone()[0])
    finally:
        connection.close()


def test_writers_wait_for_each_other_and_none_is_refused_or_loses_a_write_and_readers_do_not_wait(file):
    assert written_at_once(file) == [""] * PROCESSES
    assert value(file) == PROCESSES * ROUNDS
    writer, reader = sqlite3.connect(file, isolation_level=None), sqlite3.connect(file, timeout=0)
    try:
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE number SET value = -1")
        assert reader.execute("SELECT value FROM number").fetchone() == (PROCESSES * ROUNDS,)
        writer.execute("ROLLBACK")
    finally:
        writer.close()
        reader.close()


def test_without_the_lock_from_the_start_some_would_be_refused(file):
    """What the settings spare people; and that the test above would notice."""
    complaints = written_at_once(file, 'connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"')
    assert any("database is locked" in each for each in complaints)
