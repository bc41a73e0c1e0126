"""What an upload answers: JSON to the queue of a script, links and the privacy receipt on a page."""

import pytest
from django.test import Client

from pettracker_site.aws.errors import NotFound, StoreUnavailable
from pettracker_site.files.storage import file_storage
from tests import pictures
from tests.site.forms import file

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def queue(as_owner, pet):
    """Sends files as the queue does, which asks for JSON."""

    def queue(*files, client=as_owner):
        address = f"/pets/{pet.id}/photos/add/"
        return client.post(address, {"photos": list(files)}, headers={"accept": "application/json"})

    return queue


@pytest.fixture
def send(as_owner, pet):
    """Sends files as the plain form does, and looks at the page that one lands on."""

    def send(*files):
        return as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": list(files)}, follow=True)

    return send


def told(response) -> list[str]:
    """The messages at the top of a page."""
    return [str(message) for message in response.context["messages"]]


def test_an_added_photo_is_told_with_its_address_and_thumbnail(queue, pet, photo_records):
    response = queue(file("a.jpg", pictures.jpeg()))
    [photo] = photo_records.list_for_pet(pet.id).items
    assert response.status_code == 201
    [answer] = response.json()["files"]
    assert (answer["name"], answer["outcome"], answer["words"]) == ("a.jpg", "added", "Added")
    assert answer["url"] == f"/pets/{pet.id}/photos/{photo.id}/"
    assert answer["square"] == file_storage().url(photo.derivative_key(160))
    assert answer["kept_private"] == []


def test_the_queue_is_told_what_stays_private(queue):
    [answer] = queue(file("a.jpg", pictures.jpeg_with_metadata())).json()["files"]
    assert answer["kept_private"] == [
        "the place where it was taken",
        "the serial number of the camera",
        "a small copy of the picture",
        "a comment or description",
    ]


def test_the_same_bytes_again_are_already_there_with_the_address_of_the_photo(queue):
    [first] = queue(file("a.jpg", pictures.jpeg())).json()["files"]
    response = queue(file("b.jpg", pictures.jpeg()))
    [answer] = response.json()["files"]
    assert response.status_code == 200
    assert (answer["outcome"], answer["url"]) == ("already-there", first["url"])


def test_a_photo_from_the_trash_is_told_to_be_back(queue, as_owner):
    [first] = queue(file("a.jpg", pictures.jpeg())).json()["files"]
    as_owner.post(f"{first['url']}delete/")
    response = queue(file("a.jpg", pictures.jpeg()))
    [answer] = response.json()["files"]
    assert response.status_code == 200
    assert (answer["outcome"], answer["url"]) == ("restored", first["url"])


def test_a_refused_file_is_told_with_its_sentence(queue):
    response = queue(file("diary.jpg", b"Dear diary"))
    [answer] = response.json()["files"]
    assert response.status_code == 422
    assert (answer["name"], answer["outcome"]) == ("diary.jpg", "refused")
    assert "not a picture" in answer["words"]


def test_of_several_files_each_one_is_told(queue):
    response = queue(file("good.jpg", pictures.jpeg()), file("bad.jpg", b"Dear diary"))
    assert response.status_code == 422
    assert [(each["name"], each["outcome"]) for each in response.json()["files"]] == [
        ("good.jpg", "added"),
        ("bad.jpg", "refused"),
    ]


def test_no_file_is_told_in_words(queue):
    response = queue()
    assert response.status_code == 422
    assert "Choose at least one photo" in response.json()["files"][0]["words"]


def test_a_store_that_does_not_answer_is_told_with_when_to_come_back(queue, monkeypatch):
    def down(*_):
        raise StoreUnavailable("test")

    monkeypatch.setattr(file_storage(), "_save", down)
    response = queue(file("a.jpg", pictures.jpeg()))
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "again in a minute" in response.json()["files"][0]["words"]


def test_a_pet_that_was_deleted_meanwhile_takes_no_photos(queue, photo_records, monkeypatch):
    def gone(*_):
        raise NotFound("pet")

    monkeypatch.setattr(photo_records, "activate", gone)
    response = queue(file("a.jpg", pictures.jpeg()))
    assert response.status_code == 404
    assert "Rex is not there any more" in response.json()["files"][0]["words"]


def test_a_stranger_gets_no_json_either(queue, as_stranger):
    assert queue(file("a.jpg", pictures.jpeg()), client=as_stranger).status_code == 404


def test_a_visitor_is_sent_to_the_login(queue):
    assert queue(file("a.jpg", pictures.jpeg()), client=Client()).status_code == 302


def test_the_queue_leaves_no_message_for_the_next_page(queue, as_owner, pet):
    queue(file("a.jpg", pictures.jpeg_with_metadata()))
    assert told(as_owner.get(f"/pets/{pet.id}/")) == []


def test_a_browser_that_asks_for_a_page_gets_one(as_owner, pet):
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    files = {"photos": [file("diary.jpg", b"Dear diary")]}
    response = as_owner.post(f"/pets/{pet.id}/photos/add/", files, headers={"accept": accept})
    assert response["Content-Type"].startswith("text/html")


def test_many_requests_in_a_row_leave_one_cookie_that_knows_them_all(queue, as_owner, pet):
    for shade in range(12):
        queue(file(f"{shade}.jpg", pictures.jpeg(64 + shade, 48)))
    recent = [name for name, cookie in as_owner.cookies.items() if name.startswith("recent-photo") and cookie.value]
    assert len(recent) == 1
    from pettracker_site.common.read_your_writes import changed_ids

    shown = as_owner.get(f"/pets/{pet.id}/")
    newest_first = [photo.id for photo in shown.context["page"].items]
    assert changed_ids(shown.wsgi_request, "photo") == newest_first


def test_a_page_links_to_the_photo_that_was_already_there(send):
    send(file("a.jpg", pictures.jpeg()))
    response = send(file("<b>.jpg", pictures.jpeg()))
    [photo] = response.context["page"].items
    assert "1 photo was already there:" in response.text
    assert f'<a href="/pets/{photo.pet_id}/photos/{photo.id}/">&lt;b&gt;.jpg</a>' in response.text


def test_a_page_tells_what_stays_private(send):
    [_, receipt] = told(send(file("a.jpg", pictures.jpeg_with_metadata())))
    assert receipt == (
        "Kept private: the file you sent also carries the place where it was taken, the serial number of the camera, "
        "a small copy of the picture and a comment or description. That stays in the original, which only the "
        "pet’s owners can download, and is in nothing that is shown."
    )


def test_a_page_tells_it_of_those_that_went_in_beside_a_refused_one(send):
    response = send(file("a.jpg", pictures.jpeg_with_metadata()), file("diary.jpg", b"Dear diary"))
    assert [message.split(":")[0] for message in told(response)] == ["1 photo added.", "Kept private"]
    assert "diary.jpg" in response.text


def test_a_page_has_no_receipt_where_the_files_carried_nothing(send):
    assert told(send(file("a.jpg", pictures.jpeg()))) == ["1 photo added."]
