"""The database of accounts locked or away: a page in words, with what was typed, from wherever it is met."""

import re
from contextlib import contextmanager

import psycopg.errors
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client

from pettracker_site.accounts import forms
from pettracker_site.models import User
from pettracker_site.settings import base
from pettracker_site.web.database import is_unavailable
from tests.conftest import logged_in
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN", "REPLACE")
WORDS = "We cannot look up your account just now"


@contextmanager
def failing(trouble: Exception, *, only_writes: bool):
    """Each statement fails, or each that would take the lock."""

    def execute(real, sql, *arguments):
        if not only_writes or sql.lstrip().upper().startswith(WRITES):
            raise trouble
        return real(sql, *arguments)

    with connection.execute_wrapper(execute):
        yield


def raising(trouble: Exception):
    def fail(*_, **__):
        raise trouble

    return fail


def locked():
    return failing(OperationalError("database is locked"), only_writes=True)


def away():
    return failing(OperationalError("connection refused"), only_writes=False)


@pytest.fixture(autouse=True)
def _rate_limits_in_the_database(settings):
    settings.CACHES = base.CACHES
    call_command("createcachetable")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def person(owner):
    client = logged_in(owner)
    client.get("/preferences/")
    client.raise_request_exception = False
    return client


def is_told(response) -> bool:
    return response.status_code == 503 and int(response["Retry-After"]) > 0 and WORDS in response.text


def kept(response) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.text))
    found.pop("csrfmiddlewaretoken", None)
    return found


class TestLocked:
    def test_a_login_is_no_pause_for_too_many_tries_and_keeps_no_password(self, owner, visitor):
        with locked():
            answer = visitor.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        assert is_told(answer)
        assert kept(answer) == {"login": owner.email}
        assert PASSWORD not in answer.text
        assert "except passwords" in answer.text

    def test_preferences_are_kept_on_the_page(self, person, owner):
        with locked():
            answer = person.post("/preferences/", {"name": "Robin & co", "weight_unit": "lb", "time_zone": ""})
        assert is_told(answer)
        assert kept(answer) == {"name": "Robin &amp; co", "weight_unit": "lb", "time_zone": ""}
        assert 'method="post" action="/preferences/"' in answer.text

    def test_a_sign_up_makes_no_half_account(self, visitor):
        with locked():
            assert is_told(visitor.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD}))
        assert not User.objects.exists()

    def test_a_sign_up_whose_pause_cannot_be_written_is_taken_back(self, visitor, monkeypatch, mailoutbox):
        """It is locked once the account was made, and free again after that."""
        from allauth.account.internal.flows import email_verification

        lock = raising(OperationalError("database is locked"))
        monkeypatch.setattr(email_verification, "handle_verification_email_rate_limit", lock)
        assert is_told(visitor.post("/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD}))
        assert not User.objects.exists()
        assert not mailoutbox

    def test_a_sign_up_whose_earlier_pause_cannot_be_forgotten_leaves_nobody(self, visitor, monkeypatch, mailoutbox):
        """Or the same form, sent again, would be told of a link that nobody has sent."""
        typed = {"email": "new@example.com", "password1": PASSWORD}
        with monkeypatch.context() as patched:
            patched.setattr(forms.rate_limits, "clear", raising(OperationalError("database is locked")))
            assert is_told(visitor.post("/accounts/signup/", typed))
        assert not User.objects.exists()
        assert visitor.post("/accounts/signup/", typed).status_code == 302
        assert [each.to for each in mailoutbox] == [["new@example.com"]]

    def test_a_session_that_cannot_be_written_is_not_said_to_have_ended(self, person, monkeypatch):
        """Which the middleware of sessions finds out, after the page is made."""
        monkeypatch.setattr("pettracker_site.web.sessions._MOST_SECONDS_UNWRITTEN", -1)
        with locked():
            assert is_told(person.get("/accounts/email/"))

    def test_pages_that_only_read_are_there(self, person):
        with locked():
            assert person.get("/accounts/email/").status_code == 200

    def test_other_people_look_again_and_are_in(self, owner, visitor):
        with locked():
            visitor.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        answer = visitor.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        assert answer.status_code == 302


class TestAway:
    @pytest.mark.parametrize("path", ["/", "/pets/", "/preferences/", "/accounts/email/", "/admin/", "/nowhere/"])
    def test_whoever_is_logged_in_is_told_by_a_page_that_asks_for_nobody(self, person, path):
        with away():
            assert is_told(person.get(path))

    def test_what_was_typed_is_kept_although_nobody_knows_who_typed_it(self, person):
        with away():
            answer = person.post("/preferences/", {"name": "Robin", "weight_unit": "lb", "time_zone": ""})
        assert is_told(answer)
        assert kept(answer)["name"] == "Robin"

    def test_what_another_site_sent_is_not_put_into_a_form_of_ours(self, owner):
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        with away():
            answer = client.post("/preferences/", {"name": "Forged", "weight_unit": "lb"})
        assert answer.status_code == 503
        assert "Forged" not in answer.text

    def test_visitors_see_the_start_page(self, visitor):
        with away():
            assert visitor.get("/").status_code == 200

    @pytest.mark.parametrize("form", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
    def test_forms_of_visitors_are_answered_in_words(self, visitor, form):
        typed = {"login": "a@example.com", "email": "a@example.com", "password": PASSWORD, "password1": PASSWORD}
        with away():
            assert is_told(visitor.post(form, typed))


@pytest.mark.parametrize(
    "kind",
    [
        psycopg.errors.ConnectionTimeout,
        psycopg.errors.TooManyConnections,
        psycopg.errors.QueryCanceled,
        psycopg.errors.DeadlockDetected,
        psycopg.errors.SerializationFailure,
        psycopg.errors.LockNotAvailable,
        psycopg.errors.AdminShutdown,
        psycopg.errors.DiskFull,
    ],
    ids=lambda kind: kind.__name__,
)
def test_what_postgresql_says_on_a_bad_day_is_away(kind):
    from django.db.utils import DatabaseErrorWrapper

    class Engine:
        Database = psycopg

        class errors_occurred: ...

    with pytest.raises((OperationalError, InterfaceError)) as raised, DatabaseErrorWrapper(Engine()):
        raise kind("a bad day")
    assert is_unavailable(raised.value)


def test_what_is_wrong_each_time_is_an_error_of_ours(visitor):
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert not is_unavailable(raised.value)
    assert not is_unavailable(IntegrityError("twice"))
    assert not is_unavailable(None)
