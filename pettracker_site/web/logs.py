"""How the log reads: one JSON object per line in production, words in a console; never a secret or an address.

Everything logs by Python's `logging`; structlog only writes it down. Knows no Django, so that the web server's own
configuration can use it before there are settings.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_OURS = frozenset({"pettracker_site", "pets", "photos"})
_extra = structlog.stdlib.ExtraAdder()

# Whatever a library or an exception may say, these never reach the log. Each has a sign that most texts do not, so
# that those need not be looked through.
_SECRETS = (
    (
        "?",
        # S3's query strings and CloudFront's; from the last "?" before it, so that many of them are looked through once
        re.compile(r"\?[^\s\"'<>?]*(?:X-Amz-|(?:Signature|Key-Pair-Id|Policy)=)[^\s\"'<>]*", re.IGNORECASE),
        "?[signature]",
    ),
    (
        "=",
        re.compile(r"\b([\w-]{0,32}(?:sessionid|csrftoken|csrfmiddlewaretoken))=[^\s;&\"'<>]+", re.IGNORECASE),
        r"\1=[hidden]",
    ),
    ("@", re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "[e-mail]"),
)


def configuration(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """A dictionary for `logging.config`, for Django's LOGGING and for gunicorn."""
    renderer: Processor = structlog.processors.JSONRenderer() if json else _console()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.contextvars.merge_contextvars,
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                    _our_fields,
                    structlog.processors.format_exc_info,
                    without_secrets,
                ],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "filters": {"without_paths": {"()": WithoutPaths}},
        "handlers": {
            "lines": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_paths"]},
        },
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            # Below INFO it writes every query with its values, password hashes included.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},  # the request's line says it all
            "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
            # Below WARNING they tell where credentials were found, and addresses with signatures.
            **{name: {"level": "WARNING"} for name in ("botocore", "boto3", "s3transfer", "urllib3")},
            "PIL": {"level": "INFO"},
        },
    }


class WithoutPaths(logging.Filter):
    """Django's and gunicorn's lines name the path, and with it ids and the keys of reset links.

    What they say of an answer is in the request's line already; what is left is the exception nobody caught.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and not record.exc_info:
            return False
        if record.name == "gunicorn.error" and record.exc_info and record.exc_info[0] is BlockingIOError:
            return False  # a client that said nothing for too long
        if record.name == "django.request" or (record.name == "gunicorn.error" and record.exc_info):
            record.msg, record.args = "uncaught exception", ()
        elif record.name.startswith("django.security"):
            record.msg, record.args, record.exc_info = "suspicious request", (), None
        return True


def without_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Hide signatures, session keys and e-mail addresses in whatever text a line carries."""
    for name, value in event.items():
        if isinstance(value, str):
            for sign, pattern, instead in _SECRETS:
                if sign in value:
                    value = pattern.sub(instead, value)
            event[name] = value
    return event


def _our_fields(logger: WrappedLogger, name: str, event: EventDict) -> MutableMapping[str, Any]:
    """The fields that our own code gives its lines; those of libraries hold whole requests."""
    record: logging.LogRecord = event["_record"]
    if record.name.partition(".")[0] not in _OURS:
        return event
    fields = _extra(logger, name, event)
    fields.pop("message", None)  # what another handler left in the record
    return fields


def _console() -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(colors=False, timestamp_key="time")
