"""Session expiry: idle timeout and absolute timeout."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import logout
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

_BEGUN, _SEEN = "login_begun", "login_seen"
_MOST_SECONDS_UNWRITTEN = 3600


class SessionExpiryMiddleware:
    """Logs out after SESSION_IDLE_SECONDS without use, and SESSION_ABSOLUTE_SECONDS after the login.

    The last use is saved at most once an hour (or ten times per shorter idle timeout), so that a page needs no write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            begun = request.session.setdefault(_BEGUN, now)
            idle = now - request.session.setdefault(_SEEN, now)
            if idle > settings.SESSION_IDLE_SECONDS or now - begun > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif idle > min(_MOST_SECONDS_UNWRITTEN, settings.SESSION_IDLE_SECONDS // 10):
                request.session[_SEEN] = now
        return self.get_response(request)


@receiver(authentication_step_completed)
def renew_id(request: HttpRequest, *, reauthenticated: bool = False, **_: Any) -> None:
    """A new session id after reauthentication, as after a login (against session fixation)."""
    if reauthenticated:
        request.session.cycle_key()
