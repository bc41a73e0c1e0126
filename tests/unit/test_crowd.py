"""Only so many requests wait for a service that hangs; where it answers, nobody notices."""

import threading
import time
from collections.abc import Callable

import pytest

from pettracker_site.aws.crowd import Crowd
from pettracker_site.aws.deadline import RequestScope
from pettracker_site.aws.errors import StoreUnavailable

PATIENCE = 0.5


class Clock:
    """Goes on only while somebody waits; then others may do what they do `meanwhile`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.meanwhile: list[Callable[[], None]] = []

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        if self.meanwhile:
            self.now += seconds / 2
            self.meanwhile.pop(0)()
        else:
            self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("pettracker_site.aws.crowd.time", clock)
    return clock


@pytest.fixture
def crowd(clock, monkeypatch) -> Crowd:
    crowd = Crowd(2, patience=PATIENCE)
    monkeypatch.setattr(crowd._changed, "wait", clock.wait)
    return crowd


def is_sent_away(crowd: Crowd) -> bool:
    with pytest.raises(StoreUnavailable), crowd.place(RequestScope()):
        pass
    return True


def test_where_nobody_comes_or_goes_the_next_is_sent_away_and_those_after_it_at_once(crowd, clock):
    with crowd.place(RequestScope()), crowd.place(RequestScope()):
        assert is_sent_away(crowd)
        assert clock.now == PATIENCE
        assert all(is_sent_away(crowd) for _ in range(5))
        assert clock.now == PATIENCE


def test_while_places_become_free_nobody_is_sent_away(crowd, clock):
    """Though one waits much longer than the patience in all, because others are quicker."""
    inside = [RequestScope(), RequestScope()]

    def one_goes_and_another_comes() -> None:
        crowd.leave(inside.pop(0))
        inside.append(RequestScope())
        crowd.enter(inside[-1])

    for each in inside:
        crowd.enter(each)
    clock.meanwhile = [*[one_goes_and_another_comes] * 8, lambda: crowd.leave(inside[0])]
    with crowd.place(RequestScope()):
        assert clock.now > 4 * PATIENCE


def test_requests_are_counted_and_not_their_calls(crowd):
    one, other = RequestScope(), RequestScope()
    for _ in range(8):
        crowd.enter(one)
    with crowd.place(other):
        pass
    for _ in range(7):
        crowd.leave(one)
    with crowd.place(other):
        assert is_sent_away(crowd)
    crowd.leave(one)
    with crowd.place(RequestScope()), crowd.place(RequestScope()):
        pass


def test_a_command_has_no_place_and_needs_none(crowd):
    with crowd.place(RequestScope()), crowd.place(RequestScope()), crowd.place(None):
        pass


def test_whoever_waits_gets_the_place_that_becomes_free():
    crowd, inside = Crowd(1, patience=60), threading.Event()

    def briefly() -> None:
        with crowd.place(RequestScope()):
            inside.set()
            time.sleep(0.05)

    thread = threading.Thread(target=briefly)
    thread.start()
    inside.wait()
    with crowd.place(RequestScope()):
        pass
    thread.join()


def test_a_place_that_was_never_given_back_ends_with_its_request(crowd):
    for _ in range(3):
        crowd.enter(RequestScope())
