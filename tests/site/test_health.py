"""What load balancers ask: answered by plain http, under any host name, and without a word too many."""

from threading import Event

import pytest
from django.test import Client

from pettracker_site.aws import clients
from pettracker_site.aws.trail import trail
from pettracker_site.health import Readiness

ANY_HOST = {"HTTP_HOST": "10.0.0.7"}


def test_a_living_process_says_so_without_touching_anything(settings):
    settings.SECURE_SSL_REDIRECT = True  # and no database is allowed in this test
    response = Client().get("/healthz", **ANY_HOST, HTTP_COOKIE="sessionid=made-up")
    assert (response.status_code, response.text) == (200, "alive\n")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("aws", "db")
class TestReady:
    def test_a_process_whose_stores_answer_is_ready(self, settings, aws_calls):
        settings.SECURE_SSL_REDIRECT = True
        response = Client().get("/readyz", **ANY_HOST)
        assert (response.status_code, response.text) == (200, "ready\n")
        assert aws_calls == {"BatchGetItem": 1, "GetItem": 1, "GetObject": 1}

    def test_asked_often_it_asks_the_stores_once(self, aws_calls):
        client = Client()
        assert {client.get("/readyz").status_code for _ in range(5)} == {200}
        assert aws_calls.total() == 3

    @pytest.mark.parametrize("setting", ["PHOTO_BUCKET", "PETS_TABLE", "PHOTOS_TABLE", "ACCOUNTS_TABLE", "AUDIT_TABLE"])
    def test_a_process_without_its_stores_is_not_ready_and_does_not_say_why(self, settings, setting, monkeypatch):
        from photos.repository import photos
        from photos.storage import photo_storage

        if setting == "PHOTO_BUCKET":
            monkeypatch.setattr(photo_storage(), "bucket_name", "nobodys-bucket")
        else:
            tables = (photos().pets.table, photos().table, photos().quota.table, trail().table)
            [table] = [table for table in tables if table.name == getattr(settings, setting)]
            monkeypatch.setattr(table, "name", "NobodysTable")
        response = Client().get("/readyz")
        assert (response.status_code, response.text) == (503, "not ready\n")

    def test_a_role_that_may_not_list_the_bucket_is_ready(self, monkeypatch):
        real = clients.s3()

        class Refusing:
            exceptions = real.exceptions

            def get_object(self, **_):
                response = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
                raise real.exceptions.ClientError(response, "GetObject")

        with monkeypatch.context() as patch:
            patch.setattr(clients, "s3", Refusing)
            assert Client().get("/readyz").status_code == 200


def test_an_answer_is_known_for_three_seconds_and_then_asked_for_anew():
    asked, now = [], [100.0]

    def check():
        asked.append(now[0])
        if len(asked) == 2:
            raise ZeroDivisionError

    ready = Readiness(check, clock=lambda: now[0])
    answers = {}
    for now[0] in (100.0, 102.9, 103.0, 105.9, 106.0):
        answers[now[0]] = ready()
    assert answers == {100.0: True, 102.9: True, 103.0: False, 105.9: False, 106.0: True}
    assert asked == [100.0, 103.0, 106.0]


def test_who_asks_while_another_asks_gets_the_last_answer():
    answers = []
    ready = Readiness(lambda: answers.append(ready()))
    assert ready()
    assert answers == [False]


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
    ready = Readiness(hanging, clock=lambda: now, patience=0.2)
    assert ready()
    hanging.speaks.clear()
    now += 3
    assert not ready()
    speaking, hanging.speaks = hanging.speaks, Event()
    hanging.speaks.set()
    now += 3
    assert ready()  # while the other one hangs on
    assert hanging.asked == 3
    speaking.set()


def test_whatever_hangs_for_ever_does_not_take_all_threads(hanging):
    now = 100.0
    ready = Readiness(hanging, clock=lambda: now, patience=0.01)
    hanging.speaks.clear()
    for _ in range(10):
        now += 3
        assert not ready()
    assert hanging.asked == 3


def test_only_looking_is_allowed():
    assert Client().post("/healthz").status_code == 405


@pytest.mark.usefixtures("aws", "db")
@pytest.mark.parametrize(("door", "words"), [("/healthz", "alive\n"), ("/readyz", "ready\n")])
@pytest.mark.parametrize("who", ["client", "as_owner", "as_stranger", "as_admin"])
def test_both_are_open_to_all_and_say_the_same_to_all(request, who, door, words):
    """They are answered before any route is looked for, so no list of routes names them."""
    response = request.getfixturevalue(who).get(door)
    assert (response.status_code, response.text) == (200, words)
    assert not response.cookies
