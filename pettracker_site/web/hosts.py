"""The name and port under which a request says that it has reached this site."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

_USUAL_PORTS = ("80", "443")


class HostMiddleware:
    """Refuses a port that is not the site's, as Django refuses a host, and writes `Host` in one form.

    Links in mails, redirects and the checks of forms are made from it, so none of them has a port, capitals or a dot at
    the end that only its sender typed. Without HOST_PORTS any port is taken, as on one's own machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.META.get("HTTP_HOST") or f"{request.META['SERVER_NAME']}:{request.META['SERVER_PORT']}"
        domain, port = split_domain_port(named)  # of HTTP/1.0, which names none, as Django does
        if domain:  # Django refuses what is none
            if port and settings.HOST_PORTS is not None:
                if port not in settings.HOST_PORTS:
                    raise DisallowedHost("a port that is not this site's")
                port = "" if port in _USUAL_PORTS else port
            request.META["HTTP_HOST"] = f"{domain}:{port}" if port else domain
        return self.get_response(request)
