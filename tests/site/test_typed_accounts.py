"""Addresses and passwords as keyboards and clipboards give them, in every form that asks for one."""

import io
import time
import unicodedata

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from pettracker_site.models import User
from tests.people import PASSWORD
from tests.site.test_accounts import link, reauthenticated

pytestmark = pytest.mark.django_db
COMPOSED = "ein schönes Küken"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
PASTED = ["\u200bowner@exam\u00adple.com", "owner\uff20example.com", "\ufeffOwner@Example.com.\u00a0"]
MARKS = "a" + "\u0301\u0316" * 15_000  # as many as a form of visitors takes: a longer one is refused by its length
MANY_MORE = "a" + "\u0301\u0316" * 200_000


def is_in(client) -> bool:
    return client.get("/preferences/").status_code == 200


@pytest.mark.parametrize("typed", PASTED)
class TestAnAddress:
    def test_signs_up_as_what_is_seen(self, client, typed):
        client.post("/accounts/signup/", {"email": typed, "password1": PASSWORD})
        assert User.objects.get().email == EmailAddress.objects.get().email == "owner@example.com"

    def test_is_known_however_it_is_typed(self, owner, client, typed):
        client.post("/accounts/signup/", {"email": typed, "password1": PASSWORD})
        assert User.objects.count() == 1

    def test_logs_in(self, owner, client, typed):
        client.post("/accounts/login/", {"login": typed, "password": PASSWORD})
        assert is_in(client)

    def test_gets_its_mail_for_a_new_password(self, owner, client, mailoutbox, typed):
        client.post("/accounts/password/reset/", {"email": typed})
        assert [each.to for each in mailoutbox] == [["owner@example.com"]]
        assert "/password/reset/key/" in mailoutbox[0].body

    def test_is_moved_to(self, as_stranger, stranger, mailoutbox, typed):
        reauthenticated(as_stranger).post("/accounts/email/", {"email": typed, "action_add": ""})
        assert [each.to for each in mailoutbox] == [["owner@example.com"]]


@pytest.mark.parametrize("typed", ["two words@example.com", "no at", "a@b@example.com", "owner@example..com", MARKS])
@pytest.mark.parametrize(
    ("path", "field"),
    [("/accounts/signup/", "email"), ("/accounts/login/", "login"), ("/accounts/password/reset/", "email")],
)
def test_what_is_no_address_gets_a_sentence_beside_the_field(client, path, field, typed):
    answer = client.post(path, {field: typed, "password": PASSWORD, "password1": PASSWORD})
    assert answer.status_code == 200
    assert answer.context["form"].errors[field]


def test_an_admin_who_adds_a_person_adds_what_is_seen(aws, as_admin):
    typed = {"usable_password": "true", "password1": DECOMPOSED, "password2": COMPOSED}
    as_admin.post("/admin/pettracker_site/user/add/", typed | {"email": "new@exam\u200bple.com"})
    assert User.objects.get(email="new@example.com").check_password(COMPOSED)


def test_nor_does_an_admin_add_what_is_no_address_once_it_is_normal(aws, as_admin):
    typed = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    answer = as_admin.post("/admin/pettracker_site/user/add/", typed | {"email": "new@example\uff20evil.com"})
    assert answer.context["adminform"].form.errors["email"]
    assert User.objects.count() == 1


class TestAPassword:
    @pytest.fixture
    def person(self, make_person):
        person = make_person("robin@example.com")
        person.set_password(DECOMPOSED)
        person.save()
        return person

    def test_is_the_same_from_every_keyboard(self, person, client):
        client.post("/accounts/login/", {"login": person.email, "password": COMPOSED})
        assert is_in(client)
        client.post("/accounts/reauthenticate/", {"password": DECOMPOSED})
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200

    def test_is_changed_by_another_keyboard(self, person, client):
        client.post("/accounts/login/", {"login": person.email, "password": COMPOSED})
        new = "noch ein Küken"
        typed = {"oldpassword": DECOMPOSED, "password1": new, "password2": unicodedata.normalize("NFD", new)}
        assert client.post("/accounts/password/change/", typed).status_code == 302
        person.refresh_from_db()
        assert person.check_password(new)

    def test_is_set_anew_by_mail(self, person, client):
        client.post("/accounts/password/reset/", {"email": person.email})
        form = client.get(link(), follow=True).request["PATH_INFO"]
        new = "noch ein Küken"
        client.post(form, {"password1": unicodedata.normalize("NFD", new), "password2": new})
        person.refresh_from_db()
        assert person.check_password(new)

    def test_that_an_operator_sets_is_the_same_too(self, person, monkeypatch):
        monkeypatch.setattr("getpass.getpass", lambda **_: unicodedata.normalize("NFD", "noch ein Küken"))
        call_command("changepassword", person.email, stdout=io.StringIO())
        person.refresh_from_db()
        assert person.check_password("noch ein Küken")

    def test_that_is_signed_up_with_is_the_same_too(self, client):
        client.post("/accounts/signup/", {"email": "new@example.com", "password1": DECOMPOSED})
        assert User.objects.get().check_password(COMPOSED)

    def test_that_is_far_too_long_gets_a_sentence_at_once(self, person, as_owner):
        began = time.process_time()
        login = Client().post("/accounts/login/", {"login": person.email, "password": MARKS})
        signup = Client().post("/accounts/signup/", {"email": "new@example.com", "password1": MARKS})
        again = as_owner.post("/accounts/reauthenticate/", {"password": MANY_MORE})
        changed = as_owner.post(
            "/accounts/password/change/", {"oldpassword": MANY_MORE, "password1": COMPOSED, "password2": COMPOSED}
        )
        fields = [(login, "password"), (signup, "password1"), (again, "password"), (changed, "oldpassword")]
        assert ["256" in answer.context["form"].errors[field][0] for answer, field in fields] == [True] * 4
        assert time.process_time() - began < 30  # one of them takes minutes to normalise
