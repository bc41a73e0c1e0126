"""Two photos of a pet side by side: which two, in which order, with what is told of each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pets.life.repository import life
from tests.uploads import fill_album
from tests.weights import weigh


@pytest.fixture
def album(aws, pet):
    return fill_album(pet, 3)


@pytest.fixture
def address(pet):
    return f"/pets/{pet.id}/side-by-side/"


def test_the_earlier_one_comes_first_whichever_was_chosen_first(as_owner, address, album, aws_calls):
    for chosen in (album[:2], album[1::-1]):
        aws_calls.clear()
        sides = as_owner.get(address, {"photo": [photo.id for photo in chosen]}).context["sides"]
        assert [side.photo.id for side in sides] == [album[0].id, album[1].id]
        assert aws_calls == {"BatchGetItem": 1, "Query": 2}


def test_each_tells_the_pets_age_on_its_day(as_owner, add_pet, photo_records):
    pet = add_pet("Miso", birth_date=date(2024, 3, 1))
    for photo, on in zip(fill_album(pet, 2), (date(2024, 6, 1), date(2026, 3, 2)), strict=True):
        photo_records.edit(photo, replace(photo, taken_on=on, taken_at=photo.taken_at - timedelta(days=900)))
    ids = [photo.id for photo in photo_records.list_for_pet(pet.id).items]
    sides = as_owner.get(f"/pets/{pet.id}/side-by-side/", {"photo": ids}).context["sides"]
    assert sorted(side.age for side in sides) == ["2 years", "3 months"]


def test_each_tells_the_weight_of_its_day_or_the_last_before_it(as_owner, pet, album, address, photo_records):
    days = (date(2026, 3, 1), date(2026, 5, 1))
    for photo, on in zip(album[:2], days, strict=True):
        taken = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        photo_records.edit(photo, replace(photo, taken_on=on, taken_at=taken))
    for kilograms, on in (("9", date(2026, 3, 2)), ("10", date(2026, 4, 1)), ("11", date(2026, 5, 2))):
        weigh(life().pets.get(pet.id), kilograms, on)
    page = as_owner.get(address, {"photo": [photo.id for photo in album[:2]]})
    assert [side.weight and side.weight.kilograms for side in page.context["sides"]] == [None, 10]
    assert "on April 1, 2026" in page.text


def test_with_one_photo_or_none_the_album_offers_the_next(as_owner, address, album, aws_calls):
    aws_calls.clear()
    page = as_owner.get(address, {"photo": album[0].id})
    assert f'href="?photo={album[0].id}&amp;photo={album[1].id}"' in page.text
    assert f"photo={album[0].id}&amp;photo={album[0].id}" not in page.text
    assert aws_calls == {"BatchGetItem": 1, "Query": 1}
    assert f'href="?photo={album[2].id}"' in as_owner.get(address).text


def test_a_photo_of_another_pet_is_not_there(as_owner, address, album, add_pet):
    foreign = fill_album(add_pet("Other"), 1)[0]
    assert as_owner.get(address, {"photo": [album[0].id, foreign.id]}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_two_are_chosen_in_the_album_and_no_other_number(as_owner, pet, address, album, count):
    selected = f"/pets/{pet.id}/photos/selected/"
    ids = [photo.id for photo in album]
    refused = as_owner.post(selected, {"action": "compare", "photo": ids[:count]}, follow=True)
    assert "Choose two photos" in refused.text
    answer = as_owner.post(selected, {"action": "compare", "photo": ids[:2]})
    assert answer["Location"] == f"{address}?photo={ids[0]}&photo={ids[1]}"


def test_with_one_photo_alone_it_is_said_kindly_what_is_missing(as_owner, add_pet, add_photo):
    luna = add_pet("Luna")
    photo = add_photo(luna)
    for query in ("", f"?photo={photo.id}"):
        page = as_owner.get(f"/pets/{luna.id}/side-by-side/{query}").text
        assert "There is only one photo of Luna yet" in page
        assert 'class="squares"' not in page
