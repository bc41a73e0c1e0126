"""Only so many at once: where all goes well nobody notices, and where it hangs the others are refused soon."""

import math
import queue
import threading
import time
from collections.abc import Callable

import pytest

from pettracker_site.aws import deadline, limiter
from pettracker_site.aws.deadline import RequestScope
from pettracker_site.aws.limiter import ConcurrencyLimiter, TooBusy, dynamodb_slot

STALL_TIMEOUT = 0.5


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
    monkeypatch.setattr(limiter, "time", clock)
    return clock


@pytest.fixture
def two(clock, monkeypatch) -> ConcurrencyLimiter:
    """Slots for two."""
    made = ConcurrencyLimiter(2, stall_timeout=STALL_TIMEOUT)
    monkeypatch.setattr(made._changed, "wait", clock.wait)
    return made


def is_refused(limiter: ConcurrencyLimiter, seconds: float | None = None) -> bool:
    with pytest.raises(TooBusy):
        limiter.acquire(seconds=seconds)
    return True


def test_without_a_stall_timeout_the_next_is_refused_at_once():
    two = ConcurrencyLimiter(2)
    with two.slot(), two.slot():
        assert is_refused(two)


def test_a_slot_is_free_again_however_its_work_ended():
    one = ConcurrencyLimiter(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), one.slot():
            raise ZeroDivisionError
    with one.slot():
        pass


def test_where_nobody_comes_or_goes_the_next_is_refused_and_those_after_it_at_once(two, clock):
    with two.slot(), two.slot():
        assert is_refused(two)
        assert clock.now == STALL_TIMEOUT
        assert all(is_refused(two) for _ in range(5))
        assert clock.now == STALL_TIMEOUT


def test_while_slots_become_free_nobody_is_refused(two, clock):
    """Though one waits much longer than the time-out in all, because others are quicker."""
    inside = [two.acquire(), two.acquire()]

    def one_goes_and_another_comes() -> None:
        inside.pop(0)()
        inside.append(two.acquire())

    clock.meanwhile = [*[one_goes_and_another_comes] * 8, lambda: inside[0]()]
    with two.slot():
        assert clock.now > 4 * STALL_TIMEOUT


def test_a_holder_has_one_slot_however_often_it_acquires(two):
    one, other = RequestScope(), RequestScope()
    releases = [two.acquire(one) for _ in range(8)]
    with two.slot(other):
        two.acquire(one)()
    for release in releases[1:]:
        release()
    with two.slot(other):
        assert is_refused(two)
    releases[0]()
    with two.slot(), two.slot():
        pass


def test_a_slot_that_was_never_given_back_ends_with_its_holder(two):
    for _ in range(3):
        two.acquire(RequestScope())


def test_whoever_waits_gets_the_slot_that_becomes_free():
    one, inside = ConcurrencyLimiter(1, stall_timeout=60), threading.Event()

    def briefly() -> None:
        with one.slot():
            inside.set()
            time.sleep(0.05)

    thread = threading.Thread(target=briefly)
    thread.start()
    inside.wait()
    with one.slot():
        pass
    thread.join()


def test_nobody_waits_longer_than_there_are_seconds_left(two, clock):
    with two.slot(), two.slot():
        assert is_refused(two, seconds=STALL_TIMEOUT / 5)
        assert clock.now == STALL_TIMEOUT / 5


def test_whoever_has_time_without_end_waits_until_there_is_a_slot(two, clock):
    inside = [two.acquire(), two.acquire()]
    clock.meanwhile = [*[lambda: None] * 3, lambda: inside[0]()]
    with two.slot(seconds=math.inf):
        assert clock.now > 2 * STALL_TIMEOUT


def test_only_so_many_may_wait():
    one, ended = ConcurrencyLimiter(1, waiting=1, stall_timeout=60), queue.Queue()

    def late() -> None:
        try:
            with one.slot():
                ended.put("has a slot")
        except TooBusy:
            ended.put("was refused")

    threads = [threading.Thread(target=late) for _ in range(2)]
    with one.slot():
        for thread in threads:
            thread.start()
        assert ended.get(timeout=30) == "was refused"
        assert ended.empty()
    assert ended.get(timeout=30) == "has a slot"
    for thread in threads:
        thread.join()


def test_a_command_needs_no_slot_at_dynamodb_and_a_request_does(two, monkeypatch):
    monkeypatch.setattr(limiter, "dynamodb_limiter", lambda: two)
    with two.slot(), two.slot():
        with dynamodb_slot():
            pass
        with deadline.within(3), pytest.raises(TooBusy), dynamodb_slot():
            pass
