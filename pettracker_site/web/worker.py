"""A gunicorn worker whose threads and accept loop never wait for a silent client for long."""

import math
import socket
import struct
import time
from contextlib import suppress
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import ThreadWorker

_LINGER_SECONDS = 0.25  # longer than the way there and back
_LINGER_BYTES = 64 * 1024


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Bounds each wait for a client's next bytes, of heads too, and for room to send, by SILENCE_SECONDS."""

    def handle(self, conn: Any) -> Any:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, _timeval(settings.SILENCE_SECONDS))
        is_kept = super().handle(conn)
        if not is_kept:
            with suppress(OSError):
                _lingering_close(conn.sock)
        return is_kept


def _lingering_close(connection: socket.socket) -> None:
    """Let the client read the answer and close, before what it still sends would make the connection break.

    Here, in the request's thread: gunicorn itself waits for that up to 2 s in the loop that accepts connections.
    """
    connection.shutdown(socket.SHUT_WR)
    until, left = time.monotonic() + _LINGER_SECONDS, _LINGER_BYTES
    while left > 0 and (seconds := until - time.monotonic()) > 0:
        connection.settimeout(seconds)
        try:
            data = connection.recv(left)
        except TimeoutError:
            break
        if not data:
            break
        left -= len(data)
    connection.shutdown(socket.SHUT_RD)


def _timeval(seconds: float) -> bytes:
    part, whole = math.modf(seconds)
    return struct.pack("@ll", int(whole), int(part * 1_000_000))
