"""The error pages, one family: what happened, in words, and the way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from photos.throttle import pause

from .receiving import CUT_OFF


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if CUT_OFF in request.META:  # its token stood in what was not read
        return busy(request)
    return render(request, "403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def only_by_button(request: HttpRequest, *, allowed: str) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = allowed
    return response


def conflict(request: HttpRequest) -> HttpResponse:
    return render(request, "409.html", status=409)


def content_too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", status=413)


def too_many_requests(request: HttpRequest, *, seconds: int = 60) -> HttpResponse:
    """For what is counted by the minute, unless told otherwise."""
    return pause(request, seconds=seconds)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """For what this process does too much of already: big files to or from slow lines."""
    return render(request, "503.html", {"is_busy": True}, status=503)


def unavailable(request: HttpRequest) -> HttpResponse:
    return render(request, "503.html", status=503)
