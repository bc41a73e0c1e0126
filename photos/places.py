"""How many uploads a process works on at once, so that those that wait for S3 cannot take all of its threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

_WAIT_SECONDS = 2.0


class NoPlace(Exception):
    """Too many uploads are on their way already."""


class Places:
    """So many uploads at once; a few more wait `seconds` for a place, and all others are sent away."""

    def __init__(self, places: int, *, waiting: int, seconds: float = _WAIT_SECONDS) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._waiting = threading.BoundedSemaphore(waiting) if waiting else None
        self._seconds = seconds

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises: NoPlace."""
        if not self._places.acquire(blocking=False) and not self._waited():
            raise NoPlace
        try:
            yield
        finally:
            self._places.release()

    def _waited(self) -> bool:
        if self._waiting is None or not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=self._seconds)
        finally:
            self._waiting.release()


@cache
def upload_places() -> Places:
    """The process's. A quarter of the threads may wait, so that with half of them at work a quarter is always free."""
    return Places(settings.UPLOAD_PLACES, waiting=settings.WEB_THREADS // 4)
