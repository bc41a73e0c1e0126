"""Guards responses: slow clients do not occupy all threads.

A thread that sends to a slow client serves nobody else. Normally a proxy buffers the response and sends it at the
client's pace (docs/operations.md); this is the protection without one.
"""

import errno
import select
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any

from django.conf import settings

from pettracker_site.aws.limiter import ConcurrencyLimiter, TooBusy
from pettracker_site.files.downloads import HAS_SLOT

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_PIECE_BYTES = 16 * 1024  # always fits into a socket that is ready to send
_SOON_SECONDS = 0.25
_RESET = struct.pack("ii", 1, 0)  # discard unsent data instead of keeping it


class ResponseGuard:
    """Puts an `GuardedResponse` between the application and gunicorn, under which alone its connection is known."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        parts = self._application(environ, start_response)
        connection = environ.get("gunicorn.socket")
        return GuardedResponse(parts, connection, has_slot=HAS_SLOT in environ) if connection else parts


@cache
def slow_client_limiter() -> ConcurrencyLimiter:
    """The process's for answers that nobody takes: a quarter of its threads; nobody waits for a slot."""
    return ConcurrencyLimiter(max(1, settings.WEB_THREADS // 4))


class GuardedResponse:
    """Gives a piece only when the connection has room for it, so that no thread is caught in sending.

    Without room for a quarter of a second it needs one of the process's slots for slow lines, unless it has a slot
    for a download; without a slot, or without room for SILENCE_SECONDS, the connection is cut.
    """

    def __init__(self, parts: Iterable[bytes], connection: socket.socket, *, has_slot: bool) -> None:
        self._parts = parts
        self._connection = connection
        self._has_slot = has_slot
        self._release: Callable[[], None] | None = None
        self._room = select.poll()
        self._room.register(connection, select.POLLOUT)

    def __iter__(self) -> Iterator[bytes]:
        self._wait()  # for the head, which is sent even where nothing follows
        for part in self._parts:
            for start in range(0, len(part), _PIECE_BYTES):
                self._wait()
                yield part[start : start + _PIECE_BYTES]

    def close(self) -> None:
        if self._release:
            self._release()
            self._release = None
        if close := getattr(self._parts, "close", None):
            close()

    def _wait(self) -> None:
        """Raises: ConnectionResetError, which gunicorn takes for a reader who has gone."""
        if self._has_room(0):
            return
        if not self._has_slot:
            if self._has_room(_SOON_SECONDS):
                return
            try:
                self._release = slow_client_limiter().acquire()
            except TooBusy:
                self._cut()
            self._has_slot = True
        if not self._has_room(settings.SILENCE_SECONDS):
            self._cut()

    def _has_room(self, seconds: float) -> bool:
        return bool(self._room.poll(seconds * 1000))

    def _cut(self) -> None:
        with suppress(OSError):
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionResetError(errno.ECONNRESET, "the answer is not read")
