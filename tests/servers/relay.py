"""Stands between a program and its PostgreSQL, and may go silent: a question that arrives meanwhile is held."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Event, Thread

_HELD = b"SELECT 1\0"  # connecting works: what is asked first on a good connection gets no answer


class Relay(ThreadingTCPServer):
    """Listens on any free port of loopback; clear `speaks` and it is silent, set it and it goes on."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = port
        self.port: int = self.server_address[1]
        self.speaks = Event()
        self.speaks.set()
        self.held = 0

    @contextmanager
    def serving(self) -> Iterator["Relay"]:
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            self.speaks.set()
            self.shutdown()
            self.server_close()


class _Handler(BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.upstream)) as upstream, suppress(OSError):
            Thread(target=self._answers, args=(upstream,), daemon=True).start()
            while data := self.request.recv(65536):
                if _HELD in data and not self.server.speaks.is_set():
                    self.server.held += 1
                    self.server.speaks.wait()
                upstream.sendall(data)

    def _answers(self, upstream: socket.socket) -> None:
        with suppress(OSError):
            while data := upstream.recv(65536):
                self.request.sendall(data)
            self.request.shutdown(socket.SHUT_RDWR)
