"""Addresses of photos as the site's storage gives them out: by its settings, and by the credentials of this moment."""

from unittest.mock import Mock
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from storages.utils import clean_name

from pettracker_site.aws import clients, deadline
from pettracker_site.files.storage import FileStorage, file_storage

pytestmark = pytest.mark.usefixtures("aws")
KEY = "thumbs/pet/photo/480.webp"


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_an_address_lives_for_two_windows_of_the_setting(settings):
    assert query_of(file_storage().url(KEY))["X-Amz-Expires"] == "1800"
    settings.SIGNED_URL_WINDOW_SECONDS = 60
    assert query_of(FileStorage(bucket_name="pettracker-photos").url(KEY))["X-Amz-Expires"] == "120"


def test_credentials_that_were_renewed_sign_the_very_next_address(monkeypatch):
    storage = file_storage()
    storage.url(KEY)
    held = clients._the_session().get_credentials().current
    monkeypatch.setattr(held, "access_key", "AKIDRENEWED")
    monkeypatch.setattr(held, "token", "a-token-of-a-role")
    query = query_of(storage.url(KEY))
    assert query["X-Amz-Credential"].startswith("AKIDRENEWED/")
    assert query["X-Amz-Security-Token"] == "a-token-of-a-role"


def test_a_request_asks_for_credentials_once(monkeypatch):
    """The chain may have to renew them, and a page has dozens of pictures."""
    asked = Mock(wraps=clients.credentials)
    monkeypatch.setattr(clients, "credentials", asked)
    storage = file_storage()
    for _ in range(2):
        with deadline.within(5):
            assert len({storage.url(KEY) for _ in range(3)}) == 1
    assert asked.call_count == 2


def test_a_download_asks_s3_for_its_headers_under_the_signature():
    url = file_storage().url("photos/pet/photo.jpg", parameters={"response-content-disposition": "attachment"})
    assert query_of(url)["response-content-disposition"] == "attachment"


@pytest.mark.parametrize(
    "name", [KEY, "photos/pet/../photo.jpg", "a//b", "./a", "a/./b", "a\\b", "a b/ü.jpg", "a/b.c.d"]
)
def test_a_name_is_addressed_as_django_storages_saves_it(name):
    storage = file_storage()
    saved = storage._normalize_name(clean_name(name))
    assert urlsplit(storage.url(name)).path == f"/{quote(saved)}"
