"""How many photos a person may send within an hour: enough for an album, not for a flood."""

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from pets.people import owner_of

HOUR_SECONDS = 3600
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def throttled(view: View[P]) -> View[P]:
    """Counts the files of each POST to `view`, by person and hour of the clock; above UPLOADS_PER_HOUR it answers 429.

    The count lives in Django's cache, which all processes share. It is a brake, not a quota: it is read and written
    in two steps, so that requests of one person at the same instant may count as one, and a full cache forgets.
    """

    @wraps(view)
    def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        files = sum(len(each) for _, each in request.FILES.lists()) if request.method == "POST" else 0
        if files and not _takes(owner_of(request).id, files):
            return pause(request, seconds=_seconds_left())
        return view(request, *args, **kwargs)

    return counted


def pause(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """The page for who tries too much: when to come back, in words and for programs."""
    response = render(request, "429.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _takes(owner_id: str, files: int) -> bool:
    """Whether so many more are still within the hour; only then do they count."""
    key = f"uploads:{owner_id}:{int(time.time()) // HOUR_SECONDS}"
    sent = cache.get(key, 0) + files
    if sent > settings.UPLOADS_PER_HOUR:
        return False
    cache.set(key, sent, timeout=HOUR_SECONDS)  # not `incr`, which in most caches sets a life of five minutes
    return True


def _seconds_left() -> int:
    return HOUR_SECONDS - int(time.time()) % HOUR_SECONDS
