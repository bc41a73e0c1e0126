"""What infra/nginx.conf promises, at nginx in front of a server that notes what reaches it."""

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path

import pytest
from django.urls import reverse

from tests.servers.nginx import Nginx, in_front_of
from tests.servers.raw_clients import asks, begins_a_body, raw_clients

ROOT = Path(__file__).resolve().parents[2]
PAGE_BYTES = 110 * 1024  # an album that is not compressed
LARGE_BYTES = 48 * 1024 * 1024  # more than the system keeps for a connection that nobody reads
SELECTED = "/pets/00000000-0000-4000-8000-000000000000/photos/selected/"


class Upstream(ThreadingHTTPServer):
    """Stands for gunicorn: notes each request's head, and how much of each answer it could send."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port: int = self.server_address[1]
        self.heads: list[dict[str, str]] = []
        self.sent = 0
        self.goes_on = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.heads.append(dict(self.headers))
        if self.path == "/waits/":
            self.server.goes_on.wait(30)
        size = {"/page/": PAGE_BYTES, "/": 2}.get(self.path, LARGE_BYTES if "large" in self.path else len(body) or 2)
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        with suppress(OSError):
            while size:
                size -= (part := self.connection.send(b"x" * min(size, 65536)))
                self.server.sent += part

    do_POST = do_GET

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.goes_on.set()
        server.shutdown()


@pytest.fixture
def nginx(upstream) -> Iterator[Nginx]:
    with in_front_of(upstream.port) as one:
        yield one


def ask(nginx: Nginx, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", nginx.port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def settled(upstream: Upstream) -> int:
    """How much was sent, once it grows no more."""
    before = -1
    while before != upstream.sent:
        before = upstream.sent
        time.sleep(0.4)
    return before


class TestWhatTheApplicationIsTold:
    def test_behind_a_load_balancer_it_is_what_that_saw(self, nginx, upstream):
        ask(nginx, Host="Pets.Example:8443", X_Forwarded_For="6.6.6.6, 203.0.113.7", X_Forwarded_Proto="https")
        [head] = upstream.heads
        assert head["Host"] == "pets.example"
        assert head["X-Forwarded-For"].split(", ")[-2] == "203.0.113.7"  # DJANGO_PROXIES=2
        assert head["X-Forwarded-Proto"] == "https"

    def test_without_one_it_is_what_nginx_sees(self, nginx, upstream):
        ask(nginx, X_Forwarded_Proto="gopher")
        [head] = upstream.heads
        assert (head["X-Forwarded-For"], head["X-Forwarded-Proto"]) == ("127.0.0.1", "http")

    @pytest.mark.parametrize("given", ["from-before-us-1", "short", "x" * 65, "not an id of a request"])
    def test_an_id_is_kept_if_the_application_would_keep_it(self, nginx, upstream, given):
        ask(nginx, X_Request_ID=given)
        told = upstream.heads[0]["X-Request-ID"]
        assert told == given if given == "from-before-us-1" else re.fullmatch("[0-9a-f]{32}", told)

    def test_whether_the_reader_takes_compressed_answers_which_nginx_never_makes(self, nginx, upstream):
        answer = ask(nginx, "/page/", Accept_Encoding="gzip, br")
        assert upstream.heads[0]["Accept-Encoding"] == "gzip, br"
        assert answer.getheader("Content-Encoding") is None


class TestSlowReaders:
    def test_a_page_is_taken_whole_and_the_application_is_done_with_it(self, nginx, upstream):
        with raw_clients(nginx.port, 40, asks("/page/")):
            wait_until(lambda: upstream.sent == 40 * PAGE_BYTES)

    def test_an_ordinary_answer_is_taken_whole_whatever_its_size(self, nginx, upstream):
        with raw_clients(nginx.port, 1, asks("/large/")):
            wait_until(lambda: upstream.sent == LARGE_BYTES)

    @pytest.mark.parametrize("path", [f"{SELECTED}?large", "/preferences/copy/?large", "/admin/pets/export/?large"])
    def test_a_download_goes_at_the_pace_of_its_reader_and_onto_no_disk(self, nginx, upstream, path):
        with raw_clients(nginx.port, 1, asks(path)):
            wait_until(lambda: upstream.sent)
            assert settled(upstream) < LARGE_BYTES / 2


@pytest.mark.django_db
def test_every_answer_that_is_made_while_it_is_sent_has_its_line_among_the_downloads():
    pet = "00000000-0000-4000-8000-000000000000"
    routes = {
        "photos/album/take_home.py": [reverse(f"photos:{name}", args=[pet]) for name in ("selected", "download")],
        "pets/spreadsheets/exporting.py": [
            reverse(f"spreadsheets:{name}", args=[pet]) for name in ("weights", "health")
        ],
        "pettracker_site/pages/views.py": [reverse("copy-of-my-data")],
        "pettracker_site/backoffice/pets_and_photos/exporting.py": [reverse("admin:pets_export")],
    }
    code = [path for part in ("pets", "photos", "pettracker_site") for path in (ROOT / part).rglob("*.py")]
    calls = re.compile(r"(?<!def )\bstream_download\(")
    making = {str(path.relative_to(ROOT)) for path in code if calls.search(path.read_text())}
    assert making == set(routes)
    [downloads] = re.findall(
        r"location ~ (\S+) \{\s+proxy_max_temp_file_size 0;", (ROOT / "infra/nginx.conf").read_text()
    )
    for path in chain.from_iterable(routes.values()):
        assert re.search(downloads, path), path
    assert not re.search(downloads, "/pets/")


class TestManyFromOneAddress:
    def test_above_the_limit_they_are_told_to_wait_and_others_are_not(self, nginx, upstream):
        waits = {"X-Forwarded-For": "203.0.113.7"}
        with raw_clients(nginx.port, 64, asks("/waits/", **waits)):
            wait_until(lambda: len(upstream.heads) == 64)
            refused = ask(nginx, X_Forwarded_For="203.0.113.7")
            assert (refused.status, refused.getheader("Retry-After")) == (429, "10")
            assert b"wait a moment" in refused.read()
            assert ask(nginx, X_Forwarded_For="203.0.113.8").status == 200
        wait_until(lambda: ask(nginx, X_Forwarded_For="203.0.113.7").status == 200)


class TestBodies:
    def test_one_arrives_at_the_application_whole_or_not_at_all(self, nginx, upstream):
        with raw_clients(nginx.port, 1, begins_a_body("/", 1000, b"half", Cookie="sessionid=1")) as [sender]:
            assert ask(nginx).status == 200
            sender.sendall(b"x" * 996)
            assert b"200 OK" in sender.recv(4096)
        assert [head.get("Content-Length") for head in upstream.heads] == [None, "1000"]

    @pytest.mark.parametrize(
        "announced", ["Content-Length: 100000", "Content-Length: 104857600", "Transfer-Encoding: chunked"]
    )
    def test_a_visitor_who_sends_much_is_led_to_the_login_from_the_head(self, nginx, upstream, announced):
        """What comes without its length is no browser's."""
        with raw_clients(
            nginx.port, 1, f"POST /pets/add/ HTTP/1.1\r\nHost: localhost\r\n{announced}\r\n\r\n".encode()
        ) as [sender]:
            answer = sender.recv(4096).decode()
        assert answer.startswith("HTTP/1.1 302 ")
        assert "Location: /accounts/login/?next=/pets/add/\r\n" in answer
        assert upstream.heads == []

    def test_more_than_100_megabytes_are_refused_from_the_head(self, nginx, upstream):
        with raw_clients(nginx.port, 1, begins_a_body("/", 102 * 1024 * 1024, b"", Cookie="sessionid=1")) as [sender]:
            assert sender.recv(4096).startswith(b"HTTP/1.1 413 ")
        assert upstream.heads == []

    def test_100_megabytes_of_photos_are_taken(self, nginx, upstream):
        with raw_clients(nginx.port, 1, begins_a_body("/", 100 * 1024 * 1024, b"", Cookie="sessionid=1")) as [sender]:
            sender.settimeout(0.3)
            with pytest.raises(TimeoutError):  # it waits for them
                sender.recv(4096)


def test_where_the_application_is_away_people_are_told_in_words(upstream, nginx):
    upstream.server_close()
    answer = ask(nginx)
    assert (answer.status, answer.getheader("Retry-After")) == (503, "10")
    assert b"Everything in your album is safe" in answer.read()


def test_its_log_names_nobody_and_no_path(nginx, upstream):
    upstream.server_close()
    ask(nginx, "/accounts/password/reset/key/1-secret/")
    with raw_clients(nginx.port, 1, b"garbage\r\n\r\n") as [sender]:
        sender.recv(4096)
    assert nginx.log_file.read_text() == ""


def test_on_term_what_has_begun_ends_and_nothing_else_begins(nginx, upstream):
    with (
        raw_clients(nginx.port, 1, begins_a_body("/", 1000, b"half", Cookie="sessionid=1")) as [upload],
        ThreadPoolExecutor() as pool,
    ):
        download = pool.submit(lambda: ask(nginx, "/waits/").read())
        wait_until(lambda: len(upstream.heads) == 1)
        nginx.process.terminate()
        wait_until(lambda: not nginx.accepts())
        upload.sendall(b"x" * 996)
        assert b"200 OK" in upload.recv(4096)
        assert nginx.process.poll() is None
        upstream.goes_on.set()
        assert download.result(30)
    assert nginx.process.wait(30) == 0


def wait_until(is_so, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
