"""Derivatives through CloudFront: what is signed, for how long, and what half a configuration is told."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.core.exceptions import ImproperlyConfigured

from pettracker_site.files import storage as photos_storage
from pettracker_site.files.cloudfront import storage_options
from pettracker_site.files.storage import FileStorage
from tests.production import python

KEY = "thumbs/pet/photo/480.webp"
DOMAIN = "d111111abcdef8.cloudfront.net"
NOON = 1_780_315_200  # 2026-06-01 12:00:00 UTC, the start of a window


def pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.fixture(scope="module")
def pair():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = float(NOON)

        def time(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(photos_storage, "time", clock)
    return clock


@pytest.fixture
def storage(pair, clock) -> FileStorage:
    return FileStorage(bucket_name="pettracker-photos", **storage_options(DOMAIN, "K2JCJMDEHXQW5F", pem(pair)))


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def verify(url: str, key, *, until: int | None = None) -> None:
    """Raises InvalidSignature unless CloudFront, which rebuilds the canned policy from the URL, would let it pass.

    "Creating a signature for a signed URL that uses a canned policy", CloudFront Developer Guide.
    """
    query = query_of(url)
    moment = int(query["Expires"]) if until is None else until
    resource = url.partition("?")[0]
    policy = {"Statement": [{"Resource": resource, "Condition": {"DateLessThan": {"AWS:EpochTime": moment}}}]}
    signature = base64.b64decode(query["Signature"].translate(str.maketrans("-_~", "+=/")))
    key.public_key().verify(
        signature, json.dumps(policy, separators=(",", ":")).encode(), padding.PKCS1v15(), hashes.SHA1()
    )


def test_a_url_is_signed_so_that_the_public_key_proves_it(storage, pair):
    url = storage.url(KEY)
    assert url.startswith(f"https://{DOMAIN}/{KEY}?")
    assert query_of(url)["Key-Pair-Id"] == "K2JCJMDEHXQW5F"
    verify(url, pair)


def test_another_picture_or_a_longer_life_under_the_same_signature_is_proven_wrong(storage, pair):
    url = storage.url(KEY)
    with pytest.raises(InvalidSignature):
        verify(url.replace("/photo/", "/other/"), pair)
    with pytest.raises(InvalidSignature):
        verify(url, pair, until=NOON + 86_400)


def test_a_url_stays_the_same_within_a_window_and_changes_with_the_next(storage, clock):
    first = storage.url(KEY)
    clock.now = NOON + 899.9
    assert storage.url(KEY) == first
    clock.now = NOON + 900
    assert storage.url(KEY) != first


def test_two_processes_sign_the_same_url(storage, pair, clock):
    first = storage.url(KEY)
    clock.now += 600
    other = FileStorage(bucket_name="pettracker-photos", **storage_options(DOMAIN, "K2JCJMDEHXQW5F", pem(pair)))
    assert other.url(KEY) == first


@pytest.mark.parametrize("second", [0, 1, 450, 899])
def test_a_url_lives_for_two_windows_from_the_start_of_this_one(storage, clock, second):
    clock.now = NOON + second
    assert datetime.fromtimestamp(int(query_of(storage.url(KEY))["Expires"]), UTC) == datetime(
        2026, 6, 1, 12, 30, tzinfo=UTC
    )


def test_a_window_by_setting_holds_here_too(storage, settings):
    settings.SIGNED_URL_WINDOW_SECONDS = 60
    assert query_of(storage.url(KEY))["Expires"] == str(NOON + 120)


def test_an_original_to_take_home_comes_from_s3_itself(storage, settings):
    url = storage.url("photos/pet/photo.jpg", parameters={"response-content-disposition": "attachment"})
    assert DOMAIN not in url
    assert "X-Amz-Signature=" in url


def test_a_key_of_any_characters_is_signed_as_it_is_sent(storage, pair):
    url = storage.url("thumbs/ü 犬/480.webp")
    assert url.startswith(f"https://{DOMAIN}/thumbs/%C3%BC%20%E7%8A%AC/480.webp?")
    verify(url, pair)


def test_without_cloudfront_s3_is_asked(clock):
    storage = FileStorage(bucket_name="pettracker-photos", **storage_options("", "", ""))
    assert "X-Amz-Signature=" in storage.url(KEY)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((DOMAIN, "", ""), "PETTRACKER_CLOUDFRONT_KEY_ID and PETTRACKER_CLOUDFRONT_KEY are not set"),
        ((DOMAIN, "K2", ""), "PETTRACKER_CLOUDFRONT_KEY is not set"),
        (("", "K2", "pem"), "PETTRACKER_CLOUDFRONT_DOMAIN is not set"),
    ],
)
def test_half_a_configuration_is_refused_by_the_names_of_what_is_missing(given, missing):
    with pytest.raises(ImproperlyConfigured, match=missing):
        storage_options(*given)


@pytest.mark.parametrize(
    "domain", ["https://d1.cloudfront.net", "d1.cloudfront.net/", "d1.cloudfront.net:443", "localhost"]
)
def test_a_domain_is_a_bare_host_name(domain, pair):
    with pytest.raises(ImproperlyConfigured, match="bare host name"):
        storage_options(domain, "K2", pem(pair))


def test_a_key_that_is_no_rsa_private_key_is_refused_without_being_shown(pair):
    elliptic = pem(ec.generate_private_key(ec.SECP256R1()))
    public = pair.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for wrong in ("not a key", elliptic, public.decode()):
        with pytest.raises(ImproperlyConfigured, match="no RSA private key") as refused:
            storage_options(DOMAIN, "K2", wrong)
        assert wrong not in str(refused.value)


# What a process finds in its environment

SHOW = """
from django.conf import settings
from pettracker_site.files.storage import file_storage
print(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"][-2])  # before S3, which documents come from
print(file_storage().url("thumbs/pet/photo/480.webp"))
"""


def test_production_does_not_start_with_half_a_configuration():
    answer = python("-c", SHOW, PETTRACKER_CLOUDFRONT_DOMAIN=DOMAIN)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].endswith("are not set. Set all three, or none.")


def test_with_all_three_settings_pictures_come_from_cloudfront_and_pages_allow_that(pair):
    in_one_line = pem(pair).replace("\n", "\\n")
    answer = python(
        "-c",
        SHOW,
        PETTRACKER_CLOUDFRONT_DOMAIN=DOMAIN,
        PETTRACKER_CLOUDFRONT_KEY_ID="K2",
        PETTRACKER_CLOUDFRONT_KEY=in_one_line,
    )
    origin, url = answer.stdout.split()
    assert origin == f"https://{DOMAIN}"
    verify(url, pair)
