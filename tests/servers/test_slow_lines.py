"""Clients that are slow, stop half-way or go away, at gunicorn as it is configured, and at nginx in front of it.

That slow bodies take no threads is nginx's promise; gunicorn alone only bounds how long each of them takes one.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.faults.aftermath import Aftermath, Stores
from tests.faults.site import Browser, Site
from tests.local.conftest import AWS_PYTHON, EmbeddedAws
from tests.pictures import saved
from tests.servers.nginx import Nginx, in_front_of
from tests.servers.raw_clients import HALF_A_HEAD, asks, begins_a_body, raw_clients

BODY_SECONDS, SILENCE_SECONDS = 8, 2
QUICK_SECONDS = 4  # a page that waits for slow bodies takes twice as long, one that does not a hundredth


@pytest.fixture(scope="module")
def aws(tmp_path_factory) -> Iterator[EmbeddedAws]:
    if not AWS_PYTHON.exists():
        pytest.skip(f"the embedded AWS is not installed ({AWS_PYTHON} is missing; `make test` installs it)")
    one = EmbeddedAws(tmp_path_factory.mktemp("aws"))
    yield one
    one.kill()


@pytest.fixture(scope="module")
def site(aws, tmp_path_factory) -> Iterator[Site]:
    settings = {"BODY_SECONDS": str(BODY_SECONDS), "SILENCE_SECONDS": str(SILENCE_SECONDS)}
    site = Site(tmp_path_factory.mktemp("site"), aws.endpoint, settings=settings)
    site.prepare()
    with site.running():
        yield site


@pytest.fixture(scope="module")
def robin(site) -> Browser:
    return site.robin()


@pytest.fixture(scope="module")
def nginx(site) -> Iterator[Nginx]:
    with in_front_of(site.port) as one:
        yield one


@pytest.fixture(params=["gunicorn", "nginx"])
def port(request, site) -> int:
    """Where people come in: at gunicorn itself, or at nginx in front of it."""
    return site.port if request.param == "gunicorn" else request.getfixturevalue("nginx").port


@pytest.fixture
def look(aws):
    return lambda: Aftermath(Stores(aws.client("dynamodb"), aws.client("s3"), "pettracker-photos"))


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_of_an_upload_whose_sender_is_gone_half_way_nothing_is_written(site, robin, look, share):
    """With most of it there, the first of the two photos is whole."""
    before = len(requests(site))
    upload, body = robin.begin_upload(site.pet_id, large(), large())
    upload.send(body[: int(len(body) * share)])
    upload.close()
    wait_until(lambda: len(requests(site)) > before)
    after = look()
    assert (after.photos, after.versions) == ({}, [])
    assert after.pets[site.pet_id]["PhotoCount"] == 0


def test_slow_senders_do_not_take_the_threads_of_others(site, robin, nginx, tell):
    """Twice as many as there are threads, each sending a little now and then."""
    person = at(nginx.port, robin)
    with ExitStack() as stack:
        uploads = [person.begin_upload(site.pet_id, large()) for _ in range(2 * site.threads)]
        for upload, _ in uploads:
            stack.callback(upload.close)
        stack.enter_context(dripping(drip, uploads))
        pages = [person.get(f"/pets/{site.pet_id}/") for _ in range(10)]
    assert {page.status for page in pages} == {200}
    slowest = max(page.seconds for page in pages)
    assert slowest < QUICK_SECONDS
    tell(f"{len(uploads)} slow uploads at {site.threads} threads: {len(pages)} pages, the slowest {slowest:.2f} s")


def test_a_sender_that_takes_too_long_is_told_to_come_again(site, robin, look):
    wait_until(lambda: robin.upload(site.pet_id, large()).status == 200)  # those before have left
    kept = look().photos
    upload, body = robin.begin_upload(site.pet_id, large())
    upload.send(body[:1000])
    began, connection = time.monotonic(), upload.sock
    with dripping(drip, [(upload, body)]):
        answer = upload.getresponse()
    assert BODY_SECONDS - 1 < time.monotonic() - began < BODY_SECONDS + 3
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Many photos are being uploaded" in answer.read().decode()
    assert look().photos.keys() == kept.keys()
    with suppress(ConnectionResetError):
        assert connection.recv(1) == b""  # closed: what was to follow is not taken for another request


def test_a_sender_that_sends_nothing_more_is_told_sooner(site, robin):
    upload, body = robin.begin_upload(site.pet_id, large())
    upload.send(body[:1000])
    began = time.monotonic()
    assert upload.getresponse().status == 503
    assert time.monotonic() - began < BODY_SECONDS


FORM = "Content-Type: application/x-www-form-urlencoded"
SLOW = {
    "forms": ("/accounts/login/", "Content-Length: 1000", FORM),
    "too_large": ("/accounts/login/", "Content-Length: 200000000", FORM),
    "not_read": ("/healthz", "Content-Length: 1000000", FORM),
    "not_read_and_small": ("/healthz", "Content-Length: 1000", FORM),
    "in_chunks": ("/healthz", "Transfer-Encoding: chunked", FORM),
}


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW.keys())
def test_bodies_that_do_not_come_take_no_threads_of_others_and_need_no_login(site, nginx, tell, slow, request):
    """Twice as many as there are threads, looking as if logged in: what a view reads, and what none does."""
    path, *headers = slow
    known = f"Cookie: {cookies(with_token(site.visitor()))}; sessionid=made-up"
    head = "\r\n".join([f"POST {path} HTTP/1.1", "Host: localhost", known, *headers, "", ""]).encode()
    health = Browser(f"http://127.0.0.1:{nginx.port}", timeout=10)
    with ExitStack() as stack:
        senders = [
            stack.enter_context(socket.create_connection(("127.0.0.1", nginx.port))) for _ in range(2 * site.threads)
        ]
        for sender in senders:
            sender.send(head)
        stack.enter_context(dripping(drip_bytes, senders))
        answers = [health.get("/healthz") for _ in range(20)]
    slowest = max(answer.seconds for answer in answers)
    tell(f"{len(senders)} bodies {request.node.callspec.id}: the slowest /healthz of {len(answers)} {slowest:.2f} s")
    assert slowest < QUICK_SECONDS


MULTIPART = {"Content-Type": "multipart/form-data; boundary=part"}
STOPPED = {
    "heads": lambda site, visitor, robin: (40, HALF_A_HEAD),
    "wrong_heads": lambda site, visitor, robin: (40, b"no request\r\n\r\n"),
    "goodbyes": lambda site, visitor, robin: (40, asks("/healthz", Connection="close")),
    "readers": lambda site, visitor, robin: (40, asks("/accounts/login/", 300)),
    "visitors": lambda site, visitor, robin: (16, begins_a_body("/accounts/login/", 1000, b"x", Cookie=visitor)),
    "uploads": lambda site, visitor, robin: (
        16,
        begins_a_body(f"/pets/{site.pet_id}/photos/add/", 10_000, b"--part", Cookie=robin, **MULTIPART),
    ),
}


@pytest.mark.parametrize("stopped", STOPPED.values(), ids=STOPPED.keys())
def test_clients_that_stop_half_way_keep_nobody_from_pages_and_photos(site, robin, port, stopped):
    """Five times as many as there are threads; each holds one for SILENCE_SECONDS at most, and behind nginx none."""
    count, sent = stopped(site, cookies(with_token(site.visitor())), cookies(robin))
    person = at(port, robin)
    with raw_clients(port, count, sent):
        time.sleep(0.5)  # by now they have all that they can take
        assert Browser(person.origin, timeout=20).get("/accounts/login/").status == 200
        assert person.get(f"/pets/{site.pet_id}/").status == 200
        wait_until(lambda: person.upload(site.pet_id, large()).status == 200)
    assert "uncaught exception" not in site.log


def test_a_body_in_chunks_is_not_waited_for(site):
    """At gunicorn; nginx takes it whole and says how long it is."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as sender:
        began = time.monotonic()
        sender.send(f"POST /healthz HTTP/1.1\r\nHost: localhost\r\n{SLOW['in_chunks'][1]}\r\n\r\n5\r\nhalf".encode())
        answer = b"".join(iter(lambda: sender.recv(4096), b""))  # until it is closed
        assert answer.startswith(b"HTTP/1.1 405 ")
        assert time.monotonic() - began < SILENCE_SECONDS


def test_a_body_that_is_refused_from_the_head_costs_its_sender_no_answer(site, port):
    """Photos of somebody whose login has ended, more than any buffer holds: sent whole, and then led to the login."""
    visitor = at(port, with_token(site.visitor()))
    upload, body = visitor.begin_upload(site.pet_id, os.urandom(16_000_000))
    for start in range(0, len(body), 100_000):
        upload.send(body[start : start + 100_000])
    answer = upload.getresponse()
    assert answer.status == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_a_form_from_a_slow_line_comes_in(site, port):
    """Of 20 KB in some two seconds."""
    visitor = at(port, with_token(site.visitor()))
    body = f"csrfmiddlewaretoken={visitor.token()}&login=robin@example.com&password=wrong&next={'x' * 20_000}".encode()
    connection, step = begin(visitor, len(body)), len(body) // 8
    for start in range(0, len(body), step):
        time.sleep(0.25)
        connection.send(body[start : start + step])
    assert connection.getresponse().status == 200


def test_a_form_that_is_not_looked_at_costs_its_sender_no_connection(site, port):
    connection = begin(at(port, site.visitor()), 9, "/healthz", b"login=kim")
    answer = connection.getresponse()
    assert answer.read() == b""
    assert answer.status == 405
    before = connection.sock
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"alive\n"
    assert connection.sock is before


def at(port: int, browser: Browser) -> Browser:
    """The same person, who comes in there."""
    other = Browser(f"http://127.0.0.1:{port}", timeout=20)
    for cookie in browser.jar:
        other.jar.set_cookie(cookie)
    other.token()
    return other


def cookies(browser: Browser) -> str:
    return "; ".join(f"{each.name}={each.value}" for each in browser.jar)


def with_token(browser: Browser) -> Browser:
    browser.token()
    return browser


def begin(visitor: Browser, length: int, path: str = "/accounts/login/", start: bytes = b"") -> HTTPConnection:
    connection = HTTPConnection(urlsplit(visitor.origin).netloc, timeout=visitor.timeout)
    connection.putrequest("POST", path)
    for line in (FORM, f"Content-Length: {length}", f"Cookie: {cookies(visitor)}"):
        connection.putheader(*line.split(": ", 1))
    connection.endheaders(start)
    return connection


@contextmanager
def dripping(drip: Callable[..., None], senders: list) -> Iterator[None]:
    is_over = threading.Event()
    thread = threading.Thread(target=drip, args=(senders, is_over))
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def drip_bytes(senders: list[socket.socket], is_over: threading.Event) -> None:
    while not is_over.wait(0.2):
        for sender in senders:
            with suppress(OSError):
                sender.send(b"1")


def drip(uploads, is_over: threading.Event) -> None:
    """A few bytes to each, again and again; those that were sent away are left alone."""
    while not is_over.wait(0.2):
        for upload, body in uploads:
            try:
                upload.send(body[:100])
            except OSError:
                continue


def large() -> bytes:
    """A picture of some 150 KB, unlike all others."""
    return saved(Image.frombytes("RGB", (300, 300), os.urandom(270_000)), "JPEG", quality=95).getvalue()


def requests(site: Site) -> list[str]:
    return [line for line in site.log.splitlines() if "photos:add" in line]


def wait_until(is_so, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)
