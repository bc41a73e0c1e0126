"""Objects in S3, by django-storages, on the process's one client."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from storages.backends.s3 import S3Storage, clean_name
from storages.utils import ReadBytesWrapper

from pettracker_site.aws import clients, deadline, metering
from pettracker_site.aws.deadline import TransientError, retry_transient
from pettracker_site.aws.errors import (
    Refused,
    StoreUnavailable,
    ignoring_existing,
    is_transient,
    raising_not_found,
    translated,
)
from pettracker_site.files.signing import Credentials, UrlSigner

PRIVATE_FOR_EVER = "private, max-age=31536000, immutable"  # a key only ever names one file, and its address changes

_PLAIN_NAME = re.compile(r"[\w-]+(?:/[\w-]+)*(?:\.\w+)?", re.ASCII)
_PIECE_BYTES = 64 * 1024
_URLS_REMEMBERED = 10_000
PROBE_KEY = "photos/readyz"  # where a web process may put what it puts; no photo's name


class Version(NamedTuple):
    """One version of an object; a delete marker has no length and says that the object is not to be seen."""

    key: str
    id: str
    modified: datetime
    length: int | None
    is_latest: bool


class FileStorage(S3Storage):  # type: ignore[misc]
    """One PUT for each file (no look whether it is there: keys are unique; no thread pool: files are small).

    Its addresses are signed by `UrlSigner` and stay the same for a while, so that browsers can cache pictures.
    Raises: StoreUnavailable where S3 does not answer, Refused where it says no.
    """

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        key = self._normalize_name(clean_name(name))
        parameters = self._parameters(key, content)
        if metadata := getattr(content, "metadata", None):
            parameters["Metadata"] = dict(metadata)
        content.seek(0)
        with translated():
            clients.s3().put_object(Bucket=self.bucket_name, Key=key, Body=ReadBytesWrapper(content), **parameters)
        return str(clean_name(name))

    def copy(self, source: str, name: str, content_type: str, metadata: Mapping[str, str] | None = None) -> None:
        """Copy an object on the server, by one call, under headers and metadata of its own. Raises: NotFound."""
        source, key = (self._normalize_name(clean_name(each)) for each in (source, name))
        with translated(), raising_not_found():
            clients.s3().copy_object(
                Bucket=self.bucket_name,
                Key=key,
                CopySource={"Bucket": self.bucket_name, "Key": source},
                MetadataDirective="REPLACE",
                TaggingDirective="REPLACE",  # else the tags are asked for, which takes a right of its own
                Metadata=dict(metadata or {}),
                **self._parameters(key, StoredBytes(b"", content_type)),
            )

    def _parameters(self, key: str, content: File) -> dict[str, Any]:  # type: ignore[type-arg]
        return {**self._get_write_parameters(key, content), "CacheControl": PRIVATE_FOR_EVER}

    def read(self, name: str) -> Iterator[bytes]:
        """An object's bytes, piece by piece.

        Raises: NotFound where it is missing; Refused where it may not be read (or is missing, to a role that may not
        list the bucket), or is cut off.
        """
        with translated(), raising_not_found():
            body = clients.s3().get_object(Bucket=self.bucket_name, Key=self._normalize_name(clean_name(name)))["Body"]
        try:
            with translated():
                yield from body.iter_chunks(_PIECE_BYTES)
        except Refused as refusal:
            metering.refused("GetObject", refusal.code)
            raise

    def delete(self, name: str) -> None:
        self.delete_all([name])

    def delete_all(self, names: list[str]) -> None:
        """Delete up to 1,000 objects by one call; those that are not there are no error.

        Raises: Refused where S3 kept one of them; the others are gone.
        """
        self._delete_objects([{"Key": self._normalize_name(clean_name(name))} for name in names])

    def versions(self, prefix: str) -> Iterator[list[Version]]:
        """All versions of the objects whose keys begin so, by key and delete markers included: pages of up to 1,000.

        Those that only show that S3 takes files are left out.
        """
        request: dict[str, Any] = {"Bucket": self.bucket_name, "Prefix": prefix}
        while True:
            with translated():
                answer = clients.s3().list_object_versions(**request)
            page = [_version(each) for each in answer.get("Versions", [])]
            page += [_version(each) for each in answer.get("DeleteMarkers", [])]
            yield sorted(each for each in page if each.key != PROBE_KEY)
            if not answer.get("IsTruncated"):
                return
            request["KeyMarker"] = answer["NextKeyMarker"]
            request["VersionIdMarker"] = answer["NextVersionIdMarker"]

    def lengths(self, *prefixes: str) -> dict[str, int]:
        """The objects that are to be seen under keys that begin so, each with its length in bytes."""
        pages = chain.from_iterable(map(self.versions, prefixes))
        return {each.key: each.length for page in pages for each in page if each.is_latest and each.length is not None}

    def remove_versions(self, versions: Sequence[Version]) -> None:
        """Remove up to 1,000 versions by one call, for good. Raises: Refused where S3 kept one; the others are gone."""
        self._delete_objects([{"Key": each.key, "VersionId": each.id} for each in versions])

    def remove_all_versions(self, *prefixes: str) -> int:
        """Remove for good what was ever stored under keys that begin so; gives how many versions that were.

        Needs rights that the web processes do not have. Raises: Refused where S3 kept one of them, after the others.
        """
        removed, kept = 0, set[Version]()
        refusal: Refused | None = None
        for prefix in prefixes:
            while some := next(filter(None, (set(page) - kept for page in self.versions(prefix))), None):
                try:
                    self.remove_versions(sorted(some))
                    removed += len(some)
                except Refused as error:
                    refusal = error
                    kept |= some
        if refusal:
            raise refusal
        return removed

    def _delete_objects(self, objects: list[Any]) -> None:
        """What S3 has trouble with is asked for again. Raises: Refused; StoreUnavailable where the trouble stays."""
        left = objects

        def attempt() -> None:
            nonlocal left
            with translated():
                answer = clients.s3().delete_objects(Bucket=self.bucket_name, Delete={"Objects": left, "Quiet": True})
            errors = answer.get("Errors", [])  # S3 says 200 all the same
            codes = [str(each.get("Code")) for each in errors]
            if refused := [code for code in codes if not is_transient(code)]:
                metering.refused("DeleteObjects", refused[0])
                raise Refused(refused[0])
            if codes:
                left = [{name: each[name] for name in ("Key", "VersionId") if each.get(name)} for each in errors]
                raise TransientError from StoreUnavailable(codes[0])

        retry_transient(attempt)

    def probe(self) -> None:
        """Put an empty object as uploads put theirs, unless it is there: then S3 only looks whether it would be taken.

        So no versions pile up. Raises: StoreUnavailable, Refused.
        """
        with translated(), ignoring_existing():
            clients.s3().put_object(Bucket=self.bucket_name, Key=PROBE_KEY, Body=b"", IfNoneMatch="*")

    def url(
        self,
        name: str,
        parameters: Mapping[str, str] | None = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        """The presigned URL: CloudFront's, where that is set up and S3 need not be asked for other headers.

        `parameters` are S3's `response-*`; the life is the signer's and cannot be chosen here.
        """
        key = name if self._is_key(name) else self._normalize_name(clean_name(name))
        if self.custom_domain and not parameters:
            window = settings.SIGNED_URL_WINDOW_SECONDS
            return self._edge_url(key, (int(time.time()) // window + 2) * window)
        return self._signer.url(key, response=parameters)

    def _is_key(self, name: str) -> bool:
        """Whether the name is its object's key as it is, as all names of photos are: a page has 72 of them, and
        django-storages walks each path three times."""
        return not self.location and _PLAIN_NAME.fullmatch(name) is not None

    @cached_property
    def _edge_url(self) -> Callable[[str, int], str]:
        """RSA takes 0.2 ms, forty times as long as a signature for S3: what was signed in this window is kept."""

        @lru_cache(maxsize=_URLS_REMEMBERED)
        def edge_url(key: str, until: int) -> str:
            url = f"https://{self.custom_domain}/{quote(key)}"
            return str(self.cloudfront_signer.generate_presigned_url(url, datetime.fromtimestamp(until, UTC)))

        return edge_url

    @cached_property
    def _signer(self) -> UrlSigner:
        return UrlSigner(
            bucket=self.bucket_name,
            region=settings.AWS_REGION,
            endpoint_url=settings.S3_PUBLIC_ENDPOINT_URL,
            addressing_style=settings.S3_ADDRESSING_STYLE,
            credentials=lambda: deadline.once("credentials", _credentials),
            window_seconds=settings.SIGNED_URL_WINDOW_SECONDS,
        )


def _credentials() -> Credentials:
    return Credentials(*clients.credentials())


def _version(said: Mapping[str, Any]) -> Version:
    return Version(said["Key"], said["VersionId"], said["LastModified"], said.get("Size"), said["IsLatest"])


class StoredBytes(ContentFile):  # type: ignore[type-arg]
    """Bytes with the content type that they are stored under."""

    def __init__(self, content: bytes, content_type: str) -> None:
        super().__init__(content)
        self.content_type = content_type


class StoredFile(File):  # type: ignore[type-arg]
    """An open file with its content type and S3 metadata; the file stays open."""

    def __init__(self, file: Any, content_type: str, metadata: Mapping[str, str]) -> None:
        super().__init__(file, name="")
        self.content_type = content_type
        self.metadata = metadata


def file_storage() -> FileStorage:
    storage = storages["files"]
    assert isinstance(storage, FileStorage)
    return storage
