"""Database sessions that are not mistaken for deleted when the database could not be written."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


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
