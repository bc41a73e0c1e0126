"""Streamed downloads: one at a time for each person, with a time limit."""

import errno
import functools
import logging
import uuid
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db import Error
from django.http import HttpRequest

from pettracker_site.aws.limiter import ConcurrencyLimiter

T = TypeVar("T")
HAS_SLOT = "pettracker.has_slot"  # in the environment of a request whose answer holds a slot while it is sent
_LEASE_SECONDS = 120  # for so long nobody else gets a turn whose process died
_log = logging.getLogger(__name__)


@functools.cache
def download_limiter() -> ConcurrencyLimiter:
    """The process's, a quarter of its threads; nobody waits for a slot."""
    return ConcurrencyLimiter(max(1, settings.WEB_THREADS // 4))


class DownloadInProgress(Exception):
    """The person's other download is not complete yet."""


class DownloadLease:
    """A person's lease on their one download, in the cache that all processes share. Raises: DownloadInProgress."""

    def __init__(self, person_id: str) -> None:
        self._key, self._mine = f"download:{person_id}", uuid.uuid4().hex
        if not cache.add(self._key, self._mine, timeout=_LEASE_SECONDS):
            raise DownloadInProgress
        self._renewed_at = monotonic()

    def renew(self) -> None:
        """Called for each part; the lease is renewed a few times in its life."""
        if monotonic() - self._renewed_at > _LEASE_SECONDS / 4:
            self._renewed_at = monotonic()
            with suppress(Error):
                if cache.get(self._key) == self._mine:
                    cache.touch(self._key, _LEASE_SECONDS)

    def release(self) -> None:
        with suppress(Error):  # then it ends by itself
            if cache.get(self._key) == self._mine:
                cache.delete(self._key)


class LeasedStream(Generic[T]):
    """A streamed response that holds a slot and a lease until it is closed, which Django always does.

    Raises: ConnectionResetError after DOWNLOAD_SECONDS, which cuts the answer off.
    """

    def __init__(self, parts: Iterator[T], lease: DownloadLease, release: Callable[[], None]) -> None:
        self._parts = parts
        self._lease = lease

        def end() -> None:
            release()
            lease.release()

        self.close = weakref.finalize(self, end)  # once, at the latest on garbage collection

    def __iter__(self) -> Iterator[T]:
        """A generator, which knows this object: it lives as long as somebody reads."""
        until = monotonic() + settings.DOWNLOAD_SECONDS
        for part in self._parts:
            if monotonic() > until:
                _log.warning("a download took longer than DOWNLOAD_SECONDS and was cut off")
                raise ConnectionResetError(errno.ECONNRESET, "this download takes too long")
            self._lease.renew()
            yield part


def stream_download(request: HttpRequest, parts: Iterator[T]) -> LeasedStream[T]:
    """Stream these parts to the person as their one download.

    Raises: TooBusy; DownloadInProgress where the person already has a download running.
    """
    release = download_limiter().acquire()
    try:
        lease = DownloadLease(str(request.user.pk))
    except BaseException:
        release()
        raise
    request.META[HAS_SLOT] = True
    return LeasedStream(parts, lease, release)
