"""How many requests wait for DynamoDB at once, so that on a day on which it hangs they do not take all threads."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from weakref import WeakKeyDictionary

from django.conf import settings

from .deadline import RequestScope
from .errors import StoreUnavailable

_PATIENCE_SECONDS = 0.5


class Crowd:
    """So many scopes at once, each with any number of calls side by side.

    Where the service answers, a place is free again after milliseconds, and who finds none gets the next. Where none
    was taken or left for `patience` seconds the service hangs: whoever waits by then, or comes later, is sent away.
    """

    def __init__(self, places: int, *, patience: float = _PATIENCE_SECONDS) -> None:
        self._places = places
        self._patience = patience
        self._changed = threading.Condition()
        # Weak: a call that botocore ends without telling cannot keep a place longer than its request lasts.
        self._inside: WeakKeyDictionary[RequestScope, int] = WeakKeyDictionary()
        self._changed_at = time.monotonic()

    def enter(self, scope: RequestScope) -> None:
        """Raises: StoreUnavailable where too many wait already."""
        with self._changed:
            while scope not in self._inside and len(self._inside) >= self._places:
                patience = self._changed_at + self._patience - time.monotonic()
                if patience <= 0:
                    raise StoreUnavailable("too many wait for it")
                self._changed.wait(patience)
            self._set(scope, self._inside.get(scope, 0) + 1)

    def leave(self, scope: RequestScope) -> None:
        with self._changed:
            self._set(scope, self._inside[scope] - 1)

    @contextmanager
    def place(self, scope: RequestScope | None) -> Iterator[None]:
        """For a command, which is no scope, there always is one. Raises: StoreUnavailable."""
        if scope is None:
            yield
            return
        self.enter(scope)
        try:
            yield
        finally:
            self.leave(scope)

    def _set(self, scope: RequestScope, calls: int) -> None:
        before = len(self._inside)
        if calls:
            self._inside[scope] = calls
        else:
            del self._inside[scope]
        if len(self._inside) != before:
            self._changed_at = time.monotonic()
            self._changed.notify_all()


@cache
def at_dynamodb() -> Crowd:
    """The process's: two of its threads are always left for what needs no DynamoDB."""
    return Crowd(max(1, settings.WEB_THREADS - 2))
