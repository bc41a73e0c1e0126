"""Favourites over all of one's pets, and pages of which all is hidden from who looks at them."""

import pytest

from pets.roles import Role
from pettracker_site.pages import timeline
from photos.album import gallery
from photos.hiding import hide
from photos.repository import photos
from tests.people import let_in

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def mark(as_owner):
    def mark(photo, **form):
        as_owner.post(f"/pets/{photo.pet_id}/photos/{photo.id}/favourite/", form)

    return mark


def shown(client, **query) -> list[str]:
    return [photo.id for photo in client.get("/favourites/", query).context["page"].items]


def test_those_of_all_pets_stand_on_one_page_each_with_its_pet(as_owner, as_stranger, add_pet, add_photo, mark):
    rex, miso = add_photo(add_pet("Rex"), 1), add_photo(add_pet("Miso"), 2)
    add_photo(add_pet("Luna"), 3)
    mark(rex)
    mark(miso)
    page = as_owner.get("/favourites/")
    assert {photo.id for photo in page.context["page"].items} == {rex.id, miso.id}
    assert f'href="/pets/{miso.pet_id}/photos/{miso.id}/"' in page.text
    assert 'data-date="Miso · ' in page.text
    assert shown(as_stranger) == []


def test_what_is_no_favourite_any_more_or_in_the_trash_with_its_pet_is_left_out(as_owner, add_pet, add_photo, mark):
    kept, unmarked, deleted = (add_photo(add_pet(), shade) for shade in range(3))
    gone = add_pet("Gone")
    with_its_pet = add_photo(gone, 4)
    for photo in (kept, unmarked, deleted, with_its_pet):
        mark(photo)
    mark(unmarked, on="no")
    as_owner.post(f"/pets/{deleted.pet_id}/photos/{deleted.id}/delete/")
    as_owner.post(f"/pets/{gone.id}/delete/")
    assert shown(as_owner) == [kept.id]
    as_owner.post(f"/pets/{gone.id}/restore/")
    assert set(shown(as_owner)) == {kept.id, with_its_pet.id}


def test_a_page_may_begin_at_a_favourite_but_at_no_other_photo(as_owner, as_stranger, pet, add_photo, mark):
    newest, middle, oldest, other = (add_photo(pet, shade) for shade in range(4))
    for photo in (newest, middle, oldest):
        mark(photo)
    by_time = shown(as_owner)
    assert shown(as_owner, photo=by_time[1]) == by_time[1:]
    assert shown(as_owner, photo=other.id) == by_time
    assert shown(as_owner, photo="nonsense") == by_time
    assert shown(as_stranger, photo=by_time[1]) == []


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        *((part, 0) for part in ("", "photos/favourites/", "photos/selected/", "photos/trash/")),
        *((part, 2) for part in ("", "photos/favourites/", "timeline/")),  # of which the last page is hidden
    ],
)
def test_a_page_of_which_all_is_hidden_from_a_co_owner_leads_on_and_never_to_the_beginning(
    part, seen, as_owner, as_stranger, stranger, pet, add_photo, mark, monkeypatch
):
    monkeypatch.setattr(gallery, "PAGE_SIZE", 1)
    monkeypatch.setattr(timeline, "PAGE_SIZE", 1)
    favourites = [add_photo(pet, shade) for shade in range(3)]
    for photo in favourites:
        mark(photo)
        hide(photos(), photos().find(photo.id), hidden=photo != favourites[seen])
    for photo in reversed(favourites) if part == "photos/trash/" else ():
        as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    let_in(pet, stranger.key, Role.CO_OWNER)
    address, found, cursor = f"/pets/{pet.id}/{part}", [], ""
    while not found or cursor:
        response = as_stranger.get(address, {"cursor": cursor})
        assert 'class="empty"' not in response.text
        found.append([getattr(each, "what", each).id for each in response.context["page"].items])
        cursor = response.context["page"].next
        assert ('rel="next"' in response.text or "data-older" in response.text) == bool(cursor)
        assert found[-1] or cursor or 'rel="prev"' in response.text
    assert sorted(found) == [[], [], [favourites[seen].id]]
