"""Connections that end at the deadline and detect truncated responses.

A read time-out counts from byte to byte, so an answer that drips may take for ever: a thread watches the connections of
attempts that have a deadline and cuts them. botocore offers no place to bring connection classes along; `install` sets
them as the `ConnectionCls` of its pools, urllib3's public name for that.
"""

import math
import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import IO, Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
)

_SHORTEST_SECONDS = 0.001


class Watch:
    """One attempt's connection, until when it may be used."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.connection: Any = None

    def cut(self) -> None:
        """End the connection under its reader, unless another attempt has it by now."""
        sock = getattr(self.connection, "sock", None)
        if sock is not None and self.connection.watch is self:
            with suppress(OSError):
                # The socket's own method: a TLS socket's would also take its state away from the thread that reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class Watchdog:
    """Cuts what is watched when its time is over, by one thread that starts with the first watch."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: set[Watch] = set()
        self._thread: threading.Thread | None = None
        self._wakes_at = math.inf

    def watch(self, seconds: float) -> Watch:
        watch = Watch(time.monotonic() + seconds)
        with self._changed:
            self._watches.add(watch)
            if self._thread is None or not self._thread.is_alive():  # the first of this process, which may be a fork
                self._thread = threading.Thread(target=self._run, name="aws-watchdog", daemon=True)
                self._thread.start()
            elif watch.until < self._wakes_at:
                self._changed.notify()
        _watch.set(watch)
        return watch

    def release(self, watch: Watch) -> None:
        """From here on the connection is not cut any more."""
        with self._changed:
            self._watches.discard(watch)
        _watch.set(None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for watch in [each for each in self._watches if each.until <= now]:
                    watch.cut()
                    self._watches.discard(watch)
                self._wakes_at = min((each.until for each in self._watches), default=math.inf)
                self._changed.wait(None if self._wakes_at == math.inf else self._wakes_at - now)


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
watchdog = Watchdog()


class _Bounded:
    """What both kinds of connection add to botocore's."""

    timeout: float
    watch: Watch | None = None

    def request(self, *args: Any, **options: Any) -> None:
        self.watch = watch = _watch.get()
        if watch is not None:
            watch.connection = self
        # botocore leaves this check out, and would hand on the first half of an answer as the answer.
        options["enforce_content_length"] = True
        super().request(*args, **options)  # type: ignore[misc]

    def connect(self) -> None:
        if self.watch is not None:
            self.timeout = min(self.timeout, max(self.watch.until - time.monotonic(), _SHORTEST_SECONDS))
        super().connect()  # type: ignore[misc]

    def getresponse(self) -> Any:
        """An answer that ends within its head has no length, and would be taken for one without a body."""
        answer = super().getresponse()  # type: ignore[misc]
        if answer.length_remaining is None and not answer.chunked:
            raise ConnectionResetError("closed within the head of an answer")
        return answer

    def _consume_headers(self, file: IO[bytes]) -> None:
        """What follows "100 Continue", up to an empty line; botocore's own would look for it for ever at the end.

        The only private method of botocore's that is overridden here. No public way holds this: none reaches into that
        loop, and without `Expect` a photo would be sent into a refusal, whose answer may be lost then.
        """
        while (line := file.readline()) != b"\r\n":
            if not line:
                raise ConnectionResetError("closed after 100 Continue")


class _BoundedConnection(_Bounded, AWSHTTPConnection):  # type: ignore[misc]
    pass


class _BoundedTlsConnection(_Bounded, AWSHTTPSConnection):  # type: ignore[misc]
    pass


def install() -> None:
    """Let all botocore clients of this process connect so; doing it twice changes nothing."""
    AWSHTTPConnectionPool.ConnectionCls = _BoundedConnection
    AWSHTTPSConnectionPool.ConnectionCls = _BoundedTlsConnection
