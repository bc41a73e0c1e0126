"""Logins: a new id at each, an end by time, and an end at once by logout, password change and deactivation."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from pettracker_site.web import sessions
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
DAY = 86_400
PRIVATE = "/preferences/"


def log_in(person, client=None) -> Client:
    client = client or Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def is_in(client) -> bool:
    return client.get(PRIVATE).status_code == 200


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of sessions on by so many seconds."""
    passed = [0]
    now = sessions.time.time

    class Clock:
        @staticmethod
        def time():
            return now() + passed[0]

    monkeypatch.setattr(sessions, "time", Clock)

    def later(seconds):
        passed[0] += seconds

    return later


def test_an_id_known_before_the_login_is_worth_nothing_after_it(owner, client):
    client.get("/accounts/login/?next=/pets/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    log_in(owner, client)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


def test_a_made_up_id_is_not_taken_over(owner):
    client = Client()
    client.cookies["sessionid"] = "made-up-by-somebody-else-0123456"
    log_in(owner, client)
    assert client.cookies["sessionid"].value != "made-up-by-somebody-else-0123456"


def test_proving_again_who_one_is_gives_a_new_id_and_ends_the_old_one(owner):
    client = log_in(owner)
    before = client.cookies["sessionid"].value
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert is_in(client)
    assert client.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_in(thief)


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(owner):
    cookie = log_in(owner).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) == 32  # of 36 signs: 165 bits


def test_a_login_ends_when_it_is_not_used(owner, later, settings):
    client = log_in(owner)
    assert is_in(client)
    later(settings.SESSION_IDLE_SECONDS - 60)
    assert is_in(client)
    later(settings.SESSION_IDLE_SECONDS + 60)
    assert not is_in(client)
    assert not Session.objects.exists()


def test_a_login_that_is_used_ends_when_it_is_old(owner, later, settings):
    client = log_in(owner)
    for _ in range(settings.SESSION_ABSOLUTE_SECONDS // DAY):
        assert is_in(client)
        later(DAY)
    later(60)
    assert not is_in(client)


def test_logging_in_again_begins_a_new_life(owner, later, settings):
    client = log_in(owner)
    assert is_in(client)
    later(settings.SESSION_ABSOLUTE_SECONDS + 1)
    assert not is_in(client)
    assert is_in(log_in(owner, client))


def test_a_page_writes_no_session_but_once_an_hour(owner, later):
    client = log_in(owner)
    assert is_in(client)

    def written() -> bool:
        before = Session.objects.get().session_data
        assert is_in(client)
        return Session.objects.get().session_data != before

    later(600)
    assert not written()
    later(3600)
    assert written()
    assert not written()


def test_logout_ends_the_session_on_the_server(owner):
    client = log_in(owner)
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    client.cookies["sessionid"] = stolen
    assert not is_in(client)


def test_another_password_ends_all_other_sessions_and_keeps_this_one(owner):
    here, elsewhere = log_in(owner), log_in(owner)
    assert is_in(elsewhere)
    typed = {"oldpassword": PASSWORD, "password1": "another-long-word", "password2": "another-long-word"}
    here.post("/accounts/password/change/", typed)
    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_password_set_anew_by_mail_ends_all_sessions(owner, client, mailoutbox):
    elsewhere = log_in(owner)
    client.post("/accounts/password/reset/", {"email": owner.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/password/reset/key/" in word)
    form = client.get(link.partition("testserver")[2], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another-long-word", "password2": "another-long-word"})
    assert not is_in(elsewhere)


def test_deactivation_ends_open_sessions_at_once(owner, as_admin):
    client = log_in(owner)
    assert is_in(client)
    owner.is_active = False
    owner.save()
    assert not is_in(client)
    assert not is_in(log_in(owner))


def test_who_is_admin_no_more_finds_the_admin_pages_closed_at_once(make_person):
    person = make_person("helper@example.com", is_staff=True, is_superuser=True)
    client = log_in(person)
    assert client.get("/admin/").status_code == 200
    person.is_staff = False
    person.save()
    assert client.get("/admin/").status_code != 200


SENSITIVE = [
    ("get", "/accounts/2fa/totp/activate/", {}),
    ("post", "/accounts/2fa/totp/activate/", {"code": "123456"}),
    ("post", "/accounts/2fa/recovery-codes/generate/", {}),
    ("post", "/accounts/email/", {"email": "moved@example.com", "action_add": ""}),
]


@pytest.mark.parametrize(("verb", "path", "typed"), SENSITIVE)
def test_who_one_is_must_be_proved_again_before_what_opens_the_account_changes(owner, mailoutbox, verb, path, typed):
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")  # a login of long ago
    response = getattr(client, verb)(path, typed)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not mailoutbox
    assert list(owner.emailaddress_set.values_list("email", flat=True)) == [owner.email]


def test_a_second_factor_is_not_taken_away_without_proof(owner, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(owner, generate_totp_secret())
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/accounts/2fa/totp/deactivate/")
    assert "reauthenticate" in response["Location"]
    assert owner.authenticator_set.exists()


def test_a_password_alone_is_not_enough_where_a_second_factor_is_set_up(owner):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(owner, generate_totp_secret())
    client = log_in(owner)
    assert not is_in(client)
    assert client.get("/accounts/2fa/authenticate/").status_code == 200


@pytest.mark.parametrize("path", ["/pets/", "/pets/add/", PRIVATE, "/accounts/email/", "/accounts/2fa/"])
def test_private_pages_are_not_kept_so_back_shows_nothing_after_logout(owner, aws, path):
    assert "no-store" in log_in(owner).get(path)["Cache-Control"]


def test_every_private_page_has_the_way_out(owner, aws):
    client = log_in(owner)
    for path in ("/pets/", "/pets/add/", "/pets/trash/", PRIVATE, "/accounts/password/change/"):
        assert 'action="/accounts/logout/"' in client.get(path).text


@pytest.mark.parametrize("value", ['"\\000bcdefghijklmnop"', "\u00e9" * 40 + "-", "-" * 4000])
def test_a_cookie_that_is_no_session_id_is_never_looked_up(client, django_assert_num_queries, value):
    """PostgreSQL refuses a text with NUL in it, and a cookie may hold one."""
    with django_assert_num_queries(0):
        response = client.get("/accounts/login/", headers={"cookie": f"sessionid={value}"})
    assert response.status_code == 200
