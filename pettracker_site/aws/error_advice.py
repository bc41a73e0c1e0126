"""Advice for operators by AWS error code, for the log and docs/operations.md."""

from .errors import EXPIRED_CODES, is_for_caller, is_transient

KEYS = (
    "AWS does not take these credentials: is the role attached, are the keys in the file or the environment the right "
    "ones, is this machine's clock right? New ones are found without a restart."
)
RIGHTS = (
    "The role lacks a right: attach the policy that docs/operations.md names for it, and look at the bucket's policy. "
    "(To a role that may not list the bucket a missing file looks the same.)"
)
PLACE = (
    "A table, an index or the bucket is not there: compare AWS_REGION, PETTRACKER_BUCKET and PETTRACKER_TABLE_PREFIX "
    "with what provision made."
)
REGION = "The bucket is in another region: set AWS_REGION to it, and look at AWS_ENDPOINT_URL_S3."
CLOCK = "This machine's clock is wrong: let it follow a time server."
ENCRYPTION = "The KMS key of the tables or the bucket cannot be used: is it enabled, and may the role use it?"
ACCOUNT = "The AWS account is closed, suspended or not signed up for this service: ask AWS's support."
LIMIT = "A limit of the AWS account or of a table is reached: have it raised."
ARCHIVED = "The bucket or the file is archived or locked: provision sets neither, so find out who did."
DAMAGED = "An answer of AWS arrived damaged. If that stays, look at what stands between this machine and AWS."
UNKNOWN = "PetTracker does not know this code: look it up in AWS's documentation of the operation."

_ADVICE: dict[str, frozenset[str]] = {
    KEYS: EXPIRED_CODES
    | {
        "ConfigNotFound",
        "ConfigParseError",
        "CredentialRetrievalError",
        "MetadataRetrievalError",
        "NoAuthTokenError",
        "NoCredentialsError",
        "PartialCredentialsError",
        "ProfileNotFound",
        "TokenRetrievalError",
        "UnauthorizedSSOTokenError",
    },
    RIGHTS: frozenset({"403", "AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}),
    PLACE: frozenset({"NoSuchBucket", "ResourceNotFound", "ResourceNotFoundException", "TableNotFoundException"}),
    REGION: frozenset(
        {
            "301",
            "400",  # S3's to a HEAD, which has no words
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "PermanentRedirect",
            "Redirect",
            "TemporaryRedirect",
        }
    ),
    CLOCK: frozenset({"RequestTimeTooSkewed"}),
    ENCRYPTION: frozenset({"InaccessibleEncryptionKeyException", "KeyUnavailableException"}),
    ACCOUNT: frozenset({"AccountProblem", "AllAccessDisabled", "NotSignedUp", "OptInRequired", "SubscriptionRequired"}),
    LIMIT: frozenset(
        {
            "ItemCollectionSizeLimitExceeded",
            "ItemCollectionSizeLimitExceededException",
            "LimitExceeded",
            "LimitExceededException",
            "ServiceQuotaExceededException",
        }
    ),
    ARCHIVED: frozenset({"InvalidBucketState", "InvalidObjectState", "ObjectLockConfigurationNotFoundError"}),
    DAMAGED: frozenset(
        {
            "BadDigest",
            "ChecksumError",
            "FlexibleChecksumError",
            "IncompleteBody",
            "IncompleteReadError",
            "InvalidDigest",
            "ResponseParserError",
            "ResponseStreamingError",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch",
        }
    ),
}
_BY_CODE = {code: advice for advice, codes in _ADVICE.items() for code in codes}


def advice(code: str, status: int = 0) -> str:
    """What to do about a code of AWS, or a name of botocore's exceptions; empty where there is nothing to do.

    That is so for throttling and trouble of AWS's own, and for what a caller asked for or did wrong.
    """
    if is_transient(code, status) or is_for_caller(code):
        return ""
    return ENCRYPTION if code.startswith("KMS") else _BY_CODE.get(code, UNKNOWN)
