"""A PostgreSQL of one's own: a cluster in a temporary folder, reached by TCP on loopback with a password."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "the-password-of-the-tests"
# Debian keeps these out of the PATH, by version.
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
SEARCH = os.pathsep.join([*map(str, DEBIAN), os.environ.get("PATH", "")])


def installed() -> bool:
    return all(shutil.which(name, path=SEARCH) for name in ("initdb", "pg_ctl", "pg_dump", "psql"))


class Server:
    """A running cluster. PostgreSQL refuses root, so as root its programs run as the user `postgres`, or `nobody`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._as = _someone_else() if os.geteuid() == 0 else None
        if self._as:
            shutil.chown(folder, self._as)
        words = folder / "password"
        words.write_text(PASSWORD)
        if self._as:
            shutil.chown(words, self._as)
        self.run("initdb", "-D", folder / "data", "-U", "pets", "-A", "scram-sha-256", f"--pwfile={words}", "-N")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        options = f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories='' -c fsync=off"
        self.run("pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", options, "-w", "start")

    def url(self, name: str) -> str:
        return f"postgres://pets:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """An empty database; gives its URL."""
        self.run("psql", self.url("postgres"), "-q", "-c", f'CREATE DATABASE "{name}"')
        return self.url(name)

    def run(self, program: str, *arguments: str | Path) -> str:
        found = shutil.which(program, path=SEARCH)
        assert found is not None
        # To a file, not to a pipe: the server that pg_ctl leaves behind would hold a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [found, *arguments],
                stdout=output,
                stderr=output,
                user=self._as,
                cwd=self.folder,
                check=False,
                timeout=60,
            )
            output.seek(0)
            words = output.read()
        assert done.returncode == 0, words
        return words

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")


@contextmanager
def running() -> Iterator[Server]:
    # Not in pytest's folder, which only root may enter.
    with tempfile.TemporaryDirectory(prefix="pettracker-postgresql-") as folder:
        server = Server(Path(folder))
        try:
            yield server
        finally:
            server.stop()


def _someone_else() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
