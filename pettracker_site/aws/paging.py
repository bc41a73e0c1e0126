"""Pages of a list and the signed cursors that lead from one to the next; and what an index holds in all."""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import and_
from typing import Generic, TypeVar

from django.core import signing

from . import times
from .dynamo import Attr, ConditionBase, Item, Table
from .errors import BadCursor, translated

T = TypeVar("T")
R = TypeVar("R")
_PIECE = 100  # as many as one BatchGetItem reads


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in a list and the direction to read from it. `key` is an ExclusiveStartKey. The browser returns it,
    so it is signed and bound to its listing (owner, status, search ...)."""

    key: Mapping[str, str]
    backward: bool = False

    def sign(self, listing: str) -> str:
        return signing.dumps([dict(self.key), self.backward], salt=_salt(listing), compress=True)

    @classmethod
    def read(cls, token: str, listing: str) -> "Cursor":
        """Raises: BadCursor for a token that this listing never gave out."""
        try:
            key, backward = signing.loads(token, salt=_salt(listing))
        except signing.BadSignature as error:
            raise BadCursor(listing) from error
        return cls(key, backward)


@dataclass(frozen=True, slots=True)
class Period:
    """Filter by the time in `attribute`: from `since` on, and before `until`; at least one of them is given."""

    attribute: str
    since: datetime | None = None
    until: datetime | None = None

    def condition(self) -> ConditionBase:
        bounds: list[ConditionBase] = []
        if self.since:
            bounds.append(Attr(self.attribute).gte(times.to_text(self.since)))
        if self.until:
            bounds.append(Attr(self.attribute).lt(times.to_text(self.until)))
        return reduce(and_, bounds)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page in the list's order; `previous` and `next` are signed cursors, empty at the list's ends."""

    items: tuple[T, ...]
    previous: str = ""
    next: str = ""

    @property
    def is_void(self) -> bool:
        """Whether nothing stands here nor anywhere else, not even what its reader may not see."""
        return not (self.items or self.previous or self.next)

    def of(self, make: Callable[[T], R]) -> "Page[R]":
        """The same page of what is made of its items."""
        return Page(tuple(map(make, self.items)), self.previous, self.next)


def query_page(
    table: Table,
    index: str | None,
    condition: ConditionBase,
    *,
    listing: str,
    size: int,
    cursor: str,
    key_names: tuple[str, ...],
    make: Callable[[Item], T],
    newest_first: bool = False,
    period: Period | None = None,
    consistent: bool = False,
) -> Page[T]:
    """One page of an index (None: of the table itself) by one query, in either direction.

    A period filters what the condition selects, so that has to be small, such as the items of one person.
    Reads one more item than it shows, to know whether there is another page.
    Raises: BadCursor, StoreUnavailable.
    """
    listing = f"{listing}/{period}" if period else listing
    at = Cursor.read(cursor, listing) if cursor else None
    backward = at is not None and at.backward
    found = table.query(
        index,
        condition,
        limit=size + 1,
        start=dict(at.key) if at else None,
        forward=newest_first == backward,
        only=period.condition() if period else None,
        consistent=consistent,
    )
    more = len(found) > size
    shown = found[:size][::-1] if backward else found[:size]

    def cursor_at(item: Item, *, backward: bool) -> str:
        return Cursor({name: item[name] for name in key_names}, backward).sign(listing)

    before, after = (more, at is not None) if backward else (at is not None, more)
    return Page(
        tuple(make(item) for item in shown),
        previous=cursor_at(shown[0], backward=True) if before and shown else "",
        next=cursor_at(shown[-1], backward=False) if after and shown else "",
    )


def merged_page(
    read: Callable[[str, bool, int], Sequence[Sequence[T]]],
    place: Callable[[T], str],
    *,
    listing: str,
    size: int,
    cursor: str,
) -> Page[T]:
    """One page, newest first, of several lists in one order: `place` says where an item stands, no two at the same.

    `read(boundary, backward, most)` gives up to `most` items of each list from the boundary on, the boundary's own
    included: newest first and down from it, or, `backward`, oldest first and up from it; from the very newest where
    it is empty. The cursor is that one boundary, so a page costs the same wherever it is. Raises: BadCursor.
    """
    at = Cursor.read(cursor, listing) if cursor else None
    backward = at is not None and at.backward
    boundary = at.key["boundary"] if at else ""
    # One more than is shown tells whether there is another page; the boundary itself, which is read again, is not.
    found = read(boundary, backward, size + 1 + bool(boundary))
    merged = heapq.merge(*found, key=place, reverse=not backward)
    beyond = list(islice((item for item in merged if place(item) != boundary), size + 1))
    more, shown = len(beyond) > size, beyond[:size]
    if backward:
        shown.reverse()
    before, after = (more, True) if backward else (at is not None, more)

    def cursor_at(item: T, *, backward: bool) -> str:
        return Cursor({"boundary": place(item)}, backward).sign(listing)

    return Page(
        tuple(shown),
        previous=cursor_at(shown[0], backward=True) if before and shown else "",
        next=cursor_at(shown[-1], backward=False) if after and shown else "",
    )


def walk(
    table: Table,
    index: str | None,
    condition: ConditionBase,
    *,
    key_names: tuple[str, ...],
    consistent: bool = False,
) -> Iterator[list[Item]]:
    """All of an index (None: of the table itself) that meets the condition, by pieces of up to 100.

    Raises: StoreUnavailable.
    """
    start: Item | None = None
    while True:
        found = table.query(index, condition, limit=_PIECE, start=start, consistent=consistent)
        if found:
            yield found
        if len(found) < _PIECE:
            return
        start = {name: found[-1][name] for name in key_names}


def _salt(listing: str) -> str:
    return f"pettracker.cursor.{listing}"


def count(table: Table, index: str, condition: ConditionBase) -> int:
    """How many items match the condition; one call for each megabyte. Raises: StoreUnavailable."""
    with translated():
        pages = table.client.get_paginator("query").paginate(**table.asked(index, condition), Select="COUNT")
        return sum(page["Count"] for page in pages)


def pages(table: Table, index: str, condition: ConditionBase, names: Sequence[str]) -> Iterator[list[Item]]:
    """These attributes of all items that match the condition, by pages of a megabyte. Raises: StoreUnavailable."""
    request = table.asked(index, condition)
    picked = {f"#p{at}": name for at, name in enumerate(names)}
    request["ExpressionAttributeNames"] |= picked
    found = iter(table.client.get_paginator("query").paginate(**request, ProjectionExpression=", ".join(picked)))
    while True:
        with translated():
            page = next(found, None)
        if page is None:
            return
        yield page["Items"]
