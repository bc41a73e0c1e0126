"""Answers that are made while they are sent: one for each person, and not for ever."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from pettracker_site.aws.limiter import ConcurrencyLimiter, TooBusy
from pettracker_site.files import downloads
from pettracker_site.files.downloads import DownloadInProgress, stream_download


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def limiter(monkeypatch) -> ConcurrencyLimiter:
    cache.clear()
    some = ConcurrencyLimiter(4)
    monkeypatch.setattr(downloads, "download_limiter", lambda: some)
    return some


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(downloads, "monotonic", clock)
    return clock


def sent_to(person: str, parts=("a", "b", "c")):
    request = SimpleNamespace(user=SimpleNamespace(pk=person), META={})
    return stream_download(request, iter(parts))


def test_a_person_has_one_at_a_time_and_others_have_theirs():
    first = sent_to("robin")
    with pytest.raises(DownloadInProgress):
        sent_to("robin")
    sent_to("kim").close()
    first.close()
    sent_to("robin").close()


def test_a_refused_one_takes_no_slot(limiter):
    first = sent_to("robin")
    for _ in range(9):
        with pytest.raises(DownloadInProgress):
            sent_to("robin")
    first.close()
    with limiter.slot(), limiter.slot(), limiter.slot(), limiter.slot(), pytest.raises(TooBusy):
        sent_to("robin")
    sent_to("robin").close()


def test_a_turn_whose_process_died_ends_by_itself(monkeypatch):
    given = []
    monkeypatch.setattr(downloads.cache, "add", lambda *_, timeout: given.append(timeout) or True)
    sent_to("robin").close()
    assert 0 < given[0] <= 300


def test_a_turn_is_kept_for_as_long_as_the_download_goes_on(clock, monkeypatch):
    kept = []
    monkeypatch.setattr(downloads.cache, "touch", lambda key, seconds: kept.append(clock.seconds))
    for clock.seconds, _ in zip(range(0, 400, 20), sent_to("robin", ["part"] * 20), strict=True):
        pass
    assert max(later - earlier for earlier, later in zip([0, *kept], [*kept, 400], strict=True)) < 100


def test_one_that_lost_its_turn_does_not_end_that_of_the_next():
    first = sent_to("robin")
    cache.clear()  # as a full cache does
    second = sent_to("robin")
    first.close()
    with pytest.raises(DownloadInProgress):
        sent_to("robin")
    second.close()


def test_after_its_longest_time_a_download_is_cut_off(clock, settings, caplog):
    settings.DOWNLOAD_SECONDS = 60
    sent = sent_to("robin")
    parts = iter(sent)
    assert next(parts) == "a"
    clock.seconds = 61
    with pytest.raises(ConnectionResetError):
        next(parts)
    assert "DOWNLOAD_SECONDS" in caplog.text
    sent.close()
    sent_to("robin").close()
