"""A service that does not answer is left alone for a while, so that nobody waits for its time-outs."""

import logging
import threading
import time
from collections.abc import Callable

from .errors import StoreUnavailable

_log = logging.getLogger(__name__)


class Breaker:
    """Opens after so many failures in a row; then one attempt passes every `probe_seconds`, and a success closes it.

    One for each service of a process, shared by its threads. What counts as a failure is its caller's to say.
    """

    def __init__(
        self,
        service: str,
        *,
        failures: int = 3,
        probe_seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service = service
        self._limit = failures
        self._probe_seconds = probe_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_probe = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._limit

    def admit(self) -> None:
        """Let an attempt pass. Raises: StoreUnavailable while the breaker is open and no probe is due."""
        with self._lock:
            if not self.is_open:
                return
            now = self._clock()
            if now < self._next_probe:
                raise StoreUnavailable(f"{self.service} has not been answering")
            self._next_probe = now + self._probe_seconds

    def succeeded(self) -> None:
        with self._lock:
            was_open, self._failures = self.is_open, 0
        if was_open:
            _log.warning("%s answers again", self.service)

    def failed(self) -> None:
        with self._lock:
            was_open = self.is_open
            self._failures += 1
            opens = self.is_open and not was_open
            if opens:
                self._next_probe = self._clock() + self._probe_seconds
        if opens:
            _log.warning(
                "%s does not answer: left alone, but for one try every %g s", self.service, self._probe_seconds
            )
