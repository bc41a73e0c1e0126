"""Presigned S3 GET URLs that stay the same for a while, so that browsers can cache what they show.

Amazon's "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)",
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, and nothing else of S3.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple
from urllib.parse import quote

MAX_LIFE_SECONDS = 3600

# What a signed GET may override in its answer (S3 API reference, GetObject, "URI Request Parameters").
RESPONSE_PARAMETERS = frozenset(
    f"response-{header}"
    for header in (
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-type",
        "expires",
    )
)

_DEFAULT_PORTS = {"http": 80, "https": 443}
_DNS_SUFFIX = "amazonaws.com"
_DNS_SUFFIXES_BY_REGION = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "eu-isoe-": "cloud.adc-e.uk",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
}
# Directory buckets and access points of other kinds have hosts and signatures of their own.
_OTHER_KINDS_OF_BUCKET = ("--x-s3", "--xa-s3", "--op-s3")

_BLOCK_BYTES = 64  # of SHA-256
_INNER_PAD, _OUTER_PAD = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_PLAIN_KEY = re.compile(r"[A-Za-z0-9/_.~-]+")  # quoting changes nothing of it

_REGION = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_BUCKET = re.compile(r"[A-Za-z0-9._-]{1,255}")
_HOST_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST_NAME = re.compile(rf"{_HOST_LABEL}(?:\.{_HOST_LABEL})*")
_IP_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[.*\]")
_ENDPOINT = re.compile(
    r"(?P<scheme>https?)://(?P<host>[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?(?P<prefix>(?:/[\w~-][\w.~-]*)*)/?",
    re.ASCII,
)


class Credentials(NamedTuple):
    """An AWS key pair, with the session token if it is a temporary one."""

    access_key: str
    secret_key: str
    token: str | None

    def __repr__(self) -> str:
        """Keep secrets out of logs and tracebacks."""
        return f"Credentials(access_key={self.access_key!r})"


class _Address(NamedTuple):
    """Where a bucket is reached."""

    site: str  # scheme and authority as configured
    origin: str  # the same as browsers write it: lower case, no default port
    host: str  # the Host header that browsers send
    path: str  # what stands before a key, ending in "/"


class _Window(NamedTuple):
    """What all URLs of one signing window and one key pair have in common."""

    start: int
    credentials: Credentials
    query: str
    canonical_query: str
    # HMAC's two hashes (RFC 2104), as two objects a third faster than `hmac`'s one; never updated, only copied.
    inner: hashlib._Hash  # has read the string to sign up to the request's hash
    outer: hashlib._Hash


class UrlSigner:
    """Signs GET URLs for the objects of one bucket; safe to share between threads.

    The signing time is rounded down to `window_seconds` (1 to 1800), and a URL lives two windows: everyone who sees
    a page within one window gets the same URL, and it works for at least one window more. A URL signed with
    temporary credentials ends earlier where they do.

    `region` and `bucket` give the hosts of AWS's regional endpoints; `endpoint_url` (http or https, host, optional
    port and path) replaces them. `virtual` addressing becomes `path` where a bucket cannot be part of the host
    name: an IP address, a name that is no host name, or one with dots under TLS (certificates cover one label).

    `credentials` is asked for every URL, so a rotated key is used at once. `clock` gives seconds since 1970 (UTC).
    Raises ValueError for a bucket, region, endpoint or window it cannot serve.
    """

    def __init__(
        self,
        *,
        bucket: str,
        region: str,
        endpoint_url: str | None,
        addressing_style: Literal["path", "virtual"],
        credentials: Callable[[], Credentials],
        window_seconds: int = 900,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not 1 <= window_seconds <= MAX_LIFE_SECONDS // 2:
            raise ValueError(f"window_seconds is {window_seconds}, must be 1 to {MAX_LIFE_SECONDS // 2}")
        self._address = _address(bucket, region, endpoint_url, addressing_style)
        self._region = region
        self._credentials = credentials
        self._window_seconds = window_seconds
        self._clock = clock
        self._window: _Window | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port that the URLs point to, as a Content-Security-Policy source."""
        return self._address.origin

    def url(self, key: str, *, response: Mapping[str, str] | None = None) -> str:
        """Return a URL that GETs the object `key`; `response` maps `response-*` parameters to header values.

        Raises ValueError for an empty key (it would list the bucket) and for parameters that S3 does not know.
        """
        if not key:
            raise ValueError("an object's key is not empty")
        window = self._current_window()
        site, _, host, prefix = self._address
        path = prefix + (key if _PLAIN_KEY.fullmatch(key) else quote(key, safe="/"))
        query, canonical_query = window.query, window.canonical_query
        if response:
            overrides = _encoded(response)
            query = "&".join([*overrides, query])
            canonical_query = "&".join([canonical_query, *sorted(overrides)])  # "X-Amz-" sorts before "response-"
        request = f"GET\n{path}\n{canonical_query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
        inner, outer = window.inner.copy(), window.outer.copy()
        inner.update(hashlib.sha256(request.encode()).hexdigest().encode())
        outer.update(inner.digest())
        return f"{site}{path}?{query}&X-Amz-Signature={outer.hexdigest()}"

    def _current_window(self) -> _Window:
        credentials = self._credentials()
        now = int(self._clock())
        start = now - now % self._window_seconds
        window = self._window
        if window is None or window.start != start or window.credentials != credentials:
            # No lock: threads that meet here make equal windows, and the attribute is replaced as a whole.
            window = self._window = _open_window(start, 2 * self._window_seconds, self._region, credentials)
        return window


def _open_window(start: int, life: int, region: str, credentials: Credentials) -> _Window:
    """Do the part of the signature that does not depend on the object, the day's signing key included."""
    timestamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(start))
    date = timestamp[:8]
    scope = f"{date}/{region}/s3/aws4_request"
    head = (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256"
        f"&X-Amz-Credential={quote(f'{credentials.access_key}/{scope}', safe='')}"
        f"&X-Amz-Date={timestamp}&X-Amz-Expires={life}"
    )
    token = [] if credentials.token is None else [f"X-Amz-Security-Token={quote(credentials.token, safe='')}"]
    signed_headers = "X-Amz-SignedHeaders=host"
    key = _signing_key(credentials.secret_key, date, region).ljust(_BLOCK_BYTES, b"\0")
    return _Window(
        start,
        credentials,
        query="&".join([head, signed_headers, *token]),
        canonical_query="&".join([head, *token, signed_headers]),
        inner=hashlib.sha256(key.translate(_INNER_PAD) + f"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n".encode()),
        outer=hashlib.sha256(key.translate(_OUTER_PAD)),
    )


def _signing_key(secret_key: str, date: str, region: str) -> bytes:
    """Derive the key of one day (YYYYMMDD) and region from the secret."""
    key = f"AWS4{secret_key}".encode()
    for part in (date, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key


def _encoded(response: Mapping[str, str]) -> list[str]:
    unknown = response.keys() - RESPONSE_PARAMETERS
    if unknown:
        raise ValueError(f"S3 knows no response parameter {', '.join(sorted(unknown))}")
    return [f"{name}={quote(value, safe='')}" for name, value in response.items()]


def _address(bucket: str, region: str, endpoint_url: str | None, style: str) -> _Address:
    if not _BUCKET.fullmatch(bucket) or bucket.endswith(_OTHER_KINDS_OF_BUCKET):
        raise ValueError(f"{bucket!r} is not the name of a general purpose bucket")
    if not _REGION.fullmatch(region):
        raise ValueError(f"{region!r} is not a region")
    if style not in ("path", "virtual"):
        raise ValueError(f"addressing style {style!r} is neither 'path' nor 'virtual'")
    endpoint = _ENDPOINT.fullmatch(endpoint_url or f"https://s3.{region}.{_dns_suffix(region)}")
    if endpoint is None:
        raise ValueError(f"endpoint {endpoint_url!r} is not http(s)://host[:port][/path]")
    scheme, host, port, path = endpoint.group("scheme", "host", "port", "prefix")
    if style == "virtual" and _fits_into_host(bucket, scheme, host):
        host = f"{bucket}.{host}"
    else:
        path += f"/{bucket}"
    signed_host = host.lower()
    if port and int(port) != _DEFAULT_PORTS[scheme]:
        signed_host += f":{int(port)}"
    authority = f"{host}:{port}" if port else host
    return _Address(f"{scheme}://{authority}", f"{scheme}://{signed_host}", signed_host, f"{path}/")


def _fits_into_host(bucket: str, scheme: str, host: str) -> bool:
    is_host_name = len(bucket) >= 3 and _HOST_NAME.fullmatch(bucket) and not _IP_ADDRESS.fullmatch(bucket)
    return bool(is_host_name) and not _IP_ADDRESS.fullmatch(host) and ("." not in bucket or scheme == "http")


def _dns_suffix(region: str) -> str:
    """Return the domain of the AWS partition that a region belongs to."""
    matches = (suffix for start, suffix in _DNS_SUFFIXES_BY_REGION.items() if region.startswith(start))
    return next(matches, _DNS_SUFFIX)
