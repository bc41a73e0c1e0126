"""Search in the captions of one album."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from pettracker_site.aws.dynamo import Attr
from photos.album import captions

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def add(pet, add_photo, photo_records):
    def add(caption: str, shade: int, *, to=pet):
        photo = add_photo(to, shade)
        edited = photo.edited(caption, photo.taken_at.replace(minute=shade), photo.taken_on)
        return photo_records.edit(photo, edited)

    return add


@pytest.fixture
def search(as_owner, pet):
    def search(q: str, **query):
        return as_owner.get(f"/pets/{pet.id}/photos/search/", {"q": q, **query})

    return search


def shown(response) -> list[str]:
    return [photo.caption for photo in response.context["page"].items]


def test_each_word_stands_in_the_caption_whatever_its_case_and_accents(add, search, add_pet):
    add("Au café,\nwith Luna", 1)
    add("At the beach", 2)
    add("", 3)
    add("CAFÉ again", 4, to=add_pet("Other"))
    assert shown(search("cafe LUNA")) == ["Au café,\nwith Luna"]
    assert shown(search("e")) == ["At the beach", "Au café,\nwith Luna"]
    assert shown(search("cafe beach")) == []
    assert shown(search("")) == []


def test_older_photos_than_those_looked_at_are_searched_by_a_link(add, search, monkeypatch):
    monkeypatch.setattr(captions, "LOOKED_AT", 3)
    for number in range(5):
        add("sea" if number in (0, 4) else "", number)
    response = search("sea")
    older = response.context["older"]
    assert len(shown(response)) == 1
    assert "Search older ones" in response.text
    response = search("sea", cursor=older)
    assert len(shown(response)) == 1
    assert response.context["older"] == ""


def test_what_is_found_is_shown_by_pages_that_lead_on(add, search, monkeypatch):
    monkeypatch.setattr(captions, "PAGE_SIZE", 2)
    for number in range(5):
        add(f"sea {number}", number)
    pages, cursor = [], ""
    while not pages or cursor:
        response = search("sea", cursor=cursor)
        pages.append(shown(response))
        cursor = response.context["page"].next
    assert pages == [["sea 4", "sea 3"], ["sea 2", "sea 1"], ["sea 0"]]


def test_a_page_may_begin_at_a_photo_that_is_found(add, search):
    photos = [add(f"sea {number}", number) for number in range(3)]
    assert shown(search("sea", photo=photos[1].id)) == ["sea 1", "sea 0"]


def test_a_caption_written_just_now_is_found_although_its_index_lags(as_owner, add, search, pet, monkeypatch):
    photo = add("", 1)
    monkeypatch.setattr("photos.queries.PhotoQueries.captioned", lambda *_, **__: ([], None))
    taken = photo.taken_at.strftime("%Y-%m-%dT%H:%M:%S")
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/edit/", {"caption": "sea", "taken": taken, "version": "2"})
    assert shown(search("sea")) == ["sea"]


def test_what_changed_just_now_stands_on_its_own_page_alone(as_owner, add, search, pet, monkeypatch):
    monkeypatch.setattr(captions, "PAGE_SIZE", 1)
    monkeypatch.setattr(captions, "LOOKED_AT", 3)
    for photo in [add(f"sea {number}", number) for number in range(4)]:
        as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/favourite/", {"favourite": "yes"})
    pages, cursor = [], ""
    while not pages or cursor:
        response = search("sea", cursor=cursor)
        pages.append(shown(response))
        cursor = response.context["page"].next or response.context["older"]
    assert pages == [["sea 3"], ["sea 2"], ["sea 1"], ["sea 0"]]


def test_a_cursor_of_another_search_is_a_page_that_does_not_exist(add, search, monkeypatch):
    monkeypatch.setattr(captions, "LOOKED_AT", 1)
    add("sea", 1)
    add("sea", 2)
    assert search("beach", cursor=search("sea").context["older"]).status_code == 404


def test_a_search_costs_two_calls_and_only_two_thousand_records_are_looked_at(add, search, aws_calls):
    add("sea", 1)
    aws_calls.clear()
    search("sea")
    assert aws_calls == {"GetItem": 1, "Query": 1}
    assert captions.LOOKED_AT == 2_000


def test_where_dynamodb_cuts_its_pages_short_no_more_is_looked_at(photo_records, pet, add, monkeypatch):
    photo = add("sea", 1)
    for number in range(3):
        other = replace(photo, id=f"{number}", caption="x")
        photo_records.table.put(photo_records.item(other), Attr("PhotoId").not_exists()).run()
    query, asked = photo_records.table.client.query, []

    def cut(**request):
        asked.append(request["Limit"])
        return query(**request | {"Limit": 1})

    monkeypatch.setattr(photo_records.table, "client", SimpleNamespace(query=cut))
    found, last = photo_records.captioned(pet.id, most=3)
    assert (len(found), asked) == (3, [3, 2, 1])
    assert last is not None
