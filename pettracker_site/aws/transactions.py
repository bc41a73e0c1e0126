"""All or nothing over several items, with the retries that boto3 leaves to its caller."""

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .deadline import TransientError, retry_transient
from .dynamo import Item, from_wire
from .errors import Conflict, Refused, StoreError, StoreUnavailable, error_code, is_passing, translated

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_MISTAKES = frozenset({"None", "ValidationError", "DuplicateItem"})

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
    or by throttling, is tried again as long as there is time.
    Raises: TransactionRefused; Refused where AWS says no to one of them; StoreUnavailable.
    """
    token = str(uuid.uuid4())

    def attempt() -> None:
        try:
            with translated():
                client.transact_write_items(TransactItems=actions, ClientRequestToken=token)  # type: ignore[arg-type]
        except ClientError as error:
            if error_code(error) != "TransactionCanceledException":
                raise
            reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
            codes = {reason.get("Code", "None") for reason in reasons}
            if "ConditionalCheckFailed" in codes:
                raise TransactionRefused(_failed_conditions(reasons)) from error
            others = codes - _MISTAKES
            passing = {code for code in others if is_passing(code)}
            if refused := sorted(others - passing):  # whatever passes beside it
                raise Refused(refused[0]) from error
            if passing:
                raise TransientError from StoreUnavailable("TransactionCanceledException")
            raise

    retry_transient(attempt)


def transact_with_extras(client: "DynamoDBClient", needed: Sequence[Action], extras: Sequence[Action]) -> None:
    """All that is needed together with those extras whose conditions hold. Raises: TransactionRefused."""
    try:
        transact(client, [*needed, *extras])
    except TransactionRefused as refusal:
        if any(position < len(needed) for position in refusal.refused):
            raise
        holding = [each for place, each in enumerate(extras, len(needed)) if place not in refusal.refused]
        transact_with_extras(client, needed, holding)


def write_with(client: "DynamoDBClient", write: Action, also: Sequence[Action], extras: Sequence[Action] = ()) -> None:
    """One write together with others that have to come with it, and with those extras whose conditions hold.

    Raises: Conflict with the current item where the first one's condition does not hold; StoreUnavailable.
    """
    try:
        transact_with_extras(client, [write, *also], extras)
    except TransactionRefused as refusal:
        if 0 not in refusal.refused:
            raise
        raise Conflict("condition", current=refusal.refused[0]) from refusal


def _failed_conditions(reasons: Sequence[Mapping[str, Any]]) -> dict[int, Item | None]:
    return {
        position: from_wire(reason["Item"]) if reason.get("Item") else None
        for position, reason in enumerate(reasons)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
