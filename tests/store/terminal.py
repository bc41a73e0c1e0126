from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO


@contextmanager
def terminal() -> Iterator[StringIO]:
    """What is written on stderr meanwhile, which is taken for a terminal."""
    written = StringIO()
    written.isatty = lambda: True
    with redirect_stderr(written):
        yield written
