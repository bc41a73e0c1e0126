"""What load balancers ask a process: is it alive, is it ready for work.

Answered before any other middleware: by plain http, under any host name, without session, login or log line.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread

from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from photos.repository import photos
from photos.storage import photo_storage

from .aws import clients, deadline
from .aws.dynamo import batch_get
from .aws.trail import trail

_log = logging.getLogger(__name__)
CHECK_SECONDS = 2.0
_PATIENCE_SECONDS = 3.0  # with all of a check: more than its stores have, less than load balancers wait
_MOST_HANGING = 3
_KNOWN_FOR_SECONDS = 3.0
_NOBODY = "readyz"  # a key that no record and no object has
_NOBODYS_ITEM = (_NOBODY, _NOBODY)  # in tables with a range


class Readiness:
    """The answer of `check`, remembered for a few seconds: asking often costs nothing, and asking together neither.

    A check that takes longer than `patience`, in seconds, counts as not ready. It is left to itself, because nothing
    can interrupt a thread that waits for a database, and the next check does not wait for it.
    """

    def __init__(
        self,
        check: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._check = check
        self._clock = clock
        self._patience = patience
        self._checking = Lock()
        self._hanging: list[Thread] = []
        self._known_until = 0.0
        self._is_ready = False

    def __call__(self) -> bool:
        if self._clock() >= self._known_until and self._checking.acquire(blocking=False):
            try:
                self._is_ready = self._checked()
                self._known_until = self._clock() + _KNOWN_FOR_SECONDS
            finally:
                self._checking.release()
        return self._is_ready

    def _checked(self) -> bool:
        self._hanging = [each for each in self._hanging if each.is_alive()]
        if len(self._hanging) >= _MOST_HANGING:
            return False
        answers: list[bool] = []
        thread = Thread(target=lambda: answers.append(_passes_alone(self._check)), daemon=True)
        thread.start()
        thread.join(self._patience)
        if thread.is_alive():
            _log.warning("not ready: no answer within %s s", self._patience)
            self._hanging.append(thread)
            return False
        return answers == [True]


def _passes_alone(check: Callable[[], None]) -> bool:
    """In a thread that ends with it, and so on connections to databases that end with it."""
    try:
        return passes(check)
    finally:
        connections.close_all()


def passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:
        _log.warning("not ready", exc_info=True)  # the reason is ours to know, and nobody else's
        return False
    return True


def check() -> None:
    """Ask the database of accounts, the tables (by two calls) and the bucket. Raises whatever they do."""
    with deadline.within(CHECK_SECONDS):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        check_tables()
        check_bucket()


def check_tables() -> None:
    """By two calls, because a web process may not read the trail together with others (infra/storage.yaml)."""
    records = photos()
    by_one = [(table, _NOBODY) for table in (records.pets.table, records.table)]
    batch_get(clients.dynamodb(), [*by_one, (records.quota.table, _NOBODYS_ITEM)])
    trail().table.get(_NOBODYS_ITEM)


def check_bucket() -> None:
    photo_storage().ping()


class HealthMiddleware:
    """`/healthz`: 200 while the process answers at all. `/readyz`: 200 or 503, and not a word why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._is_ready = Readiness(check)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = {"/healthz": self._alive, "/readyz": self._ready}.get(request.path)
        if answer is None:
            return self.get_response(request)
        response = answer() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "no-store"
        return response

    def _alive(self) -> HttpResponse:
        return HttpResponse("alive\n", content_type="text/plain")

    def _ready(self) -> HttpResponse:
        is_ready = self._is_ready()
        words = "ready\n" if is_ready else "not ready\n"
        return HttpResponse(words, content_type="text/plain", status=200 if is_ready else 503)
