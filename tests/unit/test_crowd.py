"""Only so many requests wait for a service that hangs; where it answers, nobody notices."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pettracker_site.aws.crowd import Crowd
from pettracker_site.aws.deadline import Errand
from pettracker_site.aws.errors import StoreUnavailable

PATIENCE = 0.2


@pytest.fixture
def crowd() -> Crowd:
    return Crowd(2, patience=PATIENCE)


def seconds_until_sent_away(crowd: Crowd) -> float:
    began = time.monotonic()
    with pytest.raises(StoreUnavailable), crowd.place(Errand()):
        pass
    return time.monotonic() - began


def test_where_nobody_comes_or_goes_the_next_is_sent_away_and_those_after_it_at_once(crowd):
    with crowd.place(Errand()), crowd.place(Errand()):
        assert PATIENCE / 2 < seconds_until_sent_away(crowd) < 2 * PATIENCE
        assert max(seconds_until_sent_away(crowd) for _ in range(5)) < PATIENCE / 2


def test_while_places_become_free_nobody_is_sent_away(crowd):
    """Each waits much longer than the patience in all, because others leave."""

    def work() -> None:
        with crowd.place(Errand()):
            time.sleep(PATIENCE / 5)

    with ThreadPoolExecutor(20) as pool:
        for each in [pool.submit(work) for _ in range(40)]:
            each.result()


def test_requests_are_counted_and_not_their_calls(crowd):
    one, other = Errand(), Errand()
    for _ in range(8):
        crowd.enter(one)
    with crowd.place(other):
        pass
    for _ in range(7):
        crowd.leave(one)
    with crowd.place(other):
        seconds_until_sent_away(crowd)
    crowd.leave(one)
    with crowd.place(Errand()), crowd.place(Errand()):
        pass


def test_a_command_has_no_place_and_needs_none(crowd):
    with crowd.place(Errand()), crowd.place(Errand()), crowd.place(None):
        pass


def test_whoever_waits_gets_the_place_that_becomes_free():
    crowd, inside = Crowd(1, patience=5), threading.Event()

    def briefly() -> None:
        with crowd.place(Errand()):
            inside.set()
            time.sleep(0.05)

    thread = threading.Thread(target=briefly)
    thread.start()
    inside.wait()
    with crowd.place(Errand()):
        pass
    thread.join()


def test_a_place_that_was_never_given_back_ends_with_its_request(crowd):
    for _ in range(3):
        crowd.enter(Errand())
