"""Passwords on Django's screens: who sets whose, what the audit log says, and what asks for the old one."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.backoffice.people.passwords import PasswordForm
from pettracker_site.models import User
from tests.conftest import logged_in
from tests.people import PASSWORD

pytestmark = pytest.mark.usefixtures("aws")
PEOPLE = "/admin/pettracker_site/user/"
NOBODY = "00000000-0000-4000-8000-000000000000"
ANOTHER = "another-long-word"
SET = {"password1": ANOTHER, "password2": ANOTHER, "usable_password": "true", "set-password": "yes"}
TAKEN_AWAY = {"usable_password": "false", "unset-password": "yes"}
OWN_PAGE = "/accounts/password/change/"
OWN_CHANGE = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}


@pytest.fixture
def no_audit_log(monkeypatch):
    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(type(audit_log()), "write", down)
    monkeypatch.setattr(type(audit_log()), "count", down)


@pytest.fixture
def clerk(make_person):
    """Somebody from the staff who may add and change people and send them mails, and is no superuser."""
    person = make_person("clerk@example.com", is_staff=True)
    rights = ("view_user", "add_user", "change_user", "send_resets")
    person.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    return person


@pytest.fixture
def as_clerk(clerk):
    return logged_in(clerk)


def page_of(person):
    return f"{PEOPLE}{person.pk}/password/"


def password_of(person):
    return User.objects.values_list("password", flat=True).get(pk=person.pk)


@pytest.mark.parametrize("typed", [SET, TAKEN_AWAY])
def test_a_password_stays_where_the_audit_log_cannot_be_written(as_admin, as_owner, owner, no_audit_log, typed):
    before = password_of(owner)
    assert as_admin.post(page_of(owner), typed).status_code == 503
    assert password_of(owner) == before
    assert not LogEntry.objects.exists()
    assert as_owner.get("/preferences/").status_code == 200


@pytest.mark.parametrize("typed", [SET, TAKEN_AWAY])
def test_a_password_that_a_superuser_sets_or_takes_away_is_told_and_ends_all_logins(as_admin, as_owner, owner, typed):
    before = password_of(owner)
    assert as_admin.post(page_of(owner), typed).status_code == 302
    assert password_of(owner) != before
    (entry,) = audit_log().of_record(owner.key).items
    assert (entry.action, entry.changed, entry.as_admin) == ("edited", ("Password",), True)
    assert as_owner.get("/preferences/").status_code == 302
    assert as_admin.get("/admin/").status_code == 200


def test_setting_a_password_changes_nothing_else_of_the_person(owner):
    read_before = User.objects.get(pk=owner.pk)
    User.objects.filter(pk=owner.pk).update(is_active=False, sessions_ended=3)
    form = PasswordForm(read_before, SET)
    assert form.is_valid()
    form.save()
    owner.refresh_from_db()
    assert (owner.is_active, owner.sessions_ended, owner.check_password(ANOTHER)) == (False, 3, True)


def test_an_admins_edit_of_a_person_brings_no_earlier_password_back(owner, rf):
    read_before = User.objects.get(pk=owner.pk)
    owner.set_password(ANOTHER)
    owner.save()
    read_before.name = "Robin Two"

    class Form:
        changed_data = ("name", "groups")

    admin.site.get_model_admin(User).save_model(rf.get("/"), read_before, Form, change=True)
    owner.refresh_from_db()
    assert (owner.name, owner.check_password(ANOTHER)) == ("Robin Two", True)


@pytest.mark.parametrize("verb", ["get", "post"])
def test_only_superusers_set_somebodys_password(as_clerk, owner, verb):
    before = password_of(owner)
    for key in (owner.pk, NOBODY):
        assert getattr(as_clerk, verb)(f"{PEOPLE}{key}/password/", SET).status_code == 403
    assert password_of(owner) == before


def test_others_get_a_button_for_a_mail_in_the_place_of_the_password(as_clerk, as_admin, owner):
    text = as_clerk.get(f"{PEOPLE}{owner.pk}/change/").text
    assert "../password/" not in text
    assert owner.password[:20] not in text
    assert f"/admin/people/{owner.pk}/send-reset/" in text
    assert "../password/" in as_admin.get(f"{PEOPLE}{owner.pk}/change/").text


def test_whom_others_add_has_no_password_and_chooses_one_by_mail(as_clerk):
    assert "password" not in as_clerk.get(f"{PEOPLE}add/").context["adminform"].form.fields
    assert as_clerk.post(f"{PEOPLE}add/", {"email": "New@example.com", **SET}).status_code == 302
    person = User.objects.get(email="new@example.com")
    assert not person.has_usable_password()
    as_clerk.post(f"/admin/people/{person.pk}/send-reset/")
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/key/" in word)
    visitor = Client()
    form = visitor.get(link, follow=True).redirect_chain[-1][0]
    visitor.post(form, {"password1": ANOTHER, "password2": ANOTHER})
    person.refresh_from_db()
    assert person.check_password(ANOTHER)


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("rank", ["superuser", "clerk"])
def test_ones_own_password_is_changed_on_ones_own_page_which_asks_for_the_old_one(as_admin, clerk, rank, verb):
    person = clerk if rank == "clerk" else User.objects.get(email="admin@example.com")
    before = password_of(person)
    response = getattr(logged_in(person), verb)(page_of(person), SET)
    assert (response.status_code, response["Location"]) == (302, OWN_PAGE)
    assert password_of(person) == before


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("address", ["/admin/password_change/", "/admin/password_change/done/"])
def test_the_admins_page_for_it_is_everybodys(as_admin, address, verb):
    before = password_of(User.objects.get(email="admin@example.com"))
    typed = {"old_password": PASSWORD, "new_password1": ANOTHER, "new_password2": ANOTHER}
    response = getattr(as_admin, verb)(address, typed)
    assert (response.status_code, response["Location"]) == (302, OWN_PAGE)
    assert password_of(User.objects.get(email="admin@example.com")) == before


def test_a_password_that_a_person_changes_is_told_without_it(as_owner, owner):
    assert as_owner.post(OWN_PAGE, OWN_CHANGE).status_code == 302
    (entry,) = audit_log().of_record(owner.key).items
    assert (entry.action, entry.actor_id, entry.as_admin) == ("password-changed", owner.key, False)
    assert entry.route == "account_change_password"


def test_a_person_changes_their_password_though_the_audit_log_does_not_answer(as_owner, owner, no_audit_log):
    assert as_owner.post(OWN_PAGE, OWN_CHANGE).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(ANOTHER)


def test_the_history_shows_it_in_words(as_admin, as_owner, owner):
    as_owner.post(OWN_PAGE, OWN_CHANGE)
    text = as_admin.get(f"/admin/trail/?record={owner.pk}").text
    assert "Password changed" in text
    assert "change one’s password" in text


def test_ones_own_second_factor_is_not_taken_away_without_proof(as_admin):
    me = User.objects.get(email="admin@example.com")
    factor = Authenticator.objects.create(user=me, type=Authenticator.Type.TOTP, data={})
    assert as_admin.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
    as_admin.post("/admin/mfa/authenticator/", chosen)
    assert Authenticator.objects.filter(pk=factor.pk).exists()
