"""A photo's caption, date and original."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from pettracker_site.aws.errors import StoreUnavailable
from photos.display import FOUND_LABELS, describe_missing
from photos.forms import PhotoForm
from tests import carried, pictures
from tests.site.forms import file
from tests.store.makers import new_photo

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def in_berlin(owner):
    owner.time_zone = "Europe/Berlin"
    owner.save()


@pytest.fixture
def photo(pet, as_owner, photo_records):
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("rex.jpg", pictures.jpeg())})
    [photo] = photo_records.list_for_pet(pet.id).items
    return photo_records.find(photo.id)


@pytest.fixture
def edit(as_owner, pet, photo):
    """Sends the form as it was opened, with some fields typed over."""

    def edit(**typed):
        form = PhotoForm(photo=photo)
        opened = {name: form[name].value() for name in form.fields}
        opened["taken"] = opened["taken"].strftime("%Y-%m-%dT%H:%M:%S")
        return as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/edit/", opened | typed)

    return edit


def test_a_caption_is_seen_under_the_photo(as_owner, pet, photo, edit):
    edit(caption="On the beach")
    assert "On the beach" in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


def test_the_details_alone_are_what_the_page_has_of_them_and_say_what_was_done(as_owner, pet, photo):
    page = f"/pets/{pet.id}/photos/{photo.id}/"
    alone = {"headers": {"X-Part": "details"}}
    typed = {"caption": "On the beach", "taken": "soon", "version": "1"}
    refused = as_owner.post(f"{page}edit/", typed, **alone)
    assert "This is not a date with a time." in refused.text
    assert "<html" not in refused.text
    done = as_owner.post(f"{page}edit/", typed | {"taken": "2025-06-01T14:30"}, follow=True, **alone)
    assert "On the beach</textarea>" in done.text
    assert "<p hidden data-said>Saved.</p>" in done.text
    facts = re.search(r'<dl class="photo-facts">.*?</dl>', done.text, re.DOTALL)[0]
    assert facts in as_owner.get(page).text
    assert all(words in facts for words in ("64 × 48 pixels", "JPEG, ", "June 1, 2025, 2:30 p.m.", "set by hand"))


def test_the_way_back_from_a_photo_leads_to_the_album_at_that_photo(as_owner, pet, photo):
    page = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text
    assert f'href="/pets/{pet.id}/?photo={photo.id}#photo-{photo.id}"' in page


def test_after_a_photo_is_deleted_the_album_begins_at_the_one_beside_it(as_owner, pet, photo, add_photo):
    other = add_photo(pet, 1)
    page = f"/pets/{pet.id}/photos/{photo.id}/"
    [next] = re.findall(r'name="next" value="([^"]*)"', as_owner.get(page).text)
    assert next == other.id
    assert as_owner.post(f"{page}delete/", {"next": next})["Location"] == f"/pets/{pet.id}/?photo={other.id}"


@pytest.mark.parametrize("next", ["", "x", "//example.com", "../../"])
def test_a_place_that_is_no_photo_leads_to_the_album(as_owner, pet, photo, next):
    response = as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/", {"next": next})
    assert response["Location"] == f"/pets/{pet.id}/"


def test_a_caption_alone_leaves_the_time_exactly_as_it_was(edit, photo, photo_records):
    edit(caption="On the beach")
    now = photo_records.find(photo.id)
    assert (now.taken_at, now.taken_on) == (photo.taken_at, photo.taken_on)


def test_a_corrected_date_moves_the_photo_in_the_album(in_berlin, pet, photo, add_photo, edit, photo_records):
    other = add_photo(pet, 1)
    edit(taken="2025-06-01T00:30:00")
    now = photo_records.find(photo.id)
    assert now.taken_at == datetime(2025, 5, 31, 22, 30, tzinfo=UTC)
    assert now.taken_on.isoformat() == "2025-06-01"
    assert [each.id for each in photo_records.list_for_pet(pet.id).items] == [other.id, photo.id]


@pytest.mark.parametrize(
    "typed",
    [
        {"taken": (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")},
        {"taken": "1700-01-01T00:00"},
        {"taken": "soon"},
        {"taken": "06/05/2025 14:30"},
        {"taken": "2025-06-01T14:30+05:00"},
        {"version": "1_0"},
        {"taken": ""},
        {"caption": "x" * 301},
        {"caption": "a\u202eb"},
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(edit, photo, photo_records, typed):
    response = edit(**{"caption": "On the beach"} | typed)
    assert response.status_code == 200
    [field] = typed
    assert response.context["form"].errors[field]
    assert response.context["form"]["caption"].value() == ({"caption": "On the beach"} | typed)["caption"]
    assert photo_records.find(photo.id) == photo


def test_an_edit_of_an_older_version_is_told_and_can_be_sent_once_more(as_owner, pet, photo, edit, photo_records):
    edit(caption="theirs")
    response = edit(caption="mine")
    assert response.status_code == 409
    caption, taken = response.context["edit"].versions
    assert (caption.saved, caption.typed, caption.differs) == ("theirs", "mine", True)
    assert not taken.differs
    assert photo_records.find(photo.id).caption == "theirs"
    as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/edit/", response.context["form"].data)
    assert photo_records.find(photo.id).caption == "mine"


def test_the_same_form_sent_twice_is_saved_once(edit, photo, photo_records):
    assert edit(caption="On the beach").status_code == 302
    assert edit(caption="On the beach").status_code == 302
    assert photo_records.find(photo.id).version == 2


def test_a_store_that_does_not_answer_keeps_what_was_typed(edit, photo_records, monkeypatch):
    def down(*_, **__):
        raise StoreUnavailable("test")

    monkeypatch.setattr(photo_records, "edit", down)
    response = edit(caption="On the beach")
    assert response.status_code == 503
    assert response.context["form"]["caption"].value() == "On the beach"


def test_the_original_is_an_attachment_under_a_neutral_name(as_owner, add_pet):
    pet = add_pet("Жук & Co/..")
    taken = datetime(2025, 6, 1, 12, 0)
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("secret.jpg", pictures.jpeg(64, 48, taken=taken))})
    [photo] = as_owner.get(f"/pets/{pet.id}/").context["page"].items
    response = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/original/")
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path.endswith(photo.original_key)
    [disposition] = parse_qs(address.query)["response-content-disposition"]
    assert disposition == "attachment; filename*=utf-8''%D0%B6%D1%83%D0%BA-co-2025-06-01.jpg"


def test_what_the_file_carried_is_kept_with_the_record(as_owner, pet, photo_records):
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", pictures.jpeg_with_metadata())})
    [photo] = photo_records.list_for_pet(pet.id).items
    found = set(photo_records.find(photo.id).found)
    assert {"position", "serial-number", "embedded-thumbnail", "comment"} <= found


def test_all_that_the_file_carried_is_told_under_the_photo(as_owner, pet, photo_records):
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("a.jpg", carried.everything("JPEG"))})
    [photo] = photo_records.list_for_pet(pet.id).items
    said = as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text
    assert all(f"<li>{words}</li>" in said for words in FOUND_LABELS.values())


def test_a_file_that_carried_nothing_gets_no_receipt(as_owner, pet, photo):
    assert "Kept private" not in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


def test_a_favourite_is_found_among_the_favourites_until_it_is_taken_back(as_owner, pet, photo, add_photo):
    add_photo(pet, 1)
    mark = f"/pets/{pet.id}/photos/{photo.id}/favourite/"

    def favourites():
        return [each.id for each in as_owner.get(f"/pets/{pet.id}/photos/favourites/").context["page"].items]

    as_owner.post(mark)
    assert favourites() == [photo.id]
    as_owner.post(mark, {"on": "no"})
    assert favourites() == []


@pytest.mark.parametrize("shown", ["2024-10-27T02:30:00", "2024-10-27T02:30"])  # browsers leave out seconds that are 0
@pytest.mark.parametrize("hour", [0, 1])
def test_a_photo_of_the_hour_that_comes_twice_can_have_a_caption(as_owner, owner, pet, photo_records, hour, shown):
    owner.time_zone = "Europe/Berlin"
    owner.save()
    record = replace(new_photo(pet), taken_at=datetime(2024, 10, 27, hour, 30, tzinfo=UTC), owner_id=owner.key)
    photo_records.reserve(record)
    photo = photo_records.activate(record, owner.key)
    page = f"/pets/{pet.id}/photos/{photo.id}/"
    assert 'value="2024-10-27T02:30:00"' in as_owner.get(page).text
    typed = {"caption": "On the beach", "taken": shown, "version": 1}
    assert as_owner.post(f"{page}edit/", typed).status_code == 302
    now = photo_records.find(photo.id)
    assert (now.caption, now.taken_at) == ("On the beach", photo.taken_at)


def test_a_time_typed_into_that_hour_is_the_first_of_the_two(in_berlin, edit, photo, photo_records):
    assert edit(taken="2024-10-27T02:30").status_code == 302
    assert photo_records.find(photo.id).taken_at == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_a_deleted_photo_may_be_deleted_twice(as_owner, pet, photo, pet_records):
    for _ in range(2):
        assert as_owner.post(f"/pets/{pet.id}/photos/{photo.id}/delete/").status_code == 302
    assert pet_records.get(pet.id).photo_count == 0


def test_what_is_missing_of_a_picture_is_told_beside_it(as_owner, pet, photo_records):
    data = pictures.truncated_jpeg()
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("cut.jpg", data)})
    [photo] = photo_records.list_for_pet(pet.id).items
    assert "About half of this picture is missing" in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


def test_of_a_whole_picture_nothing_is_said_to_be_missing(as_owner, pet, photo):
    assert "photo-missing" not in as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").text


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (None, ""),
        (0, "parts of this picture may be missing"),
        (1, "A small part"),
        (25, "a quarter"),
        (33, "a third"),
        (50, "half"),
        (66, "two thirds"),
        (75, "three quarters"),
        (95, "Most of"),
    ],
)
def test_how_much_is_missing_is_told_in_words(percent, words):
    said = describe_missing(percent)
    assert words in said
    assert bool(said) == bool(words)
