"""Values that only a later release knows, while it is rolled out: pages show them, and forms keep them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest

from pets.care.domain import Care
from pets.care.facts import Against, CareType
from pets.care.repository import add as add_care
from pets.life.due import told_in_mail
from pets.life.repository import life
from pets.medicines.child import MedicineChild
from pets.repository import pets
from pettracker_site.aws.dynamo import Attr, Update
from tests.care import vaccination
from tests.documents import add_document
from tests.medicines import hourly
from tests.weights import weigh

pytestmark = pytest.mark.django_db
ANYTHING = Attr("PetId").exists()


def write(record, **attributes) -> None:
    life().table.update((record.pet_id, record.key), Update(attributes), ANYTHING).run()


def stored(record, *names) -> list:
    item = life().table.get((record.pet_id, record.key))
    return [item.get(name) for name in names]


class _Sent(HTMLParser):
    """What a browser sends of a page's fields."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "option":
            if "selected" in said or self._within not in self.fields:
                self.fields[self._within] = value
        elif tag in {"select", "textarea"}:
            self._within = name
        elif tag == "input" and (said["type"] not in {"radio", "checkbox", "file"} or "checked" in said):
            self.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea":
            self.fields.setdefault(self._within, data.removeprefix("\r\n").removeprefix("\n"))


def as_it_stands(page: str) -> dict[str, str]:
    """What a form sends that nobody touched."""
    sent = _Sent()
    sent.feed(page)
    return {name: value for name, value in sent.fields.items() if name}


def test_a_pet_of_another_kind_is_shown_and_stays_one(as_owner, pet):
    pets().table.update(pet.id, Update({"Type": "dragon", "Sex": "both"}), ANYTHING).run()
    for page in ("", "about/", "health/", "health/add/", "weights/", "timeline/"):
        assert as_owner.get(f"/pets/{pet.id}/{page}").status_code == 200, page
    assert as_owner.get("/pets/").status_code == 200
    sent = as_it_stands(as_owner.get(f"/pets/{pet.id}/edit/").text)
    assert (sent["kind"], sent["sex"]) == ("dragon", "both")
    assert as_owner.post(f"/pets/{pet.id}/edit/", {**sent, "name": "Nessie"}).status_code == 302
    item = pets().table.get(pet.id)
    assert (item["Name"], item["Type"], item["Sex"]) == ("Nessie", "dragon", "both")


def test_a_health_entry_of_another_type_is_shown_and_keeps_all_it_says(as_owner, as_admin, pet):
    made = vaccination(pet, "Scaling", date(2025, 6, 1), date(2026, 6, 1), facts={"against": Against.WORMS})
    record = add_care(pet, made, by=None)
    facts = {"Against": "mites", "Scale": "bcs-7", "Severity": "deadly", "Score": 4, "Teeth": {"Lost": [1, 2]}}
    write(record, Type="dental", Facts=facts)
    address = f"/pets/{pet.id}/health/{record.id}/"
    page = as_owner.get(address).text
    for words in ("dental", "mites", "deadly"):
        assert words in page
    for other in ("/pets/", f"/pets/{pet.id}/health/", f"/pets/{pet.id}/timeline/", f"/pets/{pet.id}/health-record/"):
        assert as_owner.get(other).status_code == 200, other
    for other in ("?kind=care", f"care/{pet.id}/{record.id}/", f"care/{pet.id}/{record.id}/history/"):
        assert as_admin.get(f"/admin/records/{other}").status_code == 200, other
    sent = as_it_stands(as_owner.get(f"{address}edit/").text)
    assert as_owner.post(f"{address}edit/", {**sent, "vet": "Dr. Ali"}).status_code == 302
    assert stored(record, "Type", "Facts") == ["dental", {**facts, "Vet": "Dr. Ali"}]
    as_owner.post(f"{address}delete/")
    assert life().newest_of_series(Care, pet.id, made.series, most=1) == []


def test_what_is_due_by_another_type_is_shown_and_done(as_owner, pet):
    made = vaccination(pet, "Scaling", date(2024, 6, 1), date(2025, 6, 1), type=CareType("dental"))
    record = add_care(pet, made, by=None)
    assert "Scaling" in as_owner.get("/pets/").text
    form = {"action": "done", "occurrence": "2025-06-01", "nonce": "00000000-0000-4000-8000-000000000001"}
    assert as_owner.post(f"/pets/{pet.id}/health/due/{record.series}/", form).status_code == 302
    assert [str(each.type) for each in life().newest(Care, pet.id, most=9)] == ["dental", "dental"]


def test_a_weight_in_another_unit_is_shown_and_stays_in_it(as_owner, pet):
    record = weigh(pet, "12.7", date(2025, 6, 1))
    write(record, Unit="stone", Entered="2")
    pets().table.update(pet.id, Update({"WeightUnit": "stone"}), ANYTHING).run()
    for page in ("", "entries/"):
        assert "12.7" in as_owner.get(f"/pets/{pet.id}/weights/{page}").text
    address = f"/pets/{pet.id}/weights/{record.id}/edit/"
    sent = as_it_stands(as_owner.get(address).text)
    assert (sent["weight"], sent["weight_unit"]) == ("12.7", "kg")
    assert as_owner.post(address, {**sent, "note": "after lunch"}).status_code == 302
    assert stored(record, "Unit", "Entered", "Note") == ["stone", "2", "after lunch"]


def test_a_document_of_another_type_and_format_is_shown_and_given_out_as_bytes(as_owner, as_admin, pet):
    document = add_document(pet)
    write(document, Type="permit", ContentType="image/avif", S3Key=f"documents/{pet.id}/{document.id}.avif")
    address = f"/pets/{pet.id}/documents/"
    for page in ("", f"{document.id}/"):
        assert "AVIF" in as_owner.get(address + page).text
    given = as_owner.get(f"{address}{document.id}/file/").headers["Location"]
    assert f"{document.id}.avif" in given
    assert "application%2Foctet-stream" in given
    assert as_admin.get(f"/admin/records/document/{pet.id}/{document.id}/").status_code == 200
    sent = as_it_stands(as_owner.get(f"{address}{document.id}/edit/").text)
    assert as_owner.post(f"{address}{document.id}/edit/", {**sent, "name": "Entry"}).status_code == 302
    assert stored(document, "Type", "ContentType", "Name") == ["permit", "image/avif", "Entry"]


def test_a_medicine_of_another_schedule_unit_and_route_is_shown_and_kept(as_owner, as_admin, pet):
    medicine = hourly(pet)
    later = {"Repeat": "by-the-moon", "Phase": "full"}
    write(medicine, Schedule=later, Unit="patch", Route="tail")
    plans = pets().get(pet.id).plans
    plans = {medicine.id: {**plans[medicine.id], "Schedule": {**later, "Dose": "1", "Unit": "patch"}}}
    pets().table.update(pet.id, Update({"Plans": plans}), ANYTHING).run()
    address = f"/pets/{pet.id}/medicines/"
    for page in ("/pets/", f"/pets/{pet.id}/", f"/pets/{pet.id}/health/", address, f"{address}{medicine.id}/sheet/"):
        assert as_owner.get(page).status_code == 200, page
    page = as_owner.get(f"{address}{medicine.id}/").text
    for words in ("patch", "tail"):
        assert words in page
    admins = f"/admin/records/medicine/{pet.id}/{medicine.id}/"
    for other in ("/admin/records/?kind=medicine", f"{admins}history/"):
        assert as_admin.get(other).status_code == 200, other
    assert "by-the-moon" in as_admin.get(admins).text
    dose = {"action": "given", "nonce": "00000000-0000-4000-8000-000000000001"}
    for occurrence in ("", "2026-11-02T08:00"):
        assert as_owner.post(f"{address}{medicine.id}/dose/", {**dose, "occurrence": occurrence}).status_code == 302
    as_owner.post(f"{address}{medicine.id}/stock/", {"stock": "3"})
    for client, form in ((as_owner, f"{address}{medicine.id}/edit/"), (as_admin, f"{admins}edit/")):
        sent = as_it_stands(client.get(form).text)
        edited = client.post(form, {**sent, "name": "Moon drops", "note": form})
        assert edited.status_code == 302, form
    assert stored(medicine, "Schedule", "Unit", "Route", "Stock", "Given") == [later, "patch", "tail", 3, None]
    assert [each["Schedule"] for each in MedicineChild().export(pet.id)] == [later]
    assert pets().get(pet.id).plans == plans
    assert list(MedicineChild().check(pets().get(pet.id), repair=False, settle=lambda: None)) == []


def test_a_medicine_of_another_schedule_keeps_no_mail_from_telling_what_else_is_due(pet):
    today = date(2025, 6, 1)
    add_care(pet, vaccination(pet, "Rabies", date(2024, 6, 1), today), by=None)
    later = {"Kind": "medicine", "Title": "Moon drops", "Due": "2025-06-01", "Occurrence": "full~3"}
    known = pets().get(pet.id)
    found = replace(known, plans={"later": {**later, "Schedule": {"Repeat": "by-the-moon"}}, **known.plans})
    told = told_in_mail(found, today, datetime(2025, 6, 1, 8, tzinfo=UTC))
    assert [(plan.title, days) for plan, days, _ in told] == [("Rabies", 0)]


def test_a_record_or_pet_of_another_status_is_not_on_show(as_owner, pet):
    record = add_care(pet, vaccination(pet, "Rabies", date(2025, 6, 1), None), by=None)
    write(record, Status="tray")
    assert as_owner.get(f"/pets/{pet.id}/health/{record.id}/").status_code == 404
    pets().table.update(pet.id, Update({"Status": "resting"}), ANYTHING).run()
    assert as_owner.get(f"/pets/{pet.id}/").status_code == 404
