"""How often a person may change something within a minute: each deletion and each return is in the trail for a year."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pets.people import owner_of
from photos.limits import MAX_CHOSEN
from photos.throttle import seconds_left, takes

from . import error_pages

_MINUTE = 60
_APPS = ("pets", "photos")
_COUNTED_ELSEWHERE = "photos:add"  # by the photos that come in


class WriteRateLimitMiddleware:
    """Counts each form that is sent to pets or photos, one of several photos as so many; above the limit it is a 429.

    Enough for whoever tidies up an album by hand, MAX_CHOSEN photos at a time, and not for a program that never stops.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        number = _writes(request)
        if not number:
            return None
        person, most = owner_of(request).id, settings.WRITES_PER_MINUTE
        if takes("writes", person, number, most=most, seconds=_MINUTE):
            return None
        return error_pages.too_many_writes(request, seconds=seconds_left(_MINUTE))


def _writes(request: HttpRequest) -> int:
    """How many writes a request asks for: none that only looks, or that is counted elsewhere."""
    match = request.resolver_match
    if request.method != "POST" or not request.user.is_authenticated or match is None:
        return 0
    if match.app_name not in _APPS or match.view_name == _COUNTED_ELSEWHERE:
        return 0
    chosen = len(set(request.POST.getlist("photo")))
    return chosen if 0 < chosen <= MAX_CHOSEN else 1  # more than that at a time is refused by the view
