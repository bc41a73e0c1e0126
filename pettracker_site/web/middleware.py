"""Middleware for every request: size limit, language, time zone, deadline, caching, compression, error pages."""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from pettracker_site.aws import deadline
from pettracker_site.common.time_zones import zone_or_utc

from . import error_pages, full_disk

GetResponse = Callable[[HttpRequest], HttpResponse]
TIME_ZONE_COOKIE = "timezone"
_ANSWER_SECONDS = 1.0  # of a request's time, for everything but AWS
MAX_FIELD_CHARACTERS = 10_000  # above what the longest field, a pet's notes, takes in any form that it may be sent in
_UTF_8 = ("utf-8", "utf8")
_USUAL_PORTS = ("80", "443")
_NO_DOCUMENTS = ("text/css", "text/javascript")
_VALIDATORS = ("ETag", "Last-Modified")  # nobody asks whether what is named by its content has changed
_OF_DOCUMENTS = ("Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy")

F = TypeVar("F", bound=QueryDict)


class FixedHeadersMiddleware:
    """Headers that are the same on all answers, made once: django-csp's own middleware makes the policy for each.

    No other site may embed our pages, styles or scripts. Styles and scripts are no documents: what browsers are told
    about those has no effect there, and would be more than half of a small file.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if response.get("Content-Type", "").startswith(_NO_DOCUMENTS):
            for name in _OF_DOCUMENTS + (_VALIDATORS if "immutable" in response.get("Cache-Control", "") else ()):
                del response[name]
        elif not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages have their style in them
            response["Content-Security-Policy"] = self._policy
        return response


class HostMiddleware:
    """Refuses unknown ports, as Django refuses unknown hosts, and normalises the Host header.

    Links in mails, redirects and CSRF checks are made from it, so none of them has a port, capitals or a trailing dot
    that only the sender typed. Without HOST_PORTS any port is allowed, as on a developer's machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.META.get("HTTP_HOST") or f"{request.META['SERVER_NAME']}:{request.META['SERVER_PORT']}"
        domain, port = split_domain_port(named)  # HTTP/1.0 has no Host header; the same fallback as Django's
        if domain:  # Django refuses what is none
            if port and settings.HOST_PORTS is not None:
                if port not in settings.HOST_PORTS:
                    raise DisallowedHost("a port that is not this site's")
                port = "" if port in _USUAL_PORTS else port
            request.META["HTTP_HOST"] = f"{domain}:{port}" if port else domain
        return self.get_response(request)


class CompressionMiddleware(GZipMiddleware):
    """Compresses what is text. Pictures are compressed already, and so is all that a ZIP of them holds.

    Pages hold secrets beside what a stranger's link may put there, such as words to search for. Their length tells
    nothing of them: Django adds up to 100 random bytes each time (BREACH, "Heal the Breach"), and writes the token of
    forms differently into each page. So nothing else may compress pages, as nginx could.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        content_type = response.get("Content-Type", "").partition(";")[0]
        is_text = content_type.startswith("text/") or content_type == "application/json"
        return super().process_response(request, response) if is_text else response


class SizeGuardMiddleware:
    """Refuses a request by its announced length, before a byte of its body is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            announced = 0
        if announced > settings.MAX_REQUEST_BYTES:
            return error_pages.content_too_large(request)
        return self.get_response(request)


class LanguageMiddleware:
    """Says the language of each request: where none is said, Django looks for it in vain at each word and address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language()):
            return self.get_response(request)


class TimeZoneMiddleware:
    """Shows times in the time zone that the person chose, else in the browser's, else in UTC."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "time_zone", "") or request.COOKIES.get(TIME_ZONE_COOKIE, "")
        with timezone.override(zone_or_utc(chosen)):
            return self.get_response(request)


class DeadlineMiddleware:
    """Bounds how long a request waits for AWS; stands last, so that reading what is sent does not count.

    What is streamed is read after this, and has no deadline.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with deadline.within(settings.PAGE_SECONDS):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Starts the deadline after the body was received, however slow the sender is."""
        seconds = settings.UPLOAD_SECONDS if request.FILES else settings.PAGE_SECONDS
        deadline.start(seconds - _ANSWER_SECONDS)


class PrivatePagesMiddleware:
    """Sends `no-store` for everything behind the login, whatever the view or a library says."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated  # a logout's answer belongs to who was there before
        response = self.get_response(request)
        if was_in or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class FormMiddleware:
    """Parses the form before anything else uses it: large files go to a disk, which may be full.

    Values longer than any field allows are truncated first. Our pages send UTF-8. Whatever says that it is something
    else is refused: Python knows codecs that make halves of signs, which nothing can write, and some that fail.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if (request.encoding or "utf-8").lower() not in _UTF_8:
            raise BadRequest
        request.GET = bounded(request.GET)
        try:
            request.POST = bounded(request.POST)  # Django reads it now
        except UnreadablePostError:
            return None  # an incomplete form has no CSRF token: that check reports it
        except OSError as error:
            if full_disk.is_full(error):
                return error_pages.disk_full(request)
            raise
        return None


def bounded(fields: F) -> F:
    """The same fields, each cut off one sign behind the most.

    What was cut is still too long for its field, which says so beside it: nothing else could be told from so much text,
    and composing, folding and matching it may take the square of its length, in forms of libraries too.
    """
    if not any(len(value) > MAX_FIELD_CHARACTERS for _, values in fields.lists() for value in values):
        return fields
    cut: Any = fields.copy()
    for name, values in fields.lists():
        cut.setlist(name, [value[: MAX_FIELD_CHARACTERS + 1] for value in values])
    cut._mutable = False
    return cut  # type: ignore[no-any-return]


class DomainErrorMiddleware:
    """Turns an exception of a view into its error page, with Retry-After for a 503."""

    RETRY_AFTER_SECONDS = 10

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 503:
            response["Retry-After"] = str(self.RETRY_AFTER_SECONDS)
        if response.status_code == 405 and request.method == "GET":
            # After a new login, the browser repeats a button's POST as a GET: explain it instead of an empty page.
            return error_pages.method_not_allowed(request, allowed=response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_pages.page_for(request, exception)
