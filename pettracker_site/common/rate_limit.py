"""Rate limits (throttles) by person and time window, such as uploads within an hour."""

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

HOUR_SECONDS = 3600
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def limit_uploads(view: View[P]) -> View[P]:
    """Counts the files of each POST to `view`, by person and clock hour; above UPLOADS_PER_HOUR the answer is 429."""

    @wraps(view)
    def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        files = sum(len(each) for _, each in request.FILES.lists()) if request.method == "POST" else 0
        most = settings.UPLOADS_PER_HOUR
        if files and not consume("uploads", str(request.user.pk), files, most=most, seconds=HOUR_SECONDS):
            return rate_limited(request, seconds=seconds_until_reset(HOUR_SECONDS))
        return view(request, *args, **kwargs)

    return counted


def rate_limited(request: HttpRequest, *, seconds: int, **more: Any) -> HttpResponse:
    """The 429 page, with Retry-After; `more` is context for its template."""
    response = render(request, "429.html", {"minutes": math.ceil(seconds / 60), **more}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def consume(kind: str, person_id: str, more: int, *, most: int, seconds: int) -> bool:
    """Whether `more` are within the limit of the current window of so many `seconds`; only then do they count.

    The count is in Django's cache, which all processes share. It is approximate: it is read and written in two steps,
    so concurrent requests of one person may count as one, and a full cache forgets.
    """
    key = f"{kind}:{person_id}:{int(time.time()) // seconds}"
    counted = cache.get(key, 0) + more
    if counted > most:
        return False
    cache.set(key, counted, timeout=seconds)  # not `incr`, which in most caches sets a life of five minutes
    return True


def seconds_until_reset(seconds: int) -> int:
    """Seconds until the next window begins."""
    return seconds - int(time.time()) % seconds
