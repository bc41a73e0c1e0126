"""Weights and health entries as files, out and in, and ten rows a page: what pages say and what is written."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pets.care import repository as care
from pets.care.domain import Care
from pets.life.plans import plans_of
from pets.life.repository import WHATEVER_IS_THERE, life
from pets.roles import Role
from pets.spreadsheets import importing as imports
from pets.weights import repository as weights
from pets.weights.domain import Weight
from pettracker_site.aws.errors import StoreUnavailable
from tests.care import vaccination
from tests.conftest import logged_in
from tests.people import let_in
from tests.site.forms import file
from tests.spreadsheets import importing
from tests.weights import days_ago, new_weight, weigh

THREE = b"date,weight_kg,note\n2025-01-02,4.2,\n2025-01-03,4.3,fine\n2025-01-04,4.4,\n"


@pytest.fixture
def sheet(pet):
    return f"/pets/{pet.id}/spreadsheet/"


@pytest.fixture
def bring(as_owner, sheet):
    """Sends a file as the first page does; the page that shows what is in it."""

    def bring(data: bytes, kind: str = "weights", **more):
        return as_owner.post(f"{sheet}import/", {"kind": kind, "file": file("a.csv", data, "text/csv"), **more})

    return bring


@pytest.fixture
def take(as_owner, sheet, pet):
    """Imports a file whose preview was seen; follows where it leads."""

    def take(data: bytes, kind: str = "weights", **chosen):
        return as_owner.post(f"{sheet}import/", importing(pet, kind, data, **chosen), follow=True)

    return take


def noted(pet) -> list[str]:
    found = life().newest(Weight, pet.id, most=9999)
    return [f"{each.on} {each.kilograms.normalize():f}" for each in found]


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def sent_on(response) -> dict:
    """What a page's form sends when its button is pressed."""
    html = response.text
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    fields += re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")? id=', html)
    found: dict[str, list[str]] = {}
    for name, value in dict.fromkeys(fields):
        found.setdefault(name, []).append(value)
    return found | {"action": "import"}


# --- Out ---
def test_weights_go_out_with_points_iso_dates_units_and_no_formula(as_owner, sheet, pet):
    weigh(pet, "4.1957", date(2025, 1, 3), entered="9 lb 4 oz", unit="lb-oz", note="=1+1", approximate=True)
    weigh(pet, "4.2", date(2025, 1, 2))
    weights.delete(life().pets.get(pet.id), weigh(pet, "9", date(2025, 1, 1)), by=None)
    answer = as_owner.get(f"{sheet}weights/")
    assert answer["Content-Disposition"] == 'attachment; filename="weights.csv"'
    assert answer.getvalue().decode() == (
        "\ufeffdate,weight_kg,entered,unit,approximate,note\r\n"
        "2025-01-02,4.2,4.2,kg,,\r\n2025-01-03,4.1957,9 lb 4 oz,lb-oz,yes,'=1+1\r\n"
    )


def test_all_entries_go_out_by_one_call_for_each_hundred(as_owner, sheet, pet, aws_calls):
    for number in range(120):
        record = new_weight(pet, "4", days_ago(number))
        life().table.put(life().item(record), WHATEVER_IS_THERE).run()
    aws_calls.clear()
    assert as_owner.get(f"{sheet}weights/").getvalue().count(b"\r\n") == 121
    assert aws_calls == {"GetItem": 1, "Query": 2}


def test_what_goes_out_is_there_already_when_it_comes_in_and_comes_to_another_pet_whole(
    as_owner, sheet, add_pet, pet, take
):
    weigh(pet, "4.1957", date(2025, 1, 3), entered="9 lb 4 oz", unit="lb-oz", note="- dash\n=1", approximate=True)
    record = care.add(
        life().pets.get(pet.id),
        vaccination(pet, "Rabies", date(2025, 1, 2), date(2028, 1, 2), note="@x", facts={"cost": Decimal("12.5")}),
        by=None,
    )
    files = {kind: as_owner.get(f"{sheet}{kind}/").getvalue() for kind in ("weights", "health")}
    luna = add_pet("Luna")
    for kind, data in files.items():
        assert "0 entries are imported. 1 was there already." in said(take(data, kind))
        as_owner.post(f"/pets/{luna.id}/spreadsheet/import/", importing(luna, kind, data))
    [weight], [entry] = life().newest(Weight, luna.id, most=9), life().newest(Care, luna.id, most=9)
    assert (weight.entered, weight.unit, weight.note, weight.approximate) == ("9 lb 4 oz", "lb-oz", "- dash\n=1", True)
    assert (entry.title, entry.note, entry.facts, entry.next_due) == ("Rabies", "@x", record.facts, date(2028, 1, 2))
    luna = life().pets.get(luna.id)
    assert luna.profile.weight == Decimal("4.1957")
    assert [plan.due for plan in plans_of(luna)] == [date(2028, 1, 2)]


# --- A look at a file ---
def test_a_look_tells_what_is_new_there_twice_and_bad_and_writes_nothing(bring, pet):
    weigh(pet, "4.2", date(2025, 1, 2))  # typed by hand
    data = THREE + b"2025-01-04,4400 g,\n2025-02-30,4,\nyesterday,4,\n"
    page = bring(data)
    found = page.context["sorted"]
    assert (page.context["count"], found.there, found.twice, page.context["bad_count"]) == (2, 1, 1, 2)
    assert "There is no such day: 2025-02-30." in page.text
    assert "Line 7" in page.text
    assert "Import 2 entries" in page.text
    assert "fine" in page.text
    assert noted(pet) == ["2025-01-02 4.2"]


def test_a_look_costs_three_calls_and_an_import_two_for_each_fifty_rows(
    bring, as_owner, sheet, pet, aws_calls, monkeypatch
):
    monkeypatch.setattr(imports, "MOST_A_REQUEST", 100)
    day = date(2020, 1, 1)
    lines = [f"{day + timedelta(days=number)},{4 + number / 1000:.3f}\n" for number in range(120)]
    data = ("date,weight_kg\n" + "".join(lines)).encode()
    aws_calls.clear()
    page = bring(data)
    assert aws_calls == {"GetItem": 1, "Query": 2}
    aws_calls.clear()
    half = as_owner.post(f"{sheet}import/", sent_on(page) | {"names": "yes", "column-0": "on", "column-1": "weight"})
    assert aws_calls == {"GetItem": 1, "Query": 2, "TransactWriteItems": 2}
    assert "100 of 120" in half.text
    assert "data-go-on" in half.text
    whole = as_owner.post(f"{sheet}import/", sent_on(half), follow=True)
    assert "120 entries are imported." in said(whole)
    assert len(noted(pet)) == 120
    assert life().pets.get(pet.id).profile.weight == Decimal("4.119")


def test_what_is_asked_for_has_its_sentence_beside_the_field_and_no_import_goes_on_without(bring, take, pet):
    data = b"child_id,weight,date\n1,4.2,1/2/2025\n"
    page = bring(data)
    assert page.context["how"].errors.keys() == {"dates", "rest"}
    assert 'value="import"' not in page.text
    assert "child_id" in page.text
    take(data)
    assert noted(pet) == []
    take(data, dates="dmy", rest="lb")
    assert noted(pet) == ["2025-02-01 1.9051"]


def test_whoever_changes_how_it_is_read_sees_first_what_that_gives(as_owner, sheet, pet):
    sent = importing(pet, "weights", b"date,weight_kg\n1/2/2025,4\n", dates="dmy")
    page = as_owner.post(f"{sheet}import/", sent | {"dates": "mdy"})
    assert "You changed how the file is read" in page.text
    assert noted(pet) == []
    as_owner.post(f"{sheet}import/", sent_on(page) | {"dates": "mdy", "names": "yes"})
    assert noted(pet) == ["2025-01-02 4"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Please choose a file, or paste some rows."),
        ({"file": b""}, "This file is empty."),
        ({"file": b"%PDF-1.7"}, "This is a PDF."),
        ({"file": b"a" * 1_000_001}, "Please split it in parts."),
        ({"pasted": "x" * 10_001}, "at most 10000 characters"),
        ({"pasted": "2025-01-02;" + "," * 60 + ";4"}, ""),
        ({"part": "?", "action": "import"}, "The file got lost on the way."),
    ],
)
def test_what_cannot_be_read_at_all_is_told_beside_the_field(as_owner, sheet, pet, sent, words):
    if isinstance(sent.get("file"), bytes):
        sent = {"file": file("a.csv", sent["file"])}
    page = as_owner.post(f"{sheet}import/", {"kind": "weights", **sent})
    assert page.status_code == 200
    assert words in page.text
    assert noted(pet) == []


def test_rows_may_be_pasted(as_owner, sheet):
    page = as_owner.post(f"{sheet}import/", {"kind": "weights", "pasted": "2025-01-02\t4,2 kg\n2025-01-03\t4,3 kg"})
    assert set(page.context["how"].errors) == {"rest"}


# --- In ---
def test_the_same_file_twice_adds_nothing_and_overwrites_nothing(take, pet):
    assert "3 entries are imported." in said(take(THREE))
    [first] = [each for each in life().newest(Weight, pet.id, most=9) if each.on == date(2025, 1, 3)]
    weights.edit(
        life().pets.get(pet.id), first, first.edited(pet.owner_id, first.updated_at, "edit", note="mine"), by=None
    )
    version = life().pets.get(pet.id).life_version
    again = take(THREE)
    assert "0 entries are imported. 3 were there already." in said(again)
    assert life().find(Weight, pet.id, first.id).note == "mine"
    assert life().pets.get(pet.id).life_version == version


def test_what_was_deleted_stays_in_the_trash_and_is_told(take, bring, pet):
    take(THREE)
    gone = life().newest(Weight, pet.id, most=1)[0]
    weights.delete(life().pets.get(pet.id), gone, by=None)
    assert bring(THREE).context["sorted"].in_trash == 1
    assert "0 entries are imported. 3 were there already." in said(take(THREE))
    assert len(noted(pet)) == 2


def test_the_pets_weight_follows_from_the_newest_and_an_older_file_does_not_change_it(take, pet):
    weigh(pet, "5", days_ago(0))
    take(THREE)
    assert life().pets.get(pet.id).profile.weight == 5


def test_of_two_of_one_day_the_one_written_down_later_counts_also_where_the_newest_is_first(take, add_pet, pet):
    take(b"date,weight_kg\n2025-01-04,4.4\n2025-01-04,4.3\n2025-01-02,4\n")
    assert life().pets.get(pet.id).profile.weight == Decimal("4.4")


def test_of_a_series_only_the_newest_says_what_is_due(take, pet):
    data = (
        b"type,title,date,next_due\nvaccination,Rabies,2020-01-02,2021-01-02\n"
        b"vaccination,rabies,2025-01-02,2028-01-02\nvaccination,Rabies,2022-01-02,2023-01-02\n"
    )
    take(data, "health")
    assert [plan.due for plan in plans_of(life().pets.get(pet.id))] == [date(2028, 1, 2)]
    care.add(life().pets.get(pet.id), vaccination(pet, "Lepto", date(2025, 1, 2), date(2026, 1, 2)), by=None)
    take(b"type,title,date,next_due\nvaccination,Lepto,2023-01-02,2024-01-02\n", "health")
    assert {plan.due for plan in plans_of(life().pets.get(pet.id))} == {date(2028, 1, 2), date(2026, 1, 2)}


def test_more_than_a_pet_may_have_of_what_is_due_is_refused_as_a_whole(take, pet):
    lines = "".join(f"vaccination,Against {number},2025-01-02,2026-01-02\n" for number in range(41))
    page = take(b"type,title,date,next_due\n" + lines.encode(), "health")
    assert page.status_code == 409
    assert "40 things are due" in page.text
    assert life().newest(Care, pet.id, most=99) == []


def test_a_store_that_goes_away_half_way_keeps_what_is_saved_and_lets_one_go_on(
    as_owner, sheet, bring, pet, monkeypatch
):
    day = date(2020, 1, 1)
    data = "date,weight_kg\n" + "".join(f"{day + timedelta(days=number)},4\n" for number in range(120))
    real, calls = life().add_many, []

    def twice(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 3:
            raise StoreUnavailable("away")
        return real(*arguments, **options)

    monkeypatch.setattr(life(), "add_many", twice)
    sent = importing(pet, "weights", data.encode())
    page = as_owner.post(f"{sheet}import/", sent)
    assert page.status_code == 503
    assert "100 of 120" in page.text
    assert "data-go-on" not in page.text
    assert "120 entries are imported." in said(as_owner.post(f"{sheet}import/", sent_on(page), follow=True))
    assert len(noted(pet)) == 120


def test_an_entry_typed_at_that_very_moment_gets_no_twin(take, pet, monkeypatch):
    real, typed = imports._known, []

    def known(*arguments):
        found = real(*arguments)
        if not typed:
            typed.append(weigh(life().pets.get(pet.id), "4.3", date(2025, 1, 3)))
        return found

    monkeypatch.setattr(imports, "_known", known)
    assert "2 entries are imported. 1 was there already." in said(take(THREE))
    assert sorted(noted(pet)) == ["2025-01-02 4.2", "2025-01-03 4.3", "2025-01-04 4.4"]


def test_an_import_counts_as_a_file_towards_those_of_an_hour(take, bring, settings, pet):
    settings.UPLOADS_PER_HOUR = 2
    bring(THREE)
    take(THREE)
    assert bring(THREE).status_code == 429
    assert len(noted(pet)) == 3


def test_a_carer_imports_and_a_viewer_takes_along(sheet, pet, stranger):
    let_in(pet, stranger.key, Role.CARER)
    assert logged_in(stranger).post(f"{sheet}import/", importing(pet, "weights", THREE)).status_code == 302
    assert len(noted(pet)) == 3
    assert life().newest(Weight, pet.id, most=1)[0].by == stranger.key


# --- Ten rows ---
def rows(**typed) -> dict:
    return {"unit": "kg", "nonce": str(uuid.uuid4()), **{name.replace("_", "-", 1)[1:]: v for name, v in typed.items()}}


def test_ten_weights_are_saved_at_once_and_the_unit_is_remembered(as_owner, sheet, pet, aws_calls):
    typed = rows(r0_on="1.6.2025", r0_weight="9,5", r2_on="2025-06-03", r2_weight="4300 g", r2_note="at the vet")
    aws_calls.clear()
    answer = as_owner.post(f"{sheet}weights/type/", typed | {"unit": "lb"}, follow=False)
    assert aws_calls == {"GetItem": 1, "TransactWriteItems": 1}
    assert answer["Location"] == f"{sheet}weights/type/"
    assert noted(pet) == ["2025-06-03 4.3", "2025-06-01 4.3091"]
    again = as_owner.get(f"{sheet}weights/type/")
    assert "2 entries are written down." in said(again)
    assert '<option value="g" selected>' in again.text


def test_a_row_that_is_not_right_is_told_beside_its_field_and_nothing_is_saved_or_lost(as_owner, sheet, pet):
    typed = rows(r0_on="1.6.2025", r0_weight="4.2", r1_on="1/2/2025", r1_weight="heavy", r5_weight="4", r7_note="<b>")
    page = as_owner.post(f"{sheet}weights/type/", typed)
    wrong = {row.number: set(row.errors) for row in page.context["rows"] if row.errors}
    assert wrong == {1: {"on"}, 5: {"on"}, 7: {"on", "weight"}}
    assert "2025-02-01 or 2025-01-02" in page.text
    assert page.text.count('aria-invalid="true"') == 4
    assert "&lt;b&gt;" in page.text
    assert typed["nonce"] in page.text
    assert noted(pet) == []


def test_the_same_page_twice_adds_once_and_with_something_else_is_asked_about(as_owner, sheet, pet):
    typed = rows(r0_on="1.6.2025", r0_weight="4.2")
    for _ in range(2):
        assert as_owner.post(f"{sheet}weights/type/", typed).status_code == 302
    assert noted(pet) == ["2025-06-01 4.2"]
    other = as_owner.post(f"{sheet}weights/type/", typed | {"0-weight": "4.3"})
    assert other.status_code == 409
    assert noted(pet) == ["2025-06-01 4.2"]
    as_owner.post(f"{sheet}weights/type/", typed | {"0-weight": "4.3", "nonce": other.context["nonce"]})
    assert len(noted(pet)) == 2


def test_ten_health_entries_have_a_type_a_name_and_what_is_due_next(as_owner, sheet, pet):
    typed = rows(
        r0_on="1.6.2025",
        r0_type="vaccination",
        r0_title="Rabies",
        r0_next_due="1.6.2028",
        r1_on="2.6.2025",
        r1_type="parasites:worms",
        r2_type="visit",
    )
    assert as_owner.post(f"{sheet}health/type/", typed).status_code == 302
    found = life().newest(Care, pet.id, most=9)
    assert [(str(each.type), each.title, each.next_due) for each in found] == [
        ("parasites", "", None),
        ("vaccination", "Rabies", date(2028, 6, 1)),
    ]
    assert [plan.due for plan in plans_of(life().pets.get(pet.id))] == [date(2028, 6, 1)]
    wrong = rows(r0_on="1.6.2025", r0_type="vaccination", r1_on="1.6.2025", r1_type="allergy", r1_title="Hay")
    page = as_owner.post(f"{sheet}health/type/", wrong | {"1-next_due": "1.6.2026"})
    assert [set(row.errors) for row in page.context["rows"][:2]] == [{"title"}, {"next_due"}]
    assert len(life().newest(Care, pet.id, most=9)) == 2


def test_nothing_typed_is_told(as_owner, sheet):
    assert "Nothing is typed yet." in as_owner.post(f"{sheet}health/type/", rows()).text
