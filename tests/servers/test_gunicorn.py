"""The web server as production runs it: gunicorn with its configuration file, in production settings."""

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import processes
from tests.production import ROOT, python
from tests.servers.gunicorn import FORM, HEADERS, Gunicorn


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, static_files: Path) -> Iterator[Gunicorn]:
    one = Gunicorn(tmp_path_factory.mktemp("gunicorn"), static_files)
    yield one
    processes.stop(one.process)


def test_a_page_is_served_with_the_headers_of_production(server):
    response, body = server.get("/accounts/login/")
    assert response.status == 200
    assert b"<form" in body
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "Secure" in response.headers["Set-Cookie"]


def test_its_log_asks_at_start_how_many_proxies_there_are(server):
    warnings = [line["event"] for line in server.log if line["level"] == "warning"]
    assert [each for each in warnings if "load balancer and nginx it is 2" in each]


def test_a_port_that_is_not_the_sites_is_refused_before_it_is_sent_to_https(server):
    connection = server.connect()
    connection.request("GET", "/", headers={"Host": "pets.example:7000"})
    assert connection.getresponse().status == 400


def test_plain_http_is_sent_to_https(server):
    connection = server.connect()
    connection.request("GET", "/", headers={"Host": "pets.example"})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, "https://pets.example/")


def test_every_static_file_of_a_page_is_named_by_its_content_kept_for_ever_and_compressed(server):
    _, page = server.get("/accounts/login/")
    paths = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())
    assert any(path.endswith(".css") for path in paths)
    for path in paths:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path)
        response, _ = server.get(path, **{"Accept-Encoding": "gzip, br"})
        assert response.status == 200
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
        if path.endswith((".css", ".js")):
            assert response.headers["Vary"] == "Accept-Encoding"
            assert not {"ETag", "Last-Modified"} & set(response.headers)
    site = next(path for path in paths if "/site." in path and path.endswith(".css"))
    for encoding in ("gzip", "br"):
        assert server.get(site, **{"Accept-Encoding": encoding})[0].headers["Content-Encoding"] == encoding


def test_every_file_that_a_template_names_is_among_the_collected_ones(server):
    files = json.loads((Path(server.environment["DJANGO_STATIC_ROOT"]) / "staticfiles.json").read_text())["paths"]
    named = {
        name
        for folder in ("templates", "pets", "photos", "pettracker_site")
        for path in (ROOT / folder).rglob("*.html")
        for name in re.findall(r"""{% static ["']([^"']+)["']""", path.read_text())
    }
    assert len(named) > 10
    assert named <= set(files)


def test_every_address_inside_a_style_or_script_is_a_file_that_is_served(server):
    static = Path(server.environment["DJANGO_STATIC_ROOT"])
    files = json.loads((static / "staticfiles.json").read_text())["paths"]
    ours = {path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*") if path.is_file()}
    assert ours <= set(files)
    referred = {
        (static / hashed).parent.joinpath(found).resolve()
        for name, hashed in files.items()
        if name in ours and name.endswith(".css")
        for found in re.findall(r"""url\(["']?(?!data:|#)([^"')#?]+)""", (static / hashed).read_text())
    }
    assert referred
    for path in referred:
        assert server.get(f"/static/{path.relative_to(static)}")[0].status == 200


def test_all_lines_of_the_log_are_json_and_a_request_has_one(server):
    server.get(
        "/accounts/login/?email=robin@example.com", **{"X-Request-ID": "one-line-only", "Cookie": "sessionid=0123"}
    )
    lines = [line for line in server.log if line.get("request_id") == "one-line-only"]
    assert [line["route"] for line in lines] == ["account_login"]
    assert "robin@" not in server.log_file.read_text()
    assert "0123456789" not in server.log_file.read_text()


def test_a_request_line_longer_than_any_of_ours_is_refused(server):
    assert server.get("/" + "x" * 5000)[0].status == 414


def test_threads_and_the_pools_of_connections_to_aws_are_sized_by_one_setting():
    said = python("-c", SIZES, WEB_THREADS="24", WEB_CONCURRENCY="3", DATABASE_URL="sqlite://:memory:")
    assert said.stdout.split() == ["24", "56", "3"], said.stderr  # two for each thread, one for each shard


SIZES = """
import runpy
conf = runpy.run_path("infra/gunicorn.conf.py")
from django.conf import settings
print(conf["threads"], settings.AWS_MAX_POOL_CONNECTIONS, conf["workers"])
"""


def test_nothing_is_opened_before_the_workers_are_forked():
    """No client of AWS, no database connection, no thread, no socket: none could be shared by two processes."""
    said = python("-c", LOADED, DATABASE_URL="sqlite://:memory:")
    assert said.stdout.split() == ["{}", "None", "None", "1", "0"], said.stderr


LOADED = """
import runpy, threading
from pathlib import Path
conf = runpy.run_path("infra/gunicorn.conf.py")
import pettracker_site.wsgi
conf["when_ready"](None)
from django.db import connection
from pettracker_site.aws import clients
sockets = [fd for fd in Path("/proc/self/fd").iterdir() if fd.exists() and fd.is_socket()]
print(clients._clients, clients._session, connection.connection, threading.active_count(), len(sockets))
"""


def test_a_setting_that_is_missing_stops_the_start_by_its_name():
    result = python("-m", "gunicorn", "-c", "infra/gunicorn.conf.py", "--check-config", PETTRACKER_BUCKET=None)
    assert result.returncode != 0
    assert "PETTRACKER_BUCKET is required and not set" in result.stdout + result.stderr


def test_a_request_that_has_begun_is_answered_after_sigterm_and_then_the_server_ends(tmp_path, static_files):
    server = Gunicorn(tmp_path, static_files, WEB_CONCURRENCY="1")
    page, _ = server.get("/accounts/login/")
    # Without these the form would be refused unread.
    known = {"Cookie": page.headers["Set-Cookie"].partition(";")[0], "Referer": "https://pets.example/"}
    body = b"login=robin%40example.com&password=not-the-word"
    begun = server.connect()
    begun.putrequest("POST", "/accounts/login/", skip_host=True)
    for name, value in {**HEADERS, **known, "Content-Length": str(len(body)), "Content-Type": FORM}.items():
        begun.putheader(name, value)
    begun.endheaders(body[:10])
    time.sleep(0.5)  # the request is in a thread now, waiting for its body
    server.process.send_signal(signal.SIGTERM)
    time.sleep(1.5)  # longer than the server looks away
    assert server.process.poll() is None
    begun.send(body[10:])
    assert begun.getresponse().status == 403  # its form's token is missing, but it was read to its end and answered
    started = time.monotonic()
    assert server.process.wait(30) == 0
    assert time.monotonic() - started < 10
