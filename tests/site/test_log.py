"""The log of production: a line per request, a line per failed call to AWS, and nothing that must stay private."""

import json
import logging
from io import StringIO

import pytest
from botocore.exceptions import ReadTimeoutError
from django.test import Client
from django.urls import path
from structlog.stdlib import ProcessorFormatter

from pettracker_site.aws import clients
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.urls import urlpatterns as real
from pettracker_site.web import logs
from tests.people import PASSWORD
from tests.store.makers import new_pet

SIGNED = (
    "https://bucket.s3.amazonaws.com/photos/a.jpg?X-Amz-Signature=abcdef&X-Amz-Credential=AKID",
    "https://d111111abcdef8.cloudfront.net/thumbs/a.webp?Expires=1780317000&Signature=ghijkl~-_&Key-Pair-Id=K2JCJM",
    "https://d111111abcdef8.cloudfront.net/thumbs/a.webp?Policy=eyJTd&Signature=ghijkl~-_&Key-Pair-Id=K2JCJM",
)


def fails(request, key):
    raise RuntimeError(f"owner@example.com saw {' '.join(SIGNED)} with sessionid=0123456789abcdef")


urlpatterns = [*real, path("fails/<str:key>/", fails, name="fails")]


class Log(list):
    """What was written, as the objects that the lines hold."""

    def __init__(self, stream: StringIO) -> None:
        self.text = stream.getvalue()
        super().__init__(json.loads(line) for line in self.text.splitlines())

    def of(self, event: str) -> list[dict]:
        return [line for line in self if line["event"] == event]


@pytest.fixture
def log():
    """Gives the lines so far, written as in production; that credentials were found was told before."""
    clients.credentials()
    stream = StringIO()
    said = logs.configuration(json=True)["formatters"]["line"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ProcessorFormatter(**{key: value for key, value in said.items() if key != "()"}))
    handler.addFilter(logs.WithoutPaths())
    logging.getLogger().addHandler(handler)
    yield lambda: Log(stream)
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def failing_call():
    """Lets a call of DynamoDB end as told, as often as told."""
    events = clients.dynamodb().meta.events
    answers = []

    def instead(**_):
        if answers:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
        return

    events.register_first("before-send.dynamodb.*", instead, unique_id="failing")
    yield answers.extend
    events.unregister("before-send.dynamodb.*", unique_id="failing")


def test_a_request_is_one_line(as_owner, owner, aws, log):
    pet = new_pet()
    as_owner.get(f"/pets/{pet.id}/edit/", headers={"X-Request-ID": "from-the-proxy-1"})
    [line] = log()
    assert line.pop("ms") >= line.pop("aws_ms") > 0
    assert line.pop("time").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "pettracker_site.web.request_log",
        "request_id": "from-the-proxy-1",
        "user": str(owner.pk),
        "method": "GET",
        "route": "pets:edit",
        "status": 404,
        "aws_calls": 1,
    }
    assert str(pet.id) not in log().text


def test_a_visitor_has_no_id_and_an_unknown_address_no_route(client, log):
    client.get("/password/reset/key/secret/")
    [line] = log()
    assert (line["user"], line["route"], line["status"]) == (None, "-", 404)
    assert "secret" not in log().text


def test_the_login_is_told_by_the_persons_id_and_not_by_the_address(owner, log):
    Client().post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert [line["user"] for line in log()] == [str(owner.pk)]
    assert "@" not in log().text


def test_every_answer_names_the_id_of_its_line(client, log):
    assert client.get("/")["X-Request-ID"] == log()[0]["request_id"]


@pytest.mark.parametrize("given", ["short", "x" * 65, "two words and more", 'quote"quote"', "line\nline-line"])
def test_an_id_that_could_forge_a_line_is_replaced(client, log, given):
    answered = client.get("/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_a_streamed_answer_is_told_when_it_is_complete(as_owner, pet_records, owner, log):
    pet_records.add(new_pet(owner.key))
    response = as_owner.get("/preferences/copy/")
    assert log() == []
    assert b"".join(response.streaming_content)
    response.close()
    [line] = log()
    assert line["route"] == "copy-of-my-data"
    assert line["aws_calls"] > 1


def test_a_streamed_answer_that_nobody_reads_to_its_end_is_told_once(as_owner, aws, log):
    response = as_owner.get("/preferences/copy/")
    response.close()
    response.close()
    assert len(log().of("request")) == 1


def test_static_files_are_not_told(client, log):
    client.get("/static/css/base.css")
    assert log() == []


@pytest.mark.urls(__name__)
def test_an_exception_that_nobody_caught_is_told_once_with_its_traceback_and_without_secrets(as_owner, log):
    as_owner.raise_request_exception = False
    as_owner.get("/fails/reset-key/?next=/secret/")
    [failure] = log().of("uncaught exception")
    [line] = log().of("request")
    assert len(log()) == 2
    assert line["status"] == 500
    assert failure["request_id"] == line["request_id"]
    assert "Traceback" in failure["exception"]
    assert "in fails" in failure["exception"]
    hidden = ("owner@example.com", "X-Amz-", "abcdef&", "AKID", "0123456789", "reset-key/", "/secret/")
    for secret in (*hidden, "Expires", "Signature", "ghijkl", "Policy", "eyJTd", "Key-Pair-Id", "K2JCJM"):
        assert secret not in log().text
    assert log().text.count("?[signature]") >= len(SIGNED)


def test_a_suspicious_request_is_told_without_what_it_sent(client, log):
    client.get("/", headers={"Host": "evil.example"})
    assert [line["event"] for line in log()] == ["suspicious request", "request"]
    assert "evil" not in log().text


def test_a_form_without_its_token_is_told_as_suspicious(db, log):
    Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "owner@example.com"})
    assert [line["event"] for line in log()] == ["suspicious request", "request"]
    assert log()[0]["logger"] == "django.security.csrf"
    assert "/accounts/" not in log().text


def test_a_call_that_fails_for_good_is_one_line(as_owner, aws, failing_call, log):
    failing_call([ReadTimeoutError(endpoint_url="https://dynamodb")] * 9)
    assert as_owner.get("/pets/").status_code == 503
    [line] = log().of("AWS call failed")
    assert line["operation"] == "Query"
    assert line["code"] == "ReadTimeoutError"
    assert line["outcome"] == "given up"
    assert line["attempts"] == 2
    assert line["request_id"] == log().of("request")[0]["request_id"]


def test_a_call_that_is_not_even_tried_says_why(as_owner, aws, failing_call, log):
    failing_call([StoreUnavailable("no time left")])
    assert as_owner.get("/pets/").status_code == 503
    [line] = log().of("AWS call failed")
    assert line["code"] == "StoreUnavailable: no time left"


def test_a_call_that_another_attempt_repaired_is_one_line(as_owner, aws, failing_call, log):
    failing_call([ReadTimeoutError(endpoint_url="https://dynamodb")])
    assert as_owner.get("/pets/").status_code == 200
    [line] = log().of("AWS call answered late")
    assert (line["code"], line["outcome"], line["attempts"]) == ("ReadTimeoutError", "answered", 2)


def test_an_answer_that_was_asked_for_is_no_failure(pet_records, log):
    pet = new_pet()
    pet_records.add(pet)
    pet_records.add(pet)  # the condition does not hold, and the pet is recognised as one's own
    assert log() == []


def test_a_local_page_tells_the_browser_what_it_took(as_owner, aws, settings):
    assert "Server-Timing" not in as_owner.get("/pets/")
    settings.SERVER_TIMING = True
    told = as_owner.get("/pets/")["Server-Timing"]
    assert told.startswith("app;dur=")
    assert 'desc="1 calls"' in told
    assert 'desc="2 queries"' in told
