"""Lists over all shards of a write-sharded index: parallel queries, merged newest first.

A page costs one call for each shard, however long the list is, and its cursor is one boundary for all of them.
"""

import heapq
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from .dynamo import Item, Key, Table
from .paging import Page, merged_page
from .parallel import run_in_parallel

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

        def read(boundary: str, backward: bool, most: int) -> list[list[Item]]:
            low, high = (boundary, until) if backward else (since, boundary or until)
            return run_in_parallel(
                [partial(self._query, what, n, low, high, most, oldest_first=backward) for n in range(self.shards)]
            )

        return merged_page(read, self._place, listing=listing, size=size, cursor=cursor).of(make)

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
