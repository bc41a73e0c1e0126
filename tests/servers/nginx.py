"""nginx as production runs it, in front of a server that listens on loopback."""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests import processes

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 20


class Nginx:
    """By infra/proxy.sh, on any free port; without it tests are skipped, or fail where PETTRACKER_REQUIRE_NGINX=1."""

    def __init__(self, upstream: int) -> None:
        must_be_installed()
        # Not in pytest's folder, which only its user may enter: as root, nginx's workers are somebody else.
        self.folder = Path(tempfile.mkdtemp(prefix="pettracker-nginx-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.log_file = self.folder / "log"
        with self.log_file.open("w") as log:
            self.process = processes.start(
                ["sh", ROOT / "infra" / "proxy.sh"],
                env=os.environ
                | {
                    "NGINX_LISTEN": f"127.0.0.1:{self.port}",
                    "NGINX_UPSTREAM": f"127.0.0.1:{upstream}",
                    "NGINX_FOLDER": str(self.folder),
                },
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.accepts():
                return
            time.sleep(0.02)
        raise AssertionError(self.log_file.read_text())

    def accepts(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            return True
        return False


@contextmanager
def in_front_of(port: int) -> Iterator[Nginx]:
    nginx = Nginx(port)
    try:
        yield nginx
    finally:
        processes.stop(nginx.process)
        shutil.rmtree(nginx.folder)


def must_be_installed() -> None:
    if shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"])):
        return
    reason = "nginx is not installed (Debian's package nginx-light has it)"
    if os.environ.get("PETTRACKER_REQUIRE_NGINX") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
