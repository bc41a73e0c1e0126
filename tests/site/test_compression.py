"""What is text goes out compressed, in a length that tells nothing; what is compressed already is left alone."""

import gzip
import os
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from pettracker_site.web.middleware import CompressionMiddleware

GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture
def album(as_owner, pet, add_photo) -> str:
    for shade in range(3):
        add_photo(pet, shade)
    return f"/pets/{pet.id}/"


def test_a_page_is_a_fraction_of_its_size(as_owner, album):
    plain, packed = as_owner.get(album), as_owner.get(album, headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 3 < len(plain.content)
    assert int(packed["Content-Length"]) == len(packed.content)
    assert gzip.decompress(packed.content).rstrip().endswith(b"</html>")
    assert "no-store" in packed["Cache-Control"]


def test_who_does_not_ask_for_it_gets_the_page_as_it_is_and_caches_know(as_owner, album):
    plain = as_owner.get(album)
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]


def test_pages_of_visitors_and_refusals_are_compressed_too(db):
    for path, status in (("/accounts/login/", 200), ("/nowhere/", 404)):
        response = Client().get(path, headers=GZIP)
        assert (response.status_code, response.headers.get("Content-Encoding")) == (status, "gzip")


def test_the_length_of_the_same_page_is_another_each_time():
    """By which nobody learns whether what they put into it stands elsewhere in it too (BREACH)."""
    pack = CompressionMiddleware(lambda request: HttpResponse("secret" * 100))
    lengths = {len(pack(RequestFactory().get("/", headers=GZIP)).content) for _ in range(40)}
    assert len(lengths) > 5


def test_a_zip_is_sent_as_it_is_made(as_owner, pet, add_photo):
    chosen = {"action": "download", "photo": [add_photo(pet, shade).id for shade in range(2)]}
    response = as_owner.post(f"/pets/{pet.id}/photos/selected/", chosen, headers=GZIP)
    assert "Content-Encoding" not in response
    parts = list(response)
    assert len(parts) > 4
    assert ZipFile(BytesIO(b"".join(parts))).testzip() is None


def test_what_is_made_while_it_is_sent_is_compressed_as_it_comes():
    made = []

    def lines():
        for number in range(5000):
            made.append(number)
            yield os.urandom(32).hex()

    pack = CompressionMiddleware(lambda request: StreamingHttpResponse(lines()))
    parts = iter(pack(RequestFactory().get("/", headers=GZIP)))
    first = b"".join(next(parts) for _ in range(2))
    assert len(made) < 4000
    assert len(gzip.decompress(first + b"".join(parts))) == 64 * 5000


def test_a_copy_of_ones_data_is_compressed(as_owner, pet):
    response = as_owner.get("/preferences/copy/", headers=GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert pet.id in gzip.decompress(response.getvalue()).decode()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_is_compressed(as_admin, pet, kind):
    response = as_admin.get(f"/admin/pets/export/?format={kind}", headers=GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert pet.id in gzip.decompress(response.getvalue()).decode()


def test_a_static_picture_is_left_alone(client, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = client.get("/static/img/nap.svg", headers=GZIP)
    assert response.status_code == 200
    assert "Content-Encoding" not in response


def test_the_process_itself_is_asked_in_plain_words(client):
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP)
