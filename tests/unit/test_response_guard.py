"""An answer is given to the server piece by piece, as its reader takes it."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from pettracker_site.aws.limiter import ConcurrencyLimiter
from pettracker_site.files.downloads import HAS_SLOT
from pettracker_site.web import response_guard
from pettracker_site.web.response_guard import ResponseGuard

PIECE = 16 * 1024


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end of a connection, and the reader's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.fixture(autouse=True)
def limiter(monkeypatch, settings) -> ConcurrencyLimiter:
    """Of one slot for slow lines; and no test waits long."""
    one = ConcurrencyLimiter(1)
    monkeypatch.setattr(response_guard, "slow_client_limiter", lambda: one)
    monkeypatch.setattr(response_guard, "_SOON_SECONDS", 0.01)
    settings.SILENCE_SECONDS = 0.05
    return one


class Parts(list):
    closed = 0

    def close(self) -> None:
        self.closed += 1


def answer(parts: Parts, connection: socket.socket, **environ):
    return ResponseGuard(lambda environ, start: parts)({"gunicorn.socket": connection, **environ}, lambda *_: None)


def fill(connection: socket.socket) -> None:
    """As an answer does that nobody takes."""
    connection.setblocking(False)
    with suppress(BlockingIOError):
        while connection.send(bytes(PIECE)):
            pass


def drain(reader: socket.socket) -> None:
    reader.setblocking(False)
    with suppress(BlockingIOError):
        while reader.recv(1 << 20):
            pass


def is_free(limiter: ConcurrencyLimiter) -> bool:
    limiter.acquire()()
    return True


def test_a_reader_gets_all_of_it_in_pieces_that_fit(line):
    parts = Parts([bytes(PIECE), b"", b"x" * (2 * PIECE + 1)])
    assert [len(piece) for piece in answer(parts, line[0])] == [PIECE, PIECE, PIECE, 1]


def test_who_takes_nothing_is_cut_and_the_slot_is_free_again(line, limiter):
    fill(line[0])
    parts = Parts([b"x"])
    sent = answer(parts, line[0])
    with pytest.raises(ConnectionResetError):
        list(sent)
    sent.close()
    assert parts.closed == 1
    assert is_free(limiter)
    drain(line[1])  # to its end: the connection is closed for both
    assert line[1].recv(1) == b""


def test_who_takes_nothing_is_cut_at_once_where_no_slot_is_left(line, limiter, settings):
    settings.SILENCE_SECONDS = 1000
    fill(line[0])
    with limiter.slot(), pytest.raises(ConnectionResetError):
        list(answer(Parts([b"x"]), line[0]))


def test_a_head_waits_for_room_too(line):
    """A page without a body, asked for again and again on one connection."""
    fill(line[0])
    with pytest.raises(ConnectionResetError):
        list(answer(Parts(), line[0]))


def test_a_download_has_its_slot_already(line, limiter):
    fill(line[0])
    with limiter.slot():
        sent = iter(answer(Parts([b"x"]), line[0], **{HAS_SLOT: True}))
        drain(line[1])
        assert next(sent) == b"x"


def test_under_another_server_the_answer_is_left_alone():
    parts = Parts([b"x"])
    assert ResponseGuard(lambda environ, start: parts)({}, lambda *_: None) is parts
