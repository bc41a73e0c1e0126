"""What the screens of all rooms share: the admin's page frame, people by id, and the return URL."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from pettracker_site.audit.audit_log import AuditEntry
from pettracker_site.aws.errors import BadCursor
from pettracker_site.aws.paging import Page
from pettracker_site.models import User

Crumb = tuple[str, str]
"""What a breadcrumb says, and where it leads."""
ANOTHER_LIST = gettext_lazy("This page belongs to another list. Start from the beginning.")
T = TypeVar("T")


def screen(
    request: HttpRequest, template: str, title: str, *, crumbs: Iterable[Crumb] = (), status: int = 200, **context: Any
) -> HttpResponse:
    frame = admin.site.each_context(request)
    whole = {**frame, "title": title, "crumbs": list(crumbs), **context}
    path = template if "/" in template else f"pets_and_photos/{template}"
    return render(request, f"admin/{path}.html", whole, status=status)


def page_or_reason(read: Callable[[], Page[T]]) -> tuple[Page[T], Promise | None]:
    """The page; or, for a cursor of another list, an empty page and the message."""
    try:
        return read(), None
    except BadCursor:
        return Page(()), ANOTHER_LIST


def people(ids: Iterable[str]) -> dict[str, User]:
    """The people of these ids who still exist, by id; one SQL query."""
    return {user.key: user for user in User.objects.filter(pk__in={id for id in ids if is_id(id)})}


def people_in(entries: Iterable[AuditEntry]) -> dict[str, User]:
    """The people whom audit entries name: actors, people concerned, and owners before and after."""
    ids: set[str] = set()
    for entry in entries:
        owners = entry.changes.get("OwnerId", {})
        ids |= {entry.actor_id, entry.record_id, *map(str, owners.values())}
    return people(ids)


def is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def return_url(request: HttpRequest, otherwise: str) -> str:
    """Where a form asks to return to, if that is a path of this site."""
    back = request.POST.get("back", "")
    is_own = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_own else otherwise
