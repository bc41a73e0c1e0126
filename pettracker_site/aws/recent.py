"""What this person changed a moment ago.

Indexes of DynamoDB lag behind writes, so the list right after a change may still show yesterday's state. Each change
therefore leaves a short-lived, signed cookie with the changed ids, and lists lay those items, read consistently, over
what the index said. A cookie for each change: two at the same time do not overwrite each other.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from .paging import Page

SECONDS = 20
MOST_IDS = 50  # a BatchGetItem takes 100 keys
_PREFIX = "recent-"
T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)


def remember(response: R, kind: str, ids: Iterable[str], *, after: HttpRequest) -> R:
    """The same response, which makes the browser tell us for 20 seconds that `ids` have just changed.

    What the request `after` told of earlier changes becomes part of this cookie, the newest first: a hundred changes
    in a row leave one cookie and not a header that no server takes.
    """
    changed = [uuid.UUID(id).hex for id in ids]
    if not changed:
        return response
    for earlier, told in _told(after, kind):
        changed += told
        response.delete_cookie(earlier, samesite="Lax")
    name = f"{_PREFIX}{kind}-{changed[0][:8]}{uuid.uuid4().hex[:4]}"
    value = signing.dumps(list(dict.fromkeys(changed))[:MOST_IDS], salt=name, compress=True)
    response.set_cookie(
        name, value, max_age=SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def changed_ids(request: HttpRequest, kind: str) -> list[str]:
    """The ids that the browser says have just changed: ours by signature, and still to be checked for rights."""
    ids = dict.fromkeys(str(uuid.UUID(hex)) for _name, told in _told(request, kind) for hex in told)
    return list(ids)[:MOST_IDS]


def _told(request: HttpRequest, kind: str) -> Iterator[tuple[str, list[str]]]:
    """Each cookie of that kind which is ours and not too old: its name and the ids in it."""
    for name, value in request.COOKIES.items():
        if name.startswith(f"{_PREFIX}{kind}-"):
            with suppress(signing.BadSignature):
                yield name, signing.loads(value, salt=name, max_age=SECONDS)


def laid_over(
    page: Page[T],
    fresh: Iterable[T],
    *,
    id: Callable[[T], str],
    belongs: Callable[[T], bool],
    order: Callable[[T], str],
    newest_first: bool = False,
) -> Page[T]:
    """The page in its order with the `fresh` items as they are now: put in where they belong, taken out where not.

    What stands before its first or after its last item is another page's.
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
