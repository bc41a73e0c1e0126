"""What the decoding process and the one that sends it files say to each other. The process is not trusted: nothing that
is read from it can run, or be longer than is named here."""

import struct
from typing import Final

from pettracker_site.files.refusals import FileRefused, Reason

MAX_ANSWER: Final = 8 * 1024 * 1024  # bytes; noise of 1600 x 1600 pixels takes 2 MB
MAX_TRACE: Final = 4_000
BLOCK: Final = 256 * 1024  # bytes of a file that travel at once

JOB: Final = struct.Struct(">L")  # length of the file; its first block follows
FRAME: Final = struct.Struct(">cL")
BEGUN, MORE, HEAVY, ANSWER, REFUSED, FAILED = b"b", b"m", b"h", b"a", b"x", b"f"
"""What the decoding process says, each with a number: that it has the picture; which block it needs; that hundreds of
megabytes are about to be taken, for which it waits for GO; how long its answer is; which of the reasons it is that
refuses; how long it tells where an error of ours came up."""
GO: Final = b"g"

_REASONS: Final = tuple(Reason)


class Garbage(ValueError):
    """An answer that no decoder of ours gives."""


def number_of(reason: Reason) -> int:
    return _REASONS.index(reason)


def refusal(number: int) -> FileRefused:
    """Raises: Garbage."""
    if number >= len(_REASONS):
        raise Garbage
    return FileRefused(_REASONS[number])
