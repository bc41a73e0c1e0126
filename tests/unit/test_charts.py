"""Bars drawn by the server."""

from datetime import date, timedelta

from pettracker_site.templatetags.charts import HEIGHT, WIDTH, bars

DAY = date(2025, 6, 1)


def drawn(*counts: int):
    return bars([(DAY + timedelta(days=at), count) for at, count in enumerate(counts)], "uploads")["bars"]


def test_the_highest_bar_fills_the_picture_and_the_others_are_in_proportion():
    assert [bar.height for bar in drawn(5, 10, 0)] == [HEIGHT // 2, HEIGHT, 0]


def test_a_small_number_beside_a_large_one_is_still_seen():
    assert drawn(1, 100_000)[0].height > 0


def test_bars_stand_on_the_ground_side_by_side():
    first, second = drawn(3, 4)
    assert first.y + first.height == second.y + second.height == HEIGHT
    assert first.x + first.width < second.x
    assert second.x + second.width <= WIDTH


def test_days_without_anything_and_no_days_at_all_make_no_error():
    assert [bar.height for bar in drawn(0, 0)] == [0, 0]
    assert drawn() == []
