"""How much of a kind a process works on at once, such as uploads: those that wait for S3, or for a slow line, cannot
take all of its threads."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

HAS_PLACE = "pettracker.has_place"  # in the environment of a request whose answer holds a place while it is sent
_WAIT_SECONDS = 2.0


class NoPlace(Exception):
    """Too many are on their way already."""


class Places:
    """So many at once; a few more wait `seconds` for a place, and all others are sent away."""

    def __init__(self, places: int, *, waiting: int, seconds: float = _WAIT_SECONDS) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._waiting = threading.BoundedSemaphore(waiting) if waiting else None
        self._seconds = seconds

    @contextmanager
    def one(self, left: float | None = None) -> Iterator[None]:
        """As `take`, until the end of the block. Raises: NoPlace."""
        free = self.take(left)
        try:
            yield
        finally:
            free()

    def take(self, left: float | None = None) -> Callable[[], None]:
        """What frees the place again, once. Raises: NoPlace.

        Who has only so many seconds `left` waits no longer than that; who has no end of them waits until there is one.
        """
        if left == math.inf:
            self._places.acquire()
        elif not self._places.acquire(blocking=False) and not self._waited(self._seconds if left is None else left):
            raise NoPlace
        return self._places.release

    def _waited(self, left: float) -> bool:
        if self._waiting is None or not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=max(0.0, min(left, self._seconds)))
        finally:
            self._waiting.release()


@cache
def download_places() -> Places:
    """The process's, a quarter of its threads; nobody waits for one."""
    return Places(max(1, settings.WEB_THREADS // 4), waiting=0)


@cache
def upload_places() -> Places:
    """The process's. A quarter of the threads may wait, so that with half of them at work a quarter is always free."""
    return Places(settings.UPLOAD_PLACES, waiting=settings.WEB_THREADS // 4)


@cache
def line_places() -> Places:
    """The process's for slow lines of whoever comes: visitors' bodies, bodies that no page reads, answers that nobody
    takes. A quarter of its threads; nobody waits for one."""
    return Places(max(1, settings.WEB_THREADS // 4), waiting=0)
