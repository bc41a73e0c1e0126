"""The embedded AWS as a process of its own, as `make run` starts it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import boto3
import pytest
from botocore.config import Config
from django.conf import settings as project

from pettracker_site.aws import clients
from pettracker_site.aws.stack import deploy, parameters
from tests import processes
from tests.aws import reset

ROOT = Path(__file__).resolve().parents[2]
AWS_PYTHON = Path(os.environ.get("PETTRACKER_AWS_PYTHON", ROOT / ".local" / "aws-venv" / "bin" / "python"))
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


class EmbeddedAws:
    """One instance on any free port, with the folder it keeps everything in."""

    def __init__(self, state: Path) -> None:
        self.state = state
        log = state.with_name(f"{state.name}.log")
        with log.open("a") as errors:  # no pipe, which nobody would empty
            self.process = launched("--port", "0", "--state", state, "--with-parent", errors=errors)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("serving "), log.read_text()
        self.endpoint = line.split()[1]
        self.port = int(self.endpoint.rpartition(":")[2])

    def client(self, service: str, pair: tuple[str, str] = ("local", "local")) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="eu-central-1",
            aws_access_key_id=pair[0],
            aws_secret_access_key=pair[1],
            config=Config(retries={"total_max_attempts": 1}),
        )

    def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; gives the exit status (negative: the signal that killed it)."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)

    def kill(self) -> None:
        processes.kill(self.process)


def launched(*arguments: str | Path, errors: int | IO[str] = subprocess.PIPE) -> subprocess.Popen[str]:
    return processes.start(
        [AWS_PYTHON, ROOT / "infra" / "local" / "embedded_aws.py", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env=os.environ | KEYS,
    )


# Stands in for manage.py and for gunicorn, so that a run takes a second: it notes what it was called with.
STAND_IN = """
import contextlib, http.server, json, os, sys
with open("calls.jsonl", "a") as calls:
    calls.write(json.dumps([sys.argv[1:], dict(os.environ)]) + "\\n")
if sys.argv[1] == os.environ.get("FAILING"):
    sys.exit("no room left")
if sys.argv[1] == "demo":
    print("  Rex\\n\\nDemo logins:\\n  robin")
if sys.argv[1] in ("runserver", "-c"):
    port = int(sys.argv[-1].rpartition(":")[2])
    with contextlib.suppress(KeyboardInterrupt):
        http.server.HTTPServer(("127.0.0.1", port), http.server.BaseHTTPRequestHandler).serve_forever()
"""


class Run:
    """`make run` with a manage.py that stands in for PetTracker's own; Ctrl-C as soon as it is ready.

    `before` are the words of a command that runs it.
    """

    def __init__(self, root: Path, *arguments: str, before: Sequence[str] = (), **environment: str) -> None:
        (root / "infra").mkdir(parents=True)
        shutil.copytree(ROOT / "infra" / "local", root / "infra" / "local")
        (root / ".local").mkdir(exist_ok=True)
        (root / ".local" / "aws-venv").symlink_to(AWS_PYTHON.parents[1])
        for name in ("manage.py", "gunicorn.py"):
            (root / name).write_text(STAND_IN)
        self.port = free_port()
        with processes.running(
            [*before, sys.executable, root / "infra" / "local" / "run.py", str(self.port), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | environment,
        ) as process:
            self.words = ""
            for line in process.stdout:
                self.words += line
                if line == "  robin\n":  # the last line of the banner
                    self.words_when_ready = self.words
                    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all of them
            self.status = process.wait(timeout=20)
        calls = [json.loads(line) for line in (root / "calls.jsonl").read_text().splitlines()]
        self.commands = [" ".join(arguments) for arguments, _ in calls]
        self.environment: dict[str, str] = calls[-1][1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="session", autouse=True)
def _needs_the_embedded_aws() -> None:
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], EmbeddedAws]]:
    """Starts instances one after the other on the same folder; none outlives the test."""
    started: list[EmbeddedAws] = []

    def start_one() -> EmbeddedAws:
        started.append(EmbeddedAws(tmp_path / "aws"))
        return started[-1]

    yield start_one
    for each in started:
        each.kill()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedAws]:
    """One instance, shared by the tests that leave it running."""
    one = EmbeddedAws(tmp_path_factory.mktemp("aws"))
    yield one
    one.kill()


@pytest.fixture(scope="module")
def album(running: EmbeddedAws) -> Iterator[None]:
    """PetTracker's tables and bucket there, and the process's own clients speak to them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": running.endpoint}.items():
            patch.setitem(os.environ, name, value)
        patch.setattr(project, "S3_ADDRESSING_STYLE", "path")
        reset()
        template = project.STORAGE_TEMPLATE.read_text()
        deploy(clients.cloudformation(), clients.dynamodb(), project.STORAGE_STACK, template, parameters())
        yield
    reset()
