"""Stands between PetTracker and its AWS, and makes single calls go wrong as a plan says."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, Any
from urllib.parse import urlsplit

from tests.faults.plan import REQUEST_ID, Fault, Plan, Trouble, error_body, operation_of

_DRIP_SECONDS = 0.5
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "expect", "content-length"}


class Proxy:
    """Listens on any free port of loopback; `plan` may be changed at any time."""

    def __init__(self, upstream: str, handler: type["Handler"] | None = None) -> None:
        self.plan = Plan()
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), handler or Handler)
        self._server.proxy, self._server.upstream = self, urlsplit(upstream).netloc
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @contextmanager
    def serving(self) -> Iterator["Proxy"]:
        self._thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    proxy: Proxy
    upstream: str

    def handle_error(self, request, client_address) -> None:
        """A connection that ends in the middle is what this is for."""


class _Dripping:
    """A file that takes its time for each byte."""

    def __init__(self, file: IO[bytes], sleep: Callable[[float], None]) -> None:
        self._file, self._sleep = file, sleep

    def write(self, data: bytes) -> int:
        for byte in data:
            self._file.write(bytes([byte]))
            self._sleep(_DRIP_SECONDS)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Handler(BaseHTTPRequestHandler):
    """One connection; `forward` may be asked for more by others that stand between PetTracker and its AWS."""

    protocol_version = "HTTP/1.1"
    server: _Server
    fault: Fault | None = None

    def handle_expect_100(self) -> bool:
        self._choose()
        return True if self._is(Trouble.HOLD) else super().handle_expect_100()

    def _choose(self) -> None:
        self.operation = operation_of(self.command, self.path, self.headers.get("X-Amz-Target", ""))
        self.fault = self.server.proxy.plan.next(self.operation)

    def _is(self, *troubles: Trouble) -> bool:
        return self.fault is not None and self.fault.trouble in troubles

    def _handle(self) -> None:
        if "Expect" not in self.headers:
            self._choose()
        if self._is(Trouble.HOLD):
            self._hang_up_later()
            return
        body = self._body()
        if self._is(Trouble.LOST_REQUEST):
            self._hang_up()
            return
        if self._is(Trouble.ERROR):
            self._error()
            return
        if self._is(Trouble.DELAY):
            self._sleep(self.fault.seconds)
        status, headers, answer = self.forward(body)
        if self._is(Trouble.ERROR_AFTER_COMMIT):
            self._error()
        elif self._is(Trouble.LOST_ANSWER):
            self._hang_up()
        else:
            self._answer(status, headers, answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(pieces)

    def forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.server.upstream, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        try:
            connection.request(self.command, self.path, body=body, headers=headers | {"Content-Length": str(len(body))})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP or (self.command == "HEAD" and name.lower() == "content-length"):
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        if self._is(Trouble.DRIP):
            self.wfile = _Dripping(self.wfile, self._sleep)
        self.end_headers()
        if self._is(Trouble.TRUNCATE):
            self.wfile.write(body[: len(body) // 2])
            self._hang_up()
        else:
            self.wfile.write(body)

    def _error(self) -> None:
        content_type, body = error_body(self.operation, self.fault)
        self.fault, status = None, self.fault.status
        self._answer(status, [("Content-Type", content_type), ("x-amz-request-id", REQUEST_ID)], body)

    def _hang_up_later(self) -> None:
        """Take whatever is sent, and say nothing, until the other side has had enough."""
        self.connection.settimeout(0.1)
        while not self.server.proxy.closing.is_set():
            try:
                if not self.connection.recv(65536):
                    break
            except TimeoutError:
                continue
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _sleep(self, seconds: float) -> None:
        if self.server.proxy.closing.wait(seconds):
            raise ConnectionAbortedError

    def log_message(self, *_) -> None:
        """Quiet: the plan keeps what was seen."""
