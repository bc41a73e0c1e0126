"""The same form again, by a double click, at the same moment, or because its answer was lost."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import signing
from django.test import Client

from pettracker_site.accounts import views
from pettracker_site.accounts.forms import SignupForm
from pettracker_site.models import User
from tests.people import PASSWORD
from tests.site.second_factor import code_of
from tests.site.test_accounts import link, reauthenticated, sign_up

pytestmark = pytest.mark.django_db
NEW, ANOTHER_WORD = "new@example.com", "quite-another-word-9"
PASSWORDS = {"password1": ANOTHER_WORD, "password2": ANOTHER_WORD}


def led_to(response) -> tuple[int, str | None]:
    return response.status_code, response.headers.get("Location")


class TestSigningUp:
    def test_again_looks_like_the_first_time_and_makes_no_second_account(self, mailoutbox):
        assert led_to(sign_up(Client())) == led_to(sign_up(Client())) == (302, "/accounts/confirm-email/")
        assert User.objects.count() == 1
        assert len(mailoutbox) == 1

    def test_second_at_the_same_moment_is_an_address_that_is_known(self, client, monkeypatch):
        try_save = SignupForm.try_save

        def after_the_other(*arguments):
            User.objects.create_user(NEW, PASSWORD)  # when ours was found free already
            return try_save(*arguments)

        monkeypatch.setattr(SignupForm, "try_save", after_the_other)
        assert led_to(sign_up(client)) == (302, "/accounts/confirm-email/")
        assert User.objects.count() == 1


class TestConfirming:
    @pytest.fixture
    def followed(self, client) -> str:
        sign_up(client)
        assert client.post(link()).status_code == 302
        return link()

    def test_again_says_that_it_is_confirmed_already(self, client, followed):
        again = client.post(followed, follow=True)
        assert again.status_code == 200
        assert "This address is confirmed already" in again.text

    def test_looking_at_the_link_again_says_so_too(self, followed):
        assert "This address is confirmed already" in Client().get(followed).text

    @pytest.mark.parametrize("key", ["x", signing.dumps(1, salt="another"), "a:b:c"], ids=["x", "signed", "parts"])
    def test_a_link_that_was_never_ours_does_not_work_and_tells_nothing(self, client, followed, key):
        for send in (client.get, client.post):
            answer = send(f"/accounts/confirm-email/{key}/")
            assert answer.status_code == 200
            assert "This link does not work any more" in answer.text

    def test_an_address_that_somebody_else_took_meanwhile_is_not_confirmed_half(self, as_owner, owner, mailoutbox):
        """Their account has it, but not confirmed: so it is not seen before it is written."""
        reauthenticated(as_owner).post("/accounts/email/", {"email": NEW, "action_add": ""})
        follow = link()
        User.objects.create_user(NEW, PASSWORD)
        mailoutbox.clear()
        answer = as_owner.post(follow, follow=True)
        assert f"{NEW} belongs to another account already" in answer.text
        owner.refresh_from_db()
        assert owner.email == "owner@example.com"
        assert EmailAddress.objects.filter(user=owner, verified=True, primary=True, email=owner.email).exists()
        assert not mailoutbox


class TestSettingAPasswordByMail:
    @pytest.fixture
    def form(self, owner, client) -> str:
        client.post("/accounts/password/reset/", {"email": owner.email})
        form = client.get(link(), follow=True).request["PATH_INFO"]
        assert client.post(form, PASSWORDS)["Location"] == "/accounts/password/reset/key/done/"
        return form

    def test_again_leads_to_where_it_led_before(self, client, form):
        assert led_to(client.post(form, PASSWORDS)) == (302, "/accounts/password/reset/key/done/")

    def test_with_another_password_it_is_not_said_to_be_set(self, client, owner, form):
        answer = client.post(form, {"password1": "some-third-word-7", "password2": "some-third-word-7"})
        assert "This link does not work any more" in answer.text
        assert "log in with that" in answer.text
        owner.refresh_from_db()
        assert owner.check_password(ANOTHER_WORD)

    def test_by_another_browser_it_tells_nothing(self, owner, form):
        answer = Client().post(form, PASSWORDS)
        assert answer.status_code == 200
        assert "This link does not work any more" in answer.text

    def test_guessing_by_it_is_slowed_down_as_a_login_is(self, client, form):
        guesses = [
            client.post(form, {"password1": f"a-guess-{n}-xyz", "password2": f"a-guess-{n}-xyz"}) for n in range(6)
        ]
        assert [each.status_code for each in guesses] == [200] * 5 + [429]


def test_a_password_that_is_changed_already_is_changed(as_owner, owner, mailoutbox):
    typed = {"oldpassword": PASSWORD} | PASSWORDS
    first, again = (as_owner.post("/accounts/password/change/", typed) for _ in range(2))
    assert led_to(first) == led_to(again) == (302, "/accounts/password/change/")
    assert len(mailoutbox) == 1
    assert as_owner.get("/preferences/").status_code == 200


def test_a_wrong_old_password_is_still_wrong(as_owner):
    typed = {"oldpassword": "not-this-word-1"} | PASSWORDS
    assert as_owner.post("/accounts/password/change/", typed).context["form"].errors["oldpassword"]


def test_an_address_to_move_to_is_taken_again_and_gets_one_mail(as_owner, owner, mailoutbox):
    client = reauthenticated(as_owner)
    first, again = (client.post("/accounts/email/", {"email": NEW, "action_add": ""}) for _ in range(2))
    assert led_to(first) == led_to(again) == (302, "/accounts/email/")
    assert [each.to for each in mailoutbox] == [[NEW]]
    assert list(EmailAddress.objects.filter(user=owner, verified=False).values_list("email", flat=True)) == [NEW]


def test_ones_own_address_is_no_address_to_move_to(as_owner, owner):
    answer = reauthenticated(as_owner).post("/accounts/email/", {"email": owner.email, "action_add": ""})
    assert answer.context["form"].errors["email"]


def test_an_address_that_is_given_up_already_is_given_up(as_owner, owner):
    EmailAddress.objects.create(user=owner, email=NEW)
    client = reauthenticated(as_owner)
    first, again = (client.post("/accounts/email/", {"email": NEW, "action_remove": ""}) for _ in range(2))
    assert led_to(first) == led_to(again)


class TestASecondFactor:
    def test_that_is_set_up_already_leads_to_its_codes(self, as_owner):
        client = reauthenticated(as_owner)
        code = code_of(client.get("/accounts/2fa/totp/activate/").context["form"].secret)
        first, again = (client.post("/accounts/2fa/totp/activate/", {"code": code}) for _ in range(2))
        assert led_to(first) == led_to(again) == (302, "/accounts/2fa/recovery-codes/")

    def test_that_comes_second_at_the_same_moment_does_too(self, as_owner, owner, monkeypatch):
        client = reauthenticated(as_owner)
        code = code_of(client.get("/accounts/2fa/totp/activate/").context["form"].secret)
        TOTP.activate(owner, generate_totp_secret())
        monkeypatch.setattr(views, "is_mfa_enabled", lambda *_: False)  # it was not, when they looked
        monkeypatch.setattr("allauth.mfa.totp.views.is_mfa_enabled", lambda *_: False)
        again = client.post("/accounts/2fa/totp/activate/", {"code": code})
        assert led_to(again) == (302, "/accounts/2fa/recovery-codes/")
        assert Authenticator.objects.filter(user=owner, type="totp").count() == 1

    def test_that_is_taken_away_already_is_gone(self, as_owner, owner):
        client = reauthenticated(as_owner)
        TOTP.activate(owner, generate_totp_secret())
        first, again = (client.post("/accounts/2fa/totp/deactivate/") for _ in range(2))
        assert led_to(first) == led_to(again) == (302, "/accounts/2fa/")

    def test_has_one_set_of_codes_for_each_form_that_asks_for_them(self, as_owner, owner):
        client = reauthenticated(as_owner)
        TOTP.activate(owner, generate_totp_secret())

        def ask(form: dict) -> tuple[list[str], tuple]:
            answer = client.post("/accounts/2fa/recovery-codes/generate/", form)
            codes = Authenticator.objects.get(user=owner, type="recovery_codes").wrap().get_unused_codes()
            return codes, led_to(answer)

        def form() -> dict:
            page = client.get("/accounts/2fa/recovery-codes/generate/")
            shown_for = page.context["form"]["replaces"].value()
            assert f'name="replaces" value="{shown_for}"' in page.text
            return {"replaces": shown_for}

        shown = form()
        assert ask(shown) == ask(shown)
        assert ask(form()) != ask(form())


def test_who_is_logged_out_already_is_logged_out(as_owner):
    first, again = (as_owner.post("/accounts/logout/") for _ in range(2))
    assert led_to(first) == led_to(again) == (302, "/")
