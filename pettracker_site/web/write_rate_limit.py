"""Rate limit for changes, by person and minute: each deletion and restore stays in the audit log for a year."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pets.access import owner_of
from pettracker_site.common.rate_limit import consume, seconds_until_reset
from photos.limits import MAX_CHOSEN

from . import error_pages

_MINUTE = 60
_COUNTED = ("pets/", "calendar/")  # routes below them change pets, all that hangs on them, and feeds
_COUNTED_ELSEWHERE = "photos:add"  # by the number of photos


class WriteRateLimitMiddleware:
    """Counts each form for pets and all that hangs on them, a form for several of them as that many.

    Above the limit the answer is 429. It is high enough for tidying up an album by hand, fifty photos at a time, and
    too low for a runaway script.
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
        if consume("writes", person, number, most=most, seconds=_MINUTE):
            return None
        return error_pages.too_many_writes(request, seconds=seconds_until_reset(_MINUTE))


def _writes(request: HttpRequest) -> int:
    """How many writes a request asks for; 0 if it only reads, or is counted elsewhere."""
    match = request.resolver_match
    if request.method != "POST" or not request.user.is_authenticated or match is None:
        return 0
    if not match.route.startswith(_COUNTED) or match.view_name == _COUNTED_ELSEWHERE:
        return 0
    chosen = max(len(set(request.POST.getlist(each))) for each in ("photo", "pet", "document"))
    return chosen if 0 < chosen <= MAX_CHOSEN else 1  # more than that at a time is refused by the view, or only read
