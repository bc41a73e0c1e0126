"""Another date for several photos at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.site.test_selection import undo

pytestmark = pytest.mark.usefixtures("aws")
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def album(pet, add_photo, photo_records):
    """Three photos, taken at noon, at one and two days later at two."""
    times = [NOON, NOON + timedelta(hours=1), NOON + timedelta(days=2, hours=2)]
    photos = [add_photo(pet, shade) for shade in range(3)]
    return [
        photo_records.edit(photo, photo.edited("", at, at.date(), UTC)) for photo, at in zip(photos, times, strict=True)
    ]


@pytest.fixture
def send(as_owner, pet, album):
    def send(taken, others="shift", photos=album, **options):
        seen = {"photo": [each.id for each in photos], "version": [each.version for each in photos]}
        return as_owner.post(f"/pets/{pet.id}/photos/dates/", {**seen, "taken": taken, "others": others}, **options)

    return send


def taken(photo_records, album) -> list[str]:
    return [f"{photo_records.find(photo.id).taken_at:%Y-%m-%d %H:%M}" for photo in album]


def test_the_form_begins_with_the_first_of_them(as_owner, pet, album):
    ids = [photo.id for photo in reversed(album)]
    page = as_owner.get(f"/pets/{pet.id}/photos/dates/", {"photo": ids}).text
    assert "Change the dates of 3 photos" in page
    assert 'value="2024-05-01T12:00:00"' in page
    assert "data-chosen data-once data-unsaved>" in page  # asks before what was typed is left
    assert "js/unsaved" in page


def test_all_move_by_as_much_as_the_first(send, photo_records, pet, album):
    response = send("2023-05-01T13:00:00")
    assert response["Location"] == f"/pets/{pet.id}/?photo={album[0].id}"
    assert taken(photo_records, album) == ["2023-05-01 13:00", "2023-05-01 14:00", "2023-05-03 15:00"]
    assert photo_records.find(album[2].id).taken_on.isoformat() == "2023-05-03"


def test_all_are_put_on_one_day_each_at_its_own_time(send, photo_records, album):
    assert "3 photos have other dates now" in send("2023-01-02T12:00:00", "day", follow=True).text
    assert taken(photo_records, album) == ["2023-01-02 12:00", "2023-01-02 13:00", "2023-01-02 14:00"]


def test_a_shift_can_be_undone(send, as_owner, photo_records, album):
    before = taken(photo_records, album)
    html = send("2023-05-01T13:00:00", follow=True).text
    assert taken(photo_records, album) != before
    undo(as_owner, html)
    assert taken(photo_records, album) == before


def test_the_same_sent_twice_moves_them_once(send, photo_records, album):
    send("2023-05-01T13:00:00")
    answer = send("2023-05-01T15:00:00", follow=True)
    assert "left alone" in answer.text
    assert taken(photo_records, album)[1] == "2023-05-01 14:00"


def test_what_was_edited_meanwhile_is_left_alone_and_told(send, photo_records, album):
    photo_records.edit(album[1], album[1].edited("At sea", album[1].taken_at, album[1].taken_on))
    answer = send("2023-05-01T13:00:00", follow=True)
    assert "2 photos have other dates now" in answer.text
    assert "1 photo was left alone" in answer.text
    assert taken(photo_records, album)[1] == "2024-05-01 13:00"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "When was this photo taken?"),
        ("soon", "This is not a date with a time"),
        ("1700-01-01T12:00:00", "There were no photos yet in that year"),
        ("still to come", "a day that is still to come"),
        ("9999-12-31T23:59:59", "a day that is still to come"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed_and_changes_nothing(send, photo_records, album, typed, words):
    if typed == "still to come":  # for the last of them, not for the first
        typed = f"{timezone.now() + timedelta(hours=12):%Y-%m-%dT%H:%M:%S}"
    before = taken(photo_records, album)
    response = send(typed)
    assert response.status_code == 200
    assert words in response.text
    assert typed in response.text
    assert taken(photo_records, album) == before


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_photo_without_the_version_that_was_seen_is_left_alone(as_owner, pet, album, photo_records, version):
    seen = {"photo": [album[0].id], "version": [version], "taken": "2023-05-01T13:00:00"}
    answer = as_owner.post(f"/pets/{pet.id}/photos/dates/", seen, follow=True)
    assert "1 photo was left alone" in answer.text
    assert taken(photo_records, album[:1]) == ["2024-05-01 12:00"]


def test_what_is_not_chosen_is_asked_for(as_owner, pet, album):
    assert "Choose at least one photo" in as_owner.get(f"/pets/{pet.id}/photos/dates/").text
    assert "Choose at least one photo" in as_owner.post(f"/pets/{pet.id}/photos/dates/", follow=True).text
