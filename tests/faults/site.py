"""PetTracker as real processes, gunicorn as configured behind the fault proxy, and a browser's part of the talk."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests import processes
from tests.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
EMAIL, KEEPER_EMAIL = "robin@example.com", "kim@example.com"
_PREPARE = (  # by one process, because starting one takes longer than all of this
    "from django.core.management import call_command;"
    "[call_command(*each) for each in (['provision'], ['migrate', '--no-input'], ['createcachetable'])];"
    "from tests.people import make_person;"
    "from pets.domain import Pet;"
    "from pets.profile import Kind, Profile;"
    "from pets.repository import pets;"
    "from pettracker_site.aws import times;"
    f"robin = make_person('{EMAIL}', name='Robin');"
    f"make_person('{KEEPER_EMAIL}', name='Kim', is_staff=True, is_superuser=True);"
    "print(pets().add(Pet.new(robin.key, 'nonce', Profile('Rex', Kind('dog')), times.now())).id)"
)


@dataclass
class Answer:
    status: int
    text: str
    seconds: float
    url: str
    headers: dict[str, str]


@dataclass
class Site:
    """One gunicorn on any free port, with its own database of accounts; `pet_id` is Robin's pet."""

    folder: Path
    aws_url: str
    threads: int = 8
    settings: dict[str, str] = field(default_factory=dict)
    pet_id: str = ""
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return inherited | {
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_REGION": "eu-central-1",
            "NO_PROXY": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": f"sqlite:///{self.folder / 'accounts.sqlite3'}",
            "WEB_CONCURRENCY": "1",
            "WEB_THREADS": str(self.threads),
            **self.settings,
        }

    def prepare(self) -> None:
        """Tables and bucket, accounts, Robin and Rex."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-c", _PREPARE],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.pet_id = done.stdout.split()[-1]

    @contextmanager
    def running(self) -> Iterator["Site"]:
        """Ends by SIGTERM, as an operator ends it; the process group goes with it if that is not enough."""
        log = (self.folder / "gunicorn.log").open("ab")
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.port = server.getsockname()[1]
            command = [sys.executable, "-m", "gunicorn", "-c", "infra/gunicorn.conf.py"]
            self.process = processes.start(
                [*command, "--bind", f"fd://{server.fileno()}"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                pass_fds=[server.fileno()],
            )
        try:
            self._wait_until_it_answers()
            yield self
        finally:
            processes.stop(self.process)
            log.close()

    @property
    def log(self) -> str:
        return (self.folder / "gunicorn.log").read_text()

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log
            with suppress(OSError):
                if self.visitor().get("/healthz").status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(self.log)

    def visitor(self) -> "Browser":
        return Browser(f"http://127.0.0.1:{self.port}")

    def robin(self) -> "Browser":
        return self._logged_in(EMAIL)

    def keeper(self) -> "Browser":
        """Kim, who looks after everybody's records."""
        return self._logged_in(KEEPER_EMAIL)

    def _logged_in(self, email: str) -> "Browser":
        browser = self.visitor()
        answer = browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status == 200, answer.text
        return browser


class Browser:
    """Keeps cookies, sends forms with their token, follows redirects unless it `stays`, and measures."""

    stays = False

    def __init__(self, origin: str, *, timeout: float = 60) -> None:
        self.origin, self.timeout = origin, timeout
        self.jar = CookieJar()
        self._tokens: dict[bool, str] = {}
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar), _Redirects(self))
        self._opener = urllib.request.build_opener(*handlers)

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.origin + path))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        data = urlencode({"csrfmiddlewaretoken": self.token(), **fields}).encode()
        return self._ask(urllib.request.Request(self.origin + path, data))

    def upload(self, pet_id: str, *pictures: bytes) -> Answer:
        content_type, body = multipart(self.token(), *pictures)
        address = f"{self.origin}/pets/{pet_id}/photos/add/"
        return self._ask(urllib.request.Request(address, body, {"Content-Type": content_type}))

    def begin_upload(self, pet_id: str, *pictures: bytes) -> tuple[HTTPConnection, bytes]:
        """A connection whose request head is sent, and the body that is still to be sent."""
        content_type, body = multipart(self.token(), *pictures)
        connection = HTTPConnection(urlsplit(self.origin).netloc, timeout=self.timeout)
        connection.putrequest("POST", f"/pets/{pet_id}/photos/add/")
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.jar)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), "Cookie": cookies}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection, body

    def token(self) -> str:
        """The token of forms, which is another after logging in."""
        is_logged_in = any(each.name == "sessionid" for each in self.jar)
        if is_logged_in not in self._tokens:
            page = self.get("/preferences/" if is_logged_in else "/accounts/login/").text
            self._tokens[is_logged_in] = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        return self._tokens[is_logged_in]

    def _ask(self, request: urllib.request.Request) -> Answer:
        began = time.monotonic()
        try:
            response = self._opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            text = response.read().decode()
        return Answer(response.status, text, time.monotonic() - began, response.url, dict(response.headers))


class _Redirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def redirect_request(self, *arguments: Any) -> urllib.request.Request | None:
        return None if self._browser.stays else super().redirect_request(*arguments)


def multipart(token: str, *pictures: bytes) -> tuple[str, bytes]:
    """Content type and body of the upload form."""
    boundary = uuid.uuid4().hex
    parts = [f'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}'.encode()]
    for number, picture in enumerate(pictures):
        head = f'Content-Disposition: form-data; name="photos"; filename="{number}.jpg"\r\n'
        parts.append(head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + picture)
    pieces = [f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts]
    return f"multipart/form-data; boundary={boundary}", b"".join([*pieces, f"--{boundary}--\r\n".encode()])
