"""A pet's album in the browser: months, where it begins, favourites, what a script asks for."""

import re
import uuid
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.utils import timezone

from pettracker_site.aws import times
from pettracker_site.common import read_your_writes
from photos.domain import Status
from photos.repository import PhotoRepository
from photos.upload.services import uploader
from tests import pictures
from tests.uploads import fill_album

pytestmark = pytest.mark.usefixtures("aws")
BY_SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def take(aws):
    """Uploads a photo that a camera took on that day."""

    def take(pet, year: int, month: int, day: int = 1, *, shade: int = 0):
        file = pictures.jpeg(64 + shade, 48, taken=datetime(year, month, day, 12))
        return uploader().upload(pet, pet.owner_id, file, zone=timezone.get_current_timezone()).photo

    return take


@pytest.fixture
def album(aws, pet):
    """30 photos, the newest first."""
    return fill_album(pet, 30)[::-1]


def headings(html: str, level: int = 3) -> list[str]:
    found = re.findall(rf'<h{level} class="month-name">(.*?)</h{level}>', html)
    return [re.sub("<.*?>", "", each) for each in found]


def shown(response) -> list[str]:
    return [photo.id for photo in response.context["page"].items]


def tag_of(html: str, photo) -> str:
    """The link of a photo with all that is in it."""
    [tag] = re.findall(rf'<a href="[^"]*" data-photo="{photo.id}".*?</a>', html, re.DOTALL)
    return tag


def test_photos_stand_under_months_with_the_pets_age_then(as_owner, add_pet, take):
    pet = add_pet(birth_date=date(2025, 2, 1))
    for number, (month, day) in enumerate([(6, 1), (6, 20), (8, 3)]):
        take(pet, 2025, month, day, shade=number)
    assert headings(as_owner.get(f"/pets/{pet.id}/").text) == ["August 2025 · 6 months", "June 2025 · 4 months"]


def test_a_guessed_age_is_said_to_be_one(as_owner, add_pet, take):
    pet = add_pet(birth_date=date(2020, 2, 1), birth_approximate=True)
    take(pet, 2025, 6)
    assert headings(as_owner.get(f"/pets/{pet.id}/").text) == ["June 2025 · about 5 years"]


def test_no_age_is_told_where_nobody_knows_it(as_owner, pet, take):
    take(pet, 2025, 6)
    assert headings(as_owner.get(f"/pets/{pet.id}/").text) == ["June 2025"]


def test_a_picture_is_preceded_by_its_placeholder(as_owner, pet, add_photo):
    photo = add_photo(pet)
    assert 'src="data:image/webp;base64,' in tag_of(as_owner.get(f"/pets/{pet.id}/").text, photo)


def test_a_photo_without_a_placeholder_is_shown_all_the_same(as_owner, pet, add_photo, monkeypatch):
    photo = add_photo(pet)
    listed = PhotoRepository.list_for_pet

    def without_placeholder(*args, **kwargs):
        page = listed(*args, **kwargs)
        return replace(page, items=tuple(replace(each, placeholder=b"") for each in page.items))

    monkeypatch.setattr(PhotoRepository, "list_for_pet", without_placeholder)
    tag = tag_of(as_owner.get(f"/pets/{pet.id}/").text, photo)
    assert "data:image" not in tag
    assert f"/{photo.id}/1600.webp" in tag


def test_the_first_row_is_not_waited_for_and_the_others_come_as_one_scrolls(as_owner, pet, album):
    html = as_owner.get(f"/pets/{pet.id}/").text
    assert 'loading="lazy"' not in tag_of(html, album[0])
    assert 'loading="lazy"' in tag_of(html, album[10])


def test_a_link_to_a_photo_begins_the_album_there(as_owner, pet, album):
    first = as_owner.get(f"/pets/{pet.id}/", {"photo": album[3].id})
    assert shown(first) == [photo.id for photo in album[3:27]]
    newer = as_owner.get(f"/pets/{pet.id}/", {"cursor": first.context["page"].previous})
    assert shown(newer) == [photo.id for photo in album[:3]]
    older = as_owner.get(f"/pets/{pet.id}/", {"cursor": first.context["page"].next})
    assert shown(older) == [photo.id for photo in album[27:]]


@pytest.mark.parametrize("named", ["", "x", str(uuid.UUID(int=4))])
def test_a_link_to_no_photo_shows_the_album_from_its_beginning(as_owner, pet, album, named):
    assert shown(as_owner.get(f"/pets/{pet.id}/", {"photo": named})) == [photo.id for photo in album[:24]]


def test_a_link_to_a_photo_in_the_trash_or_of_another_pet_shows_the_album_from_its_beginning(
    as_owner, pet, add_pet, add_photo, photo_records
):
    gone, other = add_photo(pet, 1), add_photo(add_pet("Other"), 2)
    here = add_photo(pet)  # newer than they, so left out where an album begins at them
    photo_records.delete(gone, times.now())  # not by this browser, whose cookie would keep it from the list
    for photo in (gone, other):
        assert shown(as_owner.get(f"/pets/{pet.id}/", {"photo": photo.id})) == [here.id]


def test_a_page_whose_photos_are_all_gone_leads_to_the_album(as_owner, pet, album):
    page = as_owner.get(f"/pets/{pet.id}/").context["page"]
    for photo in album[24:]:
        as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/")
    assert as_owner.get(f"/pets/{pet.id}/", {"cursor": page.next})["Location"] == f"/pets/{pet.id}/"


def test_favourites_carry_a_heart_and_others_do_not(as_owner, pet, add_photo):
    liked, other = add_photo(pet), add_photo(pet, 1)
    as_owner.post(f"/pets/{pet.id}/photos/{liked.id}/favourite/")
    html = as_owner.get(f"/pets/{pet.id}/").text
    assert "data-favourite" in tag_of(html, liked)
    assert "data-favourite" not in tag_of(html, other)


def test_favourites_are_right_at_once_although_their_index_lags(as_owner, pet, add_photo, monkeypatch):
    liked, gone = add_photo(pet), add_photo(pet, 1)
    as_owner.post(f"/pets/{pet.id}/photos/{gone.id}/favourite/")
    yesterday = PhotoRepository.favourites_of_pet(uploader().repository, pet.id)
    monkeypatch.setattr(PhotoRepository, "favourites_of_pet", lambda *_, **__: yesterday)
    as_owner.post(f"/pets/{pet.id}/photos/{liked.id}/favourite/")
    as_owner.post(f"/pets/{pet.id}/photos/{gone.id}/favourite/", {"on": "no"})
    response = as_owner.get(f"/pets/{pet.id}/photos/favourites/")
    assert shown(response) == [liked.id]
    assert "data-favourite" in tag_of(response.text, liked)


def test_favourites_stand_under_months_too(as_owner, pet, take):
    photo = take(pet, 2025, 6)
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/favourite/")
    assert headings(as_owner.get(f"/pets/{pet.id}/photos/favourites/").text, level=2) == ["June 2025"]


@pytest.mark.parametrize(
    ("act", "typed", "is_done"),
    [
        ("favourite", {}, lambda photo: photo.favourite),
        ("favourite", {"on": "no"}, lambda photo: not photo.favourite),
        ("delete", {}, lambda photo: photo.status == Status.DELETED),
        ("restore", {}, lambda photo: photo.status == Status.ACTIVE),
    ],
)
def test_a_script_is_answered_without_a_page_and_tells_the_outcome_itself(
    as_owner, pet, add_photo, photo_records, act, typed, is_done
):
    photo = add_photo(pet)
    response = as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/{act}/", typed, **BY_SCRIPT)
    assert (response.status_code, response.content) == (204, b"")
    assert is_done(photo_records.find(photo.id))
    assert not list(as_owner.get(f"/pets/{pet.id}/").context["messages"])


@pytest.mark.parametrize(("act", "kinds"), [("favourite", ["photo"]), ("delete", ["pet", "photo"])])
def test_many_presses_in_a_row_leave_one_cookie_of_each_kind_and_no_header_that_is_too_long(
    as_owner, pet, album, act, kinds
):
    for photo in album:
        as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/{act}/", **BY_SCRIPT)
    left = [name for name, cookie in as_owner.cookies.items() if name.startswith("recent-") and cookie.value]
    assert sorted(name.split("-")[1] for name in left) == kinds
    request = as_owner.get(f"/pets/{pet.id}/").wsgi_request
    assert read_your_writes.changed_ids(request, "photo") == [photo.id for photo in reversed(album)]


def test_an_empty_album_has_the_place_where_photos_will_stand_and_waits_for_none(as_owner, pet, add_photo):
    empty = as_owner.get(f"/pets/{pet.id}/").text
    assert "data-gallery" in empty
    assert 'rel="expect"' not in empty
    add_photo(pet)
    assert '<link rel="expect" href="#photos-loaded"' in as_owner.get(f"/pets/{pet.id}/").text


def jumps(html: str) -> list[tuple[str, str]]:
    """Each link of the page of months: its year and its name."""
    return re.findall(r'<a class="button button-quiet" href="[^"]*" data-year="(\d+)">(.*?)</a>', html)


def test_the_months_that_have_photos_lead_to_where_the_album_begins_with_them(as_owner, pet, take):
    days = [(2025, 8, 3), (2025, 8, 1), (2025, 6, 20), (2023, 12, 31)]
    made = [take(pet, *day, shade=number) for number, day in enumerate(days)]
    html = as_owner.get(f"/pets/{pet.id}/photos/months/").text
    assert jumps(html) == [("2025", "August"), ("2025", "June"), ("2023", "December")]
    [june] = re.findall(r'href="(/pets/[^"]*)" data-year="2025">June', html)
    assert shown(as_owner.get(june)) == [photo.id for photo in made[2:]]


def test_months_are_looked_for_a_few_at_a_time_and_a_link_goes_on(as_owner, pet, take, aws_calls, monkeypatch):
    for number, month in enumerate((8, 6, 5, 2)):
        take(pet, 2025, month, shade=number)
    monkeypatch.setattr("photos.album.months.MOST_LOOKS", 3)
    aws_calls.clear()
    html = as_owner.get(f"/pets/{pet.id}/photos/months/").text
    assert aws_calls == {"GetItem": 1, "Query": 3}
    assert [name for _, name in jumps(html)] == ["August", "June", "May"]
    [earlier] = re.findall(r'href="(\?before=[^"]*)"', html)
    assert jumps(as_owner.get(f"/pets/{pet.id}/photos/months/{earlier}").text) == [("2025", "February")]


@pytest.mark.parametrize("before", ["", "x", "2025-13", "0000-01", "2025-06-01", "９９９９-01"])
def test_a_month_that_is_none_shows_the_newest(as_owner, pet, take, before):
    take(pet, 2025, 6)
    response = as_owner.get(f"/pets/{pet.id}/photos/months/", {"before": before})
    assert jumps(response.text) == [("2025", "June")]
