"""What can go wrong with a store, in four words the rest of the house understands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectionError,  # the library's own name
    CredentialRetrievalError,
    HTTPClientError,
    MetadataRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
)


class StoreError(Exception):
    """The base of all that follows."""


class NotFound(StoreError):
    """There is no such item, or not for you: the two look the same on purpose."""


class Conflict(StoreError):
    """A condition did not hold: somebody was there first. `current` is the item as the store has it, if it said."""

    def __init__(self, message: str = "", *, current: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.current = current


class StoreUnavailable(StoreError):
    """The store did not answer in time, or asked to be left alone. Whether a write took place is unknown."""


class BadCursor(StoreError):
    """A cursor that this listing never gave out."""


_UNAVAILABLE_ERRORS = (
    ConnectionError,
    CredentialRetrievalError,  # the role's credentials could not be renewed
    HTTPClientError,
    MetadataRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
)
EXPIRED_CODES = frozenset({"ExpiredToken", "ExpiredTokenException"})
THROTTLING_CODES = frozenset(
    {
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
    }
)
_UNAVAILABLE_CODES = (
    EXPIRED_CODES
    | THROTTLING_CODES
    | {
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "TransactionInProgressException",
    }
)


@contextmanager
def translated() -> Iterator[None]:
    """Turn "not now" into StoreUnavailable; every other failure goes up untouched.

    Raises: StoreUnavailable, for time-outs, refused connections, throttling, 5xx and credentials that are gone.
    """
    try:
        yield
    except _UNAVAILABLE_ERRORS as error:
        raise StoreUnavailable(type(error).__name__) from error
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if error_code(error) in _UNAVAILABLE_CODES or status >= 500:
            raise StoreUnavailable(error_code(error)) from error
        raise


@contextmanager
def found() -> Iterator[None]:
    """Turn S3's "no such object" into NotFound. A role that may not list the bucket is told AccessDenied instead."""
    try:
        yield
    except ClientError as error:
        if error_code(error) in {"NoSuchKey", "AccessDenied"}:
            raise NotFound("object") from error
        raise


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
