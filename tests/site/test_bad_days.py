"""AWS failing is a normal day: a page in words, and nothing typed is lost."""

import html
import re
import socket
import uuid

import pytest
from django.test import Client

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import deadline
from pettracker_site.aws.errors import StoreUnavailable
from photos.domain import Status
from tests import pictures
from tests.aws import reset
from tests.people import PASSWORD
from tests.site.forms import edit_form, file, pet_form
from tests.uploads import OBJECTS


@pytest.fixture
def no_aws(settings, monkeypatch):
    """Nobody answers: the endpoint is a port that refuses connections."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    reset()
    yield
    reset()


@pytest.mark.usefixtures("no_aws")
class TestWithoutAws:
    def test_a_page_says_so_in_words_and_when_to_come_back(self, as_owner):
        response = as_owner.get("/pets/")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "Traceback" not in response.text
        assert "127.0.0.1" not in response.text

    def test_a_form_keeps_what_was_typed(self, as_owner):
        response = as_owner.post("/pets/add/", pet_form(name="Biscuit", notes="loves the beach"))
        assert response.status_code == 503
        assert 'value="Biscuit"' in response.text
        assert "loves the beach" in response.text
        assert int(response["Retry-After"]) > 0

    def test_an_edit_keeps_what_was_typed(self, as_owner):
        from tests.store.makers import new_pet

        pet = new_pet()
        response = as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, name="Biscuit"))
        assert response.status_code == 503
        assert 'value="Biscuit"' in response.text

    def test_a_caption_that_could_not_be_saved_can_be_sent_again_as_it_was_typed(self, as_owner):
        typed = {"caption": "At the beach,\nwith <Rex>", "taken": "2025-06-01T10:30:00", "version": "1"}
        response = as_owner.post(f"/pets/{uuid.uuid4()}/photos/{uuid.uuid4()}/edit/", typed)
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert hidden_fields(response.text) == typed

    def test_photos_that_were_selected_stay_so(self, as_owner):
        ids = [str(uuid.uuid4()) for _ in range(2)]
        response = as_owner.post(f"/pets/{uuid.uuid4()}/photos/selected/", {"action": "delete", "photo": ids})
        assert response.status_code == 503
        assert all(f'name="photo" value="{id}"' in response.text for id in ids)

    def test_an_upload_is_told_to_come_back_to_its_form(self, as_owner):
        address = f"/pets/{uuid.uuid4()}/photos/add/"
        response = as_owner.post(address, {"photos": file("a.jpg", pictures.jpeg(64, 48))})
        assert response.status_code == 503
        assert f'href="{address}"' in response.text

    def test_the_login_still_works(self, owner):
        client = Client()
        assert client.get("/accounts/login/").status_code == 200
        response = client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
        assert response.status_code == 302

    def test_the_start_page_still_works(self, client):
        assert client.get("/").status_code == 200


def hidden_fields(page: str) -> dict[str, str]:
    """What the page's form sends again, without its token."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page, flags=re.S)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


class TestWhileUploading:
    @pytest.fixture
    def fail(self, monkeypatch):
        """Makes one method of an object raise StoreUnavailable from its nth call on."""

        def fail(target, name, *, after=0):
            real, count = getattr(target, name), [0]

            def maybe(*args, **options):
                count[0] += 1
                if count[0] > after:
                    raise StoreUnavailable("test")
                return real(*args, **options)

            monkeypatch.setattr(target, name, maybe)

        return fail

    def send(self, client, pet, count=1):
        files = [file(f"{n}.jpg", pictures.jpeg(64 + n, 48)) for n in range(count)]
        return client.post(f"/pets/{pet.id}/photos/add/", {"photos": files})

    @pytest.mark.parametrize("after", range(OBJECTS))
    def test_a_file_store_that_stops_half_way_leaves_nothing_to_be_seen(
        self, as_owner, pet, photo_records, pet_records, fail, after
    ):
        from pettracker_site.files.storage import file_storage
        from tests.site.test_photo_pages import keys, records

        fail(file_storage(), "_save", after=after)
        response = self.send(as_owner, pet)
        assert response.status_code == 503
        assert "0.jpg" in response.text
        assert keys() == []
        assert [record["Status"] for record in records(photo_records)] == ["pending"]  # it may still name a late PUT
        assert pet_records.get(pet.id).photo_count == 0

    def test_an_unknown_outcome_is_left_alone_and_not_called_a_success(self, as_owner, pet, photo_records, fail):
        from tests.site.test_photo_pages import keys

        fail(photo_records, "activate")
        assert self.send(as_owner, pet).status_code == 503
        assert len(keys()) == OBJECTS  # the record still names them: nothing is lost, nothing is shown

    def test_a_commit_whose_answer_was_lost_is_a_success(self, as_owner, pet, photo_records, monkeypatch):
        commit = photo_records.activate

        def lost(*args):
            commit(*args)
            raise StoreUnavailable("the answer")

        monkeypatch.setattr(photo_records, "activate", lost)
        assert self.send(as_owner, pet).status_code == 302
        [photo] = photo_records.list_for_pet(pet.id).items
        assert photo.status == Status.ACTIVE

    def test_the_photos_before_the_failure_are_in_and_the_others_are_named(self, as_owner, pet, pet_records, fail):
        from pettracker_site.files.storage import file_storage

        fail(file_storage(), "_save", after=OBJECTS)
        response = self.send(as_owner, pet, count=3)
        assert [refused.name for refused in response.context["form"].refused] == ["1.jpg", "2.jpg"]
        assert pet_records.get(pet.id).photo_count == 1


def test_a_page_that_does_not_exist_is_a_page_of_ours(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "PetTracker" in response.text


def test_a_form_without_its_token_is_explained(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/pets/add/", pet_form())
    assert response.status_code == 403
    assert response.context["stale_form"]


def test_what_is_counted_after_the_answer_has_two_seconds(as_owner, aws, monkeypatch):
    left = []
    monkeypatch.setattr(type(audit_log()), "count", lambda *_: left.append(deadline.left()))
    assert as_owner.get(f"/pets/{uuid.uuid4()}/").status_code == 404
    assert len(left) == 1
    assert left[0] <= 2
