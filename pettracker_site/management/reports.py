"""The last result of each maintenance command, for admins: one item each in the accounts table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Item, Table, batch_get
from pettracker_site.aws.errors import Conflict

_SITE = "site"  # an account that no person has: theirs are UUIDs


def save(name: str, at: datetime, result: Mapping[str, Any]) -> None:
    """Save a result with its start time, unless a later one was saved already. Raises: StoreUnavailable."""
    item = {"AccountId": _SITE, "Item": name, "At": times.to_text(at), **result}
    is_newer = Attr("At").not_exists() | Attr("At").lte(times.to_text(at))
    try:
        _table().put(item, is_newer).run()
    except Conflict:
        return


def latest(name: str) -> Item | None:
    """The last result of a command such as `sweep`, with its time `At`, by one call. Raises: StoreUnavailable."""
    return _table().get((_SITE, name))


def latest_of(*names: str) -> dict[str, Item | None]:
    """Several of them, by one call. Raises: StoreUnavailable."""
    table = _table()
    return dict(zip(names, batch_get(table.client, [(table, (_SITE, name)) for name in names]), strict=True))


def _table() -> Table:
    return Table(clients.dynamodb(), settings.ACCOUNTS_TABLE, "AccountId", "Item")
