"""Database sessions that are not mistaken for deleted when the database could not be written, and when they expire."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

_BEGUN, _SEEN = "login_begun", "login_seen"
_MOST_SECONDS_UNWRITTEN = 3600


class SessionStore(db.SessionStore):
    def __init__(self, session_key: Any = None) -> None:
        """Ignores a malformed session cookie: PostgreSQL, for one, refuses a text with NUL in it."""
        super().__init__(session_key if str(session_key or "").isalnum() else None)

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from error.__context__.__cause__
            raise


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
