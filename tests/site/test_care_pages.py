"""A pet's health in the browser: what is written down, what is due, and what people answer to it."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from pets.care import repository
from pets.care.facts import TYPES, CareType
from pets.domain import Status
from pets.life import plans
from pets.life.plans import plans_of
from pets.life.repository import life
from pets.repository import pets
from pets.roles import Role
from pets.weights.domain import Weight
from tests.conftest import logged_in
from tests.people import let_in
from tests.site.forms import care_form, edit_form

pytestmark = pytest.mark.usefixtures("aws")


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def answer_form(pet, action: str, **sent) -> dict:
    (plan,) = plans_of(pets().get(pet.id))
    known = {"occurrence": plan.occurrence, "due": plan.due.isoformat(), "nonce": str(uuid.uuid4())}
    return {"action": action, **known, **sent}


def due_url(pet) -> str:
    (plan,) = plans_of(pets().get(pet.id))
    return f"/pets/{pet.id}/health/due/{plan.id}/"


def said(response) -> list[str]:
    return [str(each) for each in get_messages(response.wsgi_request)]


def records(pet, status=Status.ACTIVE) -> list:
    return list(repository.page(pet.id, status=status).items)


@pytest.fixture
def health(pet) -> str:
    return f"/pets/{pet.id}/health/"


@pytest.fixture
def overdue(as_owner, health):
    """A vaccination that is due since three days."""
    as_owner.post(f"{health}add/", care_form(on=day(-368), next_due=day(-3)))


class TestTheForm:
    @pytest.mark.parametrize("type", CareType.values)
    def test_shows_what_fits_the_type_and_saves_it(self, as_owner, pet, health, type):
        page = as_owner.get(f"{health}add/", {"type": type})
        assert page.status_code == 200
        names = {*re.findall(r'name="(\w+)"', page.text)}
        assert {*TYPES[CareType(type)].facts} <= names
        assert ("next_due" in names) == bool(TYPES[CareType(type)].next)
        assert as_owner.post(f"{health}add/", care_form(type, note="went well")).status_code == 302
        (record,) = records(pet)
        assert (record.type, record.note) == (type, "went well")
        assert "went well" in as_owner.get(f"{health}{record.id}/").text

    def test_first_asks_what_it_is_and_names_what_is_usual_for_the_animal(self, as_owner, health):
        page = as_owner.get(f"{health}add/")
        assert "?type=vaccination&amp;title=Leptospirosis" in page.text
        assert "Feline leukaemia" not in page.text

    def test_fills_in_what_is_usual_where_the_address_says_what_it_is(self, as_owner, health):
        page = as_owner.get(f"{health}add/", {"type": "vaccination", "title": "Leptospirosis"})
        assert page.context["form"]["next_due"].value() is not None
        assert "Usual: " in page.text
        assert "required" not in page.text.partition("Usual: ")[2].partition("</p>")[0]

    def test_fills_it_in_on_demand_and_keeps_what_was_typed(self, as_owner, pet, health):
        typed = care_form(title="Lepto", on="2026-01-31", batch="A1", dose="x", suggest="yes")
        page = as_owner.post(f"{health}add/", typed)
        form = page.context["form"]
        assert form["next_due"].value() == date(2027, 1, 31)
        assert [form[name].value() for name in ("batch", "dose", "nonce")] == ["A1", "x", typed["nonce"]]
        assert records(pet) == []

    def test_takes_the_time_until_the_next_instead_of_its_day(self, as_owner, pet, health):
        as_owner.post(f"{health}add/", care_form("parasites", on="2026-01-31", again="1", again_unit="months"))
        assert records(pet)[0].next_due == date(2026, 2, 28)

    def test_offers_the_vet_that_the_person_wrote_down(self, as_owner, owner, health):
        owner.vet = "Dr. Sommer"
        owner.save()
        assert 'value="Dr. Sommer"' in as_owner.get(f"{health}add/", {"type": "visit"}).text
        assert "Dr. Sommer" in as_owner.get(health).text

    def test_begins_a_treatment_with_what_the_pet_weighs(self, as_owner, add_pet):
        rex = add_pet("Rex II", weight=Decimal("31.4"))
        page = as_owner.get(f"/pets/{rex.id}/health/add/", {"type": "parasites"})
        assert page.context["form"]["weight"].value() == Decimal("31.4")

    def test_the_weight_of_a_visit_comes_into_the_weight_log_by_a_box_that_is_ticked(self, as_owner, pet, health):
        assert as_owner.get(f"{health}add/?type=visit").context["form"]["notes_weight"].value() is True
        visit = care_form("visit", weight="31,4", on=day(-3))
        response = as_owner.post(f"{health}add/", visit | {"notes_weight": "on"})
        assert "the weight is in its log" in said(response)[-1]
        (weight,) = life().newest(Weight, pet.id, most=9)
        assert (weight.entered, weight.kilograms, weight.on.isoformat()) == ("31,4", Decimal("31.4"), day(-3))
        now = pets().get(pet.id)
        assert (now.profile.weight, now.weight_key, now.weight_unit) == (Decimal("31.4"), weight.order, "")
        as_owner.post(f"{health}add/", care_form("visit", weight="30"))
        as_owner.post(f"{health}add/", visit | {"notes_weight": "on"})  # sent twice
        assert len(life().newest(Weight, pet.id, most=9)) == 1
        assert len(records(pet)) == 2

    def test_a_weight_that_the_log_would_ask_about_is_not_noted_besides(self, as_owner, add_pet):
        rex = add_pet("Rex II", weight=Decimal("31.4"))
        health = f"/pets/{rex.id}/health/"
        known = as_owner.get(f"{health}add/?type=parasites").context["form"]
        assert known["notes_weight"].value() is False  # it was weighed before
        for weight, sentence in (("3.14", "weighed 31.4\xa0kg before"), ("500", "heaviest animal of this kind")):
            page = as_owner.post(f"{health}add/", care_form("visit", weight=weight, notes_weight="on"))
            assert sentence in str(page.context["form"].errors["weight"])
        assert records(rex) == []

    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({"next_due": "2020-01-01"}, "next_due", "after the day"),
            ({"next_due": day()}, "next_due", "after the day"),
            ({"next_due": "9999-12-31"}, "next_due", "Is the year right"),
            ({"again": "400", "again_unit": "years"}, "again", "Is the year right"),
            ({"again": "2", "next_due": day(9)}, "again", "not both"),
            ({"on": day(1)}, "on", "still to come"),
            ({"on": "0001-01-01"}, "on", "Is the year right"),
            ({"on": ""}, "on", "required"),
            ({"title": ""}, "title", "what it was"),
            ({"title": "x" * 121}, "title", "120"),
            ({"note": "x" * 2001}, "note", "2000"),
            ({"cost": "twelve"}, "cost", "number"),
            ({"cost": "5", "currency": "€"}, "currency", "EUR"),
            ({"type": "body-score", "score": "6", "scale": "5"}, "score", "from 1 to 5"),
            ({"type": "body-score", "score": "4.3", "scale": "9"}, "score", "half"),
            ({"type": "parasites", "against": "lions"}, "against", "lions"),
            ({"type": "visit", "weight": "0"}, "weight", "more than 0"),
            ({"type": "visit", "weight": "9000"}, "weight", "as heavy"),
        ],
    )
    def test_says_what_is_wrong_beside_the_field_and_loses_nothing(self, as_owner, pet, health, typed, field, sentence):
        sent = care_form(**{"note": "went well", **typed})
        page = as_owner.post(f"{health}add/", sent)
        assert sentence in str(page.context["form"].errors[field])
        assert "went well" in page.text or "note" in typed
        assert records(pet) == []

    def test_a_day_before_the_pets_birth_is_asked_about(self, as_owner, add_pet):
        rex = add_pet("Rex II", birth_date=date(2026, 1, 1))
        page = as_owner.post(f"/pets/{rex.id}/health/add/", care_form(on="2025-12-31"))
        assert "Rex II was born on" in page.text

    def test_says_that_there_are_too_many_plans(self, as_owner, pet, health, monkeypatch, overdue):
        monkeypatch.setattr(plans, "MOST_PLANS", 1)
        page = as_owner.post(f"{health}add/", care_form(title="Lepto", next_due=day(9)))
        assert page.status_code == 409
        assert "the most we keep" in page.text
        assert len(records(pet)) == 1

    def test_sent_twice_adds_one_and_with_something_else_in_it_asks(self, as_owner, pet, health):
        sent = care_form()
        assert [as_owner.post(f"{health}add/", sent).status_code for _ in range(2)] == [302, 302]
        assert as_owner.post(f"{health}add/", {**sent, "title": "Lepto"}).status_code == 409
        assert len(records(pet)) == 1


class TestOneRecord:
    def test_is_edited_on_the_version_that_was_shown(self, as_owner, pet, health):
        as_owner.post(f"{health}add/", care_form(cost="12.50", currency="eur"))
        (record,) = records(pet)
        address = f"{health}{record.id}/edit/"
        assert as_owner.post(address, care_form(title="Lepto", version="1")).status_code == 302
        conflict = as_owner.post(address, care_form(title="Rabies", version="1", note="mine"))
        assert conflict.status_code == 409
        assert "Lepto" in conflict.text
        assert "mine" in conflict.text

    def test_goes_to_the_trash_and_comes_back(self, as_owner, pet, health):
        as_owner.post(f"{health}add/", care_form())
        (record,) = records(pet)
        gone = as_owner.post(f"{health}{record.id}/delete/", follow=True)
        assert f'action="{health}{record.id}/restore/"' in gone.text  # beside the message
        assert "Rabies" in as_owner.get(f"{health}trash/").text
        as_owner.post(f"{health}{record.id}/restore/")
        assert len(records(pet)) == 1

    def test_of_another_pet_does_not_exist_under_this_address(self, as_owner, add_pet, pet, health):
        other = add_pet("Luna")
        as_owner.post(f"/pets/{other.id}/health/add/", care_form())
        (record,) = records(other)
        for page in ("", "edit/"):
            assert as_owner.get(f"{health}{record.id}/{page}").status_code == 404
        for action in ("edit/", "delete/", "restore/"):
            assert as_owner.post(f"{health}{record.id}/{action}", care_form(version="1")).status_code == 404
        assert len(records(other)) == 1

    def test_is_deleted_by_a_carer_only_where_they_made_it(self, as_owner, make_person, pet, health):
        carer = make_person("carer@example.com")
        let_in(pet, carer.key, Role.CARER)
        as_carer = logged_in(carer)
        as_owner.post(f"{health}add/", care_form())
        as_carer.post(f"{health}add/", care_form(title="Lepto"))
        theirs, owners = sorted(records(pet), key=lambda record: record.title)
        assert as_carer.post(f"{health}{owners.id}/delete/").status_code == 403
        assert as_carer.post(f"{health}{theirs.id}/delete/").status_code == 302
        assert [record.title for record in records(pet)] == ["Rabies"]


class TestWhatIsDue:
    def test_is_done_on_each_page_and_undone_beside_the_message(self, as_owner, pet, overdue):
        for page, address in (("list", "/pets/"), ("pet", f"/pets/{pet.id}/"), ("health", f"/pets/{pet.id}/health/")):
            assert "overdue for 3 days" in as_owner.get(address).text
            url = due_url(pet)
            done = as_owner.post(url, answer_form(pet, "done", page=page), follow=True)
            assert done.redirect_chain[0][0] == address
            assert "overdue" not in done.text
            assert len(records(pet)) == 2
            undo = re.search(rf'action="{url}".*?</form>', done.text, re.DOTALL)[0]
            fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo))
            back = as_owner.post(url, fields, follow=True)
            assert back.redirect_chain[0][0] == address
            assert "overdue for 3 days" in back.text
            assert len(records(pet)) == 1

    def test_is_put_off_and_that_is_undone_beside_the_message(self, as_owner, pet, overdue):
        url = due_url(pet)
        later = as_owner.post(url, answer_form(pet, "1-week", page="list"), follow=True).text
        assert "in 7 days" in later
        undo = re.search(rf'action="{url}".*?</form>', later, re.DOTALL)[0]
        back = as_owner.post(url, dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo)), follow=True)
        assert back.redirect_chain[0][0] == "/pets/"
        assert "Taken back" in back.text
        assert "overdue for 3 days" in back.text

    def test_marks_the_cards_of_pets(self, as_owner, pet, overdue):
        assert "1 due" in as_owner.get("/pets/").text

    def test_is_put_off_and_skipped(self, as_owner, pet, overdue):
        response = as_owner.post(due_url(pet), answer_form(pet, "1-week", page="//evil.example"))
        assert response["Location"] == f"/pets/{pet.id}/health/"  # whatever page was named
        assert "waits until" in said(response)[-1]
        assert plans_of(pets().get(pet.id))[0].due.isoformat() == day(7)
        response = as_owner.post(due_url(pet), answer_form(pet, "skip"))
        assert "Skipped" in said(response)[-1]

    def test_that_somebody_did_already_is_told_with_their_name_and_never_their_address(
        self, as_owner, make_person, pet, overdue
    ):
        anna = make_person("anna@example.com", name="Anna")
        let_in(pet, anna.key, Role.CARER)
        seen = answer_form(pet, "done")
        url = due_url(pet)
        logged_in(anna).post(url, {**seen, "nonce": str(uuid.uuid4())})
        told = said(as_owner.post(url, seen))[-1]
        assert "That was done already" in told
        assert "by Anna" in told
        anna.delete()
        assert "by somebody else" in said(as_owner.post(url, seen))[-1]
        assert len(records(pet)) == 2

    def test_is_taken_back_by_a_carer_only_where_it_was_theirs(self, as_owner, make_person, pet, overdue):
        carer = make_person("carer@example.com")
        let_in(pet, carer.key, Role.CARER)
        url, seen = due_url(pet), answer_form(pet, "done")
        as_owner.post(url, seen)
        assert logged_in(carer).post(url, {**seen, "action": "undo"}).status_code == 404
        assert len(records(pet)) == 2

    @pytest.mark.parametrize(
        "sent",
        [
            {"action": "eat"},
            {"action": ""},
            {"nonce": "x" * 99},
            {"occurrence": "tomorrow"},
            {"occurrence": "#" * 99},
            {"action": "3-days", "due": "9" * 99},
            {"action": "sooner", "before": "9" * 99},
        ],
    )
    def test_what_no_page_sends_is_refused(self, as_owner, pet, overdue, sent):
        assert as_owner.post(due_url(pet), answer_form(pet, "done") | sent).status_code == 400
        assert len(records(pet)) == 1

    def test_of_more_pets_than_a_page_shows_is_found_by_a_link(self, as_owner, add_pet, pet, overdue):
        for number in range(25):
            add_pet(f"A {number:02}")
        assert 'href="/pets/?due=all"' in as_owner.get("/pets/").text
        page = as_owner.get("/pets/?due=all")
        assert "What is due for all your pets" not in page.text
        assert "Rex" not in [card.name for card in page.context["page"].items]
        assert [each.pet.name for each in page.context["due"].items] == ["Rex"]


def test_a_list_of_records_is_paged_newest_first(as_owner, pet, health, monkeypatch):
    from pets.life.repository import Life

    monkeypatch.setattr(Life.page, "__kwdefaults__", {**Life.page.__kwdefaults__, "size": 2})
    for days in range(3):
        as_owner.post(f"{health}add/", care_form("measure", title=f"Pulse {days}", on=day(-days)))
    page = as_owner.get(health)
    assert [record.title for record in page.context["page"].items] == ["Pulse 0", "Pulse 1"]
    cursor = page.context["page"].next
    assert [each.title for each in as_owner.get(health, {"cursor": cursor}).context["page"].items] == ["Pulse 2"]


def test_a_doubtful_microchip_is_saved_with_a_warning_and_told_where_the_pet_is_described(as_owner, pet):
    response = as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, microchip="276 2748 7790 6944"))
    assert "more than a chip can carry" in said(response)[-1]
    about = as_owner.get(f"/pets/{pet.id}/about/").text
    assert "276274877906944" in about
    assert "country code 276: Germany" in about
    assert "europetnet.org" in about


def test_contacts_are_kept_in_preferences(as_owner, owner):
    typed = {"name": "Robin", "weight_unit": "kg", "vet": "Dr. Sommer", "emergency_phone": "+49 30 1234"}
    assert as_owner.post("/preferences/", typed).status_code == 302
    owner.refresh_from_db()
    assert (owner.vet, owner.emergency_phone) == ("Dr. Sommer", "+49 30 1234")
