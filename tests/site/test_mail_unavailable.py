"""A mail server that is away, or takes no mail for an address: nobody is told "sent", nothing is half done."""

import re
import smtplib

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.mail.backends import locmem
from django.test import Client

from pettracker_site.models import User
from tests.people import PASSWORD
from tests.site.second_factor import code_of
from tests.site.test_accounts import link, reauthenticated, sign_up

pytestmark = pytest.mark.django_db
NEW, ANOTHER_WORD = "new@example.com", "quite-another-word-9"
AWAY, REFUSED = ConnectionRefusedError(111, "refused"), smtplib.SMTPRecipientsRefused({"": (550, b"no such domain")})
JUST_NOW, NO_MAIL = "could not be sent just now", "No mail can be delivered to this address"
troubles = pytest.mark.parametrize(
    ("trouble", "status", "field", "words"), [(AWAY, 503, "__all__", JUST_NOW), (REFUSED, 200, None, NO_MAIL)]
)


@pytest.fixture
def mail(monkeypatch):
    """Sends mail away with an error, and back."""

    class Mail:
        def fails(self, trouble=AWAY):
            def broken(*_):
                raise trouble

            monkeypatch.setattr(locmem.EmailBackend, "send_messages", broken)

        def works(self):
            monkeypatch.undo()

    return Mail()


def seen(response, address: str) -> tuple:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text).replace(address, "ADDRESS")
    return response.status_code, text


def errors(response, field: str) -> str:
    return " ".join(response.context["form"].errors[field])


@troubles
def test_a_sign_up_says_so_at_once_and_leaves_no_account(client, mail, mailoutbox, trouble, status, field, words):
    mail.fails(trouble)
    told = sign_up(client, NEW)
    assert told.status_code == status
    assert words in errors(told, field or "email")
    assert f'value="{NEW}"' in told.text
    assert not User.objects.exists()
    mail.works()
    assert sign_up(client, NEW).status_code == 302
    assert [each.to for each in mailoutbox] == [[NEW]]


@troubles
def test_a_known_address_looks_the_same_then(owner, mail, trouble, status, field, words):
    mail.fails(trouble)
    known, unknown = sign_up(Client(), owner.email), sign_up(Client(), NEW)
    assert seen(known, owner.email) == seen(unknown, NEW)
    assert list(User.objects.values_list("email", flat=True)) == [owner.email]


@troubles
def test_a_reset_says_so_whether_the_address_is_known_or_not(owner, mail, trouble, status, field, words):
    mail.fails(trouble)

    def ask(address):
        return Client().post("/accounts/password/reset/", {"email": address}, follow=True)

    known = ask(owner.email)
    assert seen(known, owner.email) == seen(ask(NEW), NEW)
    assert (known.status_code, known.redirect_chain) == (status, [])
    assert words in errors(known, field or "email")


@pytest.mark.parametrize("address", ["owner@example.com", NEW])
def test_resets_that_failed_do_not_count(owner, mail, mailoutbox, address):
    mail.fails()
    for _ in range(6):
        assert Client().post("/accounts/password/reset/", {"email": address}).status_code == 503
    mail.works()
    sent = [Client().post("/accounts/password/reset/", {"email": address}).status_code for _ in range(6)]
    assert sent == [302] * 5 + [429]
    assert len(mailoutbox) == 5


@troubles
def test_who_has_not_confirmed_the_address_yet_is_told_at_the_login(mail, mailoutbox, trouble, status, field, words):
    User.objects.create_user(NEW, PASSWORD)
    typed = {"login": NEW, "password": PASSWORD}
    mail.fails(trouble)
    told = Client().post("/accounts/login/", typed, follow=True)
    assert (told.status_code, told.redirect_chain) == (status, [])
    assert words in errors(told, field or "login")
    mail.works()
    assert "We sent you a link" in Client().post("/accounts/login/", typed, follow=True).text
    assert [each.to for each in mailoutbox] == [[NEW]]


@troubles
def test_an_address_to_move_to_stays_as_it_was(as_owner, owner, mail, mailoutbox, trouble, status, field, words):
    client = reauthenticated(as_owner)
    client.post("/accounts/email/", {"email": "first@example.com", "action_add": ""})
    first = link()
    mail.fails(trouble)
    told = client.post("/accounts/email/", {"email": NEW, "action_add": ""})
    assert told.status_code == status
    assert words in errors(told, field or "email")
    assert not EmailAddress.objects.filter(email=NEW).exists()
    mail.works()
    client.post(first)  # the link that did arrive
    owner.refresh_from_db()
    assert owner.email == "first@example.com"


def test_a_link_that_could_not_be_sent_again_is_not_said_to_be(as_owner, owner, mail):
    EmailAddress.objects.create(user=owner, email=NEW)
    mail.fails()
    told = reauthenticated(as_owner).post("/accounts/email/", {"email": NEW, "action_send": ""}, follow=True)
    assert JUST_NOW in told.text
    assert "We sent a link to new@example.com" not in told.text


class TestWhatIsDoneStaysDone:
    def test_a_password_that_was_changed(self, owner, mail):
        client = Client()
        client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        mail.fails()
        typed = {"oldpassword": PASSWORD, "password1": ANOTHER_WORD, "password2": ANOTHER_WORD}
        assert client.post("/accounts/password/change/", typed).status_code == 302
        owner.refresh_from_db()
        assert owner.check_password(ANOTHER_WORD)

    def test_a_password_that_was_set_anew_by_mail(self, owner, client, mail):
        client.post("/accounts/password/reset/", {"email": owner.email})
        form = client.get(link(), follow=True).request["PATH_INFO"]
        mail.fails()
        assert client.post(form, {"password1": ANOTHER_WORD, "password2": ANOTHER_WORD}).status_code == 302
        owner.refresh_from_db()
        assert owner.check_password(ANOTHER_WORD)

    def test_an_address_that_was_confirmed(self, owner, as_owner, mail):
        client = reauthenticated(as_owner)
        client.post("/accounts/email/", {"action_add": "", "email": NEW})
        follow = link()
        mail.fails()
        assert client.post(follow).status_code == 302
        owner.refresh_from_db()
        assert owner.email == NEW

    def test_an_address_that_was_given_up(self, owner, as_owner, mail):
        EmailAddress.objects.create(user=owner, email=NEW)
        mail.fails()
        answer = reauthenticated(as_owner).post("/accounts/email/", {"action_remove": "", "email": NEW})
        assert answer.status_code == 302
        assert not EmailAddress.objects.filter(email=NEW).exists()

    def test_a_second_factor_that_was_taken_away(self, owner, as_owner, mail):
        client = reauthenticated(as_owner)
        TOTP.activate(owner, generate_totp_secret())
        mail.fails()
        assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
        assert not owner.authenticator_set.exists()

    @pytest.mark.django_db(transaction=True)  # they are told of after the commit
    def test_a_second_factor_and_codes_that_were_made(self, owner, as_owner, mail):
        client = reauthenticated(as_owner)
        secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
        mail.fails()
        assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
        assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 302
        assert owner.authenticator_set.count() == 2
