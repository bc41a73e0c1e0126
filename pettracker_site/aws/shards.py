"""Lists over all shards of a write-sharded index: parallel queries, merged newest first.

A page costs one call for each shard, however long the list is, and its cursor is one boundary for all of them.
"""

import contextvars
import heapq
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import islice
from typing import TypeVar

from django.conf import settings

from .dynamo import Item, Key, Table
from .limiter import dynamodb_slot
from .paging import Cursor, Page

_EARLIEST, _LATEST = "0", ":"  # before and after every time: a time begins with a digit
_PIECE = 200
T = TypeVar("T")


class ShardedIndex:
    """An index whose partitions are named `<what>#<n>` and sorted by `<time>#<id>`, which no two items share.

    `since` and `until` are times as texts: nothing before `since`, nothing from `until` on.
    """

    def __init__(self, table: Table, index: str, partition: str, sort: str, shards: int) -> None:
        self.table = table
        self.index = index
        self.partition = partition
        self.sort = sort
        self.shards = shards

    def page(
        self, what: str, make: Callable[[Item], T], *, size: int, cursor: str = "", since: str = "", until: str = ""
    ) -> Page[T]:
        """One page, newest first, by one call for each shard. Raises: BadCursor, StoreUnavailable."""
        listing = f"{self.table.name}/{self.index}/{what}/{since}/{until}"
        at = Cursor.read(cursor, listing) if cursor else None
        backward = at is not None and at.backward
        boundary = at.key["boundary"] if at else ""
        # One more than is shown tells whether there is another page; the boundary itself, which is read again, is not.
        limit = size + 1 + bool(boundary)
        low, high = (boundary, until) if backward else (since, boundary or until)
        found = run_in_parallel(
            [partial(self._query, what, n, low, high, limit, oldest_first=backward) for n in range(self.shards)]
        )
        merged = heapq.merge(*found, key=self._place, reverse=not backward)
        beyond = list(islice((item for item in merged if self._place(item) != boundary), size + 1))
        more, shown = len(beyond) > size, beyond[:size]
        if backward:
            shown.reverse()
        before, after = (more, True) if backward else (at is not None, more)

        def cursor_at(item: Item, *, backward: bool) -> str:
            return Cursor({"boundary": self._place(item)}, backward).sign(listing)

        return Page(
            tuple(map(make, shown)),
            previous=cursor_at(shown[0], backward=True) if before and shown else "",
            next=cursor_at(shown[-1], backward=False) if after and shown else "",
        )

    def each(self, what: str, *, since: str = "", until: str = "") -> Iterator[Item]:
        """Every item, newest first, with at most one batch of each shard in memory."""
        shards = [self._walk(what, number, since, until) for number in range(self.shards)]
        return heapq.merge(*shards, key=self._place, reverse=True)

    def _walk(self, what: str, number: int, since: str, until: str) -> Iterator[Item]:
        boundary = ""
        while True:
            found = self._query(what, number, since, boundary or until, _PIECE, oldest_first=False)
            yield from (item for item in found if self._place(item) != boundary)
            if len(found) < _PIECE:
                return
            boundary = self._place(found[-1])

    def _query(self, what: str, number: int, low: str, high: str, limit: int, *, oldest_first: bool) -> list[Item]:
        condition = Key(self.partition).eq(f"{what}#{number}") & Key(self.sort).between(
            low or _EARLIEST, high or _LATEST
        )
        return self.table.query(self.index, condition, limit=limit, forward=oldest_first)

    def _place(self, item: Item) -> str:
        return str(item[self.sort])


def run_in_parallel(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Run the tasks in a thread pool, each in a copy of the caller's context; the results are in their order.

    Raises: what the first raised, or StoreUnavailable where too many requests wait for DynamoDB.
    """
    with dynamodb_slot():  # a list that waits for a thread of the pool waits too
        futures = [_pool().submit(contextvars.copy_context().run, task) for task in tasks]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()  # what has not begun when another one failed


@cache
def _pool() -> ThreadPoolExecutor:
    """One pool for the process, for admins' lists only: owners' pages never wait for it."""
    return ThreadPoolExecutor(settings.ADMIN_SHARDS, thread_name_prefix="shard")
