"""A calendar feed: what whoever has its link gets, and what nobody else does."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from botocore.exceptions import ReadTimeoutError
from django.test import Client

from pets.care import repository as care
from pets.children.moving import mover
from pets.domain import Pet
from pets.medicines import repository as medicines
from pets.profile import Kind, Profile
from pets.repository import pets
from pets.roles import Role
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr
from pettracker_site.links.domain import LinkKind, hash_of, new_token
from pettracker_site.links.repository import links
from pettracker_site.web import logs, secret_links
from tests.care import vaccination
from tests.feeds import address_of, make_feed
from tests.medicines import daily, new_medicine
from tests.people import let_in

FEED = LinkKind.FEED
GOOGLE = "Google-Calendar-Importer"


@pytest.fixture
def made(owner, pet):
    """Of all pets of the owner, who has Rex, whose vaccination is due this year."""
    due = date(times.now().year, 12, 31)
    care.add(pet, vaccination(pet, "Rabies", due - timedelta(days=400), due), by=None)
    return make_feed(owner.key)


@pytest.fixture
def get(client):
    """One fetch by a program that has no cookies; `made` or a token."""

    def get(link, **headers) -> object:
        path = address_of(link) if hasattr(link, "token") else f"/calendar/{link}.ics"
        return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return get


def summaries(response) -> list[str]:
    assert response.status_code == 200
    calendar = icalendar.Calendar.from_ical(response.content)
    return [f"{event['DTSTART'].dt} {event['SUMMARY']}" for event in calendar.subcomponents]


def test_who_has_the_link_gets_the_calendar_without_a_login_and_nothing_keeps_it(get, made, pet):
    response = get(made)
    [event] = icalendar.Calendar.from_ical(response.content).subcomponents
    assert (event["SUMMARY"], event["URL"]) == ("Rex: Rabies", f"http://testserver/pets/{pet.id}/")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert {"no-store", "private"} <= {word.strip() for word in response["Cache-Control"].split(",")}
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert not response.cookies


def test_it_is_only_read(made):
    path = address_of(made)
    assert Client().head(path).status_code == 200
    assert [Client().generic(verb, path).status_code for verb in ("POST", "PUT", "DELETE", "OPTIONS")] == [405] * 4


def test_a_feed_of_twenty_pets_costs_three_calls_and_two_within_the_hour(
    get, owner, add_pet, aws_calls, django_assert_num_queries
):
    chosen = make_feed(owner.key, *(add_pet(f"Pet {number}", adopted_on=date(2020, 5, 5)) for number in range(20)))
    aws_calls.clear()
    with django_assert_num_queries(1):  # whether the person is active
        assert len(summaries(get(chosen))) == 20 * 2
    assert aws_calls == {"GetItem": 1, "BatchGetItem": 1, "UpdateItem": 1}
    aws_calls.clear()
    get(chosen)
    assert aws_calls == {"GetItem": 1, "BatchGetItem": 1}
    every_one = make_feed(owner.key, nonce="another form")
    aws_calls.clear()
    assert len(summaries(get(every_one))) == 20 * 2
    assert aws_calls == {"GetItem": 1, "Query": 1, "UpdateItem": 1}


def test_its_bytes_stay_the_same_all_year_until_something_changes(get, made, pet, monkeypatch):
    year = times.now().year
    first = get(made)
    for day in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, tzinfo=UTC)):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: day)
        again = get(made)
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    monkeypatch.undo()
    renamed = replace(pets().get(pet.id).profile, name="Max")
    pets().edit(pets().get(pet.id), renamed, times.now(), "a form")
    assert get(made)["ETag"] != first["ETag"]
    assert summaries(get(made)) == [f"{year}-12-31 Max: Rabies"]


def test_a_medicine_as_it_is_written_down_has_its_days(get, made, pet):
    last = date(times.now().year + 1, 12, 31)
    medicines.add(pets().get(pet.id), new_medicine(pet, daily(last - timedelta(1), "08:00", "20:00")), by=None)
    shown = [f"{day} Rex: Apoquel at 08:00 and 20:00" for day in (last - timedelta(1), last)]
    assert summaries(get(made))[-2:] == shown


def test_a_new_year_begins_where_its_person_lives(get, made, owner, monkeypatch):
    year = times.now().year
    owner.time_zone = "Pacific/Auckland"
    owner.save()
    make = lambda hour: datetime(year, 12, 31, hour, tzinfo=UTC)  # noqa: E731
    monkeypatch.setattr("django.utils.timezone.now", lambda: make(10))
    assert len(summaries(get(made))) == 1
    monkeypatch.setattr("django.utils.timezone.now", lambda: make(12))
    assert summaries(get(made)) == []


def test_a_program_that_has_it_already_is_told_so_without_a_body(get, made):
    etag = get(made)["ETag"]
    for said in (etag, f"W/{etag}", f'"other", {etag}'):
        response = get(made, if_none_match=said)
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert "no-store" in response["Cache-Control"]
    assert get(made, if_none_match='"other"').status_code == 200


def test_a_compressed_feed_has_the_same_content_and_is_known_again(get, owner, add_pet):
    for number in range(3):
        add_pet(f"Pet {number}", adopted_on=date(2020, 5, 5))
    made = make_feed(owner.key)
    small = get(made, accept_encoding="gzip")
    assert small["Content-Encoding"] == "gzip"
    assert get(made, accept_encoding="gzip", if_none_match=small["ETag"]).status_code == 304


def of_another_kind(made) -> str:
    token = new_token(FEED)
    item = {"AccountId": f"link#{hash_of(FEED, token)}", "Item": "link", **made.link.to_item(), "Kind": "share"}
    links().table.put(item, Attr("AccountId").not_exists()).run()
    return token


def renewed(made) -> str:
    links().renew(made.link)
    return made.token


def ended(made) -> str:
    links().end(made.link.by, FEED, made.link.id)
    return made.token


WRONG = {
    "never made": lambda made: new_token(FEED),
    "renewed": renewed,
    "ended": ended,
    "of another kind": of_another_kind,
    "too short": lambda made: made.token[:-1],
    "too long": lambda made: made.token + "a" * 3_000,
    "of other signs": lambda made: "%C3%A4" * 43,
}


def test_what_is_no_feed_any_more_or_never_was_is_one_and_the_same_404(get, owner, aws_calls):
    def told(response) -> dict:
        return {name: said for name, said in response.items() if name not in ("X-Request-ID", "Expires")}

    usual = get("a" * 43)
    assert (usual["X-Robots-Tag"], usual["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert "no-store" in usual["Cache-Control"]
    for why, spoil in WRONG.items():
        token = spoil(make_feed(owner.key, nonce=why))
        aws_calls.clear()
        response = get(token)
        assert aws_calls == {"GetItem": 1}, why
        assert (response.status_code, response.content) == (404, usual.content), why
        assert told(response) == told(usual), why


@pytest.mark.parametrize("field", [{"is_active": False}, {"is_active": False, "erasing_since": times.now()}])
def test_the_feed_of_who_is_deactivated_or_being_deleted_is_that_404_too(get, made, owner, field):
    type(owner).objects.filter(pk=owner.pk).update(**field)
    response = get(made)
    assert (response.status_code, response.content) == (404, get("a" * 43).content)


@pytest.mark.parametrize("operation", ["get_item", "query"])
def test_where_the_store_does_not_answer_no_calendar_is_sent_and_it_is_said_when_to_come_back(
    get, made, monkeypatch, operation
):
    def fail(**_):
        raise ReadTimeoutError(endpoint_url="dynamodb")

    monkeypatch.setattr(clients.dynamodb(), operation, fail)
    response = get(made)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "VCALENDAR" not in response.text


def test_where_it_answers_for_some_of_the_pets_only_no_calendar_is_sent(
    get, owner, pet, add_pet, monkeypatch, settings
):
    made = make_feed(owner.key, pet, add_pet("Luna"))
    settings.PAGE_SECONDS = 1.2  # for which it asks again
    real = clients.dynamodb().batch_get_item

    def some(RequestItems):
        [(table, asked)] = RequestItems.items()
        answer = real(RequestItems={table: {**asked, "Keys": asked["Keys"][:1]}}) if len(asked["Keys"]) > 1 else {}
        return {**answer, "UnprocessedKeys": {table: {**asked, "Keys": asked["Keys"][-1:]}}}

    monkeypatch.setattr(clients.dynamodb(), "batch_get_item", some)
    response = get(made)
    assert (response.status_code, "VCALENDAR" in response.text) == (503, False)


def test_it_is_sent_all_the_same_where_that_it_was_fetched_cannot_be_noted(get, made, monkeypatch):
    def fail(**_):
        raise ReadTimeoutError(endpoint_url="dynamodb")

    monkeypatch.setattr(clients.dynamodb(), "update_item", fail)
    assert len(summaries(get(made))) == 1


def test_pets_that_its_person_may_not_see_any_more_are_left_out(get, owner, stranger, add_pet):
    born = {"birth_date": date(times.now().year - 2, 5, 5)}
    names = ("kept", "moved", "deleted", "theirs", "shared", "over")
    mine = {name: add_pet(name, **born) for name in names[:3]}
    theirs = {name: add_pet(name, stranger, **born) for name in names[3:]}
    let_in(theirs["shared"], owner.key, Role.VIEWER)
    let_in(theirs["over"], owner.key, Role.CO_OWNER, until=times.now())
    chosen = make_feed(owner.key, *mine.values(), *theirs.values())
    mover().begin(mine["moved"], stranger.key)
    pets().delete(mine["deleted"], times.now())
    shown = {words.split()[1] for words in summaries(get(chosen))}
    assert shown == {"kept", "shared"}


def test_a_feed_of_all_pets_has_those_that_came_later(get, made, owner, pet_records):
    later = Profile("Luna", Kind.CAT, adopted_on=date(times.now().year - 1, 2, 3))
    pet_records.add(Pet.new(owner.key, "later", later, times.now()))
    assert any("Luna" in words for words in summaries(get(made)))


def test_when_it_was_fetched_is_noted_once_an_hour_by_a_name_of_ours(get, made, monkeypatch):
    get(made, user_agent=f"{GOOGLE} my own words")
    link = links().find(FEED, made.token)
    assert (link.used_by, (times.now() - link.used_at) < timedelta(minutes=1)) == ("google", True)
    get(made, user_agent="my own words")
    assert links().find(FEED, made.token) == link
    later = times.now() + timedelta(hours=1)
    monkeypatch.setattr(times, "now", lambda: later)
    get(made, user_agent="my own words")
    assert links().find(FEED, made.token).used_by == "other"
    assert "my own words" not in str(links().table.get((f"link#{link.hash}", "link")))


def test_guesses_are_slowed_down_and_who_has_the_link_never_waits(get, made, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.0)
    monkeypatch.setattr(secret_links, "MOST_GUESSES", 2)
    assert [get(f"{number:043}").status_code for number in range(4)] == [404, 404, 429, 429]
    slowed = get("a" * 43)
    assert int(slowed["Retry-After"]) > 0
    assert slowed["X-Robots-Tag"] == "noindex"
    assert summaries(get(made))
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"/calendar/{'a' * 43}.ics").status_code == 404


@pytest.mark.parametrize("goes_wrong", ["nothing", "the store", "our code"])
def test_no_token_reaches_the_log(get, made, caplog, monkeypatch, goes_wrong):
    def fail(*_, **__):
        raise (
            ReadTimeoutError(endpoint_url="dynamodb")
            if goes_wrong == "the store"
            else RuntimeError("nobody thought of")
        )

    if goes_wrong != "nothing":
        monkeypatch.setattr("pets.calendar.feed_view._calendar", fail)
    logging.getLogger("botocore").setLevel(logging.WARNING)  # as production's settings say
    caplog.set_level(logging.DEBUG)
    browser = Client(raise_request_exception=False)
    wrong = "b" * 43
    for token in (made.token, wrong):
        browser.get(f"/calendar/{token}.ics", headers={"Referer": f"https://testserver/calendar/{token}.ics"})
        browser.post(f"/calendar/{token}.ics")
    logging.getLogger("botocore").setLevel(logging.NOTSET)
    is_written, form = logs.WithoutPaths().filter, logging.Formatter().format  # as each line goes through it
    records = [record for record in caplog.records if is_written(record)]
    written = "\n".join(f"{form(record)} {record.__dict__.get('route', '')}" for record in records)
    assert "calendar:feed" in written
    assert made.token not in written
    assert wrong not in written
