"""PetTracker as a server runs it: nginx, gunicorn with its configuration, and the embedded AWS, each watched apart."""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.aws import ROOT, embedded_aws
from benchmarks.ours.environment import prepare, production, python

START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """`address` is nginx's; `people` are those that were made, with their sessions and pets."""

    address: str
    gunicorn: int
    nginx: int
    people: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Store:
    environment: dict[str, str]
    people: list[dict[str, Any]]
    endpoint: str


def filled_store(folder: Path, **population: int) -> AbstractContextManager[Store]:
    """An embedded AWS and a database with people, pets and photos (`benchmarks/population.py`)."""
    return _store(folder, f"from benchmarks.population import fill\nfill(**{population})")


def demo_store(folder: Path) -> AbstractContextManager[Store]:
    """The same with the demo data."""
    return _store(folder, "from benchmarks.population import demo\ndemo()")


@contextmanager
def _store(folder: Path, filling: str) -> Iterator[Store]:
    with embedded_aws(folder) as endpoint:
        environment = production(folder) | {"AWS_ENDPOINT_URL": endpoint, "DJANGO_SSL_REDIRECT": "0"}
        prepare(environment)
        yield Store(environment, json.loads(python(filling, environment).splitlines()[-1]), endpoint)


@contextmanager
def served(store: Store, folder: Path, **environment: str) -> Iterator[Server]:
    """Web server and proxy on that store; they end with the block."""
    web, proxy = free_port(), free_port()
    # Not in our folder, which only its user may enter: as root, nginx's workers are somebody else.
    proxy_folder = Path(tempfile.mkdtemp(prefix="pettracker-nginx-"))
    log = (folder / f"gunicorn-{web}.log").open("w")
    with ExitStack() as stack:
        stack.callback(log.close)
        stack.callback(shutil.rmtree, proxy_folder, ignore_errors=True)
        gunicorn = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "infra/gunicorn.conf.py", "--bind", f"127.0.0.1:{web}"],
            cwd=ROOT,
            env=store.environment | environment,
            stdout=log,
            stderr=log,
        )
        stack.enter_context(stopped(gunicorn))
        nginx = subprocess.Popen(
            ["sh", ROOT / "infra" / "proxy.sh"],
            env=store.environment
            | {
                "NGINX_LISTEN": f"127.0.0.1:{proxy}",
                "NGINX_UPSTREAM": f"127.0.0.1:{web}",
                "NGINX_FOLDER": str(proxy_folder),
            },
        )
        stack.enter_context(stopped(nginx))
        for port in (web, proxy):
            wait_for(port)
        yield Server(f"http://localhost:{proxy}", gunicorn.pid, nginx.pid, store.people)


@contextmanager
def stopped(process: subprocess.Popen[Any]) -> Iterator[None]:
    """A process that is asked to end after the block, and made to after ten seconds."""
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.02)
    sys.exit("The server does not start.")
