"""How much a person may do within a time: photos sent within an hour, enough for an album and not for a flood."""

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


def throttled(view: View[P]) -> View[P]:
    """Counts the files of each POST to `view`, by person and hour of the clock; above UPLOADS_PER_HOUR it is a 429."""

    @wraps(view)
    def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        files = sum(len(each) for _, each in request.FILES.lists()) if request.method == "POST" else 0
        most = settings.UPLOADS_PER_HOUR
        if files and not takes("uploads", str(request.user.pk), files, most=most, seconds=HOUR_SECONDS):
            return pause(request, seconds=seconds_left(HOUR_SECONDS))
        return view(request, *args, **kwargs)

    return counted


def pause(request: HttpRequest, *, seconds: int, **more: Any) -> HttpResponse:
    """The page for who tries too much: when to come back, in words and for programs; `more` is for its template."""
    response = render(request, "429.html", {"minutes": math.ceil(seconds / 60), **more}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def takes(kind: str, person_id: str, more: int, *, most: int, seconds: int) -> bool:
    """Whether so many more are still within the window of the clock, of that many seconds; only then do they count.

    The count lives in Django's cache, which all processes share. It is a brake, not a quota: it is read and written
    in two steps, so that requests of one person at the same instant may count as one, and a full cache forgets.
    """
    key = f"{kind}:{person_id}:{int(time.time()) // seconds}"
    counted = cache.get(key, 0) + more
    if counted > most:
        return False
    cache.set(key, counted, timeout=seconds)  # not `incr`, which in most caches sets a life of five minutes
    return True


def seconds_left(seconds: int) -> int:
    """Until the next window begins."""
    return seconds - int(time.time()) % seconds
