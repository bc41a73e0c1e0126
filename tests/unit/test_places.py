"""Uploads at the same time are limited, so that threads are left for pages."""

import queue
import threading
import time

import pytest

from photos.places import NoPlace, Places


def test_so_many_have_a_place_and_the_next_is_sent_away():
    places = Places(2, waiting=0)
    with places.one(), places.one(), pytest.raises(NoPlace), places.one():
        pass


def test_a_place_is_free_again_however_its_upload_ended():
    places = Places(1, waiting=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), places.one():
            raise ZeroDivisionError
    with places.one():
        pass


def test_one_that_may_wait_gets_the_place_that_becomes_free():
    places, inside = Places(1, waiting=1, seconds=5), threading.Event()

    def briefly():
        with places.one():
            inside.set()
            time.sleep(0.05)

    thread = threading.Thread(target=briefly)
    thread.start()
    inside.wait()
    with places.one():
        pass
    thread.join()


def test_waiting_has_an_end():
    places = Places(1, waiting=1, seconds=0.01)
    with places.one(), pytest.raises(NoPlace), places.one():
        pass


def test_only_so_many_may_wait():
    places, ended = Places(1, waiting=1, seconds=60), queue.Queue()

    def late() -> None:
        try:
            with places.one():
                ended.put("has a place")
        except NoPlace:
            ended.put("was sent away")

    threads = [threading.Thread(target=late) for _ in range(2)]
    with places.one():
        for thread in threads:
            thread.start()
        assert ended.get(timeout=30) == "was sent away"
        assert ended.empty()
    assert ended.get(timeout=30) == "has a place"
    for thread in threads:
        thread.join()
