"""What runs in a decoding process: nothing but the modules that read a file, with little it could take or hold.

It has no environment and no descriptors but its pipes. That bounds what a picture costs and keeps secrets out of its
reach; it is no sandbox (docs/security.md).
"""

import ctypes
import os
import resource
import signal
import traceback
from collections.abc import Callable
from typing import BinaryIO, Final, cast

from pettracker_site.files.refusals import FileRefused, Reason

from . import protocol
from .protocol import ANSWER, BEGUN, BLOCK, FAILED, FRAME, GO, HEAVY, JOB, MORE, REFUSED

MOST_MEMORY: Final = 2 * 1024 * 1024 * 1024  # bytes of addresses; the dearest picture takes 0.8 GB (docs/photos.md)
CPU_SECONDS: Final = 10
"""Of processor time for a picture; the dearest good one takes 3."""
_DESCRIPTORS: Final = 16
_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of glibc's malloc.h
_LARGE: Final = 4 * 1024 * 1024  # bytes; at 1 MB a picture took a tenth more processor time, at 4 MB none

Work = Callable[[BinaryIO, Callable[[], object]], bytes]
"""Takes a file, and what to call before hundreds of megabytes are taken; gives its answer as bytes.

Raises: FileRefused.
"""


def main(work: Work, tidy: Callable[[], object] = lambda: None) -> None:
    """Works off files until nobody sends any more; `tidy` runs after each answer, when nobody waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this, and ends it by ending
    channel = _Channel()
    _keep_large_pieces_apart()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    while head := channel.read(JOB.size):
        (length,) = JOB.unpack(head)
        _grant_seconds(CPU_SECONDS)
        file = _Remote(channel, length)
        channel.say(BEGUN)  # from here on it is the picture that is to blame
        _answer(channel, file, work)
        del file
        tidy()
        _return_memory()


def _answer(channel: "_Channel", file: "_Remote", work: Work) -> None:
    try:
        answer = work(cast(BinaryIO, file), channel.wait_for_memory)
    except FileRefused as refusal:
        channel.say(REFUSED, protocol.number_of(refusal.reason))
    except MemoryError:
        channel.say(REFUSED, protocol.number_of(Reason.TOO_COSTLY))
    except Exception as error:
        channel.fail(error)
    else:
        channel.say(ANSWER, len(answer), answer)


# By itself glibc would keep some 40 MB of each process that waits. It has to be told where large pieces begin: else it
# learns from pictures to keep those too, among what lasts. musl and macOS lack both functions, and their habits.
def _keep_large_pieces_apart() -> None:
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(_MMAP_THRESHOLD, _LARGE)


def _return_memory() -> None:
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _limit(which: int, most: int) -> None:
    """For good, as far as what holds already lets it be."""
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def _grant_seconds(seconds: int) -> None:
    """So much processor time more; what takes it up is ended by SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(usage.ru_utime + usage.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


class _Channel:
    """The two pipes. Standard output leads nowhere from then on, so that no library writes into an answer."""

    def __init__(self) -> None:
        self._in = os.dup(0)
        self._out = os.fdopen(os.dup(1), "wb")
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1):
            os.dup2(nowhere, standard)
        os.close(nowhere)

    def say(self, kind: bytes, number: int = 0, data: bytes = b"") -> None:
        self._out.write(FRAME.pack(kind, number))
        self._out.write(data)
        self._out.flush()

    def fail(self, error: Exception) -> None:
        """Tells where it came up, and not its message, in which there may be something of the picture."""
        places = "".join(traceback.format_tb(error.__traceback__))
        trace = f"{type(error).__name__}\n{places}".encode("ascii", "replace")[-protocol.MAX_TRACE :]
        self.say(FAILED, len(trace), trace)

    def read(self, size: int) -> bytes:
        """So many bytes, or nothing where whoever sent them has ended."""
        pieces, missing = [], size
        while missing:
            if not (piece := os.read(self._in, missing)):
                return b""
            pieces.append(piece)
            missing -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def wait_for_memory(self) -> None:
        self.say(HEAVY)
        if self.read(1) != GO:
            raise SystemExit


class _Remote:
    """A file on the other side, of which blocks come as they are needed: the first one, and the one read last, are
    kept. So it takes no memory of its length on either side."""

    def __init__(self, channel: _Channel, length: int) -> None:
        self._channel = channel
        self._length = length
        self._at = 0
        self._first = self._read(0) if length else b""
        self._last = (0, self._first)

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._length - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        number, start = divmod(self._at, BLOCK)
        self._at += wanted
        if start + wanted <= BLOCK:
            return self._block(number)[start : start + wanted] if wanted else b""
        pieces, missing = [], wanted
        while missing:
            piece = self._block(number)[start : start + missing]
            pieces.append(piece)
            missing -= len(piece)
            number, start = number + 1, 0
        return b"".join(pieces)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def _block(self, number: int) -> bytes:
        if number == 0:
            return self._first
        if self._last[0] != number:
            self._channel.say(MORE, number)
            self._last = (number, self._read(number))
        return self._last[1]

    def _read(self, number: int) -> bytes:
        size = min(BLOCK, self._length - number * BLOCK)
        data = self._channel.read(size)
        if len(data) != size:
            raise SystemExit
        return data
