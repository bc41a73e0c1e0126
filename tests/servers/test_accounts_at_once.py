"""The same account form by several browsers at the same moment, on SQLite as production tunes it and on PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.production import ROOT
from tests.servers.postgresql import Server

ONE_EFFECT = {
    "sign up": [["/accounts/confirm-email/"], 1, 1],
    "confirm": [["/accounts/login/"], 1],
    "reset": [["/accounts/password/reset/key/done/"], True],
    "move": [["/accounts/email/"], [["other@example.com"]], 2],
    "confirm the move": [["/"], ["other@example.com"]],
    "activate": [["/accounts/2fa/recovery-codes/"], 2],
    "codes": [["/accounts/2fa/recovery-codes/"], 1],
    "deactivate": 0,
}


def sent_at_once(database: str, *arguments: str) -> dict[str, Any]:
    named = {"DJANGO_SETTINGS_MODULE": "pettracker_site.settings.tests", "PETTRACKER_TEST_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "-m", "tests.servers.sent_at_once", *arguments],
        cwd=ROOT,
        env=os.environ | named,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_on_sqlite_each_has_one_effect_and_a_lock_that_another_holds_is_told_in_words(tmp_path: Path) -> None:
    told = sent_at_once(f"sqlite:///{tmp_path / 'accounts.sqlite3'}", "--locked")
    assert told["forms"] == ONE_EFFECT
    assert told["locked"] == {
        "login": 503,
        "sign up": 503,
        "preferences": 503,
        "a page": 200,
        "login after that": 302,
    }


def test_on_postgresql_each_has_one_effect(postgresql: Server) -> None:
    assert sent_at_once(postgresql.create("at_once"))["forms"] == ONE_EFFECT
