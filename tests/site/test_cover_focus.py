"""Which place of a cover is to be seen where it is cut: tapped, or chosen by name."""

import re
from dataclasses import replace
from datetime import date

import pytest

from pets.rights import Permit
from pets.roles import Right
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import NotFound
from photos.focus import shown_size

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def cover(pet, add_photo):
    return add_photo(pet)


@pytest.fixture
def choose(as_owner, pet, cover):
    return lambda photo=cover, **said: as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/focus/", said)


def tapped(photo, x: float, y: float) -> dict[str, str]:
    """What a browser sends of a tap on the picture, at these parts of its width and height."""
    width, height = shown_size(photo)
    return {"at.x": str(round(width * x)), "at.y": str(round(height * y))}


def test_a_tap_on_the_cover_is_kept_and_shown_on_cards_and_the_pets_page(as_owner, pet, cover, choose, aws_calls):
    page = as_owner.get(f"/pets/{pet.id}/photos/{cover.id}/").text
    width, height = shown_size(cover)
    assert f'width="{width}" height="{height}" tabindex="-1"' in page  # as large as it is reckoned with
    aws_calls.clear()
    assert choose(**tapped(cover, 0.22, 0.95)).status_code == 302
    assert aws_calls == {"BatchGetItem": 1, "UpdateItem": 1}
    for path in ("/pets/", f"/pets/{pet.id}/"):
        assert 'class="focus-x1 focus-y4"' in as_owner.get(path).text, path


def test_the_list_of_names_shows_what_is_set(as_owner, pet, cover, choose):
    def chosen() -> list[tuple[str, str]]:
        page = as_owner.get(f"/pets/{pet.id}/photos/{cover.id}/").text
        return re.findall(r'<option value="(.-.)" selected>([^<]+)', page)

    assert chosen() == [("2-2", "Middle")]
    choose(place="4-0")
    assert chosen() == [("4-0", "Top right")]
    choose(**tapped(cover, 0.22, 0.95))
    assert chosen() == [("1-4", "The place that was tapped")]


def test_a_place_by_name_is_for_who_has_no_pointer(choose, pet, pet_records):
    choose(place="4-0")
    assert pet_records.get(pet.id).focus == (4, 0)
    choose(place="2-2")
    assert pet_records.get(pet.id).focus == (2, 2)


def test_a_tap_beside_the_picture_is_its_edge(choose, pet, pet_records):
    choose(**{"at.x": "9999", "at.y": "0"})
    assert pet_records.get(pet.id).focus == (4, 0)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"place": "5-0"},
        {"place": "1-1\n"},
        {"place": "\u0661-1"},
        {"at.x": "1"},
        {"at.x": "-1", "at.y": "1"},
        {"at.x": "1e3", "at.y": "1"},
        {"at.x": "9" * 5000, "at.y": "1"},
        {"at.x": "\u0663", "at.y": "1"},
    ],
    ids=str,
)
def test_what_is_no_place_changes_nothing(choose, pet, pet_records, said):
    assert choose(**said).status_code == 404
    assert pet_records.get(pet.id).marks == {}


def test_only_the_cover_has_one_and_another_cover_begins_with_its_middle(
    as_owner, choose, pet, add_photo, pet_records, cover
):
    other = add_photo(pet, 1)
    assert choose(other, place="0-0").status_code == 404
    choose(place="0-0")
    as_owner.post(f"/pets/{pet.id}/photos/{other.id}/cover/")
    assert pet_records.get(pet.id).focus is None
    as_owner.post(f"/pets/{pet.id}/photos/{cover.id}/cover/")
    assert pet_records.get(pet.id).focus == (0, 0)


def test_other_marks_that_came_meanwhile_stay_and_another_cover_is_not_marked(pet_records, owner, pet, cover):
    by, read = Permit(owner.key, Right.ARRANGE), pet_records.get(pet.id)
    pet_records.table.update(pet.id, Update({"Marks": {"dose": 1}}), Attr("PetId").exists()).run()
    assert pet_records.focus(read, 1, 2, by=by).marks == {"dose": 1, "Focus": {"Photo": cover.id, "X": 1, "Y": 2}}
    pet_records.table.update(pet.id, Update({"CoverPhotoId": "another"}), Attr("PetId").exists()).run()
    with pytest.raises(NotFound):
        pet_records.focus(read, 3, 3, by=by)


def test_an_edit_that_was_begun_before_keeps_the_place(pet_records, owner, pet, cover):
    read = pet_records.get(pet.id)
    pet_records.focus(read, 1, 2)
    adopted = replace(read.profile, adopted_on=date(2024, 5, 1))
    edited = pet_records.edit(read, adopted, times.now(), "nonce")
    assert (edited.focus, pet_records.get(pet.id).focus) == ((1, 2), (1, 2))
    assert pet_records.get(pet.id).profile == adopted


@pytest.mark.parametrize("kept", ["x", {}, {"X": 9, "Y": 1}, {"X": "a", "Y": 1}, {"X": None, "Y": []}])
def test_a_mark_that_makes_no_sense_is_the_middle(pet_records, pet, cover, kept):
    focus = {"Photo": cover.id, **kept} if isinstance(kept, dict) else kept
    pet_records.table.update(pet.id, Update({"Marks": {"Focus": focus}}), Attr("PetId").exists()).run()
    assert pet_records.get(pet.id).focus is None
