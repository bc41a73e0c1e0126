"""The decoding processes of this one: two at most, started when they are needed, used again while they behave."""

import atexit
import logging
import os
import threading
from typing import Any, BinaryIO, Final, Generic, TypeVar

from pettracker_site.aws import deadline
from pettracker_site.aws.limiter import ConcurrencyLimiter, TooBusy

from .decoder import Decoder, NotStarted, Task

AT_ONCE: Final = 2
MOST_SECONDS: Final = 60.0  # for a picture where nobody waits for an answer, as in a command
_STALL_SECONDS: Final = 5.0  # without a picture done, after which one of a request waits no longer for a process

logger = logging.getLogger(__name__)


T = TypeVar("T")


class Pool(Generic[T]):
    """Does one task; as many as `waiting` files wait for a process, until none was done for `stall_timeout` seconds."""

    def __init__(self, task: Task[T], *, waiting: int, stall_timeout: float = _STALL_SECONDS) -> None:
        self._task = task
        self.limiter = ConcurrencyLimiter(AT_ONCE, waiting=waiting, stall_timeout=stall_timeout)
        self.heavy = ConcurrencyLimiter(1, waiting=AT_ONCE, stall_timeout=stall_timeout)
        self._idle: list[Decoder[T]] = []
        self._all: set[Decoder[T]] = set()
        self._lock = threading.Lock()

    @property
    def pids(self) -> frozenset[int]:
        """Of the processes there are now."""
        return frozenset(each.pid for each in list(self._all))

    def prepare(self, file: BinaryIO) -> T:
        """What the task makes of a file, within what is left of the deadline. Raises: FileRefused, TooBusy."""
        with self.limiter.slot(seconds=deadline.left()):
            try:
                return self._prepare(file)
            except NotStarted as error:
                logger.warning("decoding process did not take a picture, another one is started: %s", error)
            try:
                self._end_idle()  # where not even a fresh one begins, something is wrong
                return self._prepare(file)
            except NotStarted as error:
                logger.exception("decoding process cannot be started")
                raise TooBusy from error

    def _prepare(self, file: BinaryIO) -> T:
        if _seconds() <= 0:
            raise TooBusy
        decoder = self._take()
        try:
            return decoder.prepare(file, _seconds, lambda: self.heavy.slot(seconds=deadline.left()))
        finally:
            self._release(decoder)

    def _take(self) -> Decoder[T]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        decoder = Decoder(self._task)
        with self._lock:
            self._all.add(decoder)
        return decoder

    def _release(self, decoder: Decoder[T]) -> None:
        if decoder.is_fit:
            with self._lock:
                self._idle.append(decoder)
        else:
            self._end(decoder)

    def _end(self, decoder: Decoder[T]) -> None:
        decoder.end()
        with self._lock:
            self._all.discard(decoder)

    def _end_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for decoder in idle:
            self._end(decoder)

    def close(self) -> None:
        """Ends all processes."""
        for decoder in list(self._all):
            self._end(decoder)
        self._idle.clear()

    def forget(self) -> None:
        """In a process that was forked off: the decoding processes are the parent's."""
        for decoder in list(self._all):
            decoder.forget()


_pools: list[Pool[Any]] = []


def make_pool(task: Task[T], *, waiting: int) -> Pool[T]:
    """One that ends with this process, and that a process forked off does not touch."""
    made = Pool(task, waiting=waiting)
    _pools.append(made)
    atexit.register(made.close)
    return made


def _after_fork() -> None:
    for each in _pools:
        atexit.unregister(each.close)
        each.forget()
    _pools.clear()


os.register_at_fork(after_in_child=_after_fork)


def _seconds() -> float:
    return min(deadline.left(), MOST_SECONDS)
