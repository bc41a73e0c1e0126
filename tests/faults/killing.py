"""A flow in a process of its own, forked from this one and killed at a call to AWS by SIGKILL.

The stores stay in this process: the other one asks for each call by a pipe. What it wrote to the relational database
(sessions, notes of recent changes) ends with it.
"""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from pettracker_site.aws import parallel

_TIMEOUT_SECONDS = 60  # until the next call, or the end


def is_killed(act: Callable[[], object], answer: Callable[[str, AWSPreparedRequest], AWSResponse | None]) -> bool:
    """Whether `act` came to the call at which it is killed.

    `answer` gives the answer to each call; None, and there will be no further one.
    """
    ours, theirs = multiprocessing.Pipe()
    pid = os.fork()
    if not pid:
        _end_after(act, ours, theirs)
    theirs.close()
    try:
        return _serve(ours, answer)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        ours.close()


def ask(pipe: Connection, event_name: str, request: AWSPreparedRequest) -> AWSResponse:
    """The other process's way to the stores."""
    body = request.body.read() if hasattr(request.body, "read") else request.body
    with _one_call:
        pipe.send((event_name, AWSPreparedRequest(request.method, request.url, request.headers, body, False)))
        status, headers, body = pipe.recv()
    return AWSResponse(request.url, status, headers, MockRawResponse(body))


# The pipe of a process that may be killed; in the one that kills there is none. Its threads ask one after the other.
pipe_of_this_process: Connection | None = None
_one_call = threading.Lock()


def _end_after(act: Callable[[], object], ours: Connection, theirs: Connection) -> None:
    global pipe_of_this_process
    try:
        ours.close()
        pipe_of_this_process = theirs
        parallel._owners_pool.cache_clear()  # its threads are in the other process
        act()
    except BaseException:
        theirs.send(traceback.format_exc())
    finally:
        os._exit(0)


def _serve(pipe: Connection, answer: Callable[[str, AWSPreparedRequest], Any]) -> bool:
    while pipe.poll(_TIMEOUT_SECONDS):
        try:
            call = pipe.recv()
        except EOFError:  # it has come to its end
            return False
        assert not isinstance(call, str), call
        if (told := answer(*call)) is None:
            return True
        pipe.send((told.status_code, dict(told.headers), told.content))
    raise TimeoutError("the process asks for nothing and does not end")
