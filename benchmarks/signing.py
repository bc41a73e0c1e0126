"""How much cheaper than boto3's a signed URL is, and how often it changes: `python -m benchmarks.signing`.

Exits with 1 when a goal is missed. Both signers are timed in turns on the same keys with the same credentials, so
that a busy machine slows both.
"""

import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator

import boto3
from botocore.config import Config

from benchmarks.goals import Measure, conclude, show
from pettracker_site.files.signing import Credentials, UrlSigner

MAX_COST = 1 / 40
MAX_URLS_PER_HOUR = 5

BUCKET, REGION = "pettracker-photos", "eu-central-1"
ROUNDS = 25
KEYS = [f"thumbs/{uuid.uuid4()}/{uuid.uuid4()}/480.webp" for _ in range(400)]

session = boto3.Session("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region_name=REGION)
client = session.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))


def credentials() -> Credentials:
    """Ask botocore for every URL, as the site does."""
    found = session.get_credentials()
    assert found
    frozen = found.get_frozen_credentials()
    return Credentials(frozen.access_key or "", frozen.secret_key or "", frozen.token)


def make_signer(clock: Callable[[], float] = time.time) -> UrlSigner:
    return UrlSigner(
        bucket=BUCKET,
        region=REGION,
        endpoint_url=None,
        addressing_style="virtual",
        credentials=credentials,
        clock=clock,
    )


def microseconds_per_url(sign: Callable[[str], str]) -> float:
    began = time.perf_counter()
    for key in KEYS:
        sign(key)
    return (time.perf_counter() - began) / len(KEYS) * 1e6


def boto3_url(key: str) -> str:
    return client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=1800)


def urls_in_an_hour_of_page_views() -> int:
    """Count one thumbnail's URLs when somebody looks every 10 seconds; the worst of every begin within a window."""

    def count(begin: float) -> int:
        now = begin
        signer = make_signer(clock=lambda: now)
        urls = set()
        for second in range(0, 3601, 10):
            now = begin + second
            urls.add(signer.url(KEYS[0]))
        return len(urls)

    return max(count(time.time() + offset) for offset in range(0, 900, 60))


def measures() -> Iterator[Measure]:
    signer = make_signer()
    microseconds_per_url(boto3_url)  # the first calls fill caches
    rounds = [(microseconds_per_url(signer.url), microseconds_per_url(boto3_url)) for _ in range(ROUNDS)]
    ours, theirs = (min(times) for times in zip(*rounds, strict=True))
    cost = ours / theirs
    details = (
        f"best of {ROUNDS} rounds: {ours:.1f} µs, boto3 {theirs:.1f} µs: 1/{1 / cost:.0f}, goal 1/{1 / MAX_COST:.0f}; "
        f"by the median round 1/{1 / statistics.median(our / their for our, their in rounds):.0f}"
    )
    yield Measure("one signed URL: time, of boto3's", cost, MAX_COST, details=details)
    urls = urls_in_an_hour_of_page_views()
    yield Measure("distinct URLs of one thumbnail over an hour of page views", urls, MAX_URLS_PER_HOUR)


if __name__ == "__main__":
    sys.exit(conclude(show("signing", measures())))
