"""A pet's timeline: photos and records by their days, page by page, at the price of one page."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.template.loader import get_template

from pets.life.records import _kinds
from pets.life.repository import life
from pets.roles import Role
from pettracker_site.aws.dynamo import Attr
from pettracker_site.pages.timeline import PAGE_SIZE, Entry, by_month
from photos.hiding import hide
from tests.conftest import logged_in
from tests.milestones import add_milestone, new_milestone
from tests.people import let_in
from tests.uploads import fill_album


@pytest.fixture
def address(pet):
    return f"/pets/{pet.id}/timeline/"


def keep(pet, count: int, *, on: date) -> None:
    """So many milestones, each of a day of its own, the last on that day: as items, at once."""
    for number in range(count):
        item = life().item(new_milestone(pet, title=f"Day {number}", on=on - timedelta(days=number)))
        life().table.put(item, Attr("Record").not_exists()).run()


def moments(response) -> list[str]:
    return [moment.id for month in response.context["months"] for moment in month.moments]


def test_photos_and_records_stand_by_their_days_the_newest_first(as_owner, pet, address, photo_records):
    photo = fill_album(pet, 1)[0]
    taken = datetime.fromisoformat("2025-06-01T09:00:00Z")
    photo_records.edit(photo, replace(photo, taken_at=taken, taken_on=taken.date()))
    days = (date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 2))
    before, same, after = (add_milestone(life().pets.get(pet.id), on=day) for day in days)
    assert moments(as_owner.get(address)) == [after.id, photo.id, same.id, before.id]


def test_a_photo_of_last_month_on_its_own_wall_stands_in_last_month(pet, photo_records):
    photo = fill_album(pet, 1)[0]
    evening = datetime.fromisoformat("2025-06-01T03:00:00Z")  # still the evening before, where it was taken
    photo = replace(photo, taken_at=evening, taken_on=date(2025, 5, 31))
    noted = new_milestone(pet, on=date(2025, 6, 1))
    entries = [Entry(photo, photo.taken_on, photo.place), Entry(noted, noted.on, noted.order)]
    found = by_month(entries, pet)
    assert [(month.key, [each.id for each in month.moments]) for month in found] == [
        ("2025-06", [noted.id]),
        ("2025-05", [photo.id]),
    ]


def test_photos_of_a_day_are_one_moment_and_a_month_tells_the_age(as_owner, add_pet):
    pet = add_pet("Miso", birth_date=date(2025, 3, 1))
    fill_album(pet, 3)
    add_milestone(pet, on=date(2025, 6, 2))
    months = as_owner.get(f"/pets/{pet.id}/timeline/").context["months"]
    assert [len(moment.cards) for moment in months[0].moments] == [3]
    assert months[-1].age == "3 months"


def test_its_pages_go_on_without_scripts_and_lead_back(as_owner, pet, address):
    fill_album(pet, 20)
    keep(pet, 20, on=date(2026, 1, 31))
    first = as_owner.get(address)
    second = as_owner.get(address, {"cursor": first.context["page"].next})
    shown = [entry.what.id for page in (first, second) for entry in page.context["page"].items]
    assert len(shown) == len(set(shown)) == 40
    assert 'rel="next"' in first.text
    assert 'rel="next"' not in second.text
    back = as_owner.get(address, {"cursor": second.context["page"].previous})
    assert back.context["page"].items == first.context["page"].items
    assert as_owner.get(address, {"cursor": "made up"}).status_code == 404


def test_what_is_behind_a_cursor_and_gone_leads_to_the_beginning(as_owner, pet, address):
    keep(pet, PAGE_SIZE + 1, on=date(2026, 1, 31))
    cursor = as_owner.get(address).context["page"].next
    last = life().from_place(pet.id, "", True, 1)[0]
    life().delete(life().pets.get(pet.id), last, by=None)
    assert as_owner.get(address, {"cursor": cursor})["Location"] == address


def test_a_kind_that_this_process_does_not_know_yet_is_left_out_and_hides_nothing_older(as_owner, pet, address):
    keep(pet, 1, on=date(2025, 1, 31))
    for number in range(PAGE_SIZE):
        item = life().item(new_milestone(pet, title=f"Dream {number}", on=date(2026, 1, 31)))
        dream = {**item, "Kind": "dream", "Record": item["Record"].replace("milestone", "dream")}
        life().table.put(dream, Attr("Record").not_exists()).run()
    first = as_owner.get(address)
    assert moments(first) == []
    (oldest,) = moments(as_owner.get(address, {"cursor": first.context["page"].next}))
    assert oldest == life().from_place(pet.id, "", True, 1)[0].id


@pytest.mark.parametrize("count", [0, 300])
def test_a_page_costs_the_same_three_calls_and_as_much_reading_at_any_length(
    as_owner, pet, address, aws_calls, monkeypatch, count
):
    fill_album(pet, 2)
    keep(pet, count, on=date(2026, 1, 31))
    asked = []
    query = type(life().table).query
    monkeypatch.setattr(
        type(life().table), "query", lambda self, *a, **k: asked.append(k["limit"]) or query(self, *a, **k)
    )
    aws_calls.clear()
    assert as_owner.get(address).status_code == 200
    assert aws_calls == {"GetItem": 1, "Query": 2}
    assert asked == [PAGE_SIZE + 1] * 2


def test_what_changed_just_now_is_there_though_the_photos_index_lags(as_owner, pet, address, add_photo):
    photo = add_photo(pet)
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    assert moments(as_owner.get(address)) == []
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/restore/")
    assert moments(as_owner.get(address)) == [photo.id]


def test_who_may_only_look_sees_no_hidden_photo_and_no_way_to_change(
    pet, address, add_photo, photo_records, make_person
):
    hide(photo_records, add_photo(pet), hidden=True)
    viewer = make_person("viewer@example.com")
    milestone = add_milestone(let_in(pet, viewer.key, Role.VIEWER))
    page = logged_in(viewer).get(address)
    assert moments(page) == [milestone.id]
    assert "/milestones/" not in page.text


def test_each_kind_that_stands_there_says_its_line():
    for kind in _kinds.values():
        if kind.ON_TIMELINE and kind.__module__.startswith("pets"):
            assert get_template(f"timeline/{kind.KIND}.html")
