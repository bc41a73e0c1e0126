"""The AWS of one machine: DynamoDB, S3, CloudFormation and IAM by ministack, with a memory that survives a crash.

It answers on 127.0.0.1 only and demands the key pair of its environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY):
what is unsigned, signed with another key or with another secret is refused as AWS refuses it.
Everything it remembers is below one folder, used by one instance at a time. It stops in order on SIGTERM, on SIGINT
and, with --with-parent, when the process that started it is gone. Once it serves, it says so on standard output in
one line, "serving http://127.0.0.1:<port>"; warnings go to standard error.
"""

import argparse
import asyncio
import copy
import errno
import fcntl
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch
from urllib.parse import parse_qs

SERVICES = ("cloudformation", "dynamodb", "iam", "s3", "sts")
MIN_SECONDS_BETWEEN_SAVES = 1.0
# Saving stops everything else, so it may take at most a tenth of the time.
REST_PER_SAVE = 10.0
UNSIGNED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"  # in the words of S3

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def main() -> None:
    """Serve until told to stop; a busy port or folder ends it at once with a sentence and exit status 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 takes any free one")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="folder that everything is kept in")
    parser.add_argument("--with-parent", action="store_true", help="stop when standard input, a pipe, is closed")
    options = parser.parse_args()
    with sole_use_of(options.state):
        server = listening_socket(options.port)
        configure_ministack(options.state, server.getsockname()[1])
        make_replacing_durable()
        make_dumping_fast()
        asyncio.run(serve(server, with_parent=options.with_parent))


@contextmanager
def sole_use_of(state: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system takes back even after kill -9; SystemExit if another process has it."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"The folder {state} is in use by another embedded AWS; stop that one first.")
        yield


def listening_socket(port: int) -> socket.socket:
    """A socket that listens on loopback only; SystemExit if the port is taken."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(("127.0.0.1", port))
        server.listen()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.exit(f"Port {port} is in use by another program; choose another one with --port.")
    return server


def configure_ministack(state: Path, port: int) -> None:
    """Set the environment that ministack reads while it is imported."""
    os.environ.pop("AWS_SESSION_TOKEN", None)  # it would be demanded of everybody
    os.environ.update(
        AUTH="true",  # as on AWS, a request without a known key is refused (see `demand_the_key_pair`)
        SERVICES=",".join(SERVICES),
        GATEWAY_PORT=str(port),
        PERSIST_STATE="1",
        STATE_DIR=str(state / "services"),
        S3_PERSIST="1",
        S3_DATA_DIR=str(state / "objects"),
        LOG_LEVEL="WARNING",
        # No further listeners, and no Docker.
        SFTP_ENABLED="0",
        IOT_MTLS_ENABLED="0",
        DOCKER_HOST=f"unix://{state / 'no-docker'}",
    )


def import_ministack() -> AsgiApp:
    """The application, with a memory for our services only: its CloudFormation imports some fifty more."""
    from ministack import app

    for other in app._state_map.keys() - set(SERVICES):
        del app._state_map[other]
    demand_the_key_pair()
    return app.app


def demand_the_key_pair() -> None:
    """Let ministack check the signatures of its own key pair, and know no other as the account's.

    By itself it takes "test", any 12 digits and its own key whatever they are signed with, and checks signatures of
    other users' keys only. No key at all stands for ministack's own calls; `is_signed` keeps such requests out.
    """
    from ministack.core import iam_evaluator

    own = os.environ["AWS_ACCESS_KEY_ID"]
    iam_evaluator.is_root_access_key = lambda key: key in ("", own)  # who has all rights
    iam_evaluator._is_root_key = lambda key: False  # whose signature need not be checked


def make_replacing_durable() -> None:
    """Let os.replace wait until the new content is on the disk, so that a power cut leaves the old file or the new one.

    ministack puts every file in place by os.replace, objects and saved state alike, but asks for no fsync.
    """
    replace = os.replace

    def durable_replace(source: str, target: str) -> None:
        with Path(source).open("rb") as file:
            os.fsync(file.fileno())
        replace(source, target)

    os.replace = durable_replace  # type: ignore[assignment]


def make_dumping_fast() -> None:
    """Let json.dump use the encoder in C that Python keeps for json.dumps: it takes a fifth of the time."""

    def dump(value: object, file: IO[str], **options: Any) -> None:
        file.write(json.dumps(value, **options))

    json.dump = dump  # type: ignore[assignment]


class Checkpoint:
    """Saves what ministack keeps in memory, soon after a change.

    S3 writes its objects, versions and their metadata at once; tables, items, stacks, policies and the buckets'
    settings live in memory, and ministack itself saves them only when it stops in order.
    """

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def note_change(self) -> None:
        self._changed.set()

    async def run(self) -> None:
        """Save after each change, with a rest between two saves that grows with the time a save takes."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            started = time.monotonic()
            save_state()
            took = time.monotonic() - started
            await asyncio.sleep(max(MIN_SECONDS_BETWEEN_SAVES, REST_PER_SAVE * took))


def save_state() -> None:
    """Write the state of our services to their files. To be called in the event loop only.

    The handlers of these services run in the event loop, so that nothing changes while this runs. The one exception is
    the thread that removes expired items: it holds DynamoDB's lock while it does, so this takes that lock. That is why
    the state need not be copied first, as ministack would, which takes longer than writing it.
    """
    from ministack import app
    from ministack.core.persistence import save_all
    from ministack.services import dynamodb

    with dynamodb._lock, patch.object(copy, "deepcopy", new=lambda value: value):
        save_all(app._build_persistence_save_dict())


def may_change_state(scope: dict[str, Any]) -> bool:
    """Whether a request may leave something to save.

    CloudFormation goes on after it has answered; whoever waits for it asks again, so its questions count as well.
    """
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    operation = header(scope, b"x-amz-target").rpartition(".")[2]
    return not operation.startswith(("BatchGet", "Describe", "Get", "List", "Query", "Scan", "TransactGet"))


def comes_from_a_web_page(scope: dict[str, Any]) -> bool:
    """Whether a page open in the developer's browser asks for more than to look: only browsers send Origin."""
    return scope["method"] not in ("GET", "HEAD") and bool(header(scope, b"origin"))


def is_signed(scope: dict[str, Any]) -> bool:
    """Whether a request says who sends it; by what signature, ministack checks."""
    signers = parse_qs(scope["query_string"].decode("latin-1")).keys() & {"X-Amz-Credential", "AWSAccessKeyId"}
    return bool(signers or header(scope, b"authorization"))


def is_own_page(path: str) -> bool:
    """Whether ministack itself answers there: no bucket has a name like these."""
    return path.startswith("/_") or path == "/health"


def header(scope: dict[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def guarded(ministack: AsgiApp, checkpoint: Checkpoint) -> AsgiApp:
    """ministack, with web pages and unsigned requests kept out, changes noted, and the start announced.

    Its own pages (health, configuration, reset) ask for no signature at all, so they are not served.
    """

    async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await ministack(scope, receive, announcing(send))
        elif scope["type"] != "http":
            return
        elif comes_from_a_web_page(scope):
            await refuse(send, b"Not for web pages.\n")
        elif not is_signed(scope) or is_own_page(scope["path"]):
            await refuse(send, UNSIGNED)
        else:
            try:
                await ministack(scope, receive, send)
            finally:
                if may_change_state(scope):
                    checkpoint.note_change()

    return app


async def refuse(send: Send, words: bytes) -> None:
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"application/xml")]})
    await send({"type": "http.response.body", "body": words})


def announcing(send: Send) -> Send:
    async def announce(message: Message) -> None:
        await send(message)
        if message["type"] == "lifespan.startup.complete":
            # The socket has been listening all along: a request sent from here on is answered.
            print(f"serving http://127.0.0.1:{os.environ['GATEWAY_PORT']}", flush=True)

    return announce


async def serve(server: socket.socket, *, with_parent: bool) -> None:
    """Serve on the socket until a signal, or the parent's end, asks to stop; ministack then saves once more."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if with_parent:
        loop.add_reader(sys.stdin.fileno(), stop_at_end_of_input, loop, stop)

    ministack = import_ministack()
    import hypercorn.asyncio
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{server.detach()}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    checkpoint = Checkpoint()
    saving = asyncio.create_task(checkpoint.run())
    await hypercorn.asyncio.serve(guarded(ministack, checkpoint), config, shutdown_trigger=stop.wait)
    saving.cancel()


def stop_at_end_of_input(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        loop.remove_reader(sys.stdin.fileno())
        stop.set()


if __name__ == "__main__":
    main()
