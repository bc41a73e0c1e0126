"""Checks and normalises the Host header."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

_USUAL_PORTS = ("80", "443")


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
