"""Health checks for load balancers and alarms: liveness, start-up and readiness.

Answered before any other middleware: over plain http, for any host name, without session, login or log line.
"""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Lock, Thread

from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients, deadline
from pettracker_site.aws.dynamo import batch_get
from pettracker_site.files.storage import file_storage
from photos.repository import photos

_log = logging.getLogger(__name__)
CHECK_SECONDS = 2.0
_TIMEOUT_SECONDS = 3.0  # with all checks at once: more than the stores have, less than load balancers wait
_MOST_HANGING = 3
_KNOWN_FOR_SECONDS = 3.0
_NOBODY = "readyz"  # a key that no item has
_NOBODYS_ITEM = (_NOBODY, _NOBODY)  # in tables with a range
DATABASE, RECORDS, FILES = "database", "records", "files"
_NEEDED = (DATABASE, RECORDS)  # without files lists, profiles and the login work on

Check = Callable[[], None]


class Readiness:
    """The result of each of `checks`, cached for a few seconds, so that frequent probes cost nothing.

    The checks run in parallel. One that takes longer than `timeout`, in seconds, counts as failed. Its thread keeps
    running, because nothing can interrupt a thread that waits for a database; the next check does not wait for it.
    """

    def __init__(
        self,
        checks: Mapping[str, Check],
        clock: Callable[[], float] = time.monotonic,
        timeout: float = _TIMEOUT_SECONDS,
    ) -> None:
        self._parts = {name: _Part(name, check) for name, check in checks.items()}
        self._clock = clock
        self._timeout = timeout
        self._checking = Lock()
        self._known_until = 0.0
        self._known = dict.fromkeys(checks, False)

    def __call__(self) -> dict[str, bool]:
        if self._clock() >= self._known_until and self._checking.acquire(blocking=False):
            try:
                self._known = self._checked()
                self._known_until = self._clock() + _KNOWN_FOR_SECONDS
            finally:
                self._checking.release()
        return self._known

    def _checked(self) -> dict[str, bool]:
        begun = {name: part.begin() for name, part in self._parts.items()}
        until = time.monotonic() + self._timeout
        return {name: part.ended(begun[name], max(0.0, until - time.monotonic())) for name, part in self._parts.items()}


class _Part:
    """One check, and its runs that hang."""

    def __init__(self, name: str, check: Check) -> None:
        self._name = name
        self._check = check
        self._hanging: list[Thread] = []

    def begin(self) -> "_Run | None":
        """None if too many runs hang already."""
        self._hanging = [each for each in self._hanging if each.is_alive()]
        if len(self._hanging) >= _MOST_HANGING:
            return None
        run = _Run(self._name, self._check)
        run.start()
        return run

    def ended(self, run: "_Run | None", timeout: float) -> bool:
        """Whether it passed within so many seconds."""
        if run is None:
            return False
        run.join(timeout)
        if run.is_alive():
            _log.warning("not ready: %s does not answer in time", self._name)
            self._hanging.append(run)
            return False
        return run.passed


class _Run(Thread):
    """Runs a check in its own thread, and closes the thread's database connections afterwards."""

    def __init__(self, name: str, check: Check) -> None:
        super().__init__(name=f"check of {name}", daemon=True)
        self.passed = False
        self._of = name
        self._check = check

    def run(self) -> None:
        try:
            self.passed = passes(self._check, self._of)
        finally:
            connections.close_all()


def passes(check: Check, name: str) -> bool:
    try:
        check()
    except Exception:
        _log.warning("not ready: %s", name, exc_info=True)  # the reason goes to the log only
        return False
    return True


def check_database() -> None:
    """Ask the database of accounts. Raises whatever it does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_tables() -> None:
    """By two calls, because a web process may not read the audit log together with others (infra/storage.yaml)."""
    with deadline.within(CHECK_SECONDS):
        records = photos()
        by_one = [(table, _NOBODY) for table in (records.pets.table, records.table)]
        batch_get(clients.dynamodb(), [*by_one, (records.quota.table, _NOBODYS_ITEM)])
        audit_log().table.get(_NOBODYS_ITEM)


def check_bucket() -> None:
    with deadline.within(CHECK_SECONDS):
        file_storage().probe()


class HealthMiddleware:
    """`/healthz`, for what watches the process: 200 while it answers at all.

    `/startz`, for the balancer: 503 until what a page needs answered once, 200 from then on: on a bad day a process
    that answers pages in words is better than none. `/readyz`, for people and alarms: what answers now, and no reason.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._readiness = Readiness({DATABASE: check_database, RECORDS: check_tables, FILES: check_bucket})
        self._startup = Readiness({DATABASE: check_database, RECORDS: check_tables})
        self._has_started = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": self._alive, "/startz": self._started, "/readyz": self._ready}.get(request.path)
        if answer is None:
            return self.get_response(request)
        response = answer() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "no-store"
        return response

    def _alive(self) -> HttpResponse:
        return _plain_text("alive", True)

    def _started(self) -> HttpResponse:
        self._has_started = self._has_started or all(self._startup().values())
        return _plain_text("started" if self._has_started else "not started", self._has_started)

    def _ready(self) -> HttpResponse:
        known = self._readiness()
        words = ", ".join(f"{name} {'ok' if is_ok else 'not ok'}" for name, is_ok in known.items())
        return _plain_text(words, all(known[name] for name in _NEEDED))


def _plain_text(words: str, is_well: bool) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain", status=200 if is_well else 503)
