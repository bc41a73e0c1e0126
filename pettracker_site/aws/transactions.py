"""Transactions (TransactWriteItems), with the retries that boto3 leaves to its caller."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from .deadline import TransientError, retry_transient
from .dynamo import Item, Write
from .errors import Conflict, Refused, StoreError, StoreUnavailable, error_code, is_transient, translated

MOST_PARTS = 100  # of a TransactWriteItems
_MISTAKES = frozenset({"None", "ValidationError", "DuplicateItem"})

Parts = Mapping[str, Write]
"""Parts of a transaction by the names under which a refusal tells of them."""


class TransactionRefused(StoreError):
    """Nothing was written: at least one condition did not hold.

    `"photo" in refusal` says whether that of the part `photo` was among them, and `refusal["photo"]` is the item that
    was found in its place (None: there was none).
    """

    def __init__(self, refused: Mapping[str, Item | None]) -> None:
        super().__init__(f"refused: {', '.join(sorted(refused))}")
        self.refused = dict(refused)

    def __contains__(self, name: str) -> bool:
        return name in self.refused

    def __getitem__(self, name: str) -> Item | None:
        """Raises: KeyError where the condition of that part held."""
        return self.refused[name]

    def get(self, name: str) -> Item | None:
        """The item that refused a part; None also where that part was not refused."""
        return self.refused.get(name)


def transact(**parts: Write) -> None:
    """Write up to 100 items together, by the first part's client. Optional parts whose conditions fail are left out.

    Raises: TransactionRefused; Refused where AWS says no to one of them; StoreUnavailable; ValueError where there are
    more.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(f"{len(parts)} parts, and a transaction takes {MOST_PARTS}")
    left: Parts = parts
    while left:
        try:
            _transact(left)
        except TransactionRefused as refusal:
            if needed := {name: item for name, item in refusal.refused.items() if not left[name].is_optional}:
                raise TransactionRefused(needed) from refusal
            left = {name: part for name, part in left.items() if name not in refusal}
        else:
            return


def write_with(write: Write, /, **also: Write) -> None:
    """One write together with others that come with it.

    Raises: Conflict with the current item where the one's own condition does not hold; else as `transact`.
    """
    try:
        transact(write=write, **also)
    except TransactionRefused as refusal:
        if "write" not in refusal:
            raise
        raise Conflict("condition", current=refusal["write"]) from refusal


def _transact(parts: Parts) -> None:
    """One token serves all attempts, so that an answer lost after the commit is a success and not a second write
    (DynamoDB remembers a token for ten minutes). A transaction cancelled because another one touched the same item,
    or by throttling, is tried again as long as there is time.
    """
    client = next(iter(parts.values())).client
    actions = [{part.operation: part.request} for part in parts.values()]
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
                raise TransactionRefused(_failed_conditions(list(parts), reasons)) from error
            others = codes - _MISTAKES
            transient = {code for code in others if is_transient(code)}
            if refused := sorted(others - transient):  # whatever is transient beside it
                raise Refused(refused[0]) from error
            if transient:
                raise TransientError from StoreUnavailable("TransactionCanceledException")
            raise

    retry_transient(attempt)


def _failed_conditions(names: Sequence[str], reasons: Sequence[Mapping[str, Any]]) -> dict[str, Item | None]:
    """DynamoDB gives a reason for each part, in their order: "None" for those that it had nothing against."""
    return {
        name: reason.get("Item") or None
        for name, reason in zip(names, reasons, strict=True)
        if reason.get("Code") == "ConditionalCheckFailed"
    }
