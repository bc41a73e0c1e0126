"""What was given of a medicine, as its page and its sheet show it: a calendar and a list of one month."""

import html
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pets.life.answers import put_answer
from pets.life.repository import life
from pets.medicines import repository
from pets.medicines.domain import Medicine
from pets.repository import pets
from pets.roles import Role
from pettracker_site.aws import times
from tests.conftest import logged_in
from tests.medicines import an_earlier_dose, daily, hourly, new_medicine
from tests.people import let_in, make_person

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def medicine(pet) -> Medicine:
    """One that is given at eight, and was since the spring."""
    began = times.now().replace(year=2026, month=3, day=1, hour=0, minute=0)
    schedule = daily(date(2026, 3, 1), "08:00", until=date(2026, 5, 20))
    made = replace(new_medicine(pet, schedule, note="He hides under the bed."), created_at=began)
    return repository.add(pets().get(pet.id), made, by=None)


def note(medicine, wall: str, who: str, *, outcome: str = "given", late: int = 0) -> None:
    """Note a dose in UTC, so many minutes after its time."""
    due = times.from_text(f"{wall}:00Z")
    said = {"Occurrence": wall, "Outcome": outcome, "By": who, "Nonce": wall}
    moments = {"At": times.to_text(due + timedelta(minutes=late)), "Due": times.to_text(due)}
    dose = {"Dose": medicine.dose, "Unit": "tablet"} if outcome == "given" else {}
    put_answer(medicine.pet_id, medicine.id, wall, said | moments | dose).run()


def url(medicine, page: str = "", month: str = "") -> str:
    return f"/pets/{medicine.pet_id}/medicines/{medicine.id}/{page}" + (f"?month={month}" if month else "")


def words(response) -> str:
    """What people read, without what is between."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.text).split()))


def day(response, number: int) -> str:
    """The list's part of a day."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.split(f'id="d{number}"')[1].split("</section>")[0]).split())


def test_each_day_tells_what_was_given_when_and_by_whom(as_owner, medicine, owner):
    anna = make_person("anna@example.com", name="Anna")
    note(medicine, "2026-05-04T08:00", anna.key, late=12)
    note(medicine, "2026-05-05T08:00", owner.key, late=95)
    note(medicine, "2026-05-06T08:00", "gone", outcome="skipped")
    page = as_owner.get(url(medicine, month="2026-05"))
    assert day(page, 4).endswith("08:00 · 1 tablet · given at 08:12 by Anna")
    assert day(page, 5).endswith("08:00 · 1 tablet · given at 09:35 by you · 1 h late")
    assert day(page, 6).endswith("08:00 · skipped at 08:00 by somebody else")
    assert day(page, 7).endswith("08:00 · not noted")
    assert "anna@example.com" not in page.text
    assert 'id="d21"' not in page.text
    assert "given: 08:12 Anna" in words(page)  # in the calendar


@pytest.mark.parametrize(
    ("month", "shown", "others"),
    [
        ("", "May 2026", ["2026-04", "2026-06"]),
        ("2026-03", "March 2026", ["2026-04"]),
        ("2026-99", "May 2026", ["2026-04", "2026-06"]),
        ("9999-12", "May 2026", ["2026-04", "2026-06"]),
        ("x" * 3000, "May 2026", ["2026-04", "2026-06"]),
    ],
    ids=["its last", "its first", "no month", "far away", "long"],
)
def test_months_lead_to_those_beside_them(as_owner, medicine, month, shown, others):
    for page in ("", "sheet/"):
        response = as_owner.get(url(medicine, page, month))
        assert f"<h3>{shown}</h3>" in response.text
        assert re.findall(r"\?month=([\d-]+)#given", response.text) == others


def test_the_names_of_all_who_gave_it_take_one_query(as_owner, medicine):
    people = [make_person(f"{name}@example.com", name=name).key for name in ("Anna", "Ben", "Cleo")]
    for number, person in enumerate(people, 4):
        note(medicine, f"2026-05-{number:02}T08:00", person)
    with CaptureQueriesContext(connection) as asked:
        page = as_owner.get(url(medicine, month="2026-05"))
    assert [name in page.text for name in ("Anna", "Ben", "Cleo")] == [True] * 3
    assert sum('"name"' in each["sql"] and " IN (" in each["sql"] for each in asked) == 1


def test_the_sheet_names_who_prints_it_and_leaves_private_notes_at_home(as_owner, medicine, owner):
    owner.name = "Olga"
    owner.save()
    note(medicine, "2026-05-04T08:00", owner.key)
    sheet = as_owner.get(url(medicine, "sheet/", "2026-05"))
    assert "given at 08:00 by Olga" in words(sheet)
    assert "hides" in as_owner.get(url(medicine)).text
    assert "hides" not in sheet.text


def test_what_was_answered_today_is_taken_back_in_the_list_by_who_did_or_an_owner(as_owner, pet, owner):
    drops = hourly(pet)
    carer = make_person("carer@example.com", name="Anna")
    let_in(pets().get(pet.id), carer.key, Role.CARER)
    for hours, who in ((50, owner.key), (3, owner.key), (2, carer.key)):
        note(drops, an_earlier_dose(hours), who)
    for person, taken_back in ((as_owner, (3, 2)), (logged_in(carer), (2,))):
        page = person.get(url(drops, month=an_earlier_dose(2)[:7])).text
        found = re.findall(r'name="occurrence" value="([^"]+)">\s*<button[^>]+value="undo"', page)
        assert sorted(found) == sorted(map(an_earlier_dose, taken_back))


def test_another_schedule_says_nothing_was_missed_before_it(pet, medicine):
    edited = medicine.edited(pet.owner_id, times.now(), "form", schedule=daily(date(2026, 3, 1), "09:00"))
    repository.edit(pets().get(pet.id), medicine, edited, by=None)
    found = life().find(Medicine, pet.id, medicine.id)
    assert found.planned_since == edited.updated_at
    again = found.edited(pet.owner_id, times.now(), "another form", note="In cheese.")
    assert repository.edit(pets().get(pet.id), found, again, by=None).planned_since == edited.updated_at
