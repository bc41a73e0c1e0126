"""Trying again what only came at a bad moment: longer and longer pauses, never in step with others, until the request's
deadline or a count, for those who have none."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from . import deadline

T = TypeVar("T")
MOST_ATTEMPTS = 10
LEAST_SECONDS = 0.5  # an attempt with less time than this is not worth its while
_FIRST_SECONDS = 0.1
_LONGEST_SECONDS = 2.0


class Passing(Exception):
    """Raised by an attempt that another one may mend; chained to what went wrong."""


def pause(failures: int, *, chance: Callable[[], float] = random.random) -> float:
    """The seconds to wait after so many failures in a row: at random below a bound that doubles, up to two seconds.

    ("Full jitter": https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/)
    """
    return chance() * min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0**failures)


def is_time_for(pause: float) -> bool:
    """Whether after so many seconds there is still time for an attempt."""
    return deadline.left() >= pause + LEAST_SECONDS


def patiently(attempt: Callable[[], T], *, most: int = MOST_ATTEMPTS) -> T:
    """The answer of the first attempt that is not Passing, of as many as there is time for, at `most` so many.

    Raises: what the last Passing was chained to.
    """
    for number in range(1, most + 1):
        try:
            return attempt()
        except Passing as passing:
            seconds = pause(number)
            if number == most or not is_time_for(seconds):
                raise passing.__cause__ or passing from None
            time.sleep(seconds)
    raise AssertionError("unreachable")
