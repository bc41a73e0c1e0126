"""By when a request must have its answers from AWS, and trying again until then.

Commands, and files that are sent while they are read, have no deadline: for them attempts are counted.
"""

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
MOST_ATTEMPTS = 10
LEAST_SECONDS = 0.5  # an attempt with less time than this is not worth its while
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 2.0


# --- Until when -------------------------------------------------------------------------------------------------------


class RequestScope:
    """What the outermost `within` is about, the same in all threads that work for it: as a rule, a request."""


@dataclass(slots=True)
class _Deadline:
    seconds: float
    until: float
    scope: RequestScope


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What happens inside has so many seconds for all its calls together."""
    token = _deadline.set(_starting_now(seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def start(seconds: float) -> None:
    """Count anew from here, with so many seconds; for use inside `within`, which ends it."""
    _deadline.set(_starting_now(seconds))


def renew() -> None:
    """Count anew from here, with as many seconds as before: something was finished, so the stores do answer."""
    if current := _deadline.get():
        start(current.seconds)


def left() -> float:
    """Seconds until the deadline, negative after it, infinite without one."""
    current = _deadline.get()
    return math.inf if current is None else current.until - time.monotonic()


def scope() -> RequestScope | None:
    """On whose behalf this is done; None without a deadline."""
    current = _deadline.get()
    return current.scope if current else None


def _starting_now(seconds: float) -> _Deadline:
    return _Deadline(seconds, time.monotonic() + seconds, scope() or RequestScope())


# --- Trying again until then ------------------------------------------------------------------------------------------


class TransientError(Exception):
    """Raised by an attempt that another one may mend; chained to what went wrong."""


def pause(failures: int, *, chance: Callable[[], float] = random.random) -> float:
    """The seconds to wait after so many failures in a row: at random below a bound that doubles, up to two seconds.

    ("Full jitter": https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/)
    """
    return chance() * min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2.0**failures)


def is_time_for(pause: float) -> bool:
    """Whether after so many seconds there is still time for an attempt."""
    return left() >= pause + LEAST_SECONDS


def retry_transient(attempt: Callable[[], T], *, most: int = MOST_ATTEMPTS) -> T:
    """The answer of the first attempt without TransientError, of as many as there is time for, at `most` so many.

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
