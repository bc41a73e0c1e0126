"""The deadline of a request's AWS calls, and when to retry them (backoff) until then.

Commands and streamed files have no deadline: for them the number of attempts is limited.
"""

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
MOST_ATTEMPTS = 10
LEAST_SECONDS = 0.5  # with less time than this, another attempt is not worthwhile
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0


# --- Until when -------------------------------------------------------------------------------------------------------


class RequestScope:
    """Identifies the outermost `within`, usually a request, in all threads that work for it."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}


@dataclass(slots=True)
class _Deadline:
    seconds: float
    until: float
    scope: RequestScope


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All AWS calls within the block share a deadline of so many seconds."""
    token = _deadline.set(_starting_now(seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def start(seconds: float) -> None:
    """Restart the deadline with so many seconds; only inside `within`."""
    _deadline.set(_starting_now(seconds))


def renew() -> None:
    """Restart the deadline with the same number of seconds, after progress has shown that the stores answer."""
    if current := _deadline.get():
        start(current.seconds)


def left() -> float:
    """Seconds until the deadline, negative after it, infinite without one."""
    current = _deadline.get()
    return math.inf if current is None else current.until - time.monotonic()


def scope() -> RequestScope | None:
    """The current request's scope; None without a deadline."""
    current = _deadline.get()
    return current.scope if current else None


def once(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, asked for once within the outermost `within`; each time where there is none."""
    current = scope()
    if current is None:
        return make()
    if name not in current.kept:
        current.kept[name] = make()
    found: T = current.kept[name]
    return found


def _starting_now(seconds: float) -> _Deadline:
    return _Deadline(seconds, time.monotonic() + seconds, scope() or RequestScope())


# --- Trying again until then ------------------------------------------------------------------------------------------


class TransientError(Exception):
    """Raised by an attempt that is worth a retry; chained to the actual error."""


def pause(failures: int, *, chance: Callable[[], float] = random.random) -> float:
    """The seconds to wait after so many failures in a row: at random below a bound that doubles, up to two seconds.

    ("Full jitter": https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/)
    """
    return chance() * min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0**failures)


def is_time_for(pause: float) -> bool:
    """Whether there is still time for an attempt after that pause."""
    return left() >= pause + LEAST_SECONDS


def retry_transient(attempt: Callable[[], T], *, most: int = MOST_ATTEMPTS) -> T:
    """Retry until an attempt does not raise TransientError, at most `most` times and within the deadline.

    Raises: what the last TransientError was chained to.
    """
    for number in range(1, most + 1):
        try:
            return attempt()
        except TransientError as transient:
            seconds = pause(number)
            if number == most or not is_time_for(seconds):
                raise transient.__cause__ or transient from None
            time.sleep(seconds)
    raise AssertionError("unreachable")
