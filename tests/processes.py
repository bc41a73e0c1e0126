"""Processes that tests start: they hear the signals that others do, and none outlives what it was started for."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

SECONDS_TO_END = 30
_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2)


def let_started_ones_hear_signals() -> None:
    """Of what this process ignores, such as Ctrl-C where a shell put it into the background, its children hear again.

    A signal that is ignored or blocked stays so in whatever is started from here; one that has a handler does not.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _ignored)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, it would take the exit statuses away
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {*_SIGNALS, signal.SIGCHLD, signal.SIGALRM})


def _ignored(*_: object) -> None:
    """As before for this process itself."""


def start(command: list[Any], **options: Any) -> subprocess.Popen[Any]:
    """A process in a session of its own, which `stop` ends with all that it started in turn."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    _tell_undertaker(process.pid)
    return process


def stop(process: subprocess.Popen[Any], *, seconds: float = SECONDS_TO_END) -> None:
    """Ask it to end; whatever is left of it after so many seconds is killed."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    kill(process)


def kill(process: subprocess.Popen[Any]) -> None:
    """End it, and its session, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _tell_undertaker(-process.pid)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with suppress(OSError):
                stream.close()


@contextmanager
def running(command: list[Any], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that is stopped after the block, however that ends."""
    process = start(command, **options)
    try:
        yield process
    finally:
        stop(process)


# Reads whom it has to end once this process is gone, in whatever way: nothing can be torn down after SIGKILL.
_UNDERTAKER = """
import contextlib, os, signal, sys
left = set()
for line in sys.stdin:
    (left.discard if line.startswith("-") else left.add)(abs(int(line)))
for session in left:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)
"""


@cache
def _undertaker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-S", "-c", _UNDERTAKER], stdin=subprocess.PIPE, start_new_session=True)


def _tell_undertaker(session: int) -> None:
    os.write(_undertaker().stdin.fileno(), b"%d\n" % session)  # at once and whole, whichever thread writes
