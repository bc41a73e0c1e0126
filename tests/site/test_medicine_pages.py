"""Medicines in the browser: written down by a tired owner, given by one tap, told to the second who gives them."""

import html
import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pets.domain import Status
from pets.life import plans
from pets.life.plans import plan_of
from pets.life.repository import life
from pets.medicines import repository
from pets.medicines.course import Course
from pets.medicines.domain import Medicine, Unit
from pets.medicines.schedule import occurrence
from pets.repository import pets
from pets.roles import Role
from pettracker_site.aws import times
from tests import stores
from tests.conftest import logged_in
from tests.documents import PDF
from tests.medicines import daily, hourly, medicine_form, new_medicine
from tests.people import let_in

pytestmark = pytest.mark.usefixtures("aws")


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def said(response) -> list[str]:
    return [str(each) for each in get_messages(response.wsgi_request)]


def kept(pet, status=Status.ACTIVE) -> list[Medicine]:
    return list(life().page(Medicine, pet.id, status=status).items)


def open_of(medicine) -> str:
    """The occurrence that is open now."""
    course = Course.of(plan_of(pets().get(medicine.pet_id), medicine.id))
    return occurrence(course.open(times.now()))


def dose_form(medicine, action="given", **sent) -> dict:
    return {"action": action, "occurrence": open_of(medicine), "nonce": str(uuid.uuid4()), "page": "medicine", **sent}


def url(medicine, page="") -> str:
    return f"/pets/{medicine.pet_id}/medicines/{medicine.id}/{page}"


@pytest.fixture
def medicines(pet) -> str:
    return f"/pets/{pet.id}/medicines/"


@pytest.fixture
def drops(pet) -> Medicine:
    return hourly(pet, unit=Unit.DROP, dose=Decimal(2), stock=Decimal(50))


class TestTheForm:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({}, "once a day at 08:00"),
            ({"often": "twice"}, "2 times a day at 08:00 and 20:00"),  # 08:00 is what the form began with
            ({"often": "twice", "times": "7, 19.30"}, "2 times a day at 07:00 and 19:30"),
            ({"often": "thrice", "times": ""}, "3 times a day at 08:00, 14:00 and 20:00"),
            ({"often": "every", "every": "2", "every_unit": "weekly"}, "every 2 weeks"),
            ({"often": "every", "every": "1", "every_unit": "monthly", "from_done": "on"}, "every month"),
            ({"often": "weekdays", "weekdays": ["0", "4"]}, "every week on Monday and Friday at 08:00"),
            ({"often": "as-needed", "least_hours": "6", "every": "x"}, "as needed, at least 6 hours apart"),
            ({"often": "steps", "step_0_days": "3", "step_0_dose": "2", "step_1_dose": "1"}, "once a day at 08:00"),
        ],
    )
    def test_takes_what_people_are_told_by_their_vet(self, as_owner, pet, medicines, typed, words):
        response = as_owner.post(f"{medicines}add/", medicine_form(**typed), follow=True)
        assert words in html.unescape(response.text)
        assert [each.name for each in kept(pet)] == ["Metacam"]
        assert plan_of(pets().get(pet.id), kept(pet)[0].id).title == "Metacam"

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"often": "more", "times": " ".join(["08:00"] * 10_000)}, "times"),
            ({"dose": "1e9", "name": "x" * 10_000}, "dose"),
            ({"until": day(-1)}, "until"),
        ],
    )
    def test_says_what_is_wrong_beside_its_field_and_loses_nothing(self, as_owner, pet, medicines, typed, field):
        page = as_owner.post(f"{medicines}add/", medicine_form(**{"note": "with food", **typed}))
        assert f'id="id_{field}_error"' in page.text
        assert "with food" in page.text
        for name, value in typed.items():
            shown = page.context["form"][name].value()
            assert shown == value or (len(value) > 10_000 and value.startswith(shown[:10_000]))
        assert kept(pet) == []

    def test_opens_room_for_more_steps_and_keeps_what_was_typed(self, as_owner, pet, medicines):
        typed = medicine_form(often="steps", dose="x", step_2_dose="1", more="yes")
        page = as_owner.post(f"{medicines}add/", typed)
        assert 'name="step_5_dose"' in page.text
        assert [page.context["form"][name].value() for name in ("dose", "step_2_dose", "often")] == ["x", "1", "steps"]
        assert kept(pet) == []

    def test_sent_twice_adds_one_also_after_a_dose_and_with_something_else_in_it_asks(self, as_owner, pet, medicines):
        sent = medicine_form()
        as_owner.post(f"{medicines}add/", sent)
        (medicine,) = kept(pet)
        as_owner.post(url(medicine, "dose/"), dose_form(medicine, sure="yes"))
        assert as_owner.post(f"{medicines}add/", sent).status_code == 302
        assert as_owner.post(f"{medicines}add/", {**sent, "name": "Other"}).status_code == 409
        assert [each.given for each in kept(pet)] == [1]

    def test_says_beside_how_often_that_too_many_things_are_due(self, as_owner, pet, medicines, drops, monkeypatch):
        monkeypatch.setattr(plans, "MOST_PLANS", 1)
        page = as_owner.post(f"{medicines}add/", medicine_form())
        assert page.status_code == 409
        assert "the most we keep" in str(page.context["form"].errors["often"])
        assert len(kept(pet)) == 1

    @pytest.mark.parametrize(
        "typed",
        [
            {"often": "twice", "times": "07:00, 19:00"},
            {"often": "every", "every": "3", "every_unit": "monthly", "from_done": "on"},
            {"often": "weekdays", "weekdays": ["1", "5"], "ends": "day", "until": day(90)},
            {"often": "as-needed", "least_hours": "4", "most_a_day": "3", "ends": "doses", "most_doses": "9"},
            {"often": "steps", "step_0_days": "3", "step_0_dose": "2", "step_1_dose": "0.5", "route": "mouth"},
        ],
    )
    def test_opened_to_edit_and_sent_as_it_is_changes_nothing(self, as_owner, pet, medicines, typed):
        as_owner.post(f"{medicines}add/", medicine_form(**typed))
        (before,) = kept(pet)
        form = as_owner.get(url(before, "edit/")).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        plain = {name: value for name, value in sent.items() if value not in (None, "", False)}
        assert as_owner.post(url(before, "edit/"), plain).status_code == 302
        assert kept(pet)[0].own_item() == before.own_item()


class TestOne:
    def test_is_edited_on_the_version_that_was_shown_and_its_stock_stays(self, as_owner, pet, drops):
        sent = medicine_form(name="Eye drops", unit="ml", version="1")
        answered = as_owner.post(url(drops, "edit/"), sent)
        assert "counted in ml" in said(answered)[-1]
        assert (kept(pet)[0].name, kept(pet)[0].stock) == ("Eye drops", 50)
        conflict = as_owner.post(url(drops, "edit/"), medicine_form(name="Mine", version="1"))
        assert conflict.status_code == 409
        assert "Eye drops" in conflict.text
        assert "Mine" in conflict.text

    def test_a_file_that_comes_with_an_edit_which_met_another_is_let_go_at_once(self, as_owner, pet, drops):
        file = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
        conflict = as_owner.post(url(drops, "edit/"), medicine_form(version="0") | {"attached-file": file})
        assert conflict.status_code == 409
        assert "Please choose the file again" in conflict.text
        assert (stores.files(), pets().quota.used(pet.owner_id).documents) == ({}, 0)

    def test_goes_to_the_trash_and_comes_back(self, as_owner, pet, medicines, drops):
        gone = as_owner.post(url(drops, "delete/"), follow=True)
        assert f'action="{url(drops, "restore/")}"' in gone.text
        assert plan_of(pets().get(pet.id), drops.id) is None
        assert "Drops" in as_owner.get(f"{medicines}trash/").text
        as_owner.post(url(drops, "restore/"))
        assert plan_of(pets().get(pet.id), drops.id)

    def test_shows_stock_and_takes_it_by_a_form_of_its_own(self, as_owner, pet, drops):
        assert "50 drops, enough until about" in as_owner.get(url(drops)).text
        page = as_owner.post(url(drops, "stock/"), {"stock": "many", "refill_on": day(9)})
        assert "Enter a number" in str(page.context["stock_form"].errors["stock"])
        assert 'value="many"' in page.text
        as_owner.post(url(drops, "stock/"), {"stock": "12,5", "refill_on": day(9)})
        assert (kept(pet)[0].stock, kept(pet)[0].refill_on.isoformat()) == (Decimal("12.5"), day(9))
        assert plan_of(pets().get(pet.id), drops.id).schedule["RefillOn"] == day(9)

    def test_ended_is_told_as_ended_and_listed_among_all(self, as_owner, pet, medicines):
        as_owner.post(f"{medicines}add/", medicine_form(on=day(-30), ends="day", until=day(-20)))
        assert "ended" in as_owner.get(medicines).text
        health = as_owner.get(f"/pets/{pet.id}/health/").text
        assert "Metacam" not in health
        assert f'href="{medicines}"' in health


class TestADose:
    def test_is_given_by_one_tap_on_each_page_and_undone_beside_the_message(self, as_owner, pet, drops):
        for page, address in (
            ("list", "/pets/"),
            ("pet", f"/pets/{pet.id}/"),
            ("health", f"/pets/{pet.id}/health/"),
            ("medicine", url(drops)),
        ):
            shown = as_owner.get(address).text
            assert "2 drops, since" in shown or "2 drops, at" in shown
            forms = re.findall(rf'<form[^>]*action="{url(drops, "dose/")}".*?</form>', shown, re.DOTALL)
            form = forms[-1 if page == "pet" else 0]  # over an album the list has to be opened: not what comes after it
            assert ("Give Drops" in form) == (page == "pet")
            assert f'name="page" value="{page}"' in form
            sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"action": "given", "sure": "yes"}
            given = as_owner.post(url(drops, "dose/"), sent, follow=True)
            assert given.redirect_chain[0][0] == address
            assert "Given: 2 drops of Drops to Rex. Next: " in given.text
            assert (kept(pet)[0].given, kept(pet)[0].stock) == (1, 48)
            undo = re.search(r'<div class="message.*?</form>', given.text, re.DOTALL)[0]
            back = as_owner.post(
                url(drops, "dose/"), dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo)), follow=True
            )
            assert back.redirect_chain[0][0] == address
            assert "Taken back" in back.text
            assert (kept(pet)[0].given, kept(pet)[0].stock) == (0, 50)

    def test_given_by_two_tells_the_second_who_was_first_and_never_their_address(
        self, as_owner, make_person, pet, drops
    ):
        anna = make_person("anna@example.com", name="Anna")
        let_in(pet, anna.key, Role.CARER)
        sent = dose_form(drops)
        logged_in(anna).post(url(drops, "dose/"), sent)
        told = said(as_owner.post(url(drops, "dose/"), {**sent, "nonce": str(uuid.uuid4())}))[-1]
        assert re.search(r"This dose was given (at|today at|yesterday at) \d\d:\d\d by Anna", told)
        anna.delete()
        told = said(as_owner.post(url(drops, "dose/"), {**sent, "nonce": str(uuid.uuid4())}))[-1]
        assert "by somebody else" in told
        assert kept(pet)[0].given == 1

    def test_an_earlier_one_is_noted_from_its_page(self, as_owner, pet, drops):
        page = as_owner.get(url(drops))
        (name, _), *_ = page.context["earlier"]
        assert name != open_of(drops)
        before = open_of(drops)
        as_owner.post(url(drops, "dose/"), dose_form(drops, "skipped", occurrence=name))
        assert open_of(drops) == before
        page = as_owner.get(url(drops))
        assert name not in dict(page.context["earlier"])
        assert "skipped at" in page.text

    def test_too_soon_asks_on_a_page_and_gives_it_anyway(self, as_owner, pet, medicines):
        as_owner.post(f"{medicines}add/", medicine_form(often="as-needed", least_hours="6"))
        (medicine,) = kept(pet)
        sent = {"action": "given", "page": "medicine"}
        as_owner.post(url(medicine, "dose/"), {**sent, "nonce": str(uuid.uuid4())})
        asked = as_owner.post(url(medicine, "dose/"), {**sent, "nonce": str(uuid.uuid4())})
        assert re.search(r"Given (at|yesterday at) \d\d:\d\d by you", asked.text)
        assert kept(pet)[0].given == 1
        again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.text.partition('<form class="form-foot')[2]))
        assert as_owner.post(url(medicine, "dose/"), again).status_code == 302
        assert kept(pet)[0].given == 2

    def test_as_needed_is_given_by_one_tap_on_the_page_health(self, as_owner, pet, medicines):
        as_owner.post(f"{medicines}add/", medicine_form(often="as-needed"))
        health = f"/pets/{pet.id}/health/"
        (form,) = re.findall(r'<form[^>]*action="[^"]*/dose/".*?</form>', as_owner.get(health).text, re.DOTALL)
        sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        given = as_owner.post(re.search(r'action="([^"]*)"', form)[1], sent, follow=True)
        assert given.redirect_chain[0][0] == health
        assert kept(pet)[0].given == 1

    def test_is_taken_back_by_a_carer_only_where_it_was_theirs(self, as_owner, make_person, pet, drops):
        carer = make_person("carer@example.com")
        let_in(pet, carer.key, Role.CARER)
        sent = dose_form(drops)
        as_owner.post(url(drops, "dose/"), sent)
        assert logged_in(carer).post(url(drops, "dose/"), {**sent, "action": "undo"}).status_code == 404
        assert kept(pet)[0].given == 1

    def test_of_the_past_is_told_where_the_medicine_ended(self, as_owner, pet, drops):
        old = occurrence((times.now() - timedelta(days=400)).replace(tzinfo=None, minute=0))
        assert "no longer be noted" in said(as_owner.post(url(drops, "dose/"), dose_form(drops, occurrence=old)))[-1]

    @pytest.mark.parametrize(
        "sent",
        [
            {"action": "eaten"},
            {"nonce": "x" * 99},
            {"occurrence": "tomorrow"},
            {"occurrence": "2026-13-01T08:00"},
            {"occurrence": "9" * 500},
            {"occurrence": "2026-11-02T08:00~x"},
            {"occurrence": "2026-11-02T08:00~00000000-0000-4000-8000-000000000001"},
            {"action": "skipped", "occurrence": ""},
            {"occurrence": "0001-01-01T00:00"},
            {"occurrence": "9999-12-31T23:59"},
        ],
    )
    def test_what_no_page_sends_is_refused(self, as_owner, pet, drops, sent):
        assert as_owner.post(url(drops, "dose/"), dose_form(drops) | sent).status_code == 400
        assert kept(pet)[0].given == 0

    def test_of_another_pet_does_not_exist_under_this_address(self, as_owner, add_pet, drops):
        other = add_pet("Luna")
        wrong = f"/pets/{other.id}/medicines/{drops.id}/"
        for page in ("", "edit/"):
            assert as_owner.get(wrong + page).status_code == 404
        for page in ("edit/", "delete/", "restore/", "dose/", "stock/"):
            assert as_owner.post(wrong + page, dose_form(drops)).status_code == 404


def test_a_health_entry_may_be_a_medicine(as_owner, pet):
    assert f'href="/pets/{pet.id}/medicines/add/"' in as_owner.get(f"/pets/{pet.id}/health/add/").text


def test_a_dose_of_tomorrow_is_not_due_yet(as_owner, pet):
    tomorrow = times.now().date() + timedelta(days=2)
    repository.add(pet, new_medicine(pet, daily(tomorrow, "08:00"), "Later"), by=None)
    assert "Later" not in as_owner.get("/pets/").text
    assert "Later" in as_owner.get(f"/pets/{pet.id}/health/").text


@pytest.mark.parametrize(
    ("zone", "told"), [("Europe/Vienna", False), ("Pacific/Auckland", True)], ids=["same clock", "another clock"]
)
def test_whose_clock_is_meant_is_told_to_readers_whose_own_shows_another_time(as_owner, owner, pet, zone, told):
    each_hour = [f"{hour:02}:00" for hour in range(24)]  # so that one is due today, whenever this runs
    schedule = daily(times.now().date(), *each_hour, zone="Europe/Berlin")
    made = repository.add(pet, new_medicine(pet, schedule), by=None)
    owner.time_zone = zone
    owner.save()
    for page in (f"/pets/{pet.id}/health/", f"/pets/{pet.id}/medicines/", url(made), "/pets/"):
        assert ("(Berlin time)" in as_owner.get(page).text) is told
    given = as_owner.post(url(made, "dose/"), dose_form(made, sure="yes"))
    assert ("(Berlin time)" in said(given)[-1]) is told
