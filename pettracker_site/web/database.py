"""Recognises when the relational database is unavailable: locked, full, unreachable, or out of connections."""

import sqlite3
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import InterfaceError, OperationalError, connections, router

# SQLite raises OperationalError for permanent mistakes too, such as a missing table.
_MISTAKES = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_MISUSE})


def is_unavailable(error: BaseException | None) -> bool:
    """Whether trying again later may help: no connection, too many of them, a lock, a time-out, a deadlock, no room."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return getattr(error.__cause__, "sqlite_errorcode", None) not in _MISTAKES


class RateLimitCache(DatabaseCache):
    """Raises if it could not write. Django's own cache reports that as "the key exists", which allauth, using it as a
    lock, takes for a reached rate limit.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        troubles: list[OperationalError | InterfaceError] = []

        def noting(execute: Any, *arguments: Any) -> Any:
            try:
                return execute(*arguments)
            except (OperationalError, InterfaceError) as trouble:
                troubles.append(trouble)
                raise

        around = connections[router.db_for_write(self.cache_model_class)].execute_wrappers
        around.insert(0, noting)  # outermost, to see the errors of the others too
        try:
            is_set: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]  # not in its stubs
        finally:
            around.remove(noting)
        if troubles:
            raise troubles[0]
        return is_set
