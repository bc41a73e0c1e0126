"""Several photos at once: delete, restore, favourite, take home."""

import re
import uuid
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.conf import settings
from PIL import Image

from pets.roles import Role
from pettracker_site.aws import clients
from photos import views
from photos.album import selection
from photos.album.bulk import BulkPhotoActions
from photos.domain import Status
from photos.hiding import hide
from photos.repository import photos
from tests.conftest import logged_in
from tests.people import let_in
from tests.uploads import fill_album

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def album(pet, add_photo):
    return [add_photo(pet, shade) for shade in range(3)]


@pytest.fixture
def act(as_owner, pet):
    def act(action, photos, client=as_owner, **options):
        ids = [getattr(photo, "id", photo) for photo in photos]
        return client.post(f"/pets/{pet.id}/photos/selected/", {"action": action, "photo": ids}, **options)

    return act


def test_selected_photos_are_deleted_and_the_others_stay(act, pet, album, photo_records, pet_records):
    response = act("delete", album[:2], follow=True)
    assert "2 photos are in the trash" in response.text
    assert response.redirect_chain[-1][0] == f"/pets/{pet.id}/?photo={album[2].id}"  # beside what went
    assert [photo.id for photo in photo_records.list_for_pet(pet.id).items] == [album[2].id]
    now = pet_records.get(pet.id)
    assert (now.photo_count, now.cover_photo_id) == (1, album[2].id)


def test_they_are_restored_together(act, pet, album, pet_records):
    act("delete", album)
    response = act("restore", album, follow=True)
    assert "3 photos are back" in response.text
    assert pet_records.get(pet.id).photo_count == 3


def test_photos_of_another_pet_and_made_up_ids_are_left_alone_and_told(act, add_pet, add_photo, album, photo_records):
    foreign = add_photo(add_pet("Other"), 40)
    response = act("delete", [album[0], foreign, str(uuid.uuid4())], follow=True)
    assert "1 photo is in the trash" in response.text
    assert "2 photos were left alone" in response.text
    assert photo_records.find(foreign.id).status == Status.ACTIVE


def test_favourites_are_marked(act, pet, album, photo_records):
    act("favourite", album[:1])
    assert [photo.id for photo in photo_records.favourites_of_pet(pet.id).items] == [album[0].id]


def test_nothing_selected_is_told(act):
    assert "Choose at least one photo" in act("delete", [], follow=True).text


@pytest.mark.parametrize("action", ["delete", "restore", "favourite", "download"])
def test_what_is_no_id_of_a_photo_is_none_chosen(act, pet, add_photo, action):
    """A claim stands in the same table; an empty key would be an error of DynamoDB's."""
    photo = add_photo(pet)
    for typed in ("", "x", "../../etc/passwd", f"same#{pet.id}#{photo.sha256}", photo.id.upper()):
        assert "Choose at least one photo" in act(action, [typed], follow=True).text, typed


def test_an_action_that_does_not_exist_is_a_page_that_does_not_exist(act, album):
    for action in ("", "purge", "__class__"):
        assert act(action, album).status_code == 404, action


def test_a_zip_holds_the_originals_under_neutral_names(act, album):
    response = act("download", album)
    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="rex.zip"'
    with ZipFile(BytesIO(response.getvalue())) as taken_home:
        assert taken_home.testzip() is None
        names = taken_home.namelist()
        assert len(set(names)) == 3
        assert all(name.startswith("rex-") and name.endswith(".jpg") for name in names)
        stored = clients.s3().get_object(Bucket=settings.FILE_BUCKET, Key=album[0].original_key)["Body"].read()
        assert taken_home.read(names[0]) == stored
        assert Image.open(BytesIO(taken_home.read(names[1]))).size == (65, 48)


def test_names_in_a_zip_keep_the_marks_of_their_script(as_owner, add_pet, add_photo):
    pet = add_pet("मोती")
    chosen = {"action": "download", "photo": [add_photo(pet).id]}
    response = as_owner.post(f"/pets/{pet.id}/photos/selected/", chosen)
    assert unquote(response["Content-Disposition"]) == "attachment; filename*=utf-8''मोती.zip"
    with ZipFile(BytesIO(response.getvalue())) as taken_home:
        assert [name.partition("-")[0] for name in taken_home.namelist()] == ["मोती"]


def test_a_zip_of_nothing_of_ones_own_does_not_exist(act, add_pet, add_photo):
    assert act("download", [add_photo(add_pet("Other"), 40)]).status_code == 404


def test_several_deleted_photos_can_be_undone_at_once(act, album):
    html = act("delete", album[:2], follow=True).text
    form = html[html.index('action="/pets/') :]
    assert '<input type="hidden" name="action" value="restore">' in form
    assert all(f'name="photo" value="{photo.id}"' in form for photo in album[:2])


def test_more_than_fifty_are_told_and_none_of_them_is_touched(act, album, photo_records):
    others = [str(uuid.uuid4()) for _ in range(48)]
    response = act("delete", [*album, *others], follow=True)
    assert "Those are 51 photos, and 50 can be done at a time" in response.text
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_a_zip_takes_as_many_as_one_of_a_whole_album(act, pet):
    ids = [photo.id for photo in fill_album(pet, 102)]  # more than DynamoDB reads at once
    assert [photo.id for photo in BulkPhotoActions(photos(), pet, hidden=True).chosen(ids, most=500)] == ids
    assert act("download", ids).streaming
    assert "500 can be done at a time" in act("download", [uuid.uuid4() for _ in range(501)], follow=True).text


def test_a_script_is_told_the_ids_of_the_whole_album(as_owner, pet, monkeypatch):
    monkeypatch.setattr(selection, "_IDS_AT_ONCE", 2)
    album = fill_album(pet, 3)
    told, cursor = [], ""
    for _ in range(2):
        answer = as_owner.get(f"/pets/{pet.id}/photos/selected/", {"cursor": cursor}, headers=JSON).json()
        told += answer["ids"]
        cursor = answer["next"]
    assert not cursor
    assert sorted(told) == sorted(photo.id for photo in album)


def test_a_photo_chosen_twice_counts_once(act, album):
    assert "1 photo is in the trash" in act("delete", [album[0]] * 60, follow=True).text


def restore_from_trash(client, pet, photos, **options):
    chosen = {"action": "restore", "from": "trash", "photo": [photo.id for photo in photos]}
    return client.post(f"/pets/{pet.id}/photos/selected/", chosen, follow=True, **options)


def test_after_some_are_restored_from_the_trash_one_still_sees_the_others(act, as_owner, pet, album, pet_records):
    act("delete", album)
    response = restore_from_trash(as_owner, pet, album[:2])
    assert response.redirect_chain[-1][0] == f"/pets/{pet.id}/photos/trash/"
    assert [photo.id for photo in response.context["page"].items] == [album[2].id]
    assert f'2 photos are back. <a href="/pets/{pet.id}/">Back to Rex</a>' in response.text
    assert pet_records.get(pet.id).photo_count == 2


def test_after_the_last_one_is_restored_the_trash_is_empty(act, as_owner, pet, album):
    act("delete", album)
    assert "No photos here" in restore_from_trash(as_owner, pet, album).text


def test_nothing_selected_in_the_trash_leads_back_to_the_trash(act, as_owner, pet, album):
    act("delete", album)
    response = restore_from_trash(as_owner, pet, [])
    assert response.redirect_chain[-1][0] == f"/pets/{pet.id}/photos/trash/"
    assert "Choose at least one photo" in response.text


# --- To another pet ---------------------------------------------------------------------------------------------------


def move(client, source, photos, target, **options):
    chosen = {"photo": [getattr(photo, "id", photo) for photo in photos], "pet": getattr(target, "id", target)}
    return client.post(f"/pets/{source.id}/photos/move/", chosen, follow=True, **options)


def undo(client, html: str):
    """Sends the first form of a message, as its button does."""
    form = html[html.index("<form", html.index('class="messages"')) :].partition("</form>")[0]
    fields = re.findall(r'name="(\w+)" value="([^"]+)"', form)
    data = {name: [value for each, value in fields if each == name] for name, _ in fields}
    return client.post(re.search(r'action="([^"]+)"', form)[1], data, follow=True)


def test_the_bar_leads_to_ones_other_pets_and_one_tap_moves(act, as_owner, add_pet, album):
    luna, _ = add_pet("Luna"), add_pet("Gone")
    page = act("move", album[:2], follow=True)
    assert page.status_code == 200
    assert "Move 2 photos to …" in page.text
    assert f'name="pet" value="{luna.id}"' in page.text
    assert f'value="{album[0].pet_id}"' not in page.text
    assert all(f'name="photo" value="{photo.id}"' in page.text for photo in album[:2])


def test_whoever_has_one_pet_is_told_that_there_is_no_other(act, album):
    assert "You have no other pet here" in act("move", album[:1], follow=True).text


def test_photos_are_moved_and_moved_back(as_owner, add_pet, pet, album, pet_records):
    luna = add_pet("Luna")
    response = move(as_owner, pet, album[:2], luna)
    assert "2 photos moved to Luna" in response.text
    assert response.redirect_chain[-1][0] == f"/pets/{pet.id}/?photo={album[2].id}"  # beside what went
    assert [photo.id for photo in response.context["page"].items] == [album[2].id]
    assert pet_records.get(luna.id).photo_count == 2
    back = undo(as_owner, response.text)
    assert "2 photos moved to Rex" in back.text
    first = back.context["page"].items[0].id
    assert back.redirect_chain[-1][0] == f"/pets/{pet.id}/?photo={first}"
    assert (pet_records.get(pet.id).photo_count, pet_records.get(luna.id).photo_count) == (3, 0)


def test_the_same_once_more_is_told_as_done(as_owner, add_pet, pet, album, pet_records):
    luna = add_pet("Luna")
    move(as_owner, pet, album[:1], luna)
    response = move(as_owner, pet, album[:2], luna)
    assert "2 photos moved to Luna" in response.text
    assert "left alone" not in response.text
    assert pet_records.get(luna.id).photo_count == 2


def test_pictures_that_the_other_pet_has_already_stay(as_owner, add_pet, add_photo, pet, album, photo_records):
    luna = add_pet("Luna")
    add_photo(luna, 0)
    response = move(as_owner, pet, album[:2], luna)
    assert "1 photo moved to Luna" in response.text
    assert "1 photo stays here: the other pet has the same picture already" in response.text
    assert "left alone" not in response.text
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_who_moves_a_photo_to_where_it_is_hears_that_it_is_there(as_owner, pet, album, photo_records):
    assert "This photo is with Rex already." in move(as_owner, pet, album[:1], pet).text
    assert photo_records.find(album[0].id) == album[0]


@pytest.mark.parametrize("target", ["", "x", "../", "00000000-0000-4000-8000-000000000000"])
def test_a_pet_that_does_not_exist_takes_nothing(as_owner, pet, album, photo_records, target):
    assert move(as_owner, pet, album, target).status_code == 404
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_a_pet_of_somebody_else_takes_nothing(as_owner, stranger, add_pet, pet, album, photo_records):
    assert move(as_owner, pet, album, add_pet("Theirs", stranger)).status_code == 404
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_moving_none_or_too_many_is_told_and_changes_nothing(as_owner, add_pet, pet, album, photo_records):
    luna = add_pet("Luna")
    assert "Choose at least one photo" in move(as_owner, pet, [], luna).text
    others = [str(uuid.uuid4()) for _ in range(48)]
    assert "Those are 51 photos" in move(as_owner, pet, [*album, *others], luna).text
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_a_move_costs_two_reads_two_transactions_and_a_copy_for_each_file(as_owner, add_pet, pet, album, aws_calls):
    luna = add_pet("Luna")
    aws_calls.clear()
    chosen = {"photo": [photo.id for photo in album[1:]], "pet": luna.id}
    as_owner.post(f"/pets/{pet.id}/photos/move/", chosen)
    assert aws_calls == {
        "GetItem": 2 + 2 * 2,  # both pets; each photo, and its pet with its cover
        "BatchGetItem": 1,
        "Query": 1,  # which photo stands beside them, to lead back to
        "TransactWriteItems": 2 * 2,
        "CopyObject": 2 * 5,
    }


# --- The cover, and answers to scripts --------------------------------------------------------------------------------

JSON = {"accept": "application/json"}


def test_one_chosen_photo_becomes_the_cover_and_several_do_not(act, pet, album, pet_records):
    assert "This is Rex’s cover photo now" in act("cover", album[1:2], follow=True).text
    assert pet_records.get(pet.id).cover_photo_id == album[1].id
    assert "Those are 2 photos, and 1 can be done at a time" in act("cover", album[1:], follow=True).text
    assert pet_records.get(pet.id).cover_photo_id == album[1].id


def test_where_photos_stay_one_is_back_at_the_first_of_them(act, pet, album):
    for action in ("favourite", "cover"):
        assert act(action, album[1:2])["Location"] == f"/pets/{pet.id}/?photo={album[1].id}"


def test_a_script_is_told_what_was_done_what_not_and_how_to_undo_it(act, as_owner, album, photo_records):
    made_up = str(uuid.uuid4())
    answer = act("delete", [album[0], album[1], made_up], headers=JSON).json()
    assert answer["done"] == [album[0].id, album[1].id]
    assert answer["words"][0] == "2 photos are in the trash."
    assert answer["words"][1].startswith("1 photo was left alone")
    undo = {}
    for name, value in answer["undo"]["fields"]:
        undo.setdefault(name, []).append(value)
    again = as_owner.post(answer["undo"]["address"], undo, headers=JSON).json()
    assert again["words"] == ["2 photos are back."]
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_one_deleted_photo_can_be_undone_by_a_script_too(act, as_owner, album, photo_records):
    undo = act("delete", album[:1], headers=JSON).json()["undo"]
    assert as_owner.post(undo["address"], dict(undo["fields"]), headers=JSON).status_code == 204
    assert photo_records.find(album[0].id).status == Status.ACTIVE


def test_a_script_that_moves_is_told_what_left_the_album(as_owner, add_pet, pet, album):
    chosen = {"photo": [photo.id for photo in album[:2]], "pet": add_pet("Luna").id}
    answer = as_owner.post(f"/pets/{pet.id}/photos/move/", chosen, headers=JSON).json()
    assert answer["done"] == chosen["photo"]
    assert answer["words"] == ["2 photos moved to Luna."]


def test_too_many_are_told_to_a_script(act, album):
    answer = act("delete", [*album, *(str(uuid.uuid4()) for _ in range(48))], headers=JSON)
    assert answer.status_code == 422
    assert "Those are 51 photos" in answer.json()["words"][0]


# --- A whole album ----------------------------------------------------------------------------------------------------


def test_a_whole_album_is_one_zip(as_owner, pet, album, act):
    act("delete", album[:1])
    response = as_owner.get(f"/pets/{pet.id}/photos/download/")
    assert response["Content-Disposition"] == 'attachment; filename="rex.zip"'
    with ZipFile(BytesIO(response.getvalue())) as taken_home:
        assert taken_home.testzip() is None
        assert len(taken_home.namelist()) == 2


def test_a_long_album_comes_in_parts_without_a_gap(as_owner, pet, album, monkeypatch):
    monkeypatch.setattr(views, "MAX_PACKED", 2)
    address = f"/pets/{pet.id}/photos/download/"
    page = as_owner.get(address)
    assert "parts of 2 photos" in page.text
    assert re.findall(r"href=\"(\?part=\d)\"", page.text) == ["?part=1", "?part=2"]
    sizes = []
    for part in (1, 2):
        response = as_owner.get(address, {"part": part})
        assert response["Content-Disposition"] == f'attachment; filename="rex-{part}.zip"'
        with ZipFile(BytesIO(response.getvalue())) as taken_home:
            sizes += [Image.open(BytesIO(taken_home.read(name))).size for name in taken_home.namelist()]
    assert sorted(sizes) == [(64, 48), (65, 48), (66, 48)]


@pytest.mark.parametrize("part", ["0", "3", "x", "1.0", "²"])
def test_a_part_that_there_is_not_does_not_exist(as_owner, pet, album, monkeypatch, part):
    monkeypatch.setattr(views, "MAX_PACKED", 2)
    assert as_owner.get(f"/pets/{pet.id}/photos/download/", {"part": part}).status_code == 404


def test_an_empty_album_says_so(as_owner, pet):
    assert "No photos here yet" in as_owner.get(f"/pets/{pet.id}/photos/download/").text


def test_a_co_owner_takes_home_no_hidden_photo(pet, album, stranger):
    let_in(pet, stranger.key, Role.CO_OWNER)
    hide(photos(), album[0], hidden=True)
    response = logged_in(stranger).get(f"/pets/{pet.id}/photos/download/")
    with ZipFile(BytesIO(response.getvalue())) as taken_home:
        assert len(taken_home.namelist()) == 2
