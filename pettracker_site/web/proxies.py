"""The client's network address behind our proxies, for rate limits."""

import ipaddress
import logging
from collections.abc import Callable
from typing import Any

from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

_HEADER = "HTTP_X_FORWARDED_FOR"
_LONGEST = 64  # characters of one entry: an address with its brackets, zone and port
_log = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of ALLAUTH_TRUSTED_PROXY_COUNT proxies saw.

    Where the header has fewer entries, or says "unknown" there, it is the next that one of our own proxies wrote; else
    who is connected. What stands before those was sent by the client, and is not looked at. Networks of IPv6 are
    counted as one by allauth (`truncate_ip`, /64), which is why an IPv4 address never goes out as an IPv6 one.
    """
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    written = request.META.get(_HEADER, "").rsplit(",", count)[-count:] if count else []
    for entry in (*written, request.META.get("REMOTE_ADDR", "")):
        if found := _address(entry.strip()):
            return found
    return "unknown"  # a socket without addresses


def client_network(request: HttpRequest) -> str:
    """What counts as one sender: the client's address, of IPv6 the network (/64) that a household gets."""
    return str(truncate_ip(client_address(request)))


class ForwardedMiddleware:
    """Says once per process, in the log, that more proxies may stand before it than DJANGO_PROXIES counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._has_warned = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._has_warned and (header := request.META.get(_HEADER)):
            entries = header.count(",") + 1
            if entries > settings.ALLAUTH_TRUSTED_PROXY_COUNT:
                self._has_warned = True
                _log.warning(
                    "X-Forwarded-For has more entries than DJANGO_PROXIES counts. If people send them, all is well; if "
                    "each request has them, a proxy is not counted, and all people share one limit of logins "
                    "(docs/operations.md)",
                    extra={"entries": entries, "proxies": settings.ALLAUTH_TRUSTED_PROXY_COUNT},
                )
        return self.get_response(request)


def check_proxies(**_: Any) -> list[CheckMessage]:
    """A deployment behind a proxy has to set how many there are."""
    if settings.PROXIES_ARE_COUNTED:
        return []
    said = "DJANGO_BEHIND_PROXY is set and DJANGO_PROXIES is not, so one proxy is taken to stand before this server."
    hint = "Set it to 1 if that is so; for a load balancer and nginx it is 2, or all people share one limit of logins."
    return [Warning(said, hint=hint, id="pettracker.W001")]


def warn_at_start() -> None:
    """For web servers, which do not run Django's system checks."""
    for each in check_proxies():
        _log.warning("%s %s", each.msg, each.hint)


def _address(entry: str) -> str | None:
    """An address out of `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1`, `[2001:db8::1]:5` or `::ffff:1.2.3.4`."""
    if len(entry) > _LONGEST:
        return None
    host, port = split_domain_port(entry)
    plain = (host if port and host else entry).removeprefix("[").removesuffix("]").partition("%")[0]
    try:
        found = ipaddress.ip_address(plain)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(found)
