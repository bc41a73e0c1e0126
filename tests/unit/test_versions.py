"""Two versions side by side: whatever differs can be seen to differ, so that nothing is overwritten unseen."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from pets.domain import Kind, Profile, Sex
from pets.versions import compare_versions
from photos import words
from tests.store.makers import new_pet, new_photo

SAVED = Profile("Rex", Kind.DOG, "Beagle", Sex.MALE, date(2020, 5, 17), False, Decimal("4.500"), "brown", "1" * 15, "-")
TYPED = {
    "name": "Max",
    "kind": Kind.CAT,
    "breed": "Pug",
    "sex": Sex.FEMALE,
    "birth_date": date(2020, 5, 18),
    "birth_approximate": True,
    "weight": Decimal("4.501"),
    "colour": "black",
    "microchip": "2" * 15,
    "notes": "bites",
}


@pytest.mark.parametrize("unit", ["kg", "lb"])
@pytest.mark.parametrize("name", [field.name for field in fields(Profile)])
def test_every_field_of_a_profile_that_differs_is_told_alone(name, unit):
    rows = compare_versions(SAVED, replace(SAVED, **{name: TYPED[name]}), unit)
    assert [row.saved != row.typed for row in rows if row.differs] == [True]


@pytest.mark.parametrize("name", [name for name in TYPED if name not in ("name", "kind", "birth_approximate")])
def test_what_was_taken_away_is_told_too(name):
    empty = getattr(Profile("Rex", Kind.DOG), name)
    (row,) = (row for row in compare_versions(SAVED, replace(SAVED, **{name: empty}), "kg") if row.differs)
    assert row.saved
    assert not row.typed


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
        _, taken = words.compare_versions(replace(photo, taken_at=saved), replace(photo, taken_at=typed))
    assert taken.differs


def test_a_time_that_is_the_same_does_not_differ():
    photo = new_photo(new_pet())
    caption, taken = words.compare_versions(photo, replace(photo, caption="mine"))
    assert caption.differs
    assert not taken.differs
