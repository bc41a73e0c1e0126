"""The web server as production runs it: gunicorn with its configuration file, in production settings."""

import http.client
import json
import socket
import sys
import time
from pathlib import Path

from tests import processes
from tests.production import ROOT, environment, python

START_SECONDS = 60
FORM = "application/x-www-form-urlencoded"
_PREPARE = (  # by one process, because starting one takes longer than most of this
    "from django.core.management import call_command;"
    "[call_command(*each) for each in (['migrate'], ['createcachetable'])]"
)
HEADERS = {"Host": "pets.example", "X-Forwarded-Proto": "https"}


class Gunicorn:
    """One running server, with an accounts database of its own."""

    def __init__(self, folder: Path, static_files: Path, **changes: str) -> None:
        self.environment = {
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "DJANGO_STATIC_ROOT": str(static_files),
            "DJANGO_BEHIND_PROXY": "1",
            **changes,
        }
        done = python("manage.py", "shell", "-c", _PREPARE, **self.environment)
        assert done.returncode == 0, done.stderr
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log_file = folder / "log"
        with self.log_file.open("w") as log:
            self.process = processes.start(
                [sys.executable, "-m", "gunicorn", "-c", "infra/gunicorn.conf.py", "--bind", f"127.0.0.1:{self.port}"],
                cwd=ROOT,
                env=environment(**self.environment),
                stdout=log,
                stderr=log,
            )
        try:
            self._wait()
        except BaseException:
            processes.kill(self.process)
            raise

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if "Booting worker" in self.log_file.read_text():
                return
            time.sleep(0.05)
        raise AssertionError(self.log_file.read_text())

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = self.connect()
        connection.request("GET", path, headers=HEADERS | headers)
        response = connection.getresponse()
        return response, response.read()

    @property
    def log(self) -> list[dict]:
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]
