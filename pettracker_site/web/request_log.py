"""One log line per request, with the request id that support asks for."""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

from pettracker_site.aws import metering

logger = logging.getLogger(__name__)

REQUEST_ID_HEADER = "X-Request-ID"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLogMiddleware:
    """The outermost middleware: logs what the others refuse too, but no static files.

    A streamed answer has its line when its last byte is written, or its reader has gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        measured = _Measured(request)
        with measured.queries():
            response = self.get_response(request)
        response[REQUEST_ID_HEADER] = measured.request_id
        if settings.SERVER_TIMING:
            response["Server-Timing"] = measured.server_timing()
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _Watched(response, measured)
        else:
            measured.write(response)
        return response


class _Measured:
    """What one request took so far: time, calls to AWS and, where they are shown, queries."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._started = time.perf_counter()
        self._aws = metering.start_counting()
        self._queries = 0
        self._query_seconds = 0.0
        self.request_id = _request_id(request)
        clear_contextvars()
        bind_contextvars(request_id=self.request_id)

    def queries(self) -> AbstractContextManager[Any]:
        return connection.execute_wrapper(self._query) if settings.SERVER_TIMING else nullcontext()

    def server_timing(self) -> str:
        return ", ".join(
            [
                f"app;dur={_milliseconds(time.perf_counter() - self._started)}",
                f'aws;dur={_milliseconds(self._aws.seconds)};desc="{self._aws.calls} calls"',
                f'sql;dur={_milliseconds(self._query_seconds)};desc="{self._queries} queries"',
            ]
        )

    def write(self, response: HttpResponseBase) -> None:
        match = self._request.resolver_match
        route = match.view_name or match.route if match else "-"
        logger.info(
            "request",
            extra={
                "user": _user_id(self._request),
                "method": self._request.method,
                "route": route,
                "status": response.status_code,
                "ms": _milliseconds(time.perf_counter() - self._started),
                "aws_calls": self._aws.calls,
                "aws_ms": _milliseconds(self._aws.seconds),
            },
        )
        clear_contextvars()

    def _query(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self._queries += 1
            self._query_seconds += time.perf_counter() - started


class _Watched:
    """The parts of a streamed answer; `close`, which Django calls in every case, ends the measuring."""

    def __init__(self, response: StreamingHttpResponse, measured: _Measured) -> None:
        self._parts: Iterator[bytes] = iter(response)
        self._end: Callable[[], None] | None = lambda: measured.write(response)

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        if self._end is not None:
            end, self._end = self._end, None
            end()


def _request_id(request: HttpRequest) -> str:
    """The request id of a proxy if it is safe to log, else a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")  # `headers` would put all of them together anew
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _user_id(request: HttpRequest) -> str | None:
    """The logged-in person, only if the session was read already: otherwise it would cost a query."""
    session = getattr(request, "session", None)
    with suppress(DatabaseError):
        if session is not None and session.accessed:
            found: str | None = session.get(SESSION_KEY)
            return found
    return None


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
