"""Limits for anonymous requests, decided from the headers before a byte of the body is read.

Without a login only a few forms are open, such as the login itself. (Django's LoginRequiredMiddleware refuses the rest,
and runs before the CSRF check, which reads bodies.) They accept small forms; files only as PUBLIC_UPLOADS allows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import error_pages

_MOST_BYTES = 64 * 1024
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class PublicUpload:
    """A URL that accepts files from anonymous people. Both functions get the URL's parameters and read no body.

    `is_live`: whether the link is valid today; if not, the answer is 404.
    `pause`: counts the request for its rate limit; gives the seconds that the sender has to wait, or 0.
    """

    is_live: Callable[..., bool]
    pause: Callable[..., int]

    def refusal(self, request: HttpRequest, **path: Any) -> HttpResponse | None:
        if not self.is_live(**path):
            return error_pages.not_found(request)
        if seconds := self.pause(request, **path):
            return error_pages.too_many_requests(request, seconds=seconds)
        return None


PUBLIC_UPLOADS: dict[str, PublicUpload] = {}  # by the name of the route; there are none yet


FOR_MAIL_PROGRAMS = frozenset({"stop-reminders"})
"""Routes that take small forms in both ways of writing them: mail programs should send multipart (RFC 8058, 3.1)."""


class AnonymousLimitsMiddleware:
    """Runs before the CSRF check, which reads the body of every form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], path: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method in _SAFE_METHODS or request.user.is_authenticated:
            return None
        assert request.resolver_match is not None
        if public := PUBLIC_UPLOADS.get(request.resolver_match.view_name):
            return public.refusal(request, **path)
        if _length(request) > _MOST_BYTES:
            return error_pages.form_too_large(request)
        allowed = settings.ANONYMOUS_CONTENT_TYPES
        if request.resolver_match.view_name in FOR_MAIL_PROGRAMS:
            allowed = (*allowed, "multipart/form-data")
        if request.content_type and request.content_type not in allowed:
            return error_pages.bad_request(request)
        return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
