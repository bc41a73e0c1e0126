"""One chunk of CPython's data stack for a whole request.

A thread keeps the frames of its calls in chunks of 16 KB (CPython 3.11 to 3.13), and gives a chunk back to the system
as soon as the call that began it returns. Where the loop of a template happens to stand at the end of a chunk, each of
its calls takes a chunk and returns it, which was a third of an album's time. How deep that is depends on the number of
middlewares and blocks, so templates cannot avoid it.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

_SLOTS: Final = 33_000
"""More than 256 KB hold, at 8 bytes each: the call gets a chunk of 512 KB, and half of it is left to what it calls.
Only what is touched of it takes memory."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_one_chunk(application: Wsgi) -> Wsgi:
    """The same application, whose calls all have room in one chunk."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return application(environ, start_response)

    call.__code__ = call.__code__.replace(co_stacksize=_SLOTS)  # it is only said to need so many
    return call
