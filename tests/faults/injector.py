"""Lets single calls of this process's own clients go wrong as a plan says, with moto behind them and no real pauses."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import botocore.endpoint
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

import photos.repository
from pettracker_site.aws import clients, deadline
from tests.aws import close_breakers
from tests.faults import killing
from tests.faults.plan import KILLS, REQUEST_ID, Fault, Plan, Trouble, error_body

_BEFORE = "pettracker-faults"
_MADE_HERE = (Trouble.ERROR, Trouble.ERROR_AFTER_COMMIT, Trouble.LOST_REQUEST, Trouble.LOST_ANSWER)


class Injector:
    """Stands before moto. Attempts of botocore, deadlines and breakers are the real ones.

    A transaction's token is not remembered (neither does moto), as if ten minutes passed between two attempts: what
    was committed has to be recognised as one's own. Troubles that need time (`HOLD`, `DRIP` ...) are the proxy's; those
    that kill need a process that may be killed (`kills`).
    """

    def __init__(self) -> None:
        self.plan = Plan()

    @contextmanager
    def standing(self) -> Iterator["Injector"]:
        """Between the clients and moto, until the end of the block."""
        made = [clients.dynamodb(), clients.s3()]
        for client in made:
            # botocore asks all handlers although one has answered, so moto's has to step aside.
            client.meta.events.unregister("before-send", botocore_stubber)
            client.meta.events.register(f"before-send.{_service(client)}", self._send, unique_id=_BEFORE)
        try:
            with without_pauses():
                yield self
        finally:
            self.heal()
            for client in made:
                client.meta.events.unregister(f"before-send.{_service(client)}", unique_id=_BEFORE)
                client.meta.events.register("before-send", botocore_stubber)

    def heal(self) -> None:
        """No trouble any more, and the breakers know it."""
        self.plan.clear()
        close_breakers()

    def kills(self, act: Callable[[], object]) -> bool:
        """Whether the plan killed the process in which `act` ran, beside this one and on the same stores."""
        return killing.is_killed(act, self._answer_or_kill)

    def _answer_or_kill(self, event_name: str, request: AWSPreparedRequest) -> AWSResponse | None:
        fault = self.plan.next(_operation(event_name))
        assert fault is None or fault.trouble in KILLS
        answer = None if fault and fault.trouble is Trouble.KILL_BEFORE else botocore_stubber(event_name, request)
        return None if fault else answer

    def _send(self, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        if killing.pipe_of_this_process:
            return killing.ask(killing.pipe_of_this_process, event_name, request)
        operation = _operation(event_name)
        fault = self.plan.next(operation)
        if fault is None:
            return botocore_stubber(event_name, request)
        assert fault.trouble in _MADE_HERE, f"{fault.trouble} is the proxy's"
        if fault.trouble is Trouble.LOST_REQUEST:
            raise ConnectionClosedError(endpoint_url=request.url)
        if fault.trouble is Trouble.ERROR:
            return _error(operation, fault, request)
        botocore_stubber(event_name, request)
        if fault.trouble is Trouble.ERROR_AFTER_COMMIT:
            return _error(operation, fault, request)
        raise ReadTimeoutError(endpoint_url=request.url)


@contextmanager
def without_pauses() -> Iterator[None]:
    """Whoever waits before another attempt waits no time, though the request's deadline comes nearer by as much."""
    clock = _NoPauses()
    with ExitStack() as stack:
        for module in (botocore.endpoint, deadline, photos.repository):
            stack.enter_context(mock.patch.object(module, "time", clock))
        yield


class _NoPauses:
    slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


def _operation(event_name: str) -> str:
    _, service, name = event_name.split(".")
    return f"{service}:{name}"


def _service(client: Any) -> str:
    return str(client.meta.service_model.service_id.hyphenize())


def _error(operation: str, fault: Fault, request: AWSPreparedRequest) -> AWSResponse:
    content_type, body = error_body(operation, fault)
    headers = {"content-type": content_type, "x-amzn-requestid": REQUEST_ID, "x-amz-request-id": REQUEST_ID}
    return AWSResponse(request.url, fault.status, headers, MockRawResponse(b"" if request.method == "HEAD" else body))
