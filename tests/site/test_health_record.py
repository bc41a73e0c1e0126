"""The sheet for the vet: what stands on it, and that it is one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pets.care.facts import CareType
from pets.care.repository import add
from pets.life.repository import life
from pettracker_site.pages.health_record import LINES
from tests.care import vaccination
from tests.weights import weigh

DAY = date(2025, 6, 1)


@pytest.fixture
def note(pet):
    def note(title: str, days: int = 0, **fields):
        on = DAY - timedelta(days=days)
        return add(
            life().pets.get(pet.id), vaccination(pet, title, on, fields.pop("next_due", None), **fields), by=None
        )

    return note


@pytest.fixture
def sheet(as_owner, pet):
    return lambda: as_owner.get(f"/pets/{pet.id}/health-record/")


def names(response) -> list[tuple[str, list[str]]]:
    return [(str(each.label), [line.name for line in each.lines]) for each in response.context["sections"]]


def test_says_what_a_vet_asks_for_and_nothing_that_is_private(sheet, note):
    note("Chicken", type=CareType.ALLERGY, facts={"reaction": "Itching"}, private_note="he stole it")
    note("Rabies", next_due=DAY + timedelta(days=3650), facts={"batch": "A4711"}, note="he was brave")
    page = sheet()
    for words in ("Chicken", "Itching", "Rabies", "A4711", "2035-05-30", "Dog"):
        assert words in page.text
    assert "stole" not in page.text
    assert "brave" not in page.text


def test_of_what_comes_again_only_the_newest_counts(sheet, note):
    for days in (0, 400, 800):
        note("Rabies", days, next_due=DAY - timedelta(days=days - 365))
    note("Leptospirosis", 100)
    assert names(sheet()) == [("Vaccinations", ["Rabies", "Leptospirosis"])]


def test_has_no_more_lines_than_there_is_room_for_and_allergies_before_all_else(sheet, note):
    long = {"findings": "swelling " * 40, "diagnosis": "sprain " * 40, "treatment": "rest " * 40}
    for days in range(9):
        note("Limping since the day before", days, type=CareType.VISIT, facts=long)
    for number in range(12):
        note(f"Vaccination of kind {number}", 500 + number)
    note("Chicken", 3000, type=CareType.ALLERGY)
    sections = sheet().context["sections"]
    assert str(sections[0].label) == "Allergies"
    height = sum(2 + sum(line.height for line in each.lines) for each in sections)
    assert LINES - 10 < height <= LINES


def test_tells_the_newest_weights(sheet, pet):
    for days, kilograms in ((400, "4.1"), (3, "4.4")):
        weigh(life().pets.get(pet.id), kilograms, DAY - timedelta(days=days))
    page = sheet()
    assert [each.kilograms for each in page.context["weights"]] == [Decimal("4.4"), Decimal("4.1")]
    assert "4.1" in page.text


def test_costs_three_calls_however_many_records_there_are(sheet, note, aws_calls):
    for days in range(30):
        note("Rabies", days)
    aws_calls.clear()
    assert sheet().status_code == 200
    assert aws_calls == {"GetItem": 1, "Query": 2}
