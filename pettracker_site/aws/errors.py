"""The exceptions of the stores, and which of AWS's error codes becomes which."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ChecksumError,
    ClientError,
    ConnectionError,  # the library's own name
    FlexibleChecksumError,
    HTTPClientError,
    IncompleteReadError,
    OperationNotPageableError,
    PaginationError,
    ParamValidationError,
    ResponseStreamingError,
    UnknownClientMethodError,
    ValidationError,
    WaiterError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError


class StoreError(Exception):
    """The base of all that follows."""


class NotFound(StoreError):
    """There is no such item, or not for you: the two look the same on purpose."""


class Conflict(StoreError):
    """A condition failed: somebody else was first. `current` is the stored item, if the store returned it."""

    def __init__(self, message: str = "", *, current: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.current = current


class StoreUnavailable(StoreError):
    """The store did not answer in time, or throttled. It is unknown whether a write took place."""


class Refused(StoreUnavailable):
    """The store refused, or its answer is damaged: a retry would not help, an operator may.

    `code` is AWS's, or the name of botocore's exception (error_advice.py says what to do then). Another record or
    object may be fine.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadCursor(StoreError):
    """A cursor that this listing never gave out."""


# Credentials that AWS does not accept, or not yet: on these codes, look for other credentials.
EXPIRED_CODES = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignature",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
        "UnrecognizedClient",
        "UnrecognizedClientException",
    }
)
THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "ProvisionedThroughputExceeded",  # a reason of a cancelled transaction
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",  # such a reason too
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
TRANSIENT_CODES = frozenset(
    {
        "ConditionalRequestConflict",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "OperationAborted",
        "PriorRequestNotComplete",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "TransactionConflict",  # such a reason too
        "TransactionInProgressException",
    }
)
# Results of the caller's own conditions and keys, and our own mistakes: these are raised unchanged.
_ASKED_FOR = frozenset(
    {
        "404",
        "ConditionalCheckFailedException",
        "NoSuchKey",
        "NoSuchVersion",
        "PreconditionFailed",
        "TransactionCanceledException",
        "TransactionConflictException",
    }
)
_MISTAKES = frozenset(
    {
        "IdempotentParameterMismatchException",
        "InvalidArgument",
        "InvalidParameterValue",
        "InvalidRequest",
        "MalformedXML",
        "MethodNotAllowed",
        "SerializationException",
        "UnknownOperationException",
        "ValidationError",  # CloudFormation's, also for a stack that is not there
        "ValidationException",
    }
)
_MISTAKES_OF_CALLERS = (
    OperationNotPageableError,
    PaginationError,
    ParamValidationError,
    UnknownClientMethodError,
    ValidationError,
    WaiterError,
)
_DAMAGED = (ChecksumError, FlexibleChecksumError, IncompleteReadError, ResponseParserError, ResponseStreamingError)


@contextmanager
def translated() -> Iterator[None]:
    """Turn every failure into StoreUnavailable, except results of the caller's conditions and mistakes of ours.

    Raises: Refused where AWS says no, where there are no credentials, and where an answer is damaged; StoreUnavailable
    for time-outs, connections, throttling and 5xx.
    """
    try:
        yield
    except _DAMAGED as error:
        raise Refused(type(error).__name__) from error
    except (ConnectionError, HTTPClientError, HTTPError) as error:
        raise StoreUnavailable(type(error).__name__) from error
    except _MISTAKES_OF_CALLERS:
        raise
    except BotoCoreError as error:  # nothing was sent: no credentials, as a rule
        raise Refused(type(error).__name__) from error
    except ClientError as error:
        if is_for_caller(error_code(error)):
            raise
        kind = StoreUnavailable if is_transient(error_code(error), _status(error)) else Refused
        raise kind(error_code(error)) from error


@contextmanager
def raising_not_found() -> Iterator[None]:
    """Turn S3's "no such object" into NotFound. (A role that may not list the bucket is told AccessDenied instead.)"""
    try:
        yield
    except ClientError as error:
        if error_code(error) == "NoSuchKey":
            raise NotFound("object") from error
        raise


@contextmanager
def ignoring_existing() -> Iterator[None]:
    """Ignore S3's error that the object already exists."""
    try:
        yield
    except ClientError as error:
        if error_code(error) != "PreconditionFailed":
            raise


def is_transient(code: str, status: int = 0) -> bool:
    """Whether a retry may help: throttling, and internal errors of AWS."""
    return code in THROTTLING_CODES or code in TRANSIENT_CODES or status == 429 or status >= 500


def is_for_caller(code: str) -> bool:
    """Whether a code is for the caller to handle, and says nothing about the store's health."""
    return code in _ASKED_FOR or code in _MISTAKES


def error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
