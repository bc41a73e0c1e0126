"""Only so many uploads and downloads at once: the others are told in words when to try again."""

from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from pettracker_site.aws import deadline
from pettracker_site.aws.limiter import ConcurrencyLimiter, TooBusy
from pettracker_site.files import downloads
from pettracker_site.files.refusals import FileRefused, Reason
from pettracker_site.files.storage import FileStorage
from photos.album import bulk
from photos.imaging import decoding
from photos.repository import PhotoRepository
from photos.upload import views as uploads
from tests.pictures import jpeg
from tests.site.forms import file


@pytest.fixture
def none_free(monkeypatch):
    """Every slot for uploads is taken."""
    full = ConcurrencyLimiter(1)
    monkeypatch.setattr(uploads, "upload_limiter", lambda: full)
    with full.slot():
        yield


@pytest.fixture
def one_download(monkeypatch) -> ConcurrencyLimiter:
    one = ConcurrencyLimiter(1)
    monkeypatch.setattr(downloads, "download_limiter", lambda: one)
    return one


@pytest.fixture
def take_home(as_owner, pet, add_photo):
    photo = add_photo(pet)
    data = {"action": "download", "photo": [photo.id]}
    return lambda: as_owner.post(f"/pets/{pet.id}/photos/selected/", data)


@pytest.mark.usefixtures("aws", "none_free")
class TestTooManyUploads:
    def send(self, client, pet, **headers):
        files = [file(f"{number}.jpg", jpeg(64 + number, 48)) for number in range(2)]
        return client.post(f"/pets/{pet.id}/photos/add/", {"photos": files}, headers=headers)

    def test_the_page_names_the_files_and_when_to_come_again(self, as_owner, pet, pet_records):
        response = self.send(as_owner, pet)
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "0.jpg" in response.text
        assert "1.jpg" in response.text
        assert "Many photos are on their way just now" in response.text
        assert pet_records.get(pet.id).photo_count == 0

    def test_the_queue_is_told_by_json(self, as_owner, pet):
        response = self.send(as_owner, pet, accept="application/json")
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        told = response.json()["files"]
        assert [each["name"] for each in told] == ["0.jpg", "1.jpg"]
        assert all("Many photos are on their way just now" in each["words"] for each in told)


@pytest.mark.usefixtures("aws")
class TestNoProcessToDecodeIt:
    def test_what_went_in_before_stays_and_the_others_are_named(self, as_owner, pet, pet_records, monkeypatch):
        prepare, asked = decoding.prepare, []

        def busy(file):
            asked.append(file)
            if len(asked) > 1:
                raise TooBusy
            return prepare(file)

        monkeypatch.setattr(decoding, "prepare", busy)
        files = [file(f"{number}.jpg", jpeg(64 + number, 48)) for number in range(3)]
        response = as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": files})
        assert response.status_code == 503
        assert int(response["Retry-After"]) > 0
        assert "1 photo added" in response.text
        assert "1.jpg" in response.text
        assert "2.jpg" in response.text
        assert "Many photos are on their way just now" in response.text
        assert len(asked) == 2
        assert pet_records.get(pet.id).photo_count == 1


class TestDownloads:
    def test_while_ones_own_is_sent_the_next_is_told_to_wait_for_it(self, as_owner, take_home):
        sent = take_home()
        for refused in (take_home(), as_owner.get("/preferences/copy/")):
            assert refused.status_code == 429
            assert int(refused["Retry-After"]) > 0
            assert "Your other download is still running" in refused.text
        sent.close()
        assert take_home().status_code == 200

    def test_while_others_are_sent_the_next_is_told_when_to_come_again(self, take_home, one_download):
        with one_download.slot():
            refused = take_home()
        assert refused.status_code == 503
        assert int(refused["Retry-After"]) > 0
        assert "Please try again in a minute" in refused.text
        assert take_home().status_code == 200

    def test_one_that_was_never_read_frees_its_slot(self, take_home, one_download):
        take_home().close()
        assert take_home().status_code == 200

    def test_one_that_breaks_off_frees_its_slot(self, take_home, one_download, monkeypatch):
        def breaks(self, name):
            raise ZeroDivisionError
            yield

        with monkeypatch.context() as patch:
            patch.setattr(FileStorage, "read", breaks)
            response = take_home()
            with pytest.raises(ZeroDivisionError):
                list(response)
            response.close()
        assert take_home().status_code == 200

    def test_a_copy_of_ones_data_takes_a_slot_too(self, as_owner, take_home, one_download):
        with one_download.slot():
            assert as_owner.get("/preferences/copy/").status_code == 503
        assert as_owner.get("/preferences/copy/").status_code == 200


class TestDeadlines:
    def test_the_time_of_an_upload_starts_anew_with_each_photo_that_went_in(
        self, as_owner, pet, settings, monkeypatch, aws
    ):
        reserve, left, now = PhotoRepository.reserve, [], 0.0
        monkeypatch.setattr(deadline, "time", SimpleNamespace(monotonic=lambda: now))

        def slow(self, photo):
            nonlocal now
            left.append(deadline.left())
            now += 10
            reserve(self, photo)

        monkeypatch.setattr(PhotoRepository, "reserve", slow)
        files = [file(f"{number}.jpg", jpeg(64 + number, 48)) for number in range(3)]
        as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": files})
        assert left == [settings.UPLOAD_SECONDS - 1] * 3  # a second of them is the page's own

    def test_files_that_are_refused_share_the_time_of_one_whatever_they_cost(
        self, as_owner, pet, settings, monkeypatch, aws
    ):
        prepare, left = decoding.prepare, []

        def costly(file):
            left.append(deadline.left())
            if len(left) == 3:
                return prepare(file)
            deadline._deadline.get().until -= 4
            raise FileRefused(Reason.TOO_COSTLY)

        monkeypatch.setattr(decoding, "prepare", costly)
        files = [file(f"{number}.jpg", jpeg(64 + number, 48)) for number in range(4)]
        as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": files})
        assert left[0] > left[1] + 4 > left[2] + 8
        assert left[3] > left[2] + 4  # the one before went in

    def test_what_is_streamed_has_no_deadline(self, take_home, monkeypatch):
        read, left = FileStorage.read, []

        def noting(self, name):
            left.append(deadline.left())
            return read(self, name)

        monkeypatch.setattr(FileStorage, "read", noting)
        chosen = bulk.BulkPhotoActions.chosen

        def chosen_noting(self, ids, **options):
            left.append(deadline.left())
            return chosen(self, ids, **options)

        monkeypatch.setattr(bulk.BulkPhotoActions, "chosen", chosen_noting)
        with ZipFile(BytesIO(take_home().getvalue())) as taken:
            assert taken.testzip() is None
        assert left[0] < float("inf")  # the page that begins it has one
        assert left[1:] == [float("inf")]
