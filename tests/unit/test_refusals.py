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

from pettracker_site.aws import refusals
from pettracker_site.aws.errors import Refused, StoreUnavailable, translated

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
ADVICE = {
    "AccessDenied": refusals.RIGHTS,
    "AccessDeniedException": refusals.RIGHTS,
    "AccountProblem": refusals.ACCOUNT,
    "AllAccessDisabled": refusals.ACCOUNT,
    "AuthorizationHeaderMalformed": refusals.REGION,
    "ExpiredTokenException": refusals.KEYS,
    "IllegalLocationConstraintException": refusals.REGION,
    "IncompleteSignature": refusals.KEYS,
    "InvalidAccessKeyId": refusals.KEYS,
    "InvalidBucketState": refusals.ARCHIVED,
    "InvalidSignatureException": refusals.KEYS,
    "InvalidToken": refusals.KEYS,
    "ItemCollectionSizeLimitExceededException": refusals.LIMIT,
    "KMS.DisabledException": refusals.ENCRYPTION,
    "KMSInvalidStateException": refusals.ENCRYPTION,
    "LimitExceededException": refusals.LIMIT,
    "MissingAuthenticationTokenException": refusals.KEYS,
    "NoSuchBucket": refusals.PLACE,
    "NotSignedUp": refusals.ACCOUNT,
    "OptInRequired": refusals.ACCOUNT,
    "PermanentRedirect": refusals.REGION,
    "RequestTimeTooSkewed": refusals.CLOCK,
    "ResourceNotFoundException": refusals.PLACE,
    "SignatureDoesNotMatch": refusals.KEYS,
    "SomethingNew": refusals.UNKNOWN,
    "TableNotFoundException": refusals.PLACE,
    "UnrecognizedClientException": refusals.KEYS,
}


def failed(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Any")


@pytest.mark.parametrize(("code", "advice"), ADVICE.items())
def test_whoever_is_refused_is_told_in_words_and_an_operator_what_to_do(code, advice):
    with pytest.raises(Refused, match=re.escape(code)), translated():
        raise failed(code)
    assert refusals.advice(code) == advice


@pytest.mark.parametrize(
    ("code", "status"),
    [("SlowDown", 503), ("ThrottlingException", 400), ("OperationAborted", 409), ("Whatever", 500), ("Whatever", 429)],
)
def test_what_passes_by_itself_needs_no_operator(code, status):
    with pytest.raises(StoreUnavailable) as raised, translated():
        raise failed(code, status)
    assert not isinstance(raised.value, Refused)
    assert refusals.advice(code, status) == ""


@pytest.mark.parametrize("code", ["ValidationException", "SerializationException", "NoSuchKey", "PreconditionFailed"])
def test_a_mistake_of_ours_and_what_was_asked_for_go_up_as_they_are(code):
    with pytest.raises(ClientError), translated():
        raise failed(code)
    assert refusals.advice(code) == ""


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
    assert refusals.advice(raised.value.code) == refusals.DAMAGED


@pytest.mark.parametrize(
    "error",
    [NoCredentialsError(), PartialCredentialsError(provider="x", cred_var="x"), ConfigParseError(path="x")],
)
def test_without_credentials_an_operator_hears_of_it(error):
    with pytest.raises(Refused) as raised, translated():
        raise error
    assert refusals.advice(raised.value.code) == refusals.KEYS


@pytest.mark.parametrize("error", [EndpointConnectionError(endpoint_url="x"), ProtocolError("x")])
def test_a_connection_that_fails_is_no_refusal(error):
    with pytest.raises(StoreUnavailable) as raised, translated():
        raise error
    assert not isinstance(raised.value, Refused)


@pytest.mark.parametrize("advice", sorted(set(ADVICE.values()) | {refusals.DAMAGED}))
def test_what_the_log_advises_stands_in_the_same_words_where_operators_read(advice):
    assert advice in OPERATIONS


def test_no_code_has_two_pieces_of_advice():
    assert sum(map(len, refusals._ADVICE.values())) == len(refusals._BY_CODE)
