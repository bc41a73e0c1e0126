"""Sweeps as processes of their own, at any later time: each is forked from one that has loaded everything."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from tests import processes

ROOT = Path(__file__).resolve().parents[2]


class Sweeps:
    """One after the other; `kill` ends the one that runs."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._pid = 0
        self._process = processes.start(
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def serving(self) -> Iterator["Sweeps"]:
        try:
            yield self
        finally:
            processes.stop(self._process)

    def run(self, later: timedelta) -> str:
        """How `sweep --apply` ends that much later: "clean", "not clean", "unanswered", "killed" or "failed"."""
        self._process.stdin.write(f"{later.total_seconds()}\n")
        self._process.stdin.flush()
        self._pid = int(self._process.stdout.readline())
        return self._process.stdout.readline().strip()

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)


def _serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(_sweep(timedelta(seconds=float(line))))
        _say(str(child))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        _say({0: "clean", 1: "not clean", 3: "unanswered", -signal.SIGKILL: "killed"}.get(status, "failed"))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _sweep(later: timedelta) -> int:
    from pets.children.sweeping import Sweeper
    from pets.repository import pets
    from pettracker_site.aws import times

    try:
        report = Sweeper(pets(), clock=lambda: times.now() + later, apply=True).run()
        return 3 if report.unanswered else 0 if report.is_clean else 1
    except BaseException as error:
        sys.stderr.write(f"sweep: {error!r}\n")
        return 2


if __name__ == "__main__":
    import django

    django.setup()
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # imports what a sweep would, so that each starts at once
    _serve()
