"""From an empty account to a pet with its first photos; the first steps, and breeds that are suggested."""

import re

import pytest

from tests import pictures
from tests.site.forms import file, pet_form

pytestmark = pytest.mark.usefixtures("aws")


def photo(name: str = "a.jpg", shade: int = 0):
    return file(name, pictures.jpeg(64 + shade, 48))


def shown(client, page: str) -> list:
    return list(client.get(page).context["page"].items)


def test_a_pet_and_its_first_photos_come_by_one_form(as_owner):
    response = as_owner.post("/pets/add/", pet_form(photos=[photo(), photo("b.jpg", 1)]), follow=True)
    (pet,) = shown(as_owner, "/pets/")
    assert response.redirect_chain == [(f"/pets/{pet.id}/", 302)]
    assert pet.photo_count == len(response.context["page"].items) == 2
    assert "first photo" not in response.text


def test_a_form_with_a_photo_sent_twice_makes_one_pet_with_one_photo(as_owner):
    form = pet_form()
    for _ in range(2):
        assert as_owner.post("/pets/add/", form | {"photos": photo()}).status_code == 302
    assert [pet.photo_count for pet in shown(as_owner, "/pets/")] == [1]


def test_a_photo_that_is_none_leaves_the_pet_and_says_why_where_another_can_be_chosen(as_owner):
    response = as_owner.post("/pets/add/", pet_form(photos=[file("a.txt", b"words"), photo()]))
    (pet,) = shown(as_owner, "/pets/")
    assert "This is not a picture." in response.text
    assert f'action="/pets/{pet.id}/photos/add/"' in response.text
    assert pet.photo_count == 1


def test_photos_above_the_hours_limit_leave_the_pet(as_owner, settings):
    settings.UPLOADS_PER_HOUR = 1
    response = as_owner.post("/pets/add/", pet_form(photos=[photo(), photo("b.jpg", 1)]))
    assert response.status_code == 429
    assert [pet.photo_count for pet in shown(as_owner, "/pets/")] == [0]


def test_a_form_to_correct_keeps_what_was_typed_and_asks_for_the_photos_again(as_owner):
    response = as_owner.post("/pets/add/", pet_form(name="", breed="Beagle", photos=photo()))
    assert 'value="Beagle"' in response.text
    assert "Please choose the photos again" in response.text
    assert shown(as_owner, "/pets/") == []


def test_adding_a_pet_with_a_photo_costs_three_calls(as_owner, aws_calls):
    as_owner.post("/pets/add/", pet_form(photos=photo()))
    assert aws_calls == {"TransactWriteItems": 3, "PutObject": aws_calls["PutObject"]}


def test_without_photos_the_message_asks_for_one_until_there_is_one(as_owner):
    response = as_owner.post("/pets/add/", pet_form(name="Miso"), follow=True)
    assert re.search(r"data-until-photo>.*?Miso is added\. Now add a first photo\.", response.text, re.DOTALL)


def test_an_empty_cover_is_the_place_to_add_a_photo(as_owner, pet, add_photo):
    link = f'class="cover-link cover-add" href="/pets/{pet.id}/photos/add/"'
    assert link in as_owner.get(f"/pets/{pet.id}/").text
    add_photo(pet)
    assert link not in as_owner.get(f"/pets/{pet.id}/").text


@pytest.mark.parametrize(
    ("typed", "is_open"), [({"name": ""}, False), ({"weight": "heavy"}, True), ({"name": "", "breed": "Beagle"}, True)]
)
def test_what_can_wait_opens_where_something_in_it_is_to_be_corrected_or_was_typed(as_owner, typed, is_open):
    text = as_owner.post("/pets/add/", pet_form(sex="unknown", **typed)).text
    assert re.search(r'id="more" (open)?', text)[1] == ("open" if is_open else None)


def test_breeds_of_the_kind_are_suggested_without_a_script_too(as_owner, pet):
    text = as_owner.get(f"/pets/{pet.id}/edit/").text
    assert '<option value="Beagle">' in text
    assert '<option value="Maine Coon">' not in text


class TestTheFirstSteps:
    def test_are_told_until_all_are_done(self, as_owner, add_photo):
        def done() -> list[bool]:
            return [step.is_done for step in as_owner.get("/pets/").context["checklist"]]

        assert done() == [False, False, False]
        as_owner.post("/pets/add/", pet_form())
        (pet,) = shown(as_owner, "/pets/")
        assert done() == [True, False, False]
        add_photo(pet)
        assert done() == [True, True, False]
        as_owner.post("/pets/add/", pet_form(name="Miso", birth_date="2022-06-02"))
        assert done() == []

    def test_go_for_good_for_who_has_seen_enough(self, as_owner, as_stranger):
        assert "First steps" in as_owner.get("/pets/").text
        assert as_owner.post("/preferences/checklist/")["Location"] == "/pets/"
        assert "First steps" not in as_owner.get("/pets/").text
        assert "First steps" in as_stranger.get("/pets/").text
