"""What holds for every request: its size, its clocks, who may keep its page, and that errors are told in words."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from pettracker_site.aws import deadline
from pettracker_site.field_lengths import bounded
from pettracker_site.zones import zone_or_utc

from . import error_pages, full_disk

GetResponse = Callable[[HttpRequest], HttpResponse]
TIME_ZONE_COOKIE = "timezone"
_ANSWER_SECONDS = 1.0  # of a request's time, for everything but AWS


class OwnPagesOnlyMiddleware:
    """No other site may put our pages, styles or scripts into its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


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


class TimeZoneMiddleware:
    """Shows times on the clock that the person chose, else on that of the browser, else in UTC."""

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
        """Starts the clock once the body is here, which takes as long as the sender's line does."""
        seconds = settings.UPLOAD_SECONDS if request.FILES else settings.PAGE_SECONDS
        deadline.start(seconds - _ANSWER_SECONDS)


class PrivatePagesMiddleware:
    """What a person sees behind the login is not kept by browsers and proxies, whatever its view or a library says."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated  # a logout's answer belongs to who was there before
        response = self.get_response(request)
        if was_in or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class FormMiddleware:
    """Reads a form before everybody who looks into it: large files go to a disk, which may be full.

    What is longer than any field takes is cut off before it is looked at.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        request.GET = bounded(request.GET)
        try:
            request.POST = bounded(request.POST)  # Django reads it now
        except UnreadablePostError:
            return None  # a form that was cut off has no token: the check of that tells
        except OSError as error:
            if full_disk.is_full(error):
                return error_pages.disk_full(request)
            raise
        return None


class DomainErrorMiddleware:
    """An error of a view becomes its page, with when to come back where a store did not answer."""

    RETRY_AFTER_SECONDS = 10

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 503:
            response["Retry-After"] = str(self.RETRY_AFTER_SECONDS)
        if response.status_code == 405 and request.method == "GET":
            # Somebody logged in again after pressing a button: that is told, not answered by an empty page.
            return error_pages.method_not_allowed(request, allowed=response["Allow"])
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_pages.page_for(request, exception)
