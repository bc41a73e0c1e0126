"""Where people choose what they are told by e-mail, and the link by which they are rid of it."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from pettracker_site.aws import times
from pettracker_site.reminders.models import Reminders
from pettracker_site.reminders.unsubscribing import token_of
from tests.people import PASSWORD
from tests.reminders import due, pet_of

pytestmark = pytest.mark.django_db
PAGE = "/preferences/reminders/"
CHOSEN = {"is_on": "on", "kinds": ["medicines", "health"], "leads": ["14", "0"], "hour": "19"}


def kept(person) -> Reminders:
    return Reminders.objects.get(person=person)


class TestChoosing:
    def test_they_are_off_until_somebody_wants_them_and_looking_writes_nothing(self, as_owner):
        page = as_owner.get(PAGE)
        assert page.context["form"]["is_on"].value() is False
        assert "To owner@example.com" in page.text
        assert not Reminders.objects.exists()

    def test_what_was_chosen_is_kept(self, as_owner, owner):
        assert as_owner.post(PAGE, CHOSEN).status_code == 302
        now = kept(owner)
        assert (now.is_on, now.kinds, now.leads, now.hour) == (True, ["health", "medicines"], [0, 14], 19)
        page = as_owner.get(PAGE)
        assert page.context["form"]["leads"].value() == [0, 14]
        as_owner.post(PAGE, CHOSEN | {"is_on": ""})
        assert not kept(owner).is_on

    @pytest.mark.parametrize("field", ["kinds", "leads"])
    def test_mails_about_nothing_are_asked_back_and_what_was_typed_stays(self, as_owner, field):
        page = as_owner.post(PAGE, CHOSEN | {field: []})
        assert page.context["form"].errors == {field: ["Please choose at least one."]}
        assert page.context["form"]["hour"].value() == "19"
        assert not Reminders.objects.exists()
        assert as_owner.post(PAGE, CHOSEN | {field: [], "is_on": ""}).status_code == 302  # who wants none needs none

    @pytest.mark.parametrize(
        "bad", [{"hour": "24"}, {"hour": "-1"}, {"hour": ""}, {"leads": ["2"]}, {"leads": ["x"]}, {"kinds": ["cats"]}]
    )
    def test_what_is_not_offered_is_refused(self, as_owner, bad):
        assert as_owner.post(PAGE, CHOSEN | bad).context["form"].errors.keys() == bad.keys()
        assert not Reminders.objects.exists()

    def test_the_zone_is_the_persons_own_else_that_of_the_browser(self, as_owner, owner):
        as_owner.cookies["timezone"] = "Asia/Tokyo"
        assert "By the clock of Asia/Tokyo" in as_owner.get(PAGE).text
        as_owner.post(PAGE, CHOSEN)
        assert kept(owner).browser_zone == "Asia/Tokyo"
        owner.time_zone = "Europe/Berlin"
        owner.save()
        assert "By the clock of Europe/Berlin" in as_owner.get(PAGE).text

    @pytest.mark.parametrize(("said", "then"), [("America/New_York", "America/New_York"), ("../../etc", "Asia/Tokyo")])
    def test_a_login_by_a_browser_elsewhere_is_noted(self, owner, said, then):
        Reminders.objects.create(person=owner, browser_zone="Asia/Tokyo")
        client = Client()
        client.cookies["timezone"] = said
        client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        assert kept(owner).browser_zone == then

    def test_saving_other_preferences_meanwhile_leaves_alone_what_a_run_writes(self, as_owner, owner):
        as_owner.post(PAGE, CHOSEN)
        Reminders.objects.update(claimed_at=times.now())
        claimed_at, told_for = kept(owner).claimed_at, kept(owner).told_for
        as_owner.post(PAGE, CHOSEN | {"hour": "7"})
        as_owner.post("/preferences/", {"name": "Robin", "weight_unit": "kg"})
        assert (kept(owner).claimed_at, kept(owner).told_for) == (claimed_at, told_for)

    def test_who_has_not_confirmed_the_address_is_told_so(self, as_owner, owner):
        EmailAddress.objects.filter(user=owner).update(verified=False)
        assert "once owner@example.com is confirmed" in as_owner.get(PAGE).text

    def test_they_are_offered_where_something_is_due_until_they_are_on(self, aws, as_owner, owner):
        pet = due(pet_of(owner), times.now().date())
        pages = ("/pets/", f"/pets/{pet.id}/health/")
        assert [f'href="{PAGE}">Have an e-mail' in as_owner.get(page).text for page in pages] == [True, True]
        as_owner.post(PAGE, CHOSEN)
        assert [f'href="{PAGE}">Have an e-mail' in as_owner.get(page).text for page in pages] == [False, False]


class TestStopping:
    @pytest.fixture
    def link(self, owner) -> str:
        Reminders.objects.create(person=owner, is_on=True)
        return reverse("stop-reminders", args=[token_of(owner)])

    def test_looking_only_asks(self, link, owner):
        page = Client().get(link)
        assert page.status_code == 200
        assert "No more reminders?" in page.text
        assert kept(owner).is_on

    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
    def test_a_mail_program_stops_them_without_a_login_or_a_cookie_twice_too(self, link, owner, settings, kind):
        settings.ANONYMOUS_CONTENT_TYPES = ("application/x-www-form-urlencoded",)  # as in production
        body = "List-Unsubscribe=One-Click"
        if kind.startswith("multipart"):
            body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
        for _ in range(2):
            client = Client(enforce_csrf_checks=True)
            done = client.post(link, body, content_type=kind)
            assert done.status_code == 200  # a redirect would not be followed
            assert "You get no more reminders" in done.text
            assert f'href="{PAGE}"' in done.text
            assert not kept(owner).is_on

    def test_it_is_nobody_elses_and_lasts(self, link, owner, stranger, settings):
        Reminders.objects.create(person=stranger, is_on=True)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
        assert Client().post(link).status_code == 200
        assert (kept(owner).is_on, kept(stranger).is_on) == (False, True)

    def test_who_is_gone_needs_no_mails(self, link, owner):
        owner.delete()
        assert Client().post(link).status_code == 200

    def test_a_wrong_token_is_a_page_that_does_not_exist(self, link, owner, stranger):
        token = token_of(owner)
        one, signature = token.split(":")
        wrong = [
            f"{stranger.pk.hex}:{signature}",
            f"{one}:{signature[:-2]}AA",
            token.upper(),
            token[:-1],
            f"{token}A",
            "x" * 5_000,
            f"{'0' * 32}:{'A' * 43}",
        ]
        for each in wrong:
            for ask in (Client().get, Client().post):
                assert ask(f"/reminders/stop/{each}/").status_code == 404, each
        assert kept(owner).is_on

    def test_it_is_kept_by_nobody_and_its_token_reaches_no_log(self, link, owner, caplog):
        with caplog.at_level("DEBUG"):
            page = Client().post(link)
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"
        assert page["Referrer-Policy"] == "same-origin"
        [line] = [record for record in caplog.records if record.message == "request"]
        assert line.route == "stop-reminders"
        assert token_of(owner) not in str([vars(record) for record in caplog.records if record.name[:6] != "django"])
