"""What may be typed of a medicine, and what is said beside the field where it may not."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from pets.domain import Pet
from pets.medicines.display import dose_of
from pets.medicines.forms import MedicineForm
from pets.profile import Kind, Profile
from pettracker_site.aws import times
from tests.medicines import medicine_form

BORN = date(2020, 1, 1)
TUESDAY = {"on": "2026-11-03", "until": "2026-11-03"}


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def form(**typed) -> MedicineForm:
    data = QueryDict(mutable=True)
    for name, value in medicine_form(**typed).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    profile = Profile("Rex", Kind.DOG, birth_date=BORN)
    return MedicineForm(data, pet=Pet.new("me", "rex", profile, times.now()), person="me")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"often": "10000"}, "often", "Choose how often"),
        ({"often": "more", "times": " ".join(["08:00"] * 10_000)}, "times", "At most 24 times a day"),
        ({"often": "more", "times": ",".join(f"8:{n:02}" for n in range(25))}, "times", "At most 24 times a day"),
        ({"times": "25:00"}, "times", "is no time of day"),
        ({"times": "morning"}, "times", "is no time of day"),
        ({"often": "twice", "times": "8, 12, 16"}, "times", "does not go with"),
        ({"until": day(-1)}, "until", "You chose that it has no end yet"),
        ({"ends": "day", "until": day(-1)}, "until", "The last day is before the first"),
        ({"ends": "day"}, "until", "Which is its last day?"),
        ({"ends": "day", "until": day(3), "most_doses": "4"}, "most_doses", "not both"),
        ({"ends": "doses"}, "most_doses", "How many doses"),
        ({"ends": "doses", "most_doses": "1000000"}, "most_doses", "10000"),
        ({"dose": "1e9"}, "dose", "Enter a number"),
        ({"dose": "1000000000"}, "dose", "No dose is as large as that"),
        ({"dose": "0"}, "dose", "more than 0"),
        ({"dose": "-1"}, "dose", "Enter a number"),
        ({"dose": "half"}, "dose", "Enter a number"),
        ({"dose": ""}, "dose", "How much is given"),
        ({"unit": "barrel"}, "unit", "barrel"),
        ({"name": ""}, "name", "What is it called?"),
        ({"name": "x" * 10_000}, "name", "120"),
        ({"on": day(500)}, "on", "Is the year right"),
        ({"on": "2019-12-31"}, "on", "Rex was born on"),
        ({"on": "0001-01-01"}, "on", "Is the year right"),
        ({"on": ""}, "on", "When does it begin?"),
        ({"often": "every"}, "every", "Every how many"),
        ({"often": "every", "every": "366"}, "every", "365"),
        ({"often": "every", "every": "1", "every_unit": "decades"}, "every_unit", "decades"),
        ({"often": "weekdays"}, "weekdays", "Choose days of the week"),
        ({"often": "weekdays", "weekdays": "9"}, "weekdays", "9"),
        ({"often": "as-needed", "most_a_day": "25"}, "most_a_day", "24"),
        ({"often": "steps"}, "step_0_days", "Write down how much"),
        ({"often": "steps", "step_0_dose": "2", "step_1_dose": "1"}, "step_0_days", "Only the last step"),
        ({"often": "steps", "step_0_days": "3"}, "step_0_dose", "How much is given in this step?"),
        ({"often": "weekdays", "weekdays": "0", "ends": "day", **TUESDAY}, "until", "No dose falls"),
    ],
)
def test_says_what_is_wrong_beside_the_field(typed, field, sentence):
    assert sentence in str(form(**typed).errors[field].as_data())


def test_what_counts_not_for_the_choice_is_no_mistake():
    typed = form(often="as-needed", times="never", every="x", step_0_dose="y", weekdays="9")
    assert typed.is_valid(), typed.errors
    assert typed.typed()["schedule"].times == ()


def test_steps_say_the_dose_that_was_left_empty_above_and_are_told_one_after_another():
    typed = form(
        dose="", often="steps", unit="mg", step_0_dose="20", step_0_days="5", step_1_dose="10", step_1_days="1"
    )
    assert typed.is_valid(), typed.errors
    medicine = typed.new_record()
    assert medicine.dose == 20
    assert dose_of(medicine) == "20\N{NO-BREAK SPACE}mg for 5 days, then 10\N{NO-BREAK SPACE}mg for 1 day"
