"""Trying again what only came at a bad moment: a few attempts, longer and longer pauses, never in step with others."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from . import deadline

T = TypeVar("T")
ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05


class Passing(Exception):
    """Raised by an attempt that another one may mend; chained to what went wrong."""


def patiently(attempt: Callable[[], T]) -> T:
    """The answer of the first attempt, of four, that is not Passing; fewer where the request's deadline is near.

    Raises: what the last Passing was chained to.
    """
    for number in range(1, ATTEMPTS + 1):
        try:
            return attempt()
        except Passing as passing:
            pause = random.uniform(0, _FIRST_PAUSE_SECONDS * 2**number)  # noqa: S311 - jitter, not a secret
            if number == ATTEMPTS or pause >= deadline.left():
                raise passing.__cause__ or passing from None
            time.sleep(pause)
    raise AssertionError("unreachable")
