"""Lists over all owners: newest first over all shards, forward and backward, at the same price at any length."""

import contextvars
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from pets.domain import Status
from pets.lists import pet_lists
from pets.profile import Kind
from pettracker_site.aws.errors import BadCursor
from pettracker_site.aws.parallel import run_both, run_in_parallel
from photos.domain import Status as PhotoStatus
from photos.lists import photo_lists
from tests.store.makers import NOW, new_pet, new_photo


@pytest.fixture
def add(pet_records):
    """Adds pets, each a minute younger than the one before."""

    def add(count: int, **profile):
        made = [new_pet(f"Pet {number}", f"owner-{number}", **profile) for number in range(count)]
        aged = [replace(pet, created_at=NOW + timedelta(minutes=number)) for number, pet in enumerate(made)]
        return [pet_records.add(pet) for pet in aged]

    return add


def ids(pets) -> list[str]:
    return [pet.id for pet in pets]


def all_pages(**options) -> list:
    pages = [pet_lists().newest(Status.ACTIVE, **options)]
    while pages[-1].next:
        pages.append(pet_lists().newest(Status.ACTIVE, cursor=pages[-1].next, **options))
    return pages


def test_pets_of_all_owners_come_newest_first(add):
    pets = add(30)
    assert ids(pet_lists().newest(Status.ACTIVE).items) == ids(reversed(pets))[:25]


def test_every_pet_is_on_one_page_exactly(add):
    pets = add(43)
    assert ids(pet for page in all_pages(size=7) for pet in page.items) == ids(reversed(pets))


def test_the_way_back_shows_the_same_pages(add):
    add(23)
    pages = all_pages(size=5)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(pet_lists().newest(Status.ACTIVE, cursor=back[-1].previous, size=5))
    assert [page.items for page in reversed(back)] == [page.items for page in pages]


def test_pets_made_at_the_same_moment_are_all_there(pet_records):
    pets = [pet_records.add(new_pet(f"Twin {number}")) for number in range(20)]
    assert sorted(ids(pet for page in all_pages(size=3) for pet in page.items)) == sorted(ids(pets))


def test_the_last_page_that_is_exactly_full_has_no_next(add):
    add(10)
    assert [bool(page.next) for page in all_pages(size=5)] == [True, False]


def test_a_list_that_stands_in_one_shard_knows_its_next_page_too(pet_records):
    made = [new_pet(f"Pet {number}") for number in range(120)]
    alike = [pet for pet in made if pet.to_item()["AdminShard"] == "active#0"][:7]
    assert len(alike) == 7
    for pet in alike:
        pet_records.add(pet)
    pages = all_pages(size=3)
    assert [len(page.items) for page in pages] == [3, 3, 1]
    back = pet_lists().newest(Status.ACTIVE, cursor=pages[2].previous, size=3)
    assert (back.items, bool(back.previous)) == (pages[1].items, True)


@pytest.mark.parametrize("count", [0, 25, 100])
def test_a_page_costs_one_call_for_each_shard_however_long_the_list_is(add, count, aws_calls):
    add(count)
    aws_calls.clear()
    page = pet_lists().newest(Status.ACTIVE)
    assert aws_calls == {"Query": settings.ADMIN_SHARDS}
    if page.next:
        aws_calls.clear()
        pet_lists().newest(Status.ACTIVE, cursor=page.next)
        assert aws_calls == {"Query": settings.ADMIN_SHARDS}


def test_dates_are_part_of_the_key(add, aws_calls):
    pets = add(30)
    aws_calls.clear()
    within = {"since": pets[10].created_at, "until": pets[20].created_at}
    assert ids(pet for page in all_pages(size=4, **within) for pet in page.items) == ids(reversed(pets[10:20]))
    assert aws_calls == {"Query": settings.ADMIN_SHARDS * 3}


def test_a_kind_is_listed_by_its_own_index(add):
    add(3, kind=Kind.CAT)
    horses = add(3, kind=Kind.HORSE)
    assert ids(pet_lists().newest(Status.ACTIVE, Kind.HORSE).items) == ids(reversed(horses))


def test_the_trash_is_a_list_of_its_own(add, pet_records):
    first, second = add(2)
    pet_records.delete(first, NOW)
    assert ids(pet_lists().newest(Status.DELETED).items) == [first.id]
    assert ids(pet_lists().newest(Status.ACTIVE).items) == [second.id]


def test_a_pet_stands_where_its_place_says(add, pet_records):
    pets = add(3)
    pet_records.delete(pets[1], NOW)
    listed = pet_lists().newest(Status.ACTIVE).items
    assert sorted(map(pet_lists().place, listed), reverse=True) == [*map(pet_lists().place, listed)]


@pytest.mark.parametrize("other", [{"kind": Kind.DOG}, {"since": NOW}])
def test_a_cursor_of_another_listing_is_refused(add, other):
    add(8)
    cursor = pet_lists().newest(Status.ACTIVE, size=3).next
    with pytest.raises(BadCursor):
        pet_lists().newest(Status.ACTIVE, cursor=cursor, size=3, **other)


def test_all_are_read_once_each_and_in_order(add):
    pets = add(60)
    assert ids(pet_lists().each(Status.ACTIVE)) == ids(reversed(pets))


def test_a_long_shard_is_read_piece_by_piece(add, monkeypatch):
    monkeypatch.setattr("pettracker_site.aws.shards._PIECE", 3)
    pets = add(60)
    assert ids(pet_lists().each(Status.ACTIVE)) == ids(reversed(pets))


def test_names_are_found_by_their_beginning_over_all_owners(pet_records, aws_calls):
    for name in ("Éclair", "Eclipse", "Echo", "Rex"):
        pet_records.add(new_pet(name, f"owner of {name}"))
    aws_calls.clear()
    assert [pet.name for pet in pet_lists().named("ecl", Status.ACTIVE).items] == ["Éclair", "Eclipse"]
    assert aws_calls == {"Query": 1}


def test_a_chip_is_found_whatever_the_status(pet_records):
    pet = pet_records.add(new_pet(microchip="276098106123456"))
    pet_records.delete(pet, NOW)
    assert ids(pet_lists().chipped("276098106123456").items) == [pet.id]


def test_photos_of_all_pets_come_newest_first(pet_records, photo_records):
    pets = [pet_records.add(new_pet(f"Pet {number}")) for number in range(3)]
    made = []
    for number in range(12):
        photo = replace(new_photo(pets[number % 3]), uploaded_at=NOW + timedelta(minutes=number))
        photo_records.reserve(photo)
        made.append(photo_records.activate(photo, photo.owner_id))
    first = photo_lists().newest(PhotoStatus.ACTIVE, size=5)
    second = photo_lists().newest(PhotoStatus.ACTIVE, size=5, cursor=first.next)
    assert [photo.id for photo in (*first.items, *second.items)] == [photo.id for photo in reversed(made[2:])]


def test_an_owners_photos_are_found_over_all_their_pets(pet_records, photo_records):
    pets = [pet_records.add(new_pet(f"Pet {number}")) for number in range(2)]
    for pet in pets:
        photo = new_photo(pet)
        photo_records.reserve(photo)
        photo_records.activate(photo, photo.owner_id)
    assert {photo.pet_id for photo in photo_lists().of_owner(pets[0].owner_id).items} == set(ids(pets))


def test_each_shard_is_asked_in_the_context_of_the_page():
    request = contextvars.ContextVar("request", default="none")
    request.set("this one")
    assert run_in_parallel([request.get] * 3) == ["this one"] * 3
    assert run_both(request.get, request.get) == ("this one", "this one")


def test_the_shards_are_asked_side_by_side():
    meeting = threading.Barrier(2, timeout=5)  # which one alone would wait at, and break
    assert sorted(run_in_parallel([meeting.wait] * 2)) == [0, 1]
    assert sorted(run_both(meeting.wait, meeting.wait)) == [0, 1]


def test_what_one_shard_raises_is_raised():
    def fail():
        raise BadCursor("shard")

    with pytest.raises(BadCursor):
        run_in_parallel([lambda: 1, fail, lambda: 2])
