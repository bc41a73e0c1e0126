"""The signer of photo URLs writes what botocore writes, but keeps each URL for a whole window."""

import datetime
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime
from functools import cache
from typing import Any, Literal
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
from botocore.config import Config
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pettracker_site.files.signing import RESPONSE_PARAMETERS, Credentials, UrlSigner

Style = Literal["path", "virtual"]

NOON = 1_780_315_200.0  # 2026-06-01 12:00:00 UTC, the start of a window
KEY = "thumbs/pet/photo/320.webp"
PAIR = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None)

REGIONS = [
    "us-east-1",
    "eu-central-1",
    "ap-southeast-5",
    "us-gov-west-1",
    "cn-north-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
]
IP_ENDPOINTS = ["http://127.0.0.1:8001", "http://[::1]:8001"]
ENDPOINTS = [
    *IP_ENDPOINTS,
    "http://localhost:8001",
    "http://localhost:8001/",
    "http://s3.test:80",
    "https://s3.test:443/",
    "https://S3.Example.test:9000",
    "https://s3.test/storage/~v1.0",
    "https://s3.test/storage/v1/",
]
PLACES: list[tuple[str, str | None]] = [(region, None) for region in REGIONS]
PLACES += [("eu-central-1", endpoint) for endpoint in ENDPOINTS]
BUCKETS = ["pettracker-photos", "pets.example.test", "Pets_of_2009", "ab", "192.168.1.1", "-pets", "p" * 64]

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
key_parts = st.sampled_from(["thumbs", " ", "+", "%", "%2F", "~", "/", ".", "..", "ü", "犬", "🐕", "?#&="])
keys = text.filter(bool) | st.lists(key_parts, min_size=1).map("".join)
credential_pairs = st.builds(
    Credentials,
    access_key=st.text("AKIASZ0123456789/+", min_size=1),
    secret_key=text.filter(bool),
    token=st.none() | st.text("IQoJ/+=xyz", min_size=1),
)
expiries = st.datetimes(
    datetime.datetime(1971, 1, 1), datetime.datetime(2037, 1, 1), timezones=st.just(datetime.UTC)
).map(lambda moment: moment.replace(microsecond=0))
responses = st.dictionaries(st.sampled_from(sorted(RESPONSE_PARAMETERS - {"response-expires"})), text)


class FakeClock:
    """Seconds since 1970 that stand still until a test moves them."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def make_signer(
    *,
    bucket: str = "pettracker-photos",
    region: str = "eu-central-1",
    endpoint_url: str | None = None,
    addressing_style: Style = "virtual",
    credentials: Callable[[], Credentials] = lambda: PAIR,
    window_seconds: int = 900,
    clock: Callable[[], float] | None = None,
) -> UrlSigner:
    return UrlSigner(
        bucket=bucket,
        region=region,
        endpoint_url=endpoint_url,
        addressing_style=addressing_style,
        credentials=credentials,
        window_seconds=window_seconds,
        clock=clock or FakeClock(),
    )


@cache
def botocore_session() -> botocore.session.Session:
    session = botocore.session.Session()
    session.set_credentials("replaced", "before each use")
    return session


@cache
def botocore_client(region: str, endpoint_url: str | None, style: Style) -> Any:
    config = Config(signature_version="s3v4", s3={"addressing_style": style, "us_east_1_regional_endpoint": "regional"})
    return botocore_session().create_client("s3", region, endpoint_url=endpoint_url, config=config)


def botocore_url(
    place: tuple[str, str | None],
    style: Style,
    pair: Credentials,
    at: float,
    life: int,
    bucket: str,
    key: str,
    **overrides: Any,
) -> str:
    client = botocore_client(*place, style)
    credentials = botocore_session().get_credentials()  # the object that all its clients sign with
    assert credentials
    credentials.access_key, credentials.secret_key, credentials.token = pair
    moment = datetime.datetime.fromtimestamp(at, datetime.UTC).replace(tzinfo=None)
    with mock.patch("botocore.auth.get_current_datetime", return_value=moment):
        params = {"Bucket": bucket, "Key": key, **overrides}
        return str(client.generate_presigned_url("get_object", Params=params, ExpiresIn=life))


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query, strict_parsing=True).items()}


def operation_parameter(name: str) -> str:
    """Turn `response-content-type` into botocore's `ResponseContentType`."""
    return name.title().replace("-", "")


@settings(max_examples=120, deadline=None)
@given(
    place=st.sampled_from(PLACES),
    style=st.sampled_from(["path", "virtual"]),
    pair=credential_pairs,
    key=keys,
    response=responses,
    window=st.integers(1, 1800),
    number=st.integers(0, 2**31 // 1800),
)
@example(("us-east-1", None), "virtual", PAIR, KEY, {}, 900, 0)
@example(("eu-central-1", None), "virtual", PAIR, "/a b+c%~/../ü", {"response-content-type": ""}, 900, 1)
def test_urls_are_byte_for_byte_those_of_botocore(
    place: tuple[str, str | None],
    style: Style,
    pair: Credentials,
    key: str,
    response: dict[str, str],
    window: int,
    number: int,
) -> None:
    start = number * window
    signer = make_signer(
        region=place[0],
        endpoint_url=place[1],
        addressing_style=style,
        credentials=lambda: pair,
        window_seconds=window,
        clock=FakeClock(start + window - 0.001),
    )
    overrides = {operation_parameter(name): value for name, value in response.items()}
    expected = botocore_url(place, style, pair, start, 2 * window, "pettracker-photos", key, **overrides)
    assert signer.url(key, response=response) == expected


@pytest.mark.parametrize("bucket", BUCKETS)
@pytest.mark.parametrize("style", ["path", "virtual"])
def test_a_bucket_is_addressed_everywhere_as_botocore_does(style: Style, bucket: str) -> None:
    for region, endpoint in PLACES:
        # With an IP address botocore would write "pets.example.test.127.0.0.1", which no resolver knows.
        chosen: Style = "path" if "." in bucket and endpoint in IP_ENDPOINTS else style
        signer = make_signer(bucket=bucket, region=region, endpoint_url=endpoint, addressing_style=chosen)
        assert signer.url(KEY) == botocore_url((region, endpoint), chosen, PAIR, NOON, 1800, bucket, KEY)


@settings(max_examples=25, deadline=None)
@given(expires=expiries)
def test_an_expires_override_is_that_of_botocore(expires: datetime.datetime) -> None:
    place = ("eu-central-1", None)
    expected = botocore_url(place, "path", PAIR, NOON, 1800, "pets", KEY, ResponseExpires=expires)
    signer = make_signer(bucket="pets", addressing_style="path")
    assert signer.url(KEY, response={"response-expires": format_datetime(expires, usegmt=True)}) == expected


@pytest.mark.parametrize("endpoint", IP_ENDPOINTS)
def test_a_dotted_bucket_is_never_put_before_an_ip_address(endpoint: str) -> None:
    url = make_signer(bucket="pets.example.test", endpoint_url=endpoint).url("k")
    assert url.startswith(f"{endpoint}/pets.example.test/k?")


def test_a_thumbnail_keeps_its_url_within_a_window() -> None:
    clock = FakeClock(NOON)
    signer = make_signer(clock=clock)
    first = signer.url(KEY)
    clock.now = NOON + 899.999
    assert signer.url(KEY) == first


def test_a_thumbnail_gets_a_new_url_in_the_next_window() -> None:
    clock = FakeClock(NOON + 899.999)
    signer = make_signer(clock=clock)
    first = signer.url(KEY)
    clock.now = NOON + 900
    assert signer.url(KEY) != first


def test_two_processes_sign_the_same_url() -> None:
    assert make_signer(clock=FakeClock(NOON + 1)).url(KEY) == make_signer(clock=FakeClock(NOON + 800)).url(KEY)


@pytest.mark.parametrize("begin", [NOON, NOON + 1, NOON + 450.5, NOON + 899])
def test_an_hour_of_page_views_shows_a_thumbnail_under_at_most_five_urls(begin: float) -> None:
    clock = FakeClock()
    signer = make_signer(clock=clock)
    urls = set()
    for second in range(0, 3601, 5):
        clock.now = begin + second
        urls.add(signer.url(KEY))
    assert 4 <= len(urls) <= 5


@given(window=st.integers(1, 1800), now=st.integers(0, 2**32))
def test_a_url_lives_at_least_one_window_more_and_never_above_an_hour(window: int, now: int) -> None:
    query = query_of(make_signer(window_seconds=window, clock=FakeClock(now)).url(KEY))
    signed = datetime.datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%S%z").timestamp()
    life = int(query["X-Amz-Expires"])
    assert life <= 3600
    assert signed <= now
    assert signed + life > now + window


@pytest.mark.parametrize("window", [-900, 0, 1801, 86_400])
def test_a_window_whose_urls_would_not_fit_into_an_hour_is_refused(window: int) -> None:
    with pytest.raises(ValueError, match="window_seconds"):
        make_signer(window_seconds=window)


def test_rotated_credentials_sign_the_very_next_url() -> None:
    current = PAIR
    signer = make_signer(credentials=lambda: current)
    signer.url(KEY)
    current = Credentials("AKIDNEXT", "next", "session/token+=")
    assert signer.url(KEY) == make_signer(credentials=lambda: current).url(KEY)
    assert query_of(signer.url(KEY))["X-Amz-Security-Token"] == "session/token+="


def test_another_secret_of_the_same_access_key_signs_differently() -> None:
    current = PAIR
    signer = make_signer(credentials=lambda: current)
    before = signer.url(KEY)
    current = PAIR._replace(secret_key="another")
    assert query_of(signer.url(KEY))["X-Amz-Signature"] != query_of(before)["X-Amz-Signature"]
    assert signer.url(KEY) == make_signer(credentials=lambda: current).url(KEY)


def test_threads_never_sign_with_each_others_credentials() -> None:
    mine = threading.local()
    signer = make_signer(credentials=lambda: mine.pair)

    def wrong_urls(number: int) -> int:
        mine.pair = Credentials(f"AKID{number}", f"secret {number}", None)
        expected = make_signer(credentials=lambda: mine.pair).url(KEY)
        return sum(signer.url(KEY) != expected for _ in range(2000))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(wrong_urls, range(4))) == [0, 0, 0, 0]
    finally:
        sys.setswitchinterval(interval)


def test_yesterdays_signing_key_does_not_sign_today() -> None:
    midnight = NOON + 12 * 3600
    clock = FakeClock(midnight - 1)
    signer = make_signer(clock=clock)
    signer.url(KEY)
    clock.now = midnight
    expected = botocore_url(("eu-central-1", None), "virtual", PAIR, midnight, 1800, "pettracker-photos", KEY)
    assert signer.url(KEY) == expected


def test_the_regions_of_two_signers_are_kept_apart() -> None:
    endpoint = "http://localhost:8001"
    signatures = {
        query_of(make_signer(region=region, endpoint_url=endpoint).url(KEY))["X-Amz-Signature"]
        for region in ("eu-central-1", "eu-west-1")
    }
    assert len(signatures) == 2


def test_a_url_with_a_response_header_leaves_the_plain_url_as_it_was() -> None:
    signer = make_signer()
    plain = signer.url(KEY)
    download = signer.url(KEY, response={"response-content-disposition": "attachment"})
    assert "response-content-disposition=attachment&" in download
    assert signer.url(KEY) == plain


@pytest.mark.parametrize(
    ("endpoint", "style", "origin"),
    [
        (None, "virtual", "https://pettracker-photos.s3.eu-central-1.amazonaws.com"),
        (None, "path", "https://s3.eu-central-1.amazonaws.com"),
        ("http://localhost:8001/", "path", "http://localhost:8001"),
        ("https://S3.Example.test:443/storage", "path", "https://s3.example.test"),
        ("http://s3.test:443", "virtual", "http://pettracker-photos.s3.test:443"),
    ],
)
def test_the_origin_is_where_a_browser_loads_the_urls_from(endpoint: str | None, style: Style, origin: str) -> None:
    assert make_signer(endpoint_url=endpoint, addressing_style=style).origin == origin


def test_an_empty_key_is_refused_because_it_would_list_the_bucket() -> None:
    with pytest.raises(ValueError, match="key"):
        make_signer().url("")


@pytest.mark.parametrize("name", ["X-Amz-Expires", "versionId", "response-content-type&x", "Response-Content-Type"])
def test_only_response_parameters_of_s3_are_signed(name: str) -> None:
    with pytest.raises(ValueError, match="response parameter"):
        make_signer().url(KEY, response={name: "x"})


@pytest.mark.parametrize(
    "endpoint",
    [
        "localhost:8001",
        "ftp://s3.test",
        "https://a:b@s3.test",
        "https://s3.test/?a",
        "https://s3.test/a b",
        "https://s3.test#a",
    ],
)
def test_an_endpoint_that_cannot_be_signed_for_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        make_signer(endpoint_url=endpoint)


@pytest.mark.parametrize("bucket", ["", "a/b", "büro", "pets--euc1-az1--x-s3", "arn:aws:s3:::pets"])
def test_what_is_no_general_purpose_bucket_is_refused(bucket: str) -> None:
    with pytest.raises(ValueError, match="bucket"):
        make_signer(bucket=bucket)


@pytest.mark.parametrize("region", ["", "eu central", "evil.example/", "-eu"])
def test_what_is_no_region_is_refused(region: str) -> None:
    with pytest.raises(ValueError, match="region"):
        make_signer(region=region)


def test_an_unknown_addressing_style_is_refused() -> None:
    with pytest.raises(ValueError, match="auto"):
        make_signer(addressing_style="auto")  # type: ignore[arg-type]


def test_credentials_do_not_show_their_secrets() -> None:
    shown = repr(Credentials("AKIDEXAMPLE", "the-secret", "the-token"))
    assert "AKIDEXAMPLE" in shown
    assert "the-secret" not in shown
    assert "the-token" not in shown
