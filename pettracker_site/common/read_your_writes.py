"""Read-your-writes consistency: lists show this person's own changes at once.

Indexes of DynamoDB are eventually consistent, so a list right after a change may still show the old state. Each change
is noted for 20 seconds, a row for each record, and lists merge those items, read consistently, into what the index
returned. The notes are in the relational database, so concurrent requests do not lose any. The browser keeps a cookie
for each kind, which says that there may be notes.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from pettracker_site.aws.paging import Page

from .models import RecentChange

SECONDS = 20
_PREFIX = "recent-"
_log = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)


def remember(response: R, kind: str, ids: Iterable[str], *, after: HttpRequest) -> R:
    """Note the changed `ids` for 20 seconds, and set the cookie on the response, which is returned.

    The change itself is done: if the note cannot be written, that is only logged.
    """
    changed = sorted({uuid.UUID(id) for id in ids})  # in one order: two requests never wait for each other's rows
    if not changed:
        return response
    try:
        _note(_person(after), kind, changed)
    except DatabaseError as error:
        _log.warning("a change could not be noted, lists may show it late: %s", type(error).__name__)
    response.set_cookie(
        f"{_PREFIX}{kind}", "1", max_age=SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def changed_ids(request: HttpRequest, kind: str) -> list[str]:
    """The ids that this person changed just now, newest first, as many as are kept; still to be checked for rights."""
    if f"{_PREFIX}{kind}" not in request.COOKIES:
        return []
    notes = RecentChange.objects.filter(person=_person(request), kind=kind, at__gt=_too_old())
    newest = notes.order_by("-at", "record").values_list("record", flat=True)
    return [str(record) for record in newest[: settings.RECENT_CHANGES]]


def _note(person: str, kind: str, changed: list[uuid.UUID]) -> None:
    now = timezone.now()
    RecentChange.objects.bulk_create(
        [RecentChange(person=person, kind=kind, record=id, at=now) for id in changed[: settings.RECENT_CHANGES]],
        update_conflicts=True,
        unique_fields=["person", "kind", "record"],
        update_fields=["at"],
    )
    with suppress(DatabaseError):  # the next change tidies up as well
        RecentChange.objects.filter(at__lte=_too_old()).delete()  # everybody's


def _person(request: HttpRequest) -> str:
    return str(request.user.pk)


def _too_old() -> datetime:
    return timezone.now() - timedelta(seconds=SECONDS)


def merge_recent_writes(
    page: Page[T],
    fresh: Iterable[T],
    *,
    id: Callable[[T], str],
    belongs: Callable[[T], bool],
    order: Callable[[T], str],
    newest_first: bool = False,
) -> Page[T]:
    """The page with the `fresh` items as they are now: inserted where they belong, removed where they do not.

    Items before its first or after its last one belong to another page.
    """
    now = {id(each): each for each in fresh}
    ends = sorted(map(order, page.items)) or [""]
    has_lower, has_higher = (page.next, page.previous) if newest_first else (page.previous, page.next)

    def is_of_this_page(item: T) -> bool:
        is_not_before = not (has_lower and page.items) or order(item) >= ends[0]
        is_not_after = not (has_higher and page.items) or order(item) <= ends[-1]
        return is_not_before and is_not_after and belongs(item)

    kept = [each for each in page.items if id(each) not in now]
    items = sorted([*kept, *filter(is_of_this_page, now.values())], key=order, reverse=newest_first)
    return replace(page, items=tuple(items))
