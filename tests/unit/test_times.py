from datetime import UTC, datetime, timedelta, timezone

from pettracker_site.aws import times


def test_times_are_utc_at_one_width():
    summer = datetime(2025, 6, 1, 10, 30, tzinfo=timezone(timedelta(hours=2)))
    assert times.to_text(summer) == "2025-06-01T08:30:00.000000Z"
    assert len(times.to_text(datetime(826, 1, 1, tzinfo=UTC))) == 27


def test_times_come_back_as_they_were():
    moment = datetime(2025, 6, 1, 8, 30, 1, 234, tzinfo=UTC)
    assert times.from_text(times.to_text(moment)) == moment


def test_text_sorts_as_time_does():
    moments = [datetime(year, 1, 1, 0, 0, 0, micro, tzinfo=UTC) for year in (900, 1999, 2025) for micro in (0, 5)]
    assert sorted(map(times.to_text, reversed(moments))) == [times.to_text(each) for each in moments]
