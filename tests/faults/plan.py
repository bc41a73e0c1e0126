"""Which call meets which trouble: one vocabulary for the proxy between processes and the injector within one."""

import enum
import json
import threading
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


class Trouble(enum.StrEnum):
    ERROR = "error"  # refused, nothing done
    ERROR_AFTER_COMMIT = "error after commit"  # done, and then answered by an error
    LOST_REQUEST = "lost request"  # the connection ends before the request arrives
    LOST_ANSWER = "lost answer"  # done, and the connection ends before the answer arrives
    HOLD = "hold"  # accepted and never answered
    DRIP = "drip"  # done, and answered byte by byte for ever
    TRUNCATE = "truncate"  # done, and the answer ends in its middle
    DELAY = "delay"  # done and answered, `seconds` late
    KILL_BEFORE = "kill before"  # the process that asks is killed before the request arrives
    KILL_AFTER = "kill after"  # done, and the process is killed before the answer arrives


KILLS = (Trouble.KILL_BEFORE, Trouble.KILL_AFTER)
# Attempts of one call: what is answered is tried until the breaker opens, what is not, twice.
GIVEN_UP_AFTER = {Trouble.ERROR: 3, Trouble.ERROR_AFTER_COMMIT: 3, Trouble.LOST_REQUEST: 2, Trouble.LOST_ANSWER: 2}


@dataclass(frozen=True)
class Fault:
    """`status`, `code` and `reasons` (of a cancelled transaction) are those of an error."""

    trouble: Trouble
    status: int = 500
    code: str = "InternalServerError"
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0


def conflict(*reasons: str) -> Fault:
    """A transaction cancelled because of other transactions, throttling and the like."""
    return Fault(Trouble.ERROR, 400, "TransactionCanceledException", reasons or ("TransactionConflict",))


def throttled() -> Fault:
    return Fault(Trouble.ERROR, 400, "ProvisionedThroughputExceededException")


@dataclass
class _Rule:
    operation: str
    fault: Fault
    first: int
    last: float
    met: int = 0


@dataclass
class Plan:
    """Rules by operation (`GetItem`, `PutObject`, `*` ...); every attempt that arrives is counted."""

    rules: list[_Rule] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, fault: Fault, operation: str = "*", *, first: int = 1, last: float = float("inf")) -> None:
        """Those of the matching attempts from now on, `first` to `last`, meet the fault."""
        with self._lock:
            self.rules.append(_Rule(operation, fault, first, last))

    def clear(self) -> None:
        with self._lock:
            self.rules.clear()
            self.seen.clear()

    def next(self, operation: str) -> Fault | None:
        """What this attempt meets."""
        with self._lock:
            self.seen.append(operation)
            found = None
            for rule in self.rules:
                if fnmatchcase(operation, rule.operation):
                    rule.met += 1
                    if found is None and rule.first <= rule.met <= rule.last:
                        found = rule.fault
            return found


REQUEST_ID = "0123456789ABCDEF"  # of answers made up here; no page may show it
DYNAMODB = "dynamodb:*"
S3 = "s3:*"


def operation_of(method: str, path: str, target: str) -> str:
    """The operation's name with its service, such as `dynamodb:GetItem` or `s3:PutObject`."""
    if target:
        return f"dynamodb:{target.rpartition('.')[2]}"
    address, _, query = path.partition("?")
    is_object = len(address.strip("/").split("/", 1)) == 2
    if method == "POST" and query.startswith("delete"):
        return "s3:DeleteObjects"
    verb = {"PUT": "Put", "GET": "Get", "HEAD": "Head", "DELETE": "Delete", "POST": "Post"}[method]
    return f"s3:{verb}{'Object' if is_object else 'Bucket'}"


def error_body(operation: str, fault: Fault) -> tuple[str, bytes]:
    """The content type and body of an error as the service words it."""
    if operation.startswith("dynamodb:"):
        error: dict[str, object] = {"__type": f"com.amazonaws.dynamodb.v20120810#{fault.code}", "message": "injected"}
        if fault.reasons:
            error["CancellationReasons"] = [{"Code": reason} for reason in fault.reasons]
        return "application/x-amz-json-1.0", json.dumps(error).encode()
    words = (
        f"<Error><Code>{fault.code}</Code><Message>injected</Message><RequestId>0123456789ABCDEF</RequestId></Error>"
    )
    return "application/xml", f'<?xml version="1.0" encoding="UTF-8"?>{words}'.encode()
