"""A running site with its embedded AWS, and a real browser before it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import processes
from tests.journeys import steps
from tests.once import made_once

ROOT = Path(__file__).resolve().parents[2]
AWS_PYTHON = Path(os.environ.get("PETTRACKER_AWS_PYTHON", ROOT / ".local" / "aws-venv" / "bin" / "python"))
BROWSERS = (
    "chromium-headless-shell",  # a browser without its windows, which takes a quarter less of the processor
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
SECONDS_TO_START = 60
PREPARE = (  # by one process, because starting one takes longer than most of this
    "from django.core.management import call_command;"
    "[call_command(*each.split()) for each in "
    "('provision', 'migrate --no-input', 'createcachetable', 'demo')];"
    "from tests.journeys import data;"
    "data.fill()"
)
expect.set_options(timeout=30_000)  # the machine may be busy; what is there sooner is not waited for
KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser_path() -> str:
    # Playwright leaves an event loop running in its process. Other tests follow there, and Django would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    path = find_browser()
    if path is None:
        missing = "No Chromium was found on this machine: the journeys through the running site are not tested."
        if os.environ.get("PETTRACKER_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    return path


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, browser_path):
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": browser_path,
        "args": [*quiet, "--disable-quic", "--no-first-run"],
    }


@dataclass(frozen=True)
class Site:
    url: str
    environment: dict[str, str]
    mail: Path

    def manage(self, *command: str) -> str:
        """Run a command of manage.py against this site's stores."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


@contextmanager
def embedded_aws(state: Path) -> Iterator[str]:
    """The address of an embedded AWS that keeps everything in this folder."""
    launcher = ROOT / "infra" / "local" / "embedded_aws.py"
    command = [AWS_PYTHON, launcher, "--port", "0", "--state", state, "--with-parent"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with processes.running(command, **pipes, text=True, env=os.environ | KEYS) as aws:
        line = aws.stdout.readline()
        assert line.startswith("serving "), line
        yield line.split()[1]


def prepare(folder: Path) -> None:
    """What a site needs, with the demo's data and those of the tests: fifteen seconds of work."""
    with embedded_aws(folder / "aws") as address:
        environment = environment_of(folder, address) | {"DJANGO_DEBUG": "yes"}
        Site("", environment, folder / "log").manage("shell", "-c", PREPARE)


def environment_of(folder: Path, aws_address: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return (
        kept
        | KEYS
        | {
            "AWS_ENDPOINT_URL": aws_address,
            "AWS_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
            "DJANGO_DEBUG": "no",
        }
    )


@pytest.fixture(scope="session")
def site(browser_path, static_files, tmp_path_factory) -> Iterator[Site]:
    """The site as gunicorn serves it, with tables, bucket, accounts and data. (Nothing starts where no browser is.)"""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(made_once(tmp_path_factory, "prepared-site", prepare), folder, dirs_exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with embedded_aws(folder / "aws") as address:
        environment = environment_of(folder, address) | {"DJANGO_STATIC_ROOT": str(static_files)}
        running = Site(f"http://localhost:{port}", environment, folder / "log")
        gunicorn = [sys.executable, "-m", "gunicorn", "pettracker_site.wsgi", "--threads", "8"]
        command = [*gunicorn, "--bind", f"127.0.0.1:{port}"]
        unbuffered = environment | {"PYTHONUNBUFFERED": "1"}
        with (
            running.mail.open("w") as log,
            processes.running(command, cwd=ROOT, env=unbuffered, stdout=log, stderr=subprocess.STDOUT) as server,
        ):
            wait_until_it_answers(running.url, server)
            yield running


def wait_until_it_answers(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the site did not start")


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    return site.url


@pytest.fixture(scope="session")
def admins_state(browser, base_url) -> Any:
    """What a browser keeps when the admin has logged in."""
    context = browser.new_context(base_url=base_url)
    steps.log_in(context.new_page(), *steps.ADMIN)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def admin(browser, base_url, admins_state) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, storage_state=admins_state)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def _kept_context(browser, base_url) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=base_url)
    yield context
    context.close()


@pytest.fixture
def kept_context(_kept_context) -> Iterator[BrowserContext]:
    """One browser for the tests of a module, without cookies: it has the site's scripts, styles and fonts already."""
    _kept_context.clear_cookies()
    yield _kept_context
    for page in _kept_context.pages:
        page.close()


@pytest.fixture
def owners_page(browser, base_url) -> Iterator[Page]:
    """A new owner, in a browser of their own."""
    context = browser.new_context(base_url=base_url)
    yield context.new_page()
    context.close()
