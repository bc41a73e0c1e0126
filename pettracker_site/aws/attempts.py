"""What holds for each attempt of each call: it keeps the request's deadline, has a place where those are counted, and
the breaker learns how it ended."""

from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError

from . import deadline
from .breaker import Breaker
from .connections import watchdog
from .credentials import RenewableCredentials
from .crowd import Crowd
from .errors import EXPIRED_CODES, THROTTLING_CODES, StoreUnavailable

_LEAST_SECONDS = 0.5  # an attempt with less time than this is not worth its while
_WATCH = "pettracker-watch"
_PLACE = "pettracker-place"


class Attempts:
    """Listens to the events of one client. `read_timeout` in seconds is the client's own."""

    def __init__(
        self,
        breaker: Breaker,
        credentials: RenewableCredentials | None,
        read_timeout: float,
        crowd: Crowd | None = None,
    ) -> None:
        self._breaker = breaker
        self._credentials = credentials
        self._read_timeout = read_timeout
        self._crowd = crowd

    def listen(self, client: Any) -> None:
        events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
        events.register(f"before-send.{service}", self._before)
        events.register(f"response-received.{service}", self._after)
        events.register_first(f"needs-retry.{service}", self._needs_retry)

    def _before(self, request: Any, **_: Any) -> None:
        """Raises: StoreUnavailable where there is no time for another attempt, or the service does not answer."""
        errand = deadline.errand()
        if self._crowd and errand:
            self._crowd.enter(errand)
            request.context[_PLACE] = errand
        left = deadline.left()
        if left < _LEAST_SECONDS:
            raise StoreUnavailable("no time left")
        self._breaker.admit()
        request.context["read_timeout"] = min(self._read_timeout, left)
        if left < float("inf"):
            request.context[_WATCH] = watchdog.watch(left)

    def _after(
        self, context: dict[str, Any], response_dict: Any, parsed_response: Any, exception: Any, **_: Any
    ) -> None:
        if watch := context.pop(_WATCH, None):
            watchdog.release(watch)
        if self._crowd and (errand := context.pop(_PLACE, None)):
            self._crowd.leave(errand)
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

    def _needs_retry(self, attempts: int, response: Any, **_: Any) -> float | bool | None:
        """The seconds to wait before another attempt, False for none, None to leave that to botocore."""
        if self._credentials and attempts == 1 and response and _code(response[1]) in EXPIRED_CODES:
            self._credentials.renew()
            return 0
        longest_pause = max(2 ** (attempts - 1), _asked_pause(response))  # botocore's for throttling, its longest
        if self._breaker.is_open or deadline.left() < longest_pause + _LEAST_SECONDS:
            return False
        return None


def _asked_pause(response: Any) -> float:
    """The seconds that the answer asks to wait, if it does: botocore then waits longer than it would by itself."""
    asked = response[0].headers.get("x-amz-retry-after", "") if response else ""
    return int(asked) / 1000 if asked.isdecimal() else 0.0


def _code(parsed: Any) -> str:
    return str((parsed or {}).get("Error", {}).get("Code", ""))
