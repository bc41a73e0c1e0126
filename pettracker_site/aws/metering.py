"""Metrics of AWS calls: number and duration within a request, and a log line for each failed call.

botocore tells its handlers about every call and, by `needs-retry`, about every attempt.
"""

import logging
import threading
import time
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError

from . import error_advice
from .errors import Refused, StoreError

logger = logging.getLogger(__name__)

# Expected answers: a condition failed; an item, an object or (ValidationError) a stack does not exist.
_EXPECTED_CODES = frozenset(
    {"ConditionalCheckFailed", "ConditionalCheckFailedException", "PreconditionFailed", "None"}
    | {"404", "304", "ValidationError"}
)
_LOOKS = frozenset({"DescribeTable", "HeadBucket"})  # asked by operators' commands, which tell what they were fields
_STARTED = "pettracker_started"
_FAILURES = "pettracker_failures"


class CallStats:
    """Number and seconds of AWS calls, each with all its retries. Thread-safe."""

    def __init__(self) -> None:
        self.calls = 0
        self.seconds = 0.0
        self._lock = threading.Lock()

    def add(self, seconds: float) -> None:
        with self._lock:
            self.calls += 1
            self.seconds += seconds


_stats: ContextVar[CallStats | None] = ContextVar("aws_call_stats", default=None)


def start_counting() -> CallStats:
    """A new stats for all that this thread, and any that copies its context, asks of AWS from here on."""
    stats = CallStats()
    _stats.set(stats)
    return stats


def watch(client: Any) -> None:
    """Count a client's calls and log those that fail."""
    events = client.meta.events
    events.register("before-call.*.*", _start)
    events.register("needs-retry.*.*", _note_attempt)
    events.register("after-call.*.*", _end)
    events.register("after-call-error.*.*", _end_without_answer)


def refused(operation: str, code: str) -> None:
    """Log advice for a refusal within a successful call, such as one file among many."""
    logger.error("AWS call refused", extra={"operation": operation, "code": code, "advice": error_advice.advice(code)})


def _start(context: dict[str, Any], **_: Any) -> None:
    context[_STARTED] = time.perf_counter()
    context[_FAILURES] = []


def _note_attempt(
    response: tuple[Any, Mapping[str, Any]] | None,
    caught_exception: Exception | None,
    request_dict: Mapping[str, Any],
    **_: Any,
) -> None:
    code = _reason(caught_exception) if response is None else _code(response[1])
    if code:
        request_dict["context"].setdefault(_FAILURES, []).append(code)


def _end(model: Any, context: dict[str, Any], parsed: Mapping[str, Any], http_response: Any, **_: Any) -> None:
    code = _code(parsed)
    is_look = model.name in _LOOKS or not code
    _close(model.name, context, code, "" if is_look else _advice(code, http_response.status_code))


def _end_without_answer(event_name: str, exception: Exception, context: dict[str, Any], **_: Any) -> None:
    code = _reason(exception)
    is_transient = isinstance(exception, ConnectionError | HTTPClientError)
    is_ours = isinstance(exception, StoreError) and not isinstance(exception, Refused)
    _close(event_name.rpartition(".")[2], context, code, "" if is_transient or is_ours else error_advice.advice(code))


def _advice(code: str, status: int) -> str:
    """The advice for a failed call; for a cancelled transaction, that of the first reason that has any."""
    reasons = code.partition(": ")[2]
    codes = reasons.split(", ") if reasons else [code]
    return next(filter(None, (error_advice.advice(each, status) for each in codes)), "")


def _close(operation: str, context: dict[str, Any], code: str, advice: str) -> None:
    """`code` is the final error; empty if the call succeeded, maybe after retries."""
    seconds = time.perf_counter() - context.get(_STARTED, time.perf_counter())
    stats = _stats.get()
    if stats is not None:
        stats.add(seconds)
    failures = context.get(_FAILURES, [])
    if not code and not failures:
        return
    attempts = len(failures) + (not code)
    fields = {
        "operation": operation,
        "code": code or failures[-1],
        "outcome": "given up" if code else "answered",
        "attempts": max(attempts, 1),
        "ms": round(seconds * 1000),
    }
    if advice:
        logger.error("AWS call refused", extra={**fields, "advice": advice})
    else:
        logger.warning("AWS call failed" if code else "AWS call answered late", extra=fields)


def _reason(exception: Exception | None) -> str:
    """The exception's type; messages of botocore may contain addresses, ours do not."""
    if isinstance(exception, Refused):
        return exception.code
    return f"{type(exception).__name__}: {exception}" if isinstance(exception, StoreError) else type(exception).__name__


def _code(parsed: Mapping[str, Any]) -> str:
    """The error code of an answer, with a cancelled transaction's reasons; empty where nothing went wrong."""
    code = str(parsed.get("Error", {}).get("Code", ""))
    if code == "TransactionCanceledException":
        reasons = {str(reason.get("Code")) for reason in parsed.get("CancellationReasons", [])} - _EXPECTED_CODES
        return f"{code}: {', '.join(sorted(reasons))}" if reasons else ""
    is_absent = code.endswith("NotFoundError") or (code.startswith("NoSuch") and code != "NoSuchBucket")
    return "" if is_absent or code in _EXPECTED_CODES else code
