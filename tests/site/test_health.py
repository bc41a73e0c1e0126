"""What load balancers ask: answered by plain http, under any host name, and without a word too many."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from pets.children.integrity import Comparison
from pets.children.sweeping import Sweeper
from pets.repository import pets
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import times
from pettracker_site.files.storage import file_storage
from pettracker_site.web import health
from pettracker_site.web.health import HealthMiddleware, Readiness
from photos.repository import photos
from tests.faults.injector import Injector
from tests.faults.plan import Fault, Trouble
from tests.faults.truth import Truth

ANY_HOST = {"HTTP_HOST": "10.0.0.7"}


def test_a_living_process_says_so_without_touching_anything(settings):
    settings.SECURE_SSL_REDIRECT = True  # and no database is allowed in this test
    response = Client().get("/healthz", **ANY_HOST, HTTP_COOKIE="sessionid=made-up")
    assert (response.status_code, response.text) == (200, "alive\n")
    assert response["Cache-Control"] == "no-store"


def ready() -> tuple[int, str]:
    response = Client().get("/readyz", **ANY_HOST)
    return response.status_code, response.text


@pytest.mark.usefixtures("aws", "db")
class TestReady:
    ALL = {"BatchGetItem": 1, "GetItem": 1, "PutObject": 1}

    def test_a_process_whose_stores_answer_is_ready(self, settings, aws_calls):
        settings.SECURE_SSL_REDIRECT = True
        assert ready() == (200, "database ok, records ok, files ok\n")
        assert aws_calls == self.ALL

    def test_asked_often_it_asks_the_stores_once(self, aws_calls):
        client = Client()
        assert {client.get("/readyz").status_code for _ in range(5)} == {200}
        assert aws_calls == self.ALL

    @pytest.mark.parametrize("setting", ["PETS_TABLE", "PHOTOS_TABLE", "ACCOUNTS_TABLE", "AUDIT_TABLE"])
    def test_a_process_without_its_tables_is_not_ready_and_does_not_say_why(self, settings, setting, monkeypatch):
        tables = (photos().pets.table, photos().table, photos().quota.table, audit_log().table)
        [table] = [table for table in tables if table.name == getattr(settings, setting)]
        monkeypatch.setattr(table, "name", "NobodysTable")
        assert ready() == (503, "database ok, records not ok, files ok\n")

    def test_a_bucket_that_is_not_there_is_told_and_keeps_no_process_from_work(self, monkeypatch):
        monkeypatch.setattr(file_storage(), "bucket_name", "nobodys-bucket")
        assert ready() == (200, "database ok, records ok, files not ok\n")

    def test_a_bucket_that_takes_no_files_is_told_although_it_may_be_read(self):
        injector = Injector()
        injector.plan.add(Fault(Trouble.ERROR, 403, "AccessDenied"), "s3:PutObject")
        with injector.standing():
            assert ready() == (200, "database ok, records ok, files not ok\n")

    def test_what_it_puts_leaves_one_version_however_often_and_is_no_stray(self):
        for _ in range(3):
            assert ready()[0] == 200
        assert Truth().versions() == ["photos/readyz"]
        in_two_days = times.now() + timedelta(days=2)
        assert Sweeper(pets(), clock=lambda: in_two_days, workers=1).run().is_clean
        assert list(Comparison(pets()).of_nobody()) == []

    def test_a_database_that_does_not_answer_keeps_a_process_from_work(self, monkeypatch):
        def fails():
            raise OperationalError("at 10.0.0.1 as pettracker")

        monkeypatch.setattr(health, "check_database", fails)
        assert answer_of_a_new_process("/readyz") == (503, "database not ok, records ok, files ok\n")


def answer_of_a_new_process(path: str) -> tuple[int, str]:
    response = HealthMiddleware(lambda _: HttpResponse())(RequestFactory().get(path))
    return response.status_code, response.text


@pytest.mark.usefixtures("aws", "db")
class TestStarted:
    @pytest.fixture
    def process(self):
        middleware = HealthMiddleware(lambda _: HttpResponse())

        def ask() -> tuple[int, str]:
            response = middleware(RequestFactory().get("/startz"))
            return response.status_code, response.text

        return ask

    @pytest.mark.parametrize("name", ["check_database", "check_tables"])
    def test_until_both_have_answered_no_request_is_sent_here(self, monkeypatch, name):
        def fails():
            raise ZeroDivisionError

        monkeypatch.setattr(health, name, fails)
        assert answer_of_a_new_process("/startz") == (503, "not started\n")

    def test_files_are_not_waited_for(self, aws_calls, process):
        assert process() == (200, "started\n")
        assert aws_calls == {"BatchGetItem": 1, "GetItem": 1}

    def test_from_then_on_it_stays_so_and_asks_nobody(self, aws_calls, process, monkeypatch):
        monkeypatch.setattr(health, "_KNOWN_FOR_SECONDS", 0)
        assert process() == (200, "started\n")
        aws_calls.clear()
        injector = Injector()
        injector.plan.add(Fault(Trouble.LOST_REQUEST), "dynamodb:*")
        with injector.standing():
            assert process() == (200, "started\n")
        assert aws_calls == {}


def test_an_answer_is_known_for_three_seconds_and_then_asked_for_anew():
    asked, now = [], [100.0]

    def check():
        asked.append(now[0])
        if len(asked) == 2:
            raise ZeroDivisionError

    ready = Readiness({"it": check}, clock=lambda: now[0])
    answers = {}
    for now[0] in (100.0, 102.9, 103.0, 105.9, 106.0):
        answers[now[0]] = ready()["it"]
    assert answers == {100.0: True, 102.9: True, 103.0: False, 105.9: False, 106.0: True}
    assert asked == [100.0, 103.0, 106.0]


def test_who_asks_while_another_asks_gets_the_last_answer():
    answers = []
    ready = Readiness({"it": lambda: answers.append(ready())})
    assert ready() == {"it": True}
    assert answers == [{"it": False}]


def test_one_that_hangs_does_not_hide_what_the_others_say(hanging):
    hanging.speaks.clear()
    ready = Readiness({"it": hanging, "other": lambda: None}, timeout=0.2)
    assert ready() == {"it": False, "other": True}


class Hanging:
    """A check of something that goes silent; each that begins meanwhile waits until it speaks again."""

    def __init__(self):
        self.asked, self.speaks = 0, Event()
        self.speaks.set()

    def __call__(self):
        self.asked += 1
        self.speaks.wait(10)


@pytest.fixture
def hanging():
    check = Hanging()
    yield check
    check.speaks.set()


def test_a_check_that_takes_too_long_counts_as_not_ready_and_the_next_does_not_wait_for_it(hanging):
    now = 100.0
    ready = Readiness({"it": hanging}, clock=lambda: now, timeout=0.2)
    assert ready()["it"]
    hanging.speaks.clear()
    now += 3
    assert not ready()["it"]
    speaking, hanging.speaks = hanging.speaks, Event()
    hanging.speaks.set()
    now += 3
    assert ready()["it"]  # while the other one hangs on
    assert hanging.asked == 3
    speaking.set()


def test_whatever_hangs_for_ever_does_not_take_all_threads(hanging):
    now = 100.0
    ready = Readiness({"it": hanging}, clock=lambda: now, timeout=0.01)
    hanging.speaks.clear()
    for _ in range(10):
        now += 3
        assert not ready()["it"]
    assert hanging.asked == 3


def test_only_looking_is_allowed():
    assert Client().post("/healthz").status_code == 405


PROBES = [
    ("/healthz", "alive\n"),
    ("/startz", "started\n"),
    ("/readyz", "database ok, records ok, files ok\n"),
]


@pytest.mark.usefixtures("aws", "db")
@pytest.mark.parametrize(("path", "words"), PROBES)
@pytest.mark.parametrize("who", ["client", "as_owner", "as_stranger", "as_admin"])
def test_they_are_open_to_all_and_say_the_same_to_all(request, who, path, words):
    """They are answered before any route is looked for, so no list of routes names them."""
    response = request.getfixturevalue(who).get(path)
    assert (response.status_code, response.text) == (200, words)
    assert not response.cookies
