"""Photos of everybody: the wall, one photo, hiding, deleting and restoring."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from django.conf import settings
from django.utils.html import strip_tags

from pets.roles import Role
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import deadline, times
from pettracker_site.aws.dynamo import Attr, changes
from pettracker_site.backoffice.pets_and_photos.actions import SelectedRow
from pettracker_site.files.refusals import FileRefused, Reason
from pettracker_site.files.storage import file_storage
from photos.domain import Status
from photos.imaging import decoding
from photos.imaging.formats import Found
from photos.taken import TakenFrom
from tests.people import let_in

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def photo(pet, add_photo):
    return add_photo(pet)


def shown(client, query="") -> list[str]:
    response = client.get(f"/admin/photos/?{query}")
    assert response.status_code == 200
    return [photo.id for photo, _ in response.context["rows"]]


@pytest.fixture
def everybodys(add_pet, add_photo, stranger):
    return [add_photo(add_pet("Own"), 1), add_photo(add_pet("Theirs", person=stranger), 2)]


def test_all_photos_are_listed_newest_first(as_keeper, everybodys):
    assert shown(as_keeper) == [photo.id for photo in reversed(everybodys)]


def test_photos_are_found_by_pet_and_by_owner(as_keeper, owner, everybodys):
    assert shown(as_keeper, f"pet={everybodys[1].pet_id}") == [everybodys[1].id]
    assert shown(as_keeper, f"owner={owner.key}") == [everybodys[0].id]


def test_the_trash_is_a_list_of_its_own(as_keeper, everybodys, photo_records):
    photo_records.delete(everybodys[0], times.now())
    assert shown(as_keeper, "status=deleted") == [everybodys[0].id]
    assert shown(as_keeper) == [everybodys[1].id]


@pytest.fixture
def of_two_days(pet, add_photo, photo_records):
    """Photos of one pet, uploaded on 1 and on 20 June 2025."""

    def uploaded(shade, day):
        photo = add_photo(pet, shade)
        at = datetime(2025, 6, day, 12, tzinfo=UTC)
        item = photo_records.item(replace(photo, uploaded_at=at))
        photo_records.table.update(photo.id, changes(photo_records.item(photo), item), Attr("PhotoId").exists()).run()
        return photo.id

    return [uploaded(1, 1), uploaded(2, 20)]


@pytest.mark.parametrize("whose", ["", "&pet={pet}", "&owner={owner}"])
@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("since=2025-06-02", [1]),
        ("until=2025-06-02", [0]),
        ("since=2025-06-20&until=2025-06-20", [1]),
        ("since=2025-06-02&until=2025-06-19", []),
        ("since=2025-06-01", [1, 0]),
    ],
)
def test_photos_are_found_by_the_day_of_their_upload(as_keeper, pet, owner, of_two_days, whose, dates, found):
    query = dates + whose.format(pet=pet.id, owner=owner.key)
    assert sorted(shown(as_keeper, query)) == sorted(of_two_days[place] for place in found)


def test_a_pets_photos_in_the_trash_are_found_by_the_day_they_go_for_good(as_keeper, photo, photo_records):
    photo_records.delete(photo, datetime(2025, 6, 1, 12, tzinfo=UTC))
    query = f"pet={photo.pet_id}&status=deleted"
    assert shown(as_keeper, f"{query}&since=2025-07-01&until=2025-07-01") == [photo.id]
    assert shown(as_keeper, f"{query}&since=2025-07-02") == []


def test_dates_stay_with_the_pet_that_the_wall_is_of(as_keeper, photo):
    page = as_keeper.get(f"/admin/photos/?pet={photo.pet_id}").text
    assert f'<input type="hidden" name="pet" value="{photo.pet_id}">' in page


def test_the_wall_costs_one_call_for_each_shard(as_keeper, pet, add_photo, aws_calls):
    for shade in range(12):
        add_photo(pet, shade)
    aws_calls.clear()
    assert len(shown(as_keeper)) == 12
    assert aws_calls == {"Query": settings.ADMIN_SHARDS}


@pytest.mark.parametrize(
    "query",
    ["status=eaten", "since=x", "pet=x", "owner=x", "cursor=x", "pet={id}&owner={id}", "owner={id}&status=deleted",
     "pet={id}&status=purging&since=2025-01-01"],
)  # fmt: skip
def test_nonsense_is_told_in_words(as_keeper, query):
    response = as_keeper.get("/admin/photos/?" + query.format(id="00000000-0000-4000-8000-000000000000"))
    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_a_photos_screen_tells_everything_by_two_calls(as_keeper, owner, photo, aws_calls):
    aws_calls.clear()
    page = as_keeper.get(f"/admin/photos/{photo.id}/").text
    assert aws_calls == {"GetItem": 2}
    for fact in (photo.sha256, "64 × 48", "image/jpeg", owner.email, "Rex"):
        assert fact in page


def fact(page, label) -> str:
    """What stands beside a label."""
    value = page.split(f'<span class="label">{label}</span>')[1].split('<div class="readonly">')[1]
    return unescape(strip_tags(value.split("</div>")[0])).strip()


def test_a_photos_screen_tells_what_the_original_carries_and_its_small_copies(as_keeper, photo, photo_records):
    item = photo_records.item(replace(photo, found=(Found.POSITION, Found.COMMENT)))
    photo_records.table.update(photo.id, changes(photo_records.item(photo), item), Attr("PhotoId").exists()).run()
    page = as_keeper.get(f"/admin/photos/{photo.id}/").text
    assert fact(page, "Also contains") == "the place where it was taken, a comment or description"
    assert fact(page, "Small copies") == "160 (48 × 48), 480 (64 × 48), 800 (64 × 48), 1600 (64 × 48)"


def test_a_photos_screen_tells_the_clock_of_where_it_was_taken_and_who_says_so(as_keeper, photo, photo_records):
    taken = datetime(2024, 5, 17, 18, tzinfo=UTC)
    told = replace(photo, taken_at=taken, taken_zone="+09:00", taken_from=TakenFrom.FILE_NAME)
    update = changes(photo_records.item(photo), photo_records.item(told))
    photo_records.table.update(photo.id, update, Attr("PhotoId").exists()).run()
    page = as_keeper.get(f"/admin/photos/{photo.id}/").text
    facts = [fact(page, label) for label in ("Taken", "Time zone", "Date comes from")]
    assert facts == ["May 18, 2024, 3 a.m.", "+09:00", "from the file’s name"]


def test_a_photo_is_hidden_and_shown_again(as_keeper, keeper, photo, photo_records):
    as_keeper.post(f"/admin/photos/{photo.id}/hide/")
    assert photo_records.find(photo.id).hidden
    as_keeper.post(f"/admin/photos/{photo.id}/hide/", {"hidden": "no"})
    assert not photo_records.find(photo.id).hidden
    assert [entry.action for entry in audit_log().of_record(photo.id).items] == ["shown", "hidden"]


def test_hiding_twice_is_one_entry(as_keeper, photo):
    for _ in range(2):
        as_keeper.post(f"/admin/photos/{photo.id}/hide/")
    assert len(audit_log().of_record(photo.id).items) == 1


def test_a_hidden_photo_stays_hidden_through_the_trash(as_keeper, photo, photo_records):
    as_keeper.post(f"/admin/photos/{photo.id}/hide/")
    photo_records.delete(photo, times.now())
    photo_records.restore(photo)
    assert photo_records.find(photo.id).hidden


def test_its_owner_still_sees_a_hidden_photo(as_keeper, as_owner, pet, photo):
    as_keeper.post(f"/admin/photos/{photo.id}/hide/")
    assert as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/").status_code == 200


def test_several_are_deleted_and_restored_together(as_keeper, pet, add_photo, photo_records, pet_records):
    photos = [add_photo(pet, shade) for shade in range(3)]

    def act(action):
        rows = [str(SelectedRow.of(photo_records.find(photo.id))) for photo in photos]
        data = {"action": action, "row": rows, "confirmed": "yes"}
        return as_keeper.post("/admin/photos/act/", data, follow=True).text

    assert "3 are in the trash" in act("delete")
    assert pet_records.get(pet.id).photo_count == 0
    assert "3 are back" in act("restore")
    assert {photo_records.find(photo.id).status for photo in photos} == {Status.ACTIVE}


def test_what_changed_meanwhile_is_left_alone_and_told(as_keeper, photo, photo_records):
    row = str(SelectedRow.of(photo))
    photo_records.delete(photo, times.now())
    page = as_keeper.post("/admin/photos/act/", {"action": "delete", "row": row, "confirmed": "y"}, follow=True).text
    assert "has changed in the meantime" in page


def test_a_photo_that_was_hidden_meanwhile_is_left_alone_and_told(as_keeper, photo, photo_records):
    row = str(SelectedRow.of(photo))
    as_keeper.post(f"/admin/photos/{photo.id}/hide/")
    page = as_keeper.post("/admin/photos/act/", {"action": "delete", "row": row, "confirmed": "y"}, follow=True).text
    assert "has changed in the meantime" in page
    assert photo_records.find(photo.id).status == Status.ACTIVE


def test_a_photo_is_removed_for_good(as_keeper, keeper, photo, photo_records):
    data = {"action": "purge", "row": str(SelectedRow.of(photo)), "confirmed": "yes"}
    assert as_keeper.post("/admin/photos/act/", data | {"typed": "yes"}).status_code == 400
    as_keeper.post("/admin/photos/act/", data | {"typed": "delete 1"})
    assert photo_records.find(photo.id).status == Status.PURGING
    (entry,) = audit_log().of_record(photo.id).items
    assert (entry.action, entry.actor_id) == ("purged", keeper.key)
    assert as_keeper.get(f"/admin/photos/{photo.id}/").status_code == 200
    assert as_keeper.get("/admin/photos/?status=purging").status_code == 200


@pytest.fixture
def shared(pet, stranger):
    """The pet, which a stranger may look at too."""
    return let_in(pet, stranger.key, Role.CO_OWNER)


def test_those_whom_it_was_shown_to_see_it_no_more_once_it_is_hidden(as_keeper, as_stranger, shared, photo):
    assert as_stranger.get(f"/pets/{shared.id}/photos/{photo.id}/").status_code == 200
    as_keeper.post(f"/admin/photos/{photo.id}/hide/")
    assert as_stranger.get(f"/pets/{shared.id}/photos/{photo.id}/").status_code == 404
    assert as_stranger.get(f"/pets/{shared.id}/photos/{photo.id}/original/").status_code == 404
    assert photo.id not in as_stranger.get(f"/pets/{shared.id}/").text


def test_a_hidden_photo_leaves_the_cover_to_another_and_is_none(as_keeper, as_owner, pet, add_photo, pet_records):
    first, second = add_photo(pet, 1), add_photo(pet, 2)
    as_keeper.post(f"/admin/photos/{first.id}/hide/")
    assert pet_records.get(pet.id).cover_photo_id == second.id
    assert as_owner.post(f"/pets/{pet.id}/photos/{first.id}/cover/").status_code == 404
    as_keeper.post(f"/admin/photos/{second.id}/hide/")
    assert pet_records.get(pet.id).cover_photo_id == ""
    as_keeper.post(f"/admin/photos/{first.id}/hide/", {"hidden": "no"})
    assert pet_records.get(pet.id).cover_photo_id == first.id
    assert pet_records.get(pet.id).photo_count == 2


def test_small_copies_are_made_anew(as_keeper, photo, photo_records):
    key = photo.derivative_key(480)
    file_storage().delete(key)
    page = as_keeper.post(f"/admin/photos/{photo.id}/rederive/", follow=True).text
    assert "regenerated" in page
    assert b"".join(file_storage().read(key))[8:12] == b"WEBP"
    assert photo_records.find(photo.id).derived_at
    assert [entry.action for entry in audit_log().of_record(photo.id).items] == ["rederived"]


def test_an_original_that_costs_too_much_is_told_and_has_the_time_of_an_upload(as_keeper, photo, monkeypatch, settings):
    settings.PAGE_SECONDS, settings.UPLOAD_SECONDS = 60, 600
    left = []

    def costly(file):
        left.append(deadline.left())
        raise FileRefused(Reason.TOO_COSTLY)

    monkeypatch.setattr(decoding, "prepare", costly)
    page = as_keeper.post(f"/admin/photos/{photo.id}/rederive/", follow=True).text
    assert "needs too much time or memory to open" in page
    assert settings.PAGE_SECONDS < left[0] < settings.UPLOAD_SECONDS


def test_where_the_original_is_missing_that_is_told_and_nothing_changes(as_keeper, photo, photo_records):
    file_storage().delete(photo.original_key)
    page = as_keeper.post(f"/admin/photos/{photo.id}/rederive/", follow=True).text
    assert "the original is missing" in page
    assert photo_records.find(photo.id) == photo
    assert audit_log().of_record(photo.id).items == ()


def test_the_cursor_of_another_list_is_told_and_the_history_is_still_the_photos(as_keeper, photo):
    response = as_keeper.get(f"/admin/photos/{photo.id}/history/?cursor=made-up")
    assert response.status_code == 400
    assert "This page belongs to another list." in response.text
    assert "History of the photo" in response.text
    assert "The audit log has no entries about it" not in response.text
