"""Bodies of requests: all of it or nothing, and slow ones do not take all threads.

A thread that reads from a slow line serves nobody else. That is a proxy's work, which reads a body to its end before it
passes it on (docs/operations.md); this is what holds without one.
"""

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings

from photos.places import NoPlace, Places, line_places, upload_places

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
CUT_OFF = "pettracker.cut_off"  # in the environment of a request whose body was not read to its end
IS_ANONYMOUS = "pettracker.is_anonymous"  # in that of one from somebody who is not logged in
_SMALL_BYTES = 64 * 1024  # a form without files, which arrives with its head or soon after
_SOON_SECONDS = 0.1
_SMALL_SECONDS = 10.0  # 20 KB by the slowest of phones
_PIECE_BYTES = 64 * 1024


class Receiving:
    """Puts a `Body` before the application, which reads a request's as it always does."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        body = environ["wsgi.input"] = Body(environ, int(length) if length.isdecimal() else 0)
        try:
            return self._application(environ, start_response)
        finally:
            body.end()  # what is streamed is an answer: nobody reads on


class Body:
    """A large one is read in one of the process's places for uploads, for at most BODY_SECONDS.

    A small one has a tenth of a second without a place, then it needs one too, for at most 10 s; a visitor's is small
    (`anonymous_limits.py`) and takes one of the places for slow lines. Raises OSError, which Django takes for a broken
    connection, where there is no place, no time, or nothing came for SILENCE_SECONDS.
    """

    def __init__(self, environ: Environ, length: int) -> None:
        self._environ = environ
        self._file = environ["wsgi.input"]
        self._left = length
        self._is_small = length <= _SMALL_BYTES
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_over = False
        self._free: Callable[[], None] | None = None

    def read(self, size: int = -1) -> bytes:
        return self._read(self._file.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._read(self._file.readline, size)

    def end(self) -> None:
        """Nothing is read any more: no clock runs, no place is held, and nobody waits for what was not read."""
        self._stop()
        if CUT_OFF not in self._environ and not self._is_read_off():
            self._refuse()

    def _read(self, read: Callable[[int], bytes], size: int) -> bytes:
        if not self._left:
            return b""
        self._begin()
        wanted = self._left if size < 0 else min(size, self._left)
        try:
            data = read(wanted)
        except BlockingIOError:  # nothing came for SILENCE_SECONDS (`worker.py`)
            self._refuse()
            raise ConnectionResetError("the body has stopped") from None
        # Half a form would read like a whole one with fewer photos.
        if (wanted and not data) or CUT_OFF in self._environ:
            raise ConnectionResetError("the body did not come to its end")
        self._left -= len(data)
        if not self._left:
            self._stop()
        return data

    def _is_read_off(self) -> bool:
        """Whether all of it was read, or is now, to be thrown away: who is refused from the head, or sent a form that
        nobody looked at, can take the answer and keeps the connection. It has 0.1 s, in a place for slow lines 10 s."""
        if "HTTP_TRANSFER_ENCODING" in self._environ:
            return False  # in chunks, of which Django reads none
        if self._left and "gunicorn.socket" in self._environ:
            self._is_over = False
            self._start(_SOON_SECONDS, lambda: self._wait_in_a_place(line_places()))
            with suppress(OSError):
                while self._left and (data := self._file.read(min(self._left, _PIECE_BYTES))):
                    self._left -= len(data)
            self._stop()
        return not self._left

    def _begin(self) -> None:
        if self._timer is not None:
            return
        if self._is_small:
            places = line_places() if IS_ANONYMOUS in self._environ else upload_places()
            self._start(_SOON_SECONDS, lambda: self._wait_in_a_place(places))
            return
        try:
            self._free = upload_places().take()
        except NoPlace:
            self._refuse()
            raise ConnectionAbortedError("too many are being read") from None
        self._start(settings.BODY_SECONDS, self._cut)

    def _start(self, seconds: float, then: Callable[[], None]) -> None:
        self._timer = threading.Timer(seconds, then)
        self._timer.daemon = True
        self._timer.start()

    def _stop(self) -> None:
        with self._lock:
            self._is_over = True
            if self._timer:
                self._timer.cancel()
            if self._free:
                self._free()
                self._free = None

    def _wait_in_a_place(self, places: Places) -> None:
        """By the clock's thread, while the request's own reads on."""
        try:
            free = places.take()
        except NoPlace:
            self._cut()
            return
        with self._lock:
            if self._is_over:
                free()
                return
            self._free = free
            self._start(_SMALL_SECONDS, self._cut)

    def _cut(self) -> None:
        with self._lock:
            if not self._is_over:
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
