"""A service that does not answer is left alone, and tried again."""

import pytest

from pettracker_site.aws.attempts import Breaker
from pettracker_site.aws.errors import StoreUnavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock) -> Breaker:
    return Breaker("s3", failures=3, probe_seconds=5, clock=clock)


def admits(breaker: Breaker) -> bool:
    try:
        breaker.admit()
    except StoreUnavailable:
        return False
    return True


def opened(breaker: Breaker) -> Breaker:
    for _ in range(3):
        breaker.failed()
    return breaker


def test_it_opens_after_three_failures_in_a_row(breaker):
    for _ in range(3):
        assert admits(breaker)
        breaker.failed()
    assert not admits(breaker)


def test_a_success_in_between_starts_the_count_anew(breaker):
    for _ in range(2):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    assert admits(breaker)


def test_one_probe_passes_every_five_seconds(breaker, clock):
    opened(breaker)
    clock.now += 4.9
    assert not admits(breaker)
    clock.now += 0.1
    assert [admits(breaker), admits(breaker)] == [True, False]
    breaker.failed()
    clock.now += 5
    assert [admits(breaker), admits(breaker)] == [True, False]


def test_the_first_success_closes_it(breaker):
    opened(breaker).succeeded()
    assert admits(breaker)
    breaker.failed()
    assert admits(breaker)
