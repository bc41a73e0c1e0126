"""One decoding process, seen from the one that sends it pictures. Nothing that it says is trusted."""

import fcntl
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final, Generic, TypeVar, cast

from pettracker_site.files.refusals import FileRefused, Reason

from . import protocol
from .protocol import ANSWER, BEGUN, BLOCK, FAILED, FRAME, GO, HEAVY, JOB, MAX_ANSWER, MAX_TRACE, MORE, REFUSED, Garbage

ROOT: Final = Path(__file__).resolve().parents[3]
_BEGIN: Final = "import sys; sys.stderr = sys.stdout; sys.path[:] = sys.argv[1:]; "  # why it does not start is told
_MOST_READINGS: Final = 40  # of the largest file
_TOO_COSTLY: Final = frozenset({signal.SIGXCPU, signal.SIGKILL})  # by its limit of time; where the system lacks memory

_MOST_SAID: Final = 4_000
_LAST_SECONDS: Final = 1.0  # that a process may take to end after its pipes

logger = logging.getLogger(__name__)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """What is done in a decoding process with each file, of at most `max_bytes`.

    `program` is the source of what the process runs: `worker.main` with its work. `read` makes of its answer what the
    caller gets, and raises Garbage for what its work never says.
    """

    program: str
    read: Callable[[bytes], T]
    max_bytes: int


class NotStarted(Exception):
    """There is no such process, or it ended before it got the picture, which therefore has nothing to do with it."""


class _Ended(Exception):
    """The process is gone, or has closed its pipes."""


class _TimeIsUp(Exception):
    pass


class Decoder(Generic[T]):
    """Started at once, used by one thread at a time. `is_fit` tells whether it may be given another picture."""

    def __init__(self, task: Task[T]) -> None:
        """Raises: NotStarted."""
        self._task = task
        paths = [str(ROOT), *(path for path in sys.path if Path(path).is_absolute())]
        try:
            self._process = subprocess.Popen(  # noqa: S603, nothing in it comes from outside
                # Isolated, and without the search for packages: where they lie is told.
                [sys.executable, "-I", "-S", "-B", "-c", _BEGIN + task.program, *paths],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise NotStarted("there is no process to be had") from error
        self._in, self._out = (
            cast("IO[bytes]", self._process.stdin).fileno(),
            cast("IO[bytes]", self._process.stdout).fileno(),
        )
        _widen(self._in)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self.is_fit = True

    @property
    def pid(self) -> int:
        return self._process.pid

    def prepare(
        self, file: BinaryIO, seconds: Callable[[], float], heavy: Callable[[], AbstractContextManager[None]]
    ) -> T:
        """What the process makes of the file within `seconds()`.

        One that takes much memory gets a slot by `heavy`, which is free again when the process has ended.

        Raises: FileRefused; NotStarted; what `heavy` and reading the file raise.
        """
        self.is_fit = False
        length = file.seek(0, os.SEEK_END)
        self._until = time.monotonic() + seconds()
        self._begin(JOB.pack(min(length, self._task.max_bytes + 1)) + _block(file, 0))
        try:
            with ExitStack() as stack:
                return self._answer(file, seconds, lambda: stack.enter_context(heavy()))
        except _TimeIsUp as error:
            raise FileRefused(Reason.TOO_COSTLY) from error
        except Garbage as error:
            raise FileRefused(Reason.DAMAGED) from error
        except _Ended as error:
            raise FileRefused(self._why_ended()) from error
        finally:
            file.seek(0)

    def end(self) -> int:
        """Gives what the process ended with; negative: the signal. Safe to be called again."""
        self.is_fit = False
        self._process.kill()
        self.forget()
        return self._process.wait()

    def forget(self) -> None:
        """Closes the pipes, at whose end the process ends too."""
        for pipe in (self._process.stdin, self._process.stdout):
            cast("IO[bytes]", pipe).close()

    def _begin(self, job: bytes) -> None:
        """Raises: NotStarted."""
        said = b""
        try:
            if self._can(self._out, select.POLLIN, 0):
                raise _Ended  # or it speaks unasked
            self._send(job)
            if (said := self._receive(FRAME.size)) == FRAME.pack(BEGUN, 0):
                return
        except (_Ended, _TimeIsUp):
            pass
        with suppress(_Ended, _TimeIsUp):  # Python tells there why it does not start
            while len(said) < _MOST_SAID:
                said += self._receive(1)
        raise NotStarted(f"{said.decode(errors='replace')} ({self.end()})")

    def _answer(self, file: BinaryIO, seconds: Callable[[], float], take_slot: Callable[[], object]) -> T:
        is_heavy = False
        for _ in range(_MOST_READINGS * self._task.max_bytes // BLOCK):
            kind, number = FRAME.unpack(self._receive(FRAME.size))
            if kind == MORE and number <= self._task.max_bytes // BLOCK:
                self._send(_block(file, number))
            elif kind == HEAVY and not is_heavy:
                take_slot()
                self._until = time.monotonic() + seconds()  # that another picture took its time is not this one's fault
                is_heavy = True
                self._send(GO)
            elif kind == FAILED and number <= MAX_TRACE:
                logger.error("decoding failed: %s", self._receive(number).decode("ascii", errors="replace"))
                raise Garbage
            elif kind == REFUSED:
                refused = protocol.refusal(number)
                self._done(is_heavy)
                raise refused
            elif kind == ANSWER and number <= MAX_ANSWER:
                answer = self._task.read(self._receive(number))
                self._done(is_heavy)
                return answer
            else:
                raise Garbage
        raise Garbage

    def _why_ended(self) -> Reason:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_SECONDS)
        code = self.end()
        logger.warning("decoding process ended with %d", code)
        return Reason.TOO_COSTLY if -code in _TOO_COSTLY else Reason.DAMAGED

    def _done(self, is_heavy: bool) -> None:
        """After a heavy picture the process ends: that alone gives all memory back to the system."""
        if is_heavy:
            self.end()
        else:
            self.is_fit = True

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._wait(self._in, select.POLLOUT)
            try:
                view = view[os.write(self._in, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError as error:
                raise _Ended from error

    def _receive(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._wait(self._out, select.POLLIN)
            try:
                piece = os.read(self._out, min(size - len(data), BLOCK))
            except BlockingIOError:
                continue
            if not piece:
                raise _Ended
            data += piece
        return bytes(data)

    def _wait(self, descriptor: int, event: int) -> None:
        left = self._until - time.monotonic()
        if left <= 0 or not self._can(descriptor, event, left):
            raise _TimeIsUp

    @staticmethod
    def _can(descriptor: int, event: int, seconds: float) -> bool:
        """Whether the pipe can be read or written within that time; also where it is at its end."""
        poll = select.poll()
        poll.register(descriptor, event)
        return bool(poll.poll(seconds * 1000))


def _widen(pipe: int) -> None:
    """A block goes in at once, where the system lets it (Linux): in pieces of 64 KB both sides would wait by turns."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, BLOCK)


def _block(file: BinaryIO, number: int) -> bytes:
    file.seek(number * BLOCK)
    return file.read(BLOCK)
