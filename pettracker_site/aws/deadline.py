"""Until when this request may wait for AWS. Commands, and files that are sent while they are read, have no deadline."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class Errand:
    """What the outermost `within` is about, the same in all threads that work for it: as a rule, a request."""


@dataclass(slots=True)
class _Deadline:
    seconds: float
    until: float
    errand: Errand


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


def errand() -> Errand | None:
    """On whose behalf this is done; None without a deadline."""
    current = _deadline.get()
    return current.errand if current else None


def _starting_now(seconds: float) -> _Deadline:
    return _Deadline(seconds, time.monotonic() + seconds, errand() or Errand())
