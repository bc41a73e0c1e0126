"""What this person changed a moment ago.

Indexes of DynamoDB lag behind writes, so the list right after a change may still show yesterday's state. Each change
therefore leaves a short-lived, signed cookie with the changed ids, and lists lay those items, read consistently, over
what the index said. A cookie for each change: two at the same time do not overwrite each other.
"""

import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

SECONDS = 20
MOST_IDS = 50  # a BatchGetItem takes 100 keys
_PREFIX = "recent-"
T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)


def remember(response: R, kind: str, ids: Iterable[str]) -> R:
    """The same response, which makes the browser tell us for 20 seconds that `ids` have just changed."""
    changed = [uuid.UUID(id).hex for id in ids][:MOST_IDS]
    if changed:
        name = f"{_PREFIX}{kind}-{changed[0][:8]}{uuid.uuid4().hex[:4]}"
        value = signing.dumps(changed, salt=name, compress=True)
        response.set_cookie(
            name, value, max_age=SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def changed_ids(request: HttpRequest, kind: str) -> list[str]:
    """The ids that the browser says have just changed: ours by signature, and still to be checked for rights."""
    ids: dict[str, None] = {}
    for name, value in request.COOKIES.items():
        if name.startswith(f"{_PREFIX}{kind}-"):
            try:
                changed = signing.loads(value, salt=name, max_age=SECONDS)
            except signing.BadSignature:
                continue
            ids |= dict.fromkeys(str(uuid.UUID(hex)) for hex in changed)
    return list(ids)[:MOST_IDS]


def overlay(
    listed: Iterable[T],
    fresh: Iterable[T],
    *,
    id: Callable[[T], str],
    belongs: Callable[[T], bool],
    order: Callable[[T], str],
    newest_first: bool = False,
) -> tuple[T, ...]:
    """`listed` in its order with the `fresh` items as they are now: put in where they belong, taken out where not."""
    now = {id(each): each for each in fresh}
    kept = [each for each in listed if id(each) not in now]
    return tuple(sorted([*kept, *filter(belongs, now.values())], key=order, reverse=newest_first))
