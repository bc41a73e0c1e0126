"""Limits concurrency within a process, so that work that hangs does not take all threads (a bulkhead)."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from weakref import WeakKeyDictionary

from django.conf import settings

from . import deadline
from .errors import StoreUnavailable

_DYNAMODB_STALL_SECONDS = 0.5
_LONGEST_LOOK_SECONDS = 60.0


class TooBusy(Exception):
    """No slot was free in time: nothing was started."""


class _Anybody:
    """Holds a slot that is held for one piece of work."""


class ConcurrencyLimiter:
    """So many slots. Whoever finds none waits as long as slots change hands, and is refused where they do not.

    Where all goes well, a slot is free again soon, and who waits gets the next. Where none was taken or given back for
    `stall_timeout` seconds the work hangs: whoever waits by then, or comes later, is refused at once. At most `waiting`
    wait (None: any number). A holder has one slot, however often it acquires; without one, each `acquire` takes a slot.
    """

    def __init__(
        self,
        slots: int,
        *,
        waiting: int | None = None,
        stall_timeout: float = 0.0,
        refusal: Callable[[], Exception] = TooBusy,
    ) -> None:
        self._slots = slots
        self._most_waiting = math.inf if waiting is None else waiting
        self._stall_timeout = stall_timeout
        self._refusal = refusal
        self._changed = threading.Condition()
        self._waiting = 0
        # Weak: work that ends without telling cannot keep a slot longer than its holder lasts.
        self._holders: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._changed_at = time.monotonic()

    @contextmanager
    def slot(self, holder: object = None, *, seconds: float | None = None) -> Iterator[None]:
        """As `acquire`, until the end of the block. Raises: TooBusy, or what `refusal` makes."""
        release = self.acquire(holder, seconds=seconds)
        try:
            yield
        finally:
            release()

    def acquire(self, holder: object = None, *, seconds: float | None = None) -> Callable[[], None]:
        """What gives the slot back, to be called once. Raises: TooBusy, or what `refusal` makes.

        Who has only so many `seconds` left waits no longer than that; who has infinitely many, until there is a slot.
        """
        holder = holder or _Anybody()
        with self._changed:
            if not self._has_room_for(holder):
                self._wait_for_room(holder, seconds)
            self._count(holder, self._holders.get(holder, 0) + 1)
        return partial(self._release, holder)

    def _has_room_for(self, holder: object) -> bool:
        return holder in self._holders or len(self._holders) < self._slots

    def _wait_for_room(self, holder: object, seconds: float | None) -> None:
        has_time = seconds == math.inf
        if not has_time and self._waiting >= self._most_waiting:
            raise self._refusal()
        until = math.inf if seconds is None else time.monotonic() + seconds
        self._waiting += not has_time
        try:
            while not self._has_room_for(holder):
                left = until if has_time else min(until, self._changed_at + self._stall_timeout) - time.monotonic()
                if left <= 0:
                    raise self._refusal()
                self._changed.wait(min(left, _LONGEST_LOOK_SECONDS))
        finally:
            self._waiting -= not has_time

    def _release(self, holder: object) -> None:
        with self._changed:
            self._count(holder, self._holders[holder] - 1)

    def _count(self, holder: object, times: int) -> None:
        before = len(self._holders)
        if times:
            self._holders[holder] = times
        else:
            del self._holders[holder]
        if len(self._holders) != before:
            self._changed_at = time.monotonic()
            self._changed.notify_all()


@cache
def dynamodb_limiter() -> ConcurrencyLimiter:
    """The process's, for requests and not for their calls: two threads are always left for what needs no DynamoDB."""
    return ConcurrencyLimiter(
        max(1, settings.WEB_THREADS - 2),
        stall_timeout=_DYNAMODB_STALL_SECONDS,
        refusal=lambda: StoreUnavailable("too many wait for it"),
    )


@contextmanager
def dynamodb_slot() -> Iterator[None]:
    """A slot at DynamoDB for the request that this is done for. A command needs none. Raises: StoreUnavailable."""
    if (scope := deadline.scope()) is None:
        yield
        return
    with dynamodb_limiter().slot(scope):
        yield
