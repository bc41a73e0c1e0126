"""What AWS says no by, what people and operators are told then, and which of it is a mistake of ours."""

import re
from pathlib import Path

import pytest
from botocore.exceptions import (
    ChecksumError,
    ClientError,
    ConfigParseError,
    EndpointConnectionError,
    FlexibleChecksumError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ResponseStreamingError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import ProtocolError

from pettracker_site.aws import error_advice
from pettracker_site.aws.errors import Refused, StoreUnavailable, translated

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
ADVICE = {
    "AccessDenied": error_advice.RIGHTS,
    "AccessDeniedException": error_advice.RIGHTS,
    "AccountProblem": error_advice.ACCOUNT,
    "AllAccessDisabled": error_advice.ACCOUNT,
    "AuthorizationHeaderMalformed": error_advice.REGION,
    "ExpiredTokenException": error_advice.KEYS,
    "IllegalLocationConstraintException": error_advice.REGION,
    "IncompleteSignature": error_advice.KEYS,
    "InvalidAccessKeyId": error_advice.KEYS,
    "InvalidBucketState": error_advice.ARCHIVED,
    "InvalidSignatureException": error_advice.KEYS,
    "InvalidToken": error_advice.KEYS,
    "ItemCollectionSizeLimitExceededException": error_advice.LIMIT,
    "KMS.DisabledException": error_advice.ENCRYPTION,
    "KMSInvalidStateException": error_advice.ENCRYPTION,
    "LimitExceededException": error_advice.LIMIT,
    "MissingAuthenticationTokenException": error_advice.KEYS,
    "NoSuchBucket": error_advice.PLACE,
    "NotSignedUp": error_advice.ACCOUNT,
    "OptInRequired": error_advice.ACCOUNT,
    "PermanentRedirect": error_advice.REGION,
    "RequestTimeTooSkewed": error_advice.CLOCK,
    "ResourceNotFoundException": error_advice.PLACE,
    "SignatureDoesNotMatch": error_advice.KEYS,
    "SomethingNew": error_advice.UNKNOWN,
    "TableNotFoundException": error_advice.PLACE,
    "UnrecognizedClientException": error_advice.KEYS,
}


def failed(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Any")


@pytest.mark.parametrize(("code", "advice"), ADVICE.items())
def test_whoever_is_refused_is_told_in_words_and_an_operator_what_to_do(code, advice):
    with pytest.raises(Refused, match=re.escape(code)), translated():
        raise failed(code)
    assert error_advice.advice(code) == advice


@pytest.mark.parametrize(
    ("code", "status"),
    [("SlowDown", 503), ("ThrottlingException", 400), ("OperationAborted", 409), ("Whatever", 500), ("Whatever", 429)],
)
def test_what_passes_by_itself_needs_no_operator(code, status):
    with pytest.raises(StoreUnavailable) as raised, translated():
        raise failed(code, status)
    assert not isinstance(raised.value, Refused)
    assert error_advice.advice(code, status) == ""


@pytest.mark.parametrize("code", ["ValidationException", "SerializationException", "NoSuchKey", "PreconditionFailed"])
def test_a_mistake_of_ours_and_what_was_asked_for_go_up_as_they_are(code):
    with pytest.raises(ClientError), translated():
        raise failed(code)
    assert error_advice.advice(code) == ""


def test_a_call_that_makes_no_sense_goes_up_too():
    with pytest.raises(ParamValidationError), translated():
        raise ParamValidationError(report="x")


@pytest.mark.parametrize(
    "error",
    [
        ChecksumError(checksum_type="crc32", expected_checksum="1", actual_checksum="2"),
        FlexibleChecksumError(error_msg="x"),
        IncompleteReadError(actual_bytes=1, expected_bytes=2),
        ResponseParserError("x"),
        ResponseStreamingError(error="x"),
    ],
)
def test_what_is_damaged_is_no_answer_and_an_operator_hears_of_it(error):
    with pytest.raises(Refused) as raised, translated():
        raise error
    assert error_advice.advice(raised.value.code) == error_advice.DAMAGED


@pytest.mark.parametrize(
    "error",
    [NoCredentialsError(), PartialCredentialsError(provider="x", cred_var="x"), ConfigParseError(path="x")],
)
def test_without_credentials_an_operator_hears_of_it(error):
    with pytest.raises(Refused) as raised, translated():
        raise error
    assert error_advice.advice(raised.value.code) == error_advice.KEYS


@pytest.mark.parametrize("error", [EndpointConnectionError(endpoint_url="x"), ProtocolError("x")])
def test_a_connection_that_fails_is_no_refusal(error):
    with pytest.raises(StoreUnavailable) as raised, translated():
        raise error
    assert not isinstance(raised.value, Refused)


@pytest.mark.parametrize("advice", sorted(set(ADVICE.values()) | {error_advice.DAMAGED}))
def test_what_the_log_advises_stands_in_the_same_words_where_operators_read(advice):
    assert advice in OPERATIONS


def test_no_code_has_two_pieces_of_advice():
    assert sum(map(len, error_advice._ADVICE.values())) == len(error_advice._BY_CODE)
