"""Sets the audit actor of a request, and counts what is denied in it."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from pettracker_site.audit.audit_log import Actor, acting_as, audit_log
from pettracker_site.aws import deadline
from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.common.errors import NotAllowed

VISITOR = "visitor"
NOBODY = "nobody"  # an address that is not known here
_LONGEST_ID = 64  # one may come in from outside
_COUNTING_SECONDS = 2.0  # how long the thread may still wait for all of it after the response
_log = logging.getLogger(__name__)
_to_count: ContextVar[list[tuple[Actor, str, str, str]] | None] = ContextVar("to_count", default=None)


class ActorMiddleware:
    """Sets the actor for the audit log, and counts what is denied to people who are logged in.

    They cannot tell "does not exist" from "belongs to somebody else", and neither does the audit log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = Actor(str(request.user.pk) if request.user.is_authenticated else VISITOR, _request_id())
        _to_count.set([])
        with acting_as(actor):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, NotFound | NotAllowed | PermissionDenied) and request.user.is_authenticated:
            person = str(request.user.pk)
            count_after_response(Actor(person), person, "refused", route_of(request))


def count_after_response(actor: Actor, record_id: str, action: str, route: str) -> None:
    """Count it after the response is sent: nobody waits for it, and its duration reveals nothing."""
    waiting = _to_count.get()
    if waiting is not None:
        waiting.append((actor, record_id, action, route))


def route_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _write_counts(**_: Any) -> None:
    waiting = _to_count.get()
    _to_count.set(None)
    if not waiting:
        return
    with deadline.within(_COUNTING_SECONDS):
        for (actor, record_id, action, route), times in Counter(waiting).items():
            try:
                with acting_as(actor):
                    audit_log().count("person", record_id, action, route, times)
            except StoreUnavailable:
                _log.warning("the audit log misses that %s was %s at %s", record_id, action, route)


request_finished.connect(_write_counts, dispatch_uid="audit")


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id") or uuid.uuid4())[:_LONGEST_ID]
