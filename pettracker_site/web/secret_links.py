"""What all answers have in common whose address is a secret (`pettracker_site/links`)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from pettracker_site.common.rate_limit import consume, seconds_until_reset
from pettracker_site.links.opening import is_opened_by_link

from . import error_pages
from .proxies import client_network

MOST_GUESSES = 100
"""Tokens that open nothing, for each network address and minute."""
_SECONDS = 60


class SecretLinkMiddleware:
    """Nothing keeps such a page, no search engine lists it, and no page that it leads to learns its address.

    Only guesses are counted, since one network fetches the calendars of very many people: above the limit a guess is
    answered 429 instead of 404, and who has a right token never waits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or not is_opened_by_link(match.func):
            return response
        if response.status_code == 404 and not _may_guess(request):
            response = error_pages.too_many_requests(request, seconds=seconds_until_reset(_SECONDS))
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response


def _may_guess(request: HttpRequest) -> bool:
    return consume("guesses", client_network(request), 1, most=MOST_GUESSES, seconds=_SECONDS)
