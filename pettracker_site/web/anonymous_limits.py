"""What somebody who is not logged in may send: decided from the head of a request, before a byte of its body is read.

Without a login only a few forms are open, such as the login itself (Django's LoginRequiredMiddleware refuses the rest,
and stands before CSRF's check, which reads bodies). Those take small forms; files only where PUBLIC_UPLOADS says so.
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
    """An address that takes files from visitors. Both are asked with what stands in the path, and read no body.

    `is_live`: whether the link in the path is good today; if not, the address does not exist.
    `pause`: counts the request, and gives the seconds that its sender has to wait, or 0.
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


class AnonymousLimitsMiddleware:
    """Stands before CSRF's check, which reads the body of whatever form comes."""

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
        if request.content_type and request.content_type not in settings.ANONYMOUS_CONTENT_TYPES:
            return error_pages.bad_request(request)
        return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
