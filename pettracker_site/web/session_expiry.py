"""How long a login lives: so long after its last use, and so long in all."""

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
    """Ends a login that was not used for SESSION_IDLE_SECONDS, or began SESSION_ABSOLUTE_SECONDS ago.

    The time of the last use is written at most once an hour, or ten times in a shorter idle life: a page is no write.
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
    """Who has proved again who they are gets a new session id, as at login; the old one ends."""
    if reauthenticated:
        request.session.cycle_key()
