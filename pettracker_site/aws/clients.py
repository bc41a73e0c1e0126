"""One session and one low-level client per service for the whole process.

A new session costs about a tenth of a second, a client is thread-safe: both are made once, under a lock, and reused.
Credentials come by botocore's standard chain, endpoints by the standard AWS_ENDPOINT_URL* variables. Every client keeps
the deadline of the request it works for, and shares its service's breaker with all threads.
"""

import threading
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from django.conf import settings

from . import connections, limiter, metering
from .attempts import Attempts, Breaker
from .credentials import session_with_renewal
from .errors import translated
from .wire import ParserFactory

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

# What botocore writes by itself it puts together anew for each call, from some fifteen parts.
_USER_AGENT = f"PetTracker Boto3/{boto3.__version__}"
_lock = threading.Lock()
_session: Any = None  # a boto3.Session whose credentials are renewable
_clients: dict[str, Any] = {}


def dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", _client("dynamodb"))


def s3() -> "S3Client":
    return cast("S3Client", _client("s3"))


def cloudformation() -> "CloudFormationClient":
    return cast("CloudFormationClient", _client("cloudformation"))


def credentials() -> tuple[str, str, str | None]:
    """Access key, secret key and session token as they are now: botocore renews them, so ask for each use.

    Raises: StoreUnavailable where there are none, or they cannot be renewed.
    """
    with translated():
        frozen = _the_session().get_credentials().get_frozen_credentials()
    return frozen.access_key or "", frozen.secret_key or "", frozen.token


def reset() -> None:
    """Forget session and clients, so that a test starts with new ones."""
    global _session
    with _lock:
        _session = None
        _clients.clear()


def _client(service: str) -> Any:
    # Reading a dictionary is atomic, so the usual call takes no lock.
    found = _clients.get(service)
    if found is None:
        session = _the_session()
        with _lock:
            found = _clients.get(service)
            if found is None:
                found = _clients[service] = _made(session, service)
    return found


def _made(session: Any, service: str) -> Any:
    connections.install()
    client = session.client(service, config=_config(service))
    chosen = settings.AWS_CLIENTS[service]
    attempts = Attempts(
        Breaker(service),
        session.get_credentials(),
        limiter.dynamodb_limiter() if service == "dynamodb" else None,
        most=chosen["attempts"],
    )
    attempts.listen(client)
    metering.watch(client)
    return client


def _the_session() -> Any:
    global _session
    if _session is None:
        with _lock:
            if _session is None:
                session = session_with_renewal()
                session.register_component("response_parser_factory", ParserFactory())
                _session = boto3.Session(region_name=settings.AWS_REGION, botocore_session=session)
    return _session


def _config(service: str) -> Config:
    chosen = settings.AWS_CLIENTS[service]
    config = Config(
        connect_timeout=chosen["connect_timeout"],
        read_timeout=chosen["read_timeout"],
        retries={"mode": "standard", "total_max_attempts": 1},  # attempts.py knows the deadline
        max_pool_connections=settings.AWS_MAX_POOL_CONNECTIONS,
        tcp_keepalive=True,
        user_agent=_USER_AGENT,
    )
    if service == "s3":
        config = config.merge(Config(signature_version="s3v4", s3={"addressing_style": settings.S3_ADDRESSING_STYLE}))
    return config
