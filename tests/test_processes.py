"""The tests of what starts processes for other tests."""

import os
import signal
import subprocess
import sys
from textwrap import dedent

import pytest

from tests import processes
from tests.production import ROOT

IN_THE_BACKGROUND = ("sh", "-c", 'trap "" HUP INT QUIT TERM; exec "$@"', "sh")
WHAT_A_CHILD_IGNORES = "import signal as s; print(*(n.name for n in s.Signals if s.getsignal(n) == s.SIG_IGN))"


def test_what_a_shell_lets_its_background_ignore_is_heard_by_what_tests_start():
    code = f"""
        import subprocess, sys
        from tests import processes
        processes.let_started_ones_hear_signals()
        subprocess.run([sys.executable, "-c", {WHAT_A_CHILD_IGNORES!r}])
    """
    command = [*IN_THE_BACKGROUND, sys.executable, "-c", dedent(code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["SIGPIPE", "SIGXFSZ"]  # Python's own choice


def test_a_process_that_does_not_end_when_asked_is_killed_with_what_it_started():
    stubborn = ["sh", "-c", "trap '' TERM; sleep 1000 & echo started; wait"]
    reading, writing = os.pipe()
    process = processes.start(stubborn, stdout=writing)
    os.close(writing)
    assert os.read(reading, 99) == b"started\n"
    processes.stop(process, seconds=0.01)
    assert process.returncode == -signal.SIGKILL
    assert os.read(reading, 99) == b""  # nobody is left to write to it
    os.close(reading)


def test_a_process_ends_with_its_test_though_that_fails():
    with pytest.raises(KeyError), processes.running(["sleep", "1000"]) as process:
        raise KeyError
    assert process.returncode == -signal.SIGTERM


def test_a_process_ends_even_where_the_tests_are_killed():
    reading, writing = os.pipe()
    code = """
        import os, signal
        from tests import processes
        processes.start(["sh", "-c", "echo started; sleep 1000"])
        os.read(0, 9)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    tests = subprocess.Popen([sys.executable, "-c", dedent(code)], cwd=ROOT, stdin=subprocess.PIPE, stdout=writing)
    os.close(writing)
    assert os.read(reading, 99) == b"started\n"
    tests.communicate(b"go")
    assert os.read(reading, 99) == b""  # nobody is left to write to it
    os.close(reading)


def test_every_test_has_a_time_limit(request):
    assert float(request.config.getini("timeout")) > 0
    assert request.config.getini("timeout_method") == "signal"  # the other way leaves what fixtures started
