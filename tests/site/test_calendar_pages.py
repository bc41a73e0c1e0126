"""One's calendar feeds: a link that is shown once, made anew and ended."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from pets.calendar.feeds import MOST_FEEDS, Shown
from pettracker_site.accounts import deletion
from pettracker_site.aws import times
from pettracker_site.links.domain import LinkKind
from pettracker_site.links.repository import links
from tests import stores
from tests.feeds import address_of, feed_form, make_feed

FEED = LinkKind.FEED
LINK = re.compile(r"http://testserver(/calendar/[\w-]{43}\.ics)")


def link_on(response) -> str:
    """The address of the feed that a page shows, the only one."""
    [found] = set(LINK.findall(response.text))
    return found


def works(path: str) -> bool:
    return Client().get(path).status_code == 200


def test_a_new_feed_has_its_link_shown_this_once(as_owner, owner, pet):
    response = as_owner.post("/calendar/", feed_form())
    assert response.status_code == 201
    path = link_on(response)
    assert works(path)
    assert f'href="webcal://testserver{path}"' in response.text
    assert "no-store" in response["Cache-Control"]
    [made] = links().of(owner.key, FEED)
    assert (made.title, dict(made.opens)) == ("Our dogs", {"Kinds": ["birthdays", "health"], "Pets": []})
    listed = as_owner.get("/calendar/").text
    assert "Our dogs" in listed
    assert not LINK.search(listed)
    assert path.rpartition("/")[2].removesuffix(".ics") not in str(stores.items(settings.ACCOUNTS_TABLE))


def test_the_same_form_once_more_makes_no_second_feed_and_spoils_no_link(as_owner, owner, pet):
    path = link_on(as_owner.post("/calendar/", feed_form()))
    again = as_owner.post("/calendar/", feed_form(), follow=True)
    assert "made already" in again.text
    assert len(links().of(owner.key, FEED)) == 1
    assert works(path)


def test_a_feed_is_of_the_pets_that_were_chosen_and_of_nobody_elses(as_owner, owner, stranger, add_pet):
    rex, luna, theirs = add_pet("Rex"), add_pet("Luna"), add_pet("Theirs", stranger)
    as_owner.post("/calendar/", feed_form(which="chosen", pets=[rex.id]))
    [made] = links().of(owner.key, FEED)
    assert made.opens["Pets"] == [rex.id]
    page = as_owner.get("/calendar/")
    assert ("Rex · " in page.text, "Luna · " in page.text) == (True, False)
    refused = as_owner.post("/calendar/", feed_form(which="chosen", pets=[luna.id, theirs.id], nonce=rex.id))
    assert "not on this list any more" in refused.text
    assert len(links().of(owner.key, FEED)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "Give it a name"),
        ({"title": "x" * 61}, "at most 60 characters"),
        ({"title": "a\u202eb"}, "invisible control characters"),
        ({"shown": []}, "Choose at least one."),
        ({"shown": ["everything"]}, "Choose from this list."),
        ({"which": "chosen"}, "Choose at least one pet"),
    ],
)
def test_what_makes_no_feed_is_said_beside_its_field_and_nothing_typed_is_lost(as_owner, owner, pet, typed, said):
    response = as_owner.post("/calendar/", feed_form(**typed))
    assert response.status_code == 200
    assert said in response.text
    assert (typed.get("title") or 'name="title"') in response.text
    assert 'value="health" id="id_shown_0" checked' in response.text or "shown" in typed
    assert links().of(owner.key, FEED) == []


def test_there_are_ten_feeds_at_most_and_the_page_says_so(as_owner, owner):
    for number in range(MOST_FEEDS):
        make_feed(owner.key, nonce=f"form {number}")
    assert "the most feeds there can be" in as_owner.get("/calendar/").text
    assert "which is the most" in as_owner.post("/calendar/", feed_form()).text
    assert len(links().of(owner.key, FEED)) == MOST_FEEDS


def test_a_new_link_takes_the_place_of_the_one_before_and_a_second_click_spoils_nothing(as_owner, owner):
    made = make_feed(owner.key)
    asked = as_owner.get(f"/calendar/{made.link.id}/")
    assert 'name="version" value="1"' in asked.text
    response = as_owner.post(f"/calendar/{made.link.id}/renew/", {"version": "1"})
    assert response.status_code == 201
    path = link_on(response)
    assert (works(path), works(address_of(made))) == (True, False)
    again = as_owner.post(f"/calendar/{made.link.id}/renew/", {"version": "1"}, follow=True)
    assert "has got a new link already" in again.text
    assert works(path)


def test_a_feed_that_ended_opens_nothing_and_is_on_no_list(as_owner, owner):
    made = make_feed(owner.key, title="Ours")
    for _ in range(2):
        assert "has ended" in as_owner.post(f"/calendar/{made.link.id}/end/", follow=True).text
    assert not works(address_of(made))
    assert "Ours" not in as_owner.get("/calendar/").text
    assert as_owner.get(f"/calendar/{made.link.id}/").status_code == 404


def test_somebody_elses_feed_does_not_exist(as_stranger, owner):
    made = make_feed(owner.key)
    assert as_stranger.get(f"/calendar/{made.link.id}/").status_code == 404
    assert as_stranger.post(f"/calendar/{made.link.id}/renew/", {"version": "1"}).status_code == 404
    as_stranger.post(f"/calendar/{made.link.id}/end/")
    assert works(address_of(made))


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (None, "Not fetched yet"),
        (0, "Fetched within the last hour by Google Calendar"),
        (1, "Last fetched 1 hour ago by Google Calendar"),
        (9, "Last fetched 9 hours ago by Google Calendar"),
        (49, "Last fetched 2 days ago by Google Calendar"),
    ],
)
def test_the_page_says_when_a_feed_was_last_fetched_and_by_what(as_owner, owner, monkeypatch, ago, said):
    made = make_feed(owner.key)
    now = times.now()
    if ago is not None:
        monkeypatch.setattr(times, "now", lambda: now - timedelta(hours=ago, minutes=5))
        links().note_use(made.link, "google")
    monkeypatch.setattr(times, "now", lambda: now)
    assert said in as_owner.get("/calendar/").text


def test_the_page_costs_three_calls(as_owner, owner, pet, aws_calls):
    for number in range(3):
        make_feed(owner.key, nonce=f"form {number}")
    aws_calls.clear()
    as_owner.get("/calendar/")
    assert aws_calls == {"Query": 2, "BatchGetItem": 1}


def test_the_code_to_scan_holds_the_link_and_needs_no_style_of_its_own(as_owner, pet):
    page = as_owner.post("/calendar/", feed_form()).text
    [drawn] = re.findall(r"<svg viewBox.*?</svg>", page, re.DOTALL)
    assert "style" not in drawn
    assert 'fill="#fff"' in drawn


def test_the_copy_of_ones_data_names_feeds_and_nothing_that_finds_their_links(as_owner, owner, pet):
    made = make_feed(owner.key, pet, shown=[Shown.HEALTH], title="Ours")
    text = b"".join(as_owner.get("/preferences/copy/")).decode()
    [feed] = json.loads(text)["calendar_feeds"]
    created = times.to_text(made.link.created_at)
    assert feed == {"Title": "Ours", "Kinds": ["health"], "Pets": [pet.id], "CreatedAt": created}
    assert made.link.hash not in text


def test_who_is_deleted_leaves_no_links(owner, aws):
    made = make_feed(owner.key)
    deletion.start(owner)
    assert not works(address_of(made))
    assert deletion.resume(owner, times.now() + 2 * deletion.SETTLED)
    assert stores.items(settings.ACCOUNTS_TABLE) == []
