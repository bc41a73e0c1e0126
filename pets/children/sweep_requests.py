"""Sweeps requested by admins: one item in the accounts table, which a job with the sweeper's rights claims.

The web processes may not delete versions of files, and a sweep takes longer than a request: so they only request it.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Table, Update
from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.transactions import write_with

STALE = timedelta(minutes=15)  # without progress: it was interrupted, and restarts
_ID = ("site", "sweep-request")
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """`alive_at` is the time of its last progress report, `seen` the number of records and files checked by then."""

    id: str
    apply: bool
    by: str
    asked_at: datetime
    state: str
    alive_at: datetime
    seen: int = 0

    @classmethod
    def from_item(cls, item: Item) -> Self:
        return cls(
            id=item["Id"],
            apply=bool(item["Apply"]),
            by=item["By"],
            asked_at=times.from_text(item["At"]),
            state=item["State"],
            alive_at=times.from_text(item["AliveAt"]),
            seen=int(item["Seen"]),
        )

    @property
    def is_open(self) -> bool:
        return self.state in (WAITING, RUNNING)


def create(by: str, now: datetime, *, apply: bool) -> None:
    """With its entry in the audit log. Raises: Conflict where another one is waiting or running; StoreUnavailable."""
    item = {
        "AccountId": _ID[0],
        "Item": _ID[1],
        "Id": str(uuid.uuid4()),
        "Apply": apply,
        "By": by,
        "At": times.to_text(now),
        "AliveAt": times.to_text(now),
        "State": WAITING,
        "Seen": 0,
    }
    is_free = Attr("AccountId").not_exists() | Attr("State").is_in([DONE, FAILED])
    entry = audit_log().entry("sweep", "sweep", "sweep-mend-asked" if apply else "sweep-look-asked")
    write_with(_table().put(item, is_free), entry=entry)


def current() -> SweepRequest | None:
    """The last one, by one call. Raises: StoreUnavailable."""
    item = _table().get(_ID)
    return SweepRequest.from_item(item) if item else None


def claim(now: datetime) -> SweepRequest | None:
    """Claim the open request, so that no other job runs it; None if there is none. Raises: StoreUnavailable."""
    asked = current()
    if asked is None or not asked.is_open or (asked.state == RUNNING and asked.alive_at > now - STALE):
        return None
    is_as_read = _is(asked) & Attr("State").eq(asked.state) & Attr("AliveAt").eq(times.to_text(asked.alive_at))
    taken = Update({"State": RUNNING, "AliveAt": times.to_text(now), "Seen": 0})
    try:
        return SweepRequest.from_item(_table().update(_ID, taken, is_as_read).run())
    except Conflict:
        return None  # another job was faster


def report_progress(asked: SweepRequest, now: datetime, *, seen: int, state: str = RUNNING) -> None:
    """Save the progress, or with `state` the end. Raises: StoreUnavailable."""
    progress = Update({"AliveAt": times.to_text(now), "Seen": seen, "State": state})
    try:
        _table().update(_ID, progress, _is(asked)).run()
    except Conflict:
        return


def _is(asked: SweepRequest) -> ConditionBase:
    return Attr("Id").eq(asked.id)


def _table() -> Table:
    return Table(clients.dynamodb(), settings.ACCOUNTS_TABLE, "AccountId", "Item")
