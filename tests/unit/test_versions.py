"""Two versions side by side: whatever differs can be seen to differ, so that nothing is overwritten unseen."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from photos import display
from tests.store.makers import new_pet, new_photo


@pytest.mark.parametrize(
    ("saved", "typed"),
    [
        (datetime(2024, 5, 17, 18, 3, 10, tzinfo=UTC), datetime(2024, 5, 17, 18, 3, 59, tzinfo=UTC)),
        (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),  # the clock goes back
    ],
)
def test_times_of_taking_that_differ_by_seconds_or_in_the_hour_that_comes_twice_look_different(saved, typed):
    photo = new_photo(new_pet())
    with timezone.override(ZoneInfo("Europe/Vienna")):
        _, taken = display.compare_versions(replace(photo, taken_at=saved), replace(photo, taken_at=typed))
    assert taken.differs


def test_a_time_that_is_the_same_does_not_differ():
    photo = new_photo(new_pet())
    caption, taken = display.compare_versions(photo, replace(photo, caption="mine"))
    assert caption.differs
    assert not taken.differs
