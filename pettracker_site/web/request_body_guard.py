"""Guards request bodies: complete or refused, and within a time limit.

nginx buffers bodies, so that slow clients do not occupy threads (docs/operations.md, step 9). Without it a body holds
its thread for BODY_SECONDS at most.
"""

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
CUT_OFF = "pettracker.cut_off"  # in the environment of a request whose body was not read to its end
_READ_OFF_SECONDS = 2.0
_PIECE_BYTES = 64 * 1024


class RequestBodyGuard:
    """Puts a `GuardedBody` before the application, which reads a request's as it always does."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"] = GuardedBody(environ)
        try:
            return self._application(environ, start_response)
        finally:
            body.end()  # what is streamed is an answer: nobody reads on


class GuardedBody:
    """As long as Content-Length says: what comes in chunks, without it, is not read.

    Raises OSError, which Django takes for a broken connection, where it does not come to its end, where that takes
    longer than BODY_SECONDS, or where nothing came for SILENCE_SECONDS (`worker.py`).
    """

    def __init__(self, environ: Environ) -> None:
        self._environ = environ
        self._file = environ["wsgi.input"]
        length = environ.get("CONTENT_LENGTH") or "0"
        self._left = int(length) if length.isdecimal() else 0
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def read(self, size: int = -1) -> bytes:
        return self._read(self._file.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._read(self._file.readline, size)

    def end(self) -> None:
        """Read off what nobody has read: who is refused from the head can take the answer, and keeps the connection."""
        if "HTTP_TRANSFER_ENCODING" in self._environ:
            self._refuse()
        elif self._left and CUT_OFF not in self._environ and "gunicorn.socket" in self._environ:
            self._start(_READ_OFF_SECONDS)
            with suppress(OSError):
                while self.read(_PIECE_BYTES):
                    pass
        self._stop()

    def _read(self, read: Callable[[int], bytes], size: int) -> bytes:
        if not self._left:
            return b""
        if self._timer is None:
            self._start(settings.BODY_SECONDS)
        wanted = self._left if size < 0 else min(size, self._left)
        try:
            data = read(wanted)
        except BlockingIOError:  # nothing came for SILENCE_SECONDS
            self._refuse()
            raise ConnectionResetError("the body has stopped") from None
        # Half a form would read like a whole one with fewer photos.
        if (wanted and not data) or CUT_OFF in self._environ:
            raise ConnectionResetError("the body did not come to its end")
        self._left -= len(data)
        if not self._left:
            self._stop()
        return data

    def _start(self, seconds: float) -> None:
        self._stop()
        timer = threading.Timer(seconds, lambda: self._cut(timer))
        timer.daemon = True
        self._timer = timer
        timer.start()

    def _stop(self) -> None:
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._timer = None

    def _cut(self, timer: threading.Timer) -> None:
        """By the timer's thread, unless it was stopped a moment before: the connection may serve another request."""
        with self._lock:
            if self._timer is timer:
                self._refuse()

    def _refuse(self) -> None:
        """Read no more; the answer can still be sent. Under other servers than gunicorn a read under way goes on."""
        self._environ[CUT_OFF] = True
        if connection := self._environ.get("gunicorn.socket"):
            # What comes after a body that was not read is no request; and gunicorn is not to wait for the rest of it,
            # which takes a thread for seconds.
            self._file.failed = True
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
