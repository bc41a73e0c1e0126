"""What a real S3 server answers to signed URLs: the right object to the right URL, and 403 to everything else."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config

from pettracker_site.files.signing import Credentials, UrlSigner

if TYPE_CHECKING:
    from .conftest import S3Server

BUCKET = "pettracker-photos"
KEY = "thumbs/pet/photo/320.webp"
ODD_KEYS = ["a b+c%~.webp", "%2F/ü/犬/🐕?#&='(1)*.webp", "a.b/c..d/~e"]
BODY = b"RIFF the bytes of a thumbnail"


@pytest.fixture(scope="module")
def server(s3_server: S3Server) -> S3Server:
    """The server with the private bucket and its objects."""
    client = s3_server.client()
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": s3_server.region})
    client.put_object(Bucket=BUCKET, Key=KEY, Body=BODY, ContentType="image/webp")
    client.put_object(Bucket=BUCKET, Key="thumbs/pet/other/320.webp", Body=b"another", ContentType="image/webp")
    for key in ODD_KEYS:
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    return s3_server


def make_signer(
    server: S3Server,
    *,
    pair: Credentials | None = None,
    clock: Callable[[], float] = time.time,
    addressing_style: Literal["path", "virtual"] = "path",
) -> UrlSigner:
    return UrlSigner(
        bucket=BUCKET,
        region=server.region,
        endpoint_url=server.url if addressing_style == "path" else server.named_url,
        addressing_style=addressing_style,
        credentials=lambda: pair or server.site,
        clock=clock,
    )


def ask(server: S3Server, url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes, str | None]:
    """Send the URL exactly as written and return status, body and Content-Disposition."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body=body, headers={"Host": parts.netloc})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheader("Content-Disposition")
    finally:
        connection.close()


def status(server: S3Server, url: str, method: str = "GET", body: bytes | None = None) -> int:
    return ask(server, url, method, body)[0]


@pytest.mark.parametrize("style", ["path", "virtual"])
def test_a_signed_url_shows_the_object(server: S3Server, style: Literal["path", "virtual"]) -> None:
    assert ask(server, make_signer(server, addressing_style=style).url(KEY))[:2] == (200, BODY)


@pytest.mark.parametrize("key", ODD_KEYS)
def test_a_key_of_any_characters_is_found(server: S3Server, key: str) -> None:
    assert ask(server, make_signer(server).url(key))[:2] == (200, key.encode())


def test_a_signed_response_header_is_sent(server: S3Server) -> None:
    wanted = "attachment; filename*=UTF-8''R%C3%BCde%20%2B%201.webp"
    url = make_signer(server).url(KEY, response={"response-content-disposition": wanted})
    assert ask(server, url) == (200, BODY, wanted)


def test_a_url_still_works_after_its_window(server: S3Server) -> None:
    url = make_signer(server, clock=lambda: time.time() - 890).url(KEY)  # ten seconds to spare for this test
    assert status(server, url) == 200


def test_an_expired_url_is_refused(server: S3Server) -> None:
    url = make_signer(server, clock=lambda: time.time() - 3 * 900).url(KEY)
    assert status(server, url) == 403


def test_a_changed_signature_is_refused(server: S3Server) -> None:
    url = make_signer(server).url(KEY)
    changed = url[:-1] + ("0" if url[-1] != "0" else "1")
    assert status(server, changed) == 403


def test_another_key_under_the_same_signature_is_refused(server: S3Server) -> None:
    assert status(server, make_signer(server).url(KEY).replace("/photo/", "/other/")) == 403


def test_a_longer_life_under_the_same_signature_is_refused(server: S3Server) -> None:
    url = make_signer(server).url(KEY)
    assert "X-Amz-Expires=1800&" in url
    assert status(server, url.replace("X-Amz-Expires=1800&", "X-Amz-Expires=3600&")) == 403


def test_an_added_response_header_is_refused(server: S3Server) -> None:
    url = make_signer(server).url(KEY)
    assert status(server, url.replace("?", "?response-content-type=text%2Fhtml&")) == 403


def test_a_url_without_a_signature_is_refused(server: S3Server) -> None:
    assert status(server, make_signer(server).url(KEY).partition("?")[0]) == 403


def test_a_list_of_the_bucket_without_a_signature_is_refused(server: S3Server) -> None:
    assert status(server, f"{server.url}/{BUCKET}?list-type=2") == 403


def test_a_signature_by_a_key_pair_that_may_nothing_is_refused(server: S3Server) -> None:
    assert status(server, make_signer(server, pair=server.stranger).url(KEY)) == 403


def test_a_signature_by_an_unknown_key_pair_is_refused(server: S3Server) -> None:
    unknown = Credentials("AKIDUNKNOWN", "whatever", None)
    assert status(server, make_signer(server, pair=unknown).url(KEY)) == 403


def test_a_signature_by_a_guessed_secret_is_refused(server: S3Server) -> None:
    guess = server.site._replace(secret_key="guess")
    assert status(server, make_signer(server, pair=guess).url(KEY)) == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_url_to_read_does_not_allow_to_write(server: S3Server, method: str) -> None:
    url = make_signer(server).url(KEY)
    assert status(server, url, method, b"overwritten" if method == "PUT" else None) == 403
    assert ask(server, url)[:2] == (200, BODY)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_nothing_is_read_or_written_without_a_signature(server: S3Server, method: str) -> None:
    address = f"{server.url}/{BUCKET}/{KEY}?"
    assert status(server, address, method, b"overwritten" if method == "PUT" else None) == 403
    assert ask(server, make_signer(server).url(KEY))[:2] == (200, BODY)


def test_a_url_of_one_object_does_not_list_the_bucket(server: S3Server) -> None:
    path, _, query = make_signer(server).url(KEY).partition("?")
    bucket = path.removesuffix(KEY)
    for list_all in (f"{bucket}?{query}", f"{bucket}?list-type=2&{query}", f"{bucket}?{query}&list-type=2"):
        assert status(server, list_all) == 403


def test_a_list_for_a_key_pair_that_may_nothing_is_refused(server: S3Server) -> None:
    def list_by(pair: Credentials) -> int:
        client = boto3.client(
            "s3",
            region_name=server.region,
            endpoint_url=server.url,
            aws_access_key_id=pair.access_key,
            aws_secret_access_key=pair.secret_key,
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, proxies={}),
        )
        return status(server, client.generate_presigned_url("list_objects_v2", Params={"Bucket": BUCKET}))

    assert list_by(server.site) == 200
    assert list_by(server.stranger) == 403
