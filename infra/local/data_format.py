"""What `make run` keeps on this machine, and what becomes of it where another version has written it otherwise.

Nothing is deployed yet, so a shape of records may change without a way from one to the other. What was entered in the
old one is set aside then, never deleted, and the demo pets are made anew.
"""

import fcntl
import time
from pathlib import Path

# 1: `Members` of a pet maps people to names of roles. 2: to what they are, since when and until when.
# 3: the schema has all tables, indexes and projections; a projection of a standing table never changes.
FORMAT = "3"
_DATABASE = ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm")  # accounts without their pets would be half a state


def set_aside_another_format(local: Path) -> Path | None:
    """The folder that data of another format was moved to, with the accounts; None where there was none.

    What is in use stays: whoever starts a second embedded AWS there is told so by itself.
    """
    aws = local / "aws"
    written = aws / "format"
    is_kept = (aws / "services").exists() or (aws / "objects").exists()
    if not is_kept or (written.exists() and written.read_text() == FORMAT):
        _write(written)
        return None
    with (aws / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        aside = local / f"before-{time.strftime('%Y-%m-%d-%H%M%S')}"
        aside.mkdir()
        for each in (aws, *(local / name for name in _DATABASE)):
            if each.exists():
                each.rename(aside / each.name)
    _write(written)
    return aside


def _write(written: Path) -> None:
    written.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    written.write_text(FORMAT)
