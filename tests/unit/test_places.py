"""Uploads at the same time are limited, so that threads are left for pages."""

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


def test_waiting_has_an_end_and_only_so_many_may():
    places = Places(1, waiting=1, seconds=0.2)
    with places.one():
        results = []

        def late():
            began = time.monotonic()
            with pytest.raises(NoPlace), places.one():
                pass
            results.append(time.monotonic() - began)

        threads = [threading.Thread(target=late) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert min(results) < 0.1 < 0.2 <= max(results)
