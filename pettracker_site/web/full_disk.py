"""Recognises a full disk: that of temporary files, or that of the relational database."""

import errno
import sqlite3
from collections.abc import Iterator

_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_SQLITE_CODES = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
_POSTGRESQL_STATES = frozenset({"53100"})  # disk_full: PostgreSQL, appendix A
_NO_FOLDER = "No usable temporary directory"  # what `tempfile` says where it could write a file to none of them


def is_full(exception: BaseException) -> bool:
    """Whether the error, or one of its causes, means that a disk is full, over its quota or read-only."""
    return any(_says_so(each) for each in _with_causes(exception))


def _says_so(exception: BaseException) -> bool:
    if isinstance(exception, OSError):
        return exception.errno in _ERRNOS or _NO_FOLDER in str(exception)
    if isinstance(exception, sqlite3.Error):
        extended = getattr(exception, "sqlite_errorcode", 0)  # its lower byte is the code
        return extended & 0xFF in _SQLITE_CODES or "disk is full" in str(exception)
    return getattr(exception, "sqlstate", None) in _POSTGRESQL_STATES


def _with_causes(exception: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = exception
    while current is not None:
        yield current
        current = current.__cause__
