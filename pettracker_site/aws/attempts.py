"""Every attempt of every AWS call, and each retry: deadline, concurrency limiter, circuit breaker.

Transient errors are retried until the deadline. A call without an answer is tried twice at most: each attempt takes a
whole time-out, which the breaker and the limiter rely on.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError

from . import deadline
from .connections import watchdog
from .credentials import RenewableCredentials
from .errors import EXPIRED_CODES, THROTTLING_CODES, Refused, StoreUnavailable, is_transient
from .limiter import ConcurrencyLimiter
from .wire import adds_up, json_object

_MOST_WITHOUT_ANSWER = 2
_WATCH = "pettracker-watch"
_SLOT = "pettracker-slot"
_NUMBER = "pettracker-credentials"  # of those that the attempt was signed with
_RENEWED = "pettracker-renewed"
_log = logging.getLogger(__name__)


class Breaker:
    """A circuit breaker: stops calling a service that does not answer, so that nobody waits for its time-outs.

    It opens after so many failures in a row; then one attempt passes every `probe_seconds`, and a success closes it.
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


class Attempts:
    """Listens to the events of one client, for which there are `most` attempts at each call."""

    def __init__(
        self,
        breaker: Breaker,
        credentials: RenewableCredentials,
        limiter: ConcurrencyLimiter | None = None,
        *,
        most: int = deadline.MOST_ATTEMPTS,
    ) -> None:
        self._breaker = breaker
        self._credentials = credentials
        self._limiter = limiter
        self._most = most

    def listen(self, client: Any) -> None:
        events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
        events.register(f"before-send.{service}", self._before)
        events.register(f"response-received.{service}", self._after)
        events.register(f"after-call-error.{service}", self._broke_off)
        events.register_first(f"needs-retry.{service}", self._needs_retry)

    def _before(self, request: Any, **_: Any) -> None:
        """Raises: StoreUnavailable where there is no time for another attempt, or the service does not answer."""
        if self._limiter and (scope := deadline.scope()):
            request.context[_SLOT] = self._limiter.acquire(scope)
        left = deadline.left()
        if left < deadline.LEAST_SECONDS:
            raise StoreUnavailable("no time left")
        self._breaker.admit()
        request.context[_NUMBER] = self._credentials.number
        if left < float("inf"):
            request.context[_WATCH] = watchdog.watch(left)

    def _after(
        self, context: dict[str, Any], response_dict: Any, parsed_response: Any, exception: Any, **_: Any
    ) -> None:
        self._let_go(context)
        if exception is None:
            is_throttled = _code(parsed_response) in THROTTLING_CODES
            is_failure = response_dict["status_code"] >= 500 and not is_throttled
        elif isinstance(exception, ConnectionError | HTTPClientError):
            is_failure = True
        else:
            return  # nothing was sent
        if is_failure:
            self._breaker.failed()
        else:
            self._breaker.succeeded()

    def _broke_off(self, context: dict[str, Any], **_: Any) -> None:
        """An answer that cannot be understood ends a call without another event."""
        self._let_go(context)

    def _let_go(self, context: dict[str, Any]) -> None:
        if watch := context.pop(_WATCH, None):
            watchdog.release(watch)
        if release := context.pop(_SLOT, None):
            release()

    def _needs_retry(
        self,
        operation: Any,
        attempts: int,
        response: Any,
        caught_exception: Any,
        request_dict: Mapping[str, Any],
        **_: Any,
    ) -> float | bool | None:
        """The seconds to wait before another attempt, False for none, None to leave that to botocore.

        Raises: Refused where all attempts were answered by what is damaged.
        """
        if response is None:
            if not isinstance(caught_exception, ConnectionError | HTTPClientError):
                return None
            return self._after_a_pause(attempts, most=min(self._most, _MOST_WITHOUT_ANSWER))
        http, parsed = response
        code = _code(parsed)
        if code in EXPIRED_CODES:
            return self._by_other_credentials(request_dict["context"])
        is_damaged = operation.service_model.service_name == "dynamodb" and _is_damaged(http, parsed)
        if is_damaged:
            code = "ChecksumError"
        if not is_damaged and not is_transient(code, http.status_code):
            return None
        again = self._after_a_pause(attempts, most=self._most, asked=_asked_pause(http))
        if is_damaged and again is False:
            raise Refused(code)
        return again

    def _after_a_pause(self, attempts: int, *, most: int, asked: float = 0.0) -> float | bool:
        seconds = max(deadline.pause(attempts), asked)
        if attempts >= most or self._breaker.is_open or not deadline.is_time_for(seconds):
            return False
        return seconds

    def _by_other_credentials(self, context: dict[str, Any]) -> float | bool:
        """Once for each call: at once by others, if there are any; after a pause where AWS may not know these yet."""
        if _RENEWED in context:
            return False
        context[_RENEWED] = True
        are_others = self._credentials.renew(context.get(_NUMBER, 0))
        seconds = 0.0 if are_others else deadline.pause(1)
        return seconds if deadline.is_time_for(seconds) else False


def _asked_pause(http: Any) -> float:
    """The seconds that an answer asks to wait, if it does."""
    asked = http.headers.get("x-amz-retry-after", "")
    return int(asked) / 1000 if asked.isdecimal() else 0.0


def _is_damaged(http: Any, parsed: Mapping[str, Any]) -> bool:
    """Whether an answer of DynamoDB does not add up to the sum it names, or is none of its answers.

    The parser takes the latter for one that says nothing: "there is no such item".
    """
    if not adds_up(http.headers, http.content):
        return True
    return parsed.keys() <= {"ResponseMetadata"} and json_object(http.content) is None


def _code(parsed: Any) -> str:
    return str((parsed or {}).get("Error", {}).get("Code", ""))
