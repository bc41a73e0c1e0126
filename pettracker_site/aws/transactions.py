"""All or nothing over several items, with the retries that boto3 leaves to its caller."""

import random
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .dynamo import Item, from_wire
from .errors import StoreError, StoreUnavailable, error_code, translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 4
_FIRST_PAUSE_SECONDS = 0.05
_PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})

Action = Mapping[str, Mapping[str, Any]]


class TransactionRefused(StoreError):
    """Nothing was written: at least one condition did not hold.

    `refused` maps the position of each action whose condition failed to the item found there (None: there was none).
    """

    def __init__(self, refused: Mapping[int, Item | None]) -> None:
        super().__init__(f"refused at {sorted(refused)}")
        self.refused = dict(refused)


def transact(client: "DynamoDBClient", actions: Sequence[Action]) -> None:
    """Write up to 100 items together, one action each: `{"Put": ...}`, `{"Update": ...}`, `{"ConditionCheck": ...}`.

    One token serves all attempts, so that an answer lost after the commit is a success and not a second write
    (DynamoDB remembers a token for ten minutes). A transaction cancelled because another one touched the same item,
    or by throttling, is tried again up to four times in all.
    Raises: TransactionRefused, StoreUnavailable.
    """
    token = str(uuid.uuid4())
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with translated():
                client.transact_write_items(TransactItems=actions, ClientRequestToken=token)  # type: ignore[arg-type]
            return
        except ClientError as error:
            if error_code(error) != "TransactionCanceledException":
                raise
            reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
            codes = {reason.get("Code", "None") for reason in reasons}
            if "ConditionalCheckFailed" in codes:
                raise TransactionRefused(_failed_conditions(reasons)) from error
            if not codes & _PASSING:
                raise
            if attempt == ATTEMPTS:
                raise StoreUnavailable("TransactionCanceledException") from error
            time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - jitter, not a secret


def _failed_conditions(reasons: Sequence[Mapping[str, Any]]) -> dict[int, Item | None]:
    return {
        position: from_wire(reason["Item"]) if reason.get("Item") else None
        for position, reason in enumerate(reasons)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
